import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { silentLog } from "#kernel/log.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { Story } from "./story.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("the link in a mail: looking changes nothing, pressing acknowledges once, and the trail proves it", async (t) => {
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("ben")],
    policies: [{ id: "ben", name: "Ben", steps: [{ tell: [{ person: "ben" }] }] }],
    routes: [{ id: "boilers", order: 1, sources: ["boilers"], policy: "ben" }],
    sources: [{ id: "boilers", name: "Boiler house", driver: "http" }],
    points: [
      {
        id: "boilers/pressure",
        source: "boilers",
        address: "pressure",
        name: "Boiler pressure",
        grouping: "one-lifetime",
        reAlarmSec: 600,
        instructions: "Open the valve V3 by hand.",
        conditions: [
          { type: "high", limit: 8, priority: "high" },
          { type: "high-high", limit: 9, priority: "critical" },
        ],
      },
    ],
  }));
  const measure = (value: number) =>
    story.report("boilers", [{ point: "pressure", kind: "value", category: "technical", condition: "", value }]);
  const stands = () => story.alarm("boilers/pressure");
  const look = (link: string) => story.askAs({}, "GET", link);
  const press = (link: string, comment = "") =>
    story.askAs(FORM, "POST", link, `verb=acknowledge&comment=${encodeURIComponent(comment)}`);

  await measure(8.4);
  const first = (await story.mails.take("Ben is told", ({ subject }) => subject.startsWith("HIGH"))).link ?? "";
  const areAccepted = (count: number) => async () => {
    const sentences = await story.sentences(`alarm:${(await stands()).id}`);
    return sentences.filter((one) => / by Mail was accepted: /.test(one)).length === count;
  };
  await story.until("the first mail is on record as accepted", areAccepted(1));
  await measure(9.3);
  const graver = await story.mails.take("Ben is told that it is graver", ({ subject }) => subject.startsWith("CRIT"));
  const second = graver.link ?? "";
  const before = await stands();
  assert.deepEqual([before.sequence, before.state], [2, "unacknowledged"]);

  // A scanner of the mail server opens every link, and some open them twice.
  for (const _ of [1, 2]) {
    const page = await look(second);
    assert.equal(page.status, 200);
    assert.match(page.text, /Boiler pressure, Boiler house/);
    assert.match(page.text, /Open the valve V3 by hand\./);
    assert.match(page.text, /You answer as Ben\./);
    assert.match(page.text, /<form method="post">/);
    assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  }
  assert.deepEqual(await stands(), before, "looking changes nothing");

  const late = await press(first);
  assert.equal(late.status, 409);
  assert.match(late.text, /became graver since this message was sent: answer the newest message/);
  assert.equal((await stands()).state, "unacknowledged");
  assert.doesNotMatch((await look(first)).text, /<form/);

  await story.until("both mails are on record as accepted", areAccepted(2));
  const done = await press(second, "I open V3 <now>");
  assert.equal(done.status, 200, done.text);
  assert.match(done.text, /Acknowledged: you have taken over/);
  const after = await stands();
  assert.deepEqual([after.state, after.acknowledgedBy], ["acknowledged", "person:ben"]);
  const twice = await press(second);
  assert.equal(twice.status, 409);
  assert.match(twice.text, /This message was answered already/);
  const forged = await press(`${second.slice(0, -1)}${second.endsWith("A") ? "B" : "A"}`);
  assert.equal(forged.status, 409);
  assert.match(forged.text, /not one of ours/);

  story.clock.advance(601_000);
  const again = await story.mails.take("Ben is told again, since it still stands", () => true);
  assert.match(again.text, /reported for the 3rd time/);
  for (const [link, because] of [
    [first, /reported again or became graver since this message was sent: answer the newest message/],
    [second, /answered already/],
  ] as const) {
    const old = await press(link);
    assert.equal(old.status, 409);
    assert.match(old.text, because);
  }
  assert.equal((await stands()).state, "unacknowledged", "an old link acknowledges nothing");

  const trail = await story.sentences(`alarm:${after.id}`);
  const told = [
    /was raised: /,
    /The alarm message to Ben about alarm \d+ by Mail was accepted: /,
    /became more severe: /,
    /The alarm message to Ben about alarm \d+ by Mail was accepted: /,
    /was acknowledged by ben \(by link\): .* Comment: I open V3 <now>/,
    /was annunciated again: /,
  ];
  let from = 0;
  for (const sentence of told) {
    const at = trail.findIndex((one, index) => index >= from && sentence.test(one));
    assert.ok(at >= 0, `${String(sentence)} after entry ${from} of:\n${trail.join("\n")}`);
    from = at + 1;
  }

  const whole = await story.tocsin("audit-trail", "verify", "--json");
  assert.equal(whole.code, 0, whole.out + whole.err);
  assert.equal((JSON.parse(whole.out) as { whole: boolean }).whole, true);

  await asSuperuser(story, (client) =>
    client.query(
      `update audit.entry set sentence = replace(sentence, 'by ben', 'by nobody') where sentence like '%by ben (by link)%'`,
    ),
  );
  const tampered = await story.tocsin("audit-trail", "verify", "--json");
  assert.equal(tampered.code, 1);
  const verdict = JSON.parse(tampered.out) as { whole: boolean; findings: { kind: string; because: string }[] };
  assert.deepEqual([verdict.whole, verdict.findings.map(({ kind }) => kind)], [false, ["changed"]]);
  assert.match(verdict.findings[0]?.because ?? "", /Entry \d+ does not fit its hash/);
});

/** What nobody but the owner of the database machine can do: the triggers that guard the trail are switched off. */
async function asSuperuser(story: Story, work: (client: pg.Client) => Promise<pg.QueryResult>): Promise<void> {
  const server = await EmbeddedServer.start({ dataFolder: story.dataFolder, log: silentLog });
  const client = new pg.Client(server.superuser("tocsin"));
  try {
    await client.connect();
    await client.query("set session_replication_role = replica");
    const { rowCount } = await work(client);
    assert.equal(rowCount, 1);
  } finally {
    await client.end();
    await server.close();
  }
}
