import assert from "node:assert/strict";
import { test } from "node:test";
import { Panel } from "../peers/panel.ts";
import { freePort } from "../peers/whole-server.ts";
import { byMail, furnish, inOrder, openMail, openStory } from "./story.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

test("a burglary: the one on duty does not answer, the deputy does by the link, and the trail tells it all", async (t) => {
  const story = await openStory(t);
  const { mail, channel } = await openMail(t);
  const port = await freePort();
  await furnish(story, {
    channel: [channel],
    person: [byMail("anna", "Anna Berg"), byMail("ben", "Ben Holm")],
    schedule: [
      {
        ...{ id: "duty", name: "Duty", timeZone: "Europe/Berlin" },
        rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
      },
    ],
    policy: [
      {
        ...{ id: "burglary", name: "Burglary" },
        steps: [
          { waitSec: 300, tell: [{ schedule: "duty" }] },
          { waitSec: 300, tell: [{ person: "ben" }] },
        ],
      },
    ],
    route: [{ id: "shop", order: 1, sources: ["shop"], policy: "burglary" }],
    source: [
      {
        ...{ id: "shop", name: "Shop", driver: "sia-dc09" },
        settings: { host: "127.0.0.1", port, accounts: [{ account: "1234", name: "Panel in the office" }] },
      },
    ],
    point: [
      {
        ...{ id: "shop/1234/1/003", source: "shop", address: "1234/1/003", name: "Back door" },
        instructions: "Look at camera 4",
      },
    ],
  });
  await using panel = new Panel({ host: "127.0.0.1", port, account: "1234" });
  assert.equal(await panel.send("Nri1/BA003"), "ack");

  const first = await mail.next(({ to }) => to === "anna@site.example");
  assert.match(first.subject, /^CRITICAL: Back door: Burglary alarm, area 1, zone 3, Shop/u);
  assert.match(first.text, /What to do: Look at camera 4/u);
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    ["anna@site.example"],
  );

  const { id } = await story.alarmIs("unacknowledged", "shop", "1234/1/003");
  await story.taken(id, 1);
  story.clock.advance(300_000);
  const second = await mail.next(({ to }) => to === "ben@site.example");
  await story.taken(id, 2);
  const [, path = ""] = /(\/r\/\S+)/u.exec(second.text) ?? [];
  const page = await story.web.ask("GET", path);
  assert.equal(page.status, 200);
  assert.match(page.text, /Back door/u);
  const stands = await story.alarm("shop", "1234/1/003");
  assert.equal(stands?.state, "unacknowledged", "opening the link changes nothing");

  const done = await story.web.ask("POST", path, FORM, "verb=acknowledge&comment=I+drive+there");
  assert.equal(done.status, 200);
  assert.match(done.text, /taken over/u);
  const answered = await story.alarmIs("acknowledged", "shop", "1234/1/003");
  assert.equal(answered.acknowledgedBy, "person:ben");
  const again = await story.web.ask("GET", path);
  assert.doesNotMatch(again.text, /<form/u, "the link is used up");

  assert.equal(await panel.send("Nri1/BR003"), "ack");
  await story.alarmIs("normal", "shop", "1234/1/003");
  story.clock.advance(600_000);
  assert.equal(mail.mails.filter(({ subject }) => subject.startsWith("CRITICAL")).length, 2, "nobody else is told");

  inOrder(await story.sentences(`alarm:${id}`), [
    /^Alarm \d+ "Back door: .*" \(critical\) of shop, point 1234\/1\/003, was raised: the condition became true/u,
    /^Callout for alarm \d+.*: Anna Berg was told by mail: on duty in Duty \(step 1\)/u,
    /^The alarm message to Anna Berg about alarm \d+ by Mail was accepted/u,
    /^Callout for alarm \d+.*: Ben Holm was told by mail: named in the step \(step 2\)/u,
    /^The alarm message to Ben Holm about alarm \d+ by Mail was accepted/u,
    /was acknowledged by ben \(by link\): somebody acknowledged it\. Comment: I drive there/u,
    /the condition went away/u,
  ]);
  const { code, out } = await story.tocsin("audit-trail", "verify");
  assert.match(out, /The audit trail is whole: \d+ entries/u);
  assert.equal(code, 0);
});
