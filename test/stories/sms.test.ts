import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageCentre } from "../peers/message-centre.ts";
import { Story } from "./story.ts";

const ANNA = "4915112345678";
const BEN = "4915187654321";

test("SMS: the right number with the right code acknowledges; a wrong number, an old code and a used one don't", async (t) => {
  const centre = await MessageCentre.open({ receipt: { state: "DELIVRD" } });
  const story = await Story.open(t, () => ({
    channels: [
      {
        id: "sms",
        name: "SMS",
        kind: "smpp",
        settings: {
          host: "127.0.0.1",
          port: centre.port,
          security: "plain",
          systemId: "t",
          password: "s",
          from: "9000",
        },
      },
    ],
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
