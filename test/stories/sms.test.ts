import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageCentre } from "../peers/message-centre.ts";
import { Story } from "./story.ts";

const ANNA = "4915112345678";
const BEN = "4915187654321";

function smsBy({ port }: MessageCentre) {
  const settings = { host: "127.0.0.1", port, security: "plain", systemId: "t", password: "s", from: "9000" };
  return { id: "sms", name: "SMS", kind: "smpp", settings };
}

test("SMS: the right number with the right code acknowledges; a wrong number, an old code and a used one don't", async (t) => {
  const centre = await MessageCentre.open({ receipt: { state: "DELIVRD" } });
  const story = await Story.open(t, () => ({
    channels: [smsBy(centre)],
    persons: [
      { id: "anna", name: "Anna", methods: [{ id: "sms", channel: "sms", address: `+${ANNA}` }] },
      { id: "ben", name: "Ben", methods: [{ id: "sms", channel: "sms", address: `+${BEN}` }] },
    ],
    policies: [{ id: "both", name: "Both", steps: [{ tell: [{ person: "anna" }, { person: "ben" }] }] }],
    routes: [{ id: "boilers", order: 1, sources: ["boilers"], policy: "both" }],
    sources: [{ id: "boilers", name: "Boiler house", driver: "http" }],
  }));
  story.ending(centre);
  centre.came = () => story.happened();
  const raise = (point: string) =>
    story.report("boilers", [
      { point, kind: "raise", category: "technical", condition: "high", priority: "high", text: `${point} is high` },
    ]);
  let read = 0;
  /** The next message to that number, as its telephone shows it. */
  const take = async (number: string, fits: RegExp) => {
    const found = await story.until(`${number} is told ${String(fits)}`, () =>
      centre.submitted.find(
        ({ to, message }, index) => index >= read && to === number && fits.test(message.toString("latin1")),
      ),
    );
    return found.message.toString("latin1");
  };
  const codeIn = (text: string) => /Reply ACK (\S+)$/.exec(text)?.[1] ?? assert.fail(text);
  const stateOf = async (point: string) => (await story.alarm(`boilers/${point}`)).state;

  await raise("pressure");
  const annas = codeIn(await take(ANNA, /^HIGH: pressure is high, Boiler house\nReply ACK /));
  const bens = codeIn(await take(BEN, /^HIGH: pressure/));
  await story.until("the receipts are on record", async () => {
    const { notifications } = await story.alarmStory((await story.alarm("boilers/pressure")).id);
    return notifications.length === 2 && notifications.every(({ state }) => state === "delivered");
  });

  // Ben's telephone with Anna's code, and a stranger's telephone: nothing is done, and nobody is answered.
  read = centre.submitted.length;
  centre.bring(BEN, `ACK ${annas}`);
  centre.bring("4917000000000", `ACK ${annas}`);
  await story.until("both refusals are on record", async () => {
    const { id } = await story.alarm("boilers/pressure");
    const sentences = await story.sentences(`alarm:${id}`);
    return sentences.filter((one) => /was refused: \+49\d+ is not an address of the person/.test(one)).length === 2;
  });
  assert.equal(await stateOf("pressure"), "unacknowledged");
  assert.equal(centre.submitted.length, read);

  // Two people answer at once: one takes it over, and the other one hears who did.
  centre.bring(ANNA, `ack ${annas.toUpperCase()} on my way`);
  centre.bring(BEN, `Ack ${bens}`);
  const answers = await Promise.all([
    take(ANNA, /^(?:Acknowledged: you have taken over|The alarm is acknowledged already)/),
    take(BEN, /^(?:Acknowledged: you have taken over|The alarm is acknowledged already)/),
  ]);
  assert.equal(
    answers.filter((text) => text.startsWith("Acknowledged: you have taken over")).length,
    1,
    answers.join(),
  );
  assert.equal(await stateOf("pressure"), "acknowledged");

  // A used code is refused with a clear answer.
  const winner = answers[0].startsWith("Acknowledged: you")
    ? { number: ANNA, code: annas }
    : { number: BEN, code: bens };
  read = centre.submitted.length;
  centre.bring(winner.number, `ACK ${winner.code}`);
  await take(winner.number, /^This message was answered already; every message can be answered once\.$/);

  // The code of one alarm says nothing about another one, and after three days it says nothing at all.
  read = centre.submitted.length;
  await raise("level");
  const level = codeIn(await take(ANNA, /^HIGH: level/));
  const { binds } = centre;
  story.clock.advance(73 * 3_600_000);
  await story.until("the session, which such a jump ends, is back", () => centre.binds > binds);
  read = centre.submitted.length;
  centre.bring(ANNA, `ACK ${level}`);
  await take(ANNA, /^This message is older than three days and can't be answered any more\.$/);
});

test("SMS in German: a range, shelving and leaving duty by a number that comes back, the gap alarm, and a backlog given up", async (t) => {
  const centre = await MessageCentre.open();
  const story = await Story.open(t, () => ({
    channels: [smsBy(centre)],
    persons: [
      { id: "anna", name: "Anna", language: "de", methods: [{ id: "sms", channel: "sms", address: `+${ANNA}` }] },
    ],
    schedules: [
      {
        id: "duty",
        name: "Bereitschaft",
        timeZone: "Europe/Berlin",
        rotations: [{ id: "r", members: ["anna"], startsOn: "2020-01-01", every: { unit: "week", count: 1 } }],
      },
    ],
    policies: [{ id: "duty", name: "Duty", steps: [{ tell: [{ schedule: "duty" }] }], fallback: [{ person: "anna" }] }],
    routes: [{ id: "boilers", order: 1, sources: ["boilers"], policy: "duty" }],
    sources: [{ id: "boilers", name: "Boiler house", driver: "http" }],
    points: [{ id: "boilers/flow", source: "boilers", address: "flow", name: "Kessel 3 Durchfluss" }],
  }));
  story.ending(centre);
  centre.came = () => story.happened();
  await story.good("POST", "/api/v1/operators", {
    id: "anna.berg",
    name: "Anna Berg",
    password: "green ladders hum 4 songs",
    person: "anna",
    roles: [{ role: "operator" }],
  });
  const raise = (point: string) =>
    story.report("boilers", [
      { point, kind: "raise", category: "technical", condition: "high", priority: "high", text: `${point} is high` },
    ]);
  let read = 0;
  const texts = () =>
    centre.submitted
      .slice(read)
      .map(({ coding, message }) =>
        coding === 8 ? Buffer.from(message).swap16().toString("utf16le") : readGsm(message),
      );
  const take = (fits: RegExp) =>
    story.until(`Anna is told ${String(fits)}`, () => texts().find((text) => fits.test(text)));
  const say = (text: string) => {
    read = centre.submitted.length;
    centre.bring(ANNA, "", { coding: 8, message: Buffer.from(text, "utf16le").swap16() });
  };
  const confirm = (question: string) => say(`ja ${/JA (\d{6})/.exec(question)?.[1] ?? assert.fail(question)}`);
  const codes: string[] = [];
  for (const point of ["pressure", "level", "flow"]) {
    await raise(point);
    const text = await take(new RegExp(`^HOCH: .*${point} is high`));
    codes.push(/ACK (\S+)$/.exec(text)?.[1] ?? assert.fail(text));
  }

  say(`Quitt ${codes[1]}..${codes[0]} bin unterwegs`);
  await take(/^2 von 2 Nachrichten quittiert: pressure is high; level is high\.$/);
  say(`Quitt ${codes[1]}..${codes[0]} bin unterwegs`);
  await take(/^0 von 2 Nachrichten quittiert\. Diese Nachricht wurde schon beantwortet/);

  say("Zurückstellen Kessel 3 Durchfluss 481 Fühler wird getauscht");
  await take(
    /^"Kessel 3 Durchfluss: flow is high" bleibt: Alarme der Priorität HOCH dürfen höchstens 480 Minuten zurückgestellt werden\.$/,
  );
  say("Zurückstellen Kessel 3 Durchfluss 60 Fühler wird getauscht");
  confirm(await take(/^"Kessel 3 Durchfluss: flow is high" für 60 Minuten zurückstellen\? Schreiben Sie/));
  await take(/^"Kessel 3 Durchfluss: flow is high" ist für 60 Minuten zurückgestellt\.$/);
  const { id } = await story.alarm("boilers/flow", ({ state }) => state === "shelved");
  assert.match(
    (await story.sentences(`alarm:${id}`)).join("\n"),
    /was shelved by anna \(by sms\): .*Fühler wird getauscht/,
  );

  say("Dienst aus 8");
  confirm(await take(/^In Bereitschaft den Dienst bis .* abgeben\? Schreiben Sie/));
  await take(/Dort ist jetzt NIEMAND im Dienst: das ist ein Alarm\.$/);
  assert.equal((await story.alarm("tocsin/duty/duty")).condition, "coverage-gap");
  const [sentence = ""] = (await story.sentences("schedule:duty")).filter((one) => one.includes("reported"));
  assert.match(sentence, /^Anna reported off duty by SMS: You are off duty in Bereitschaft until .* NOBODY is on duty/);
  say("Dienst an");
  confirm(await take(/^In Bereitschaft den Dienst.* übernehmen\? Schreiben Sie/));
  await take(/^Sie sind in Bereitschaft im Dienst\.$/);
  await story.alarm("tocsin/duty/duty", ({ active }) => !active);

  // A centre that takes nothing: what waits for Anna is given up with a reason.
  centre.options = { submit: () => 0x58 };
  await raise("pump");
  const purge = ["messages", "purge", "sms", "--person", "anna", "--reason", "the centre is broken"];
  await story.until("the message waits", async () => {
    const { items } = await story.get<{ items: { waiting: number }[] }>("/api/v1/channels");
    return items.some(({ waiting }) => waiting > 0);
  });
  assert.equal((await story.tocsin(...purge.slice(0, 5))).code, 1, "without a reason");
  const stranger = { reason: "a person who is not there", person: "nobody" };
  assert.equal((await story.ask("POST", "/api/v1/channels/sms/purge", stranger)).status, 404);
  assert.match((await story.tocsin(...purge)).out, /^\d messages will not be sent\./);
  assert.match(
    (await story.sentences("channel:sms")).join("\n"),
    /purged \d messages to Anna that waited for SMS: the centre is broken\./,
  );
});

/** Of the GSM alphabet, what German needs; one septet an octet. */
function readGsm(message: Buffer): string {
  const letters: Readonly<Record<number, string>> = {
    0x5b: "Ä",
    0x5c: "Ö",
    0x5e: "Ü",
    0x7b: "ä",
    0x7c: "ö",
    0x7e: "ü",
    0x1e: "ß",
  };
  return Array.from(message, (octet) => letters[octet] ?? String.fromCharCode(octet)).join("");
}
