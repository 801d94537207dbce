import assert from "node:assert/strict";
import { test } from "node:test";
import { Panel } from "../peers/panel.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("a burglary: the one on duty does not answer, the deputy does by the link, and the trail tells it all", async (t) => {
  const port = await freePort();
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna"), person("ben")],
    schedules: [
      {
        id: "duty",
        name: "Duty",
        timeZone: "Europe/Berlin",
        rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
      },
    ],
    policies: [
      {
        id: "burglary",
        name: "Burglary",
        steps: [
          { waitSec: 300, tell: [{ schedule: "duty" }] },
          { waitSec: 300, tell: [{ person: "ben" }] },
        ],
      },
    ],
    routes: [{ id: "shop", order: 1, sources: ["shop"], policy: "burglary" }],
    sources: [
      {
        id: "shop",
        name: "Shop",
        driver: "sia-dc09",
        settings: { host: "127.0.0.1", port, accounts: [{ account: "1234", name: "Panel in the office" }] },
      },
    ],
    points: [
      {
        id: "shop/1234/1/003",
        source: "shop",
        address: "1234/1/003",
        name: "Back door",
        instructions: "Look at camera 4",
      },
    ],
  }));
  const door = "shop/1234/1/003";
  await story.until("the receiver listens", async () => {
    const { items } = await story.get<{ items: { state: string }[] }>("/api/v1/sources");
    return items[0]?.state === "up";
  });
  const panel = story.ending(new Panel({ host: "127.0.0.1", port, account: "1234" }));
  assert.equal(await panel.send("Nri1/BA003"), "ack");

  const first = await story.mails.take("the one on duty is told", ({ to }) => to === "anna@plant.example");
  assert.match(first.subject, /^CRITICAL: Back door: Burglary alarm, area 1, zone 3, Shop/u);
  assert.match(first.text, /What to do: Look at camera 4/u);
  const { id } = await story.alarm(door);
  // Before the clock jumps on, or the mail server would have been slow.
  const told = (messages: number) =>
    story.until(`${messages} mails were taken`, async () => {
      const { notifications } = await story.alarmStory(id);
      return notifications.filter(({ state }) => state === "accepted").length === messages;
    });
  await told(1);

  story.clock.advance(300_000);
  const second = await story.mails.take("the deputy is told", ({ to }) => to === "ben@plant.example");
  await told(2);
  const link = second.link ?? assert.fail("the mail holds no link");
  const page = await story.askAs({}, "GET", link);
  assert.equal(page.status, 200);
  assert.match(page.text, /Back door/u);
  assert.equal((await story.alarmStory(id)).alarm.state, "unacknowledged", "opening the link changes nothing");

  const done = await story.askAs(FORM, "POST", link, "verb=acknowledge&comment=I+drive+there");
  assert.equal(done.status, 200);
  assert.match(done.text, /taken over/u);
  const answered = await story.alarm(door, ({ state }) => state === "acknowledged");
  assert.equal(answered.acknowledgedBy, "person:ben");
  assert.doesNotMatch((await story.askAs({}, "GET", link)).text, /<form/u, "the link is used up");

  assert.equal(await panel.send("Nri1/BR003"), "ack");
  await story.alarm(door, ({ state }) => state === "normal");
  story.clock.advance(500_000);

  const sentences = await story.sentences(`alarm:${id}`);
  let from = 0;
  for (const sentence of [
    /^Alarm \d+ "Back door: .*" \(critical\) of shop, point 1234\/1\/003, was raised: the condition became true\. Callout: Anna was told by mail: on duty in Duty \(step 1\)/u,
    /^The alarm message to Anna about alarm \d+ by Mail was accepted/u,
    /^Callout for alarm \d+.*: Ben was told by mail: named in the step \(step 2\)/u,
    /^The alarm message to Ben about alarm \d+ by Mail was accepted/u,
    /was acknowledged by ben \(by link\): somebody acknowledged it\. Comment: I drive there/u,
    /returned to normal: the condition went away/u,
  ]) {
    const at = sentences.findIndex((one, index) => index >= from && sentence.test(one));
    assert.ok(at >= 0, `${sentence} is said, after what was before it, in:\n${sentences.join("\n")}`);
    from = at + 1;
  }
  const { code, out } = await story.tocsin("audit-trail", "verify");
  assert.match(out, /The audit trail is whole: \d+ entries/u);
  assert.equal(code, 0);
});
