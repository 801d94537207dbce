import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { House, until } from "../../../test/contracts/driver-contract.ts";
import { PagingClient } from "../../../test/peers/paging-client.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { Dialogue, type Page } from "./dialogue.ts";
import snppGateway from "./index.ts";
import { SnppGatewaySession } from "./session.ts";
import { Pin, Settings } from "./settings.ts";
import { reportsOf } from "./translate.ts";

const pins = [{ pin: "5551234" }, { pin: "Sam", priority: "critical", category: "fire", ends: "by-word" }];

async function open(t: TestContext, some: object = {}, clock?: VirtualClock) {
  const house = new House(clock);
  const settings = Settings.parse({ host: "127.0.0.1", port: 0, addresses: ["127.0.0.0/8"], pins, ...some });
  const session = await SnppGatewaySession.open(settings, house.host);
  t.after(() => session[Symbol.asyncDispose]());
  const dial = async () => {
    const client = await PagingClient.open(session.port);
    t.after(() => client[Symbol.asyncDispose]());
    return client;
  };
  return { house, dial };
}

/** RFC 1861 §4.3 to §4.5: what a client says, line by line, and what it is answered. */
const DIALOGUES: Record<string, [line: string, reply: string][]> = {
  "a page of level 1": [
    ["PAGE 5551234", "250"],
    ["MESS Boiler 3", "250"],
    ["SEND", "250"],
    ["QUIT", "221"],
  ],
  "lower case, long names and blanks": [
    ["pager   5551234  ", "250"],
    ["message Boiler 3", "250"],
    ["Send", "250"],
  ],
  "two pagers, subject, level, caller": [
    ["PAGE 5551234", "250"],
    ["PAGE SAM", "250"],
    ["LEVE 1", "250"],
    ["SUBJ Boiler", "250"],
    ["CALL 100", "250"],
    ["ALER 1", "250"],
    ["COVE 2", "250"],
    ["MESS hot", "250"],
    ["SEND", "250"],
  ],
  "text of several lines": [
    ["PAGE 5551234", "250"],
    ["DATA", "354"],
    ["one", ""],
    ["..two", ""],
    [".", "250"],
    ["SEND", "250"],
  ],
  "nothing to send": [
    ["SEND", "503"],
    ["PAGE 5551234", "250"],
    ["SEND", "503"],
  ],
  twice: [
    ["MESS one", "250"],
    ["MESS two", "503"],
    ["DATA", "503"],
    ["RESE", "250"],
    ["MESS two", "250"],
  ],
  "nobody's pager": [["PAGE 999", "550"]],
  "no pager": [["PAGE", "550"]],
  "no text": [["MESS", "550"]],
  "an empty text": [
    ["DATA", "354"],
    [".", "550"],
  ],
  "a level that isn't one": [["LEVE 12", "550"]],
  "an alert that isn't one": [["ALER 2", "550"]],
  "level 3, which it does not speak": [["2WAY", "500"]],
  "a page for later, which it does not keep": [["HOLD 261122120000", "500"]],
  help: [["HELP", "214"]],
};

test("N-039 what each command is answered", () => {
  for (const [title, lines] of Object.entries(DIALOGUES)) {
    const settings = Settings.parse({ addresses: ["10.0.0.1"], pins });
    const dialogue = new Dialogue({ settings, isPassword: () => false });
    for (const [line, reply] of lines) {
      const said = dialogue.take(line);
      const answer = said.page ? dialogue.sent() : said.reply;
      assert.ok(reply === "" ? answer === "" : answer.startsWith(reply), `${title}: ${line} → ${answer}`);
    }
  }
});

test("N-039 a page becomes an event of its pin, and the client hears of it when it is stored", async (t) => {
  const { house, dial } = await open(t);
  const stored = Promise.withResolvers<void>();
  house.storing = () => stored.promise;
  const client = await dial();
  assert.match(await client.reply(), /^220 /);
  await client.say("PAGE sam");
  await client.say("SUBJ Kessel");
  await client.say("MESS Überdruck");
  const answer = client.say("SEND");
  await until(() => house.reports.length === 1);
  stored.resolve();
  assert.equal(await answer, "250 Page Sent");
  const [report] = house.stored;
  assert.equal(report?.point, "Sam");
  assert.equal(report?.kind, "raise");
  assert.equal(report?.priority, "critical");
  assert.equal(report?.text, "Kessel: Überdruck");
  await client.say("PAGE Sam");
  await client.say("MESS ok, all well");
  assert.equal(await client.say("SEND"), "250 Page Sent");
  assert.equal(house.stored.at(-1)?.kind, "clear");
});

test("what a page means: the end at once or by a word, and the priority by service level", () => {
  const page = (text: string, level: number | null = null): Page => ({
    pins: [],
    text,
    subject: "",
    level,
    user: "",
    caller: "",
  });
  const kinds = (text: string, pin: object) =>
    reportsOf(page(text), Pin.parse({ pin: "1", ...pin })).map(({ kind }) => kind);
  assert.deepEqual(kinds("FIRE Z3", {}), ["raise", "clear"]);
  assert.deepEqual(kinds("FIRE Z3", { ends: "by-word" }), ["raise"]);
  assert.deepEqual(kinds("Reset Z3", { ends: "by-word" }), ["clear"]);
  assert.deepEqual(kinds("OKLAHOMA", { ends: "by-word" }), ["raise"]);
  const priorities = [null, 0, 1, 2, 5, 6, 11].map((level) => reportsOf(page("x", level), Pin.parse({ pin: "1" }))[0]);
  assert.deepEqual(
    priorities.map((report) => report?.priority),
    [undefined, "high", "high", "medium", "medium", "low", "low"],
  );
});

test("N-039 only listed addresses and logins may page, and guessing ends the connection", async (t) => {
  const elsewhere = await open(t, { addresses: ["10.9.8.7"] });
  const stranger = await elsewhere.dial();
  assert.match(await stranger.reply(), /^421 |^closed/);
  await until(() => elsewhere.house.refusals.length > 0);

  const { house, dial } = await open(t, { logins: [{ user: "plc", password: "correct-horse" }] });
  const client = await dial();
  await client.reply();
  assert.match(await client.say("PAGE 5551234"), /^550 Login/);
  assert.match(await client.say("LOGI plc wrong-password"), /^550/);
  assert.match(await client.say("LOGI plc correct-hors"), /^550/);
  assert.match(await client.say("LOGI nobody wrong-password"), /^421/);
  assert.equal(await client.reply(), "closed");
  assert.ok(house.refusals.every(({ raw }) => !raw.includes("wrong-password") && !raw.includes("correct-hors")));
  assert.equal(house.reports.length, 0);
});

test("a login opens the gateway", async (t) => {
  const { house, dial } = await open(t, { addresses: [], logins: [{ user: "plc", password: "correct-horse" }] });
  const client = await dial();
  await client.reply();
  assert.match(await client.say("LOGI plc correct-horse"), /^250/);
  await client.say("PAGE 5551234");
  await client.say("MESS hot");
  assert.match(await client.say("SEND"), /^250/);
  assert.equal(house.stored.length, 2);
});

test("an unknown pin is refused and listed for adoption", async (t) => {
  const { house, dial } = await open(t);
  const client = await dial();
  await client.reply();
  assert.match(await client.say("PAGE 777"), /^550/);
  assert.deepEqual(house.candidates, [{ key: "777", about: { address: "127.0.0.1" } }]);
  assert.deepEqual(snppGateway.adopt?.({ pins: [] }, { key: "777", about: {}, name: "Sam" }), {
    pins: [{ pin: "777", name: "Sam" }],
  });
});

test("limits: rate, wrong commands, long lines and texts, pagers of one page", async (t) => {
  const clock = new VirtualClock(0);
  const limits = { burst: 2, pagesPerMinute: 60, errors: 3, textCharacters: 20, pagersPerPage: 1 };
  const { house, dial } = await open(t, { limits }, clock);
  const client = await dial();
  await client.reply();
  const page = async (by: PagingClient) => {
    await by.say("PAGE 5551234");
    await by.say("MESS hot");
    return by.say("SEND");
  };
  assert.match(await page(client), /^250/);
  assert.match(await page(client), /^250/);
  assert.match(await page(client), /^421/);
  assert.equal(await client.reply(), "closed");
  clock.advance(1000);
  const later = await dial();
  await later.reply();
  assert.match(await page(later), /^250/);
  assert.match(await later.say(`MESS ${"x".repeat(21)}`), /^552/);
  await later.say("PAGE 5551234");
  assert.match(await later.say("PAGE Sam"), /^552/);
  assert.match(await later.say("XYZZ"), /^500/);
  assert.match(await later.reply(), /^421/);
  assert.equal(await later.reply(), "closed");
  const flood = await dial();
  await flood.reply();
  await flood.write("x".repeat(10_000));
  assert.equal(await flood.reply(), "closed");
  assert.ok(house.refusals.some(({ why }) => why.includes("8192")));
});

test("settings without anybody who may page are refused", () => {
  assert.equal(Settings.safeParse({ pins }).success, false);
  assert.equal(Settings.safeParse({ addresses: ["10.0.0.1"], pins: [{ pin: "a" }, { pin: "A" }] }).success, false);
});
