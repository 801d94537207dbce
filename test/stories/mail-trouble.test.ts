import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelHealth } from "#channels/open-channel.ts";
import { Story } from "./story.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test("a mail server that is down, slow, and refuses: said in words, told by other ways, and over when it works", async (t) => {
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [
      person("anna", ["mail", "hook"], { rules: [{ priorities: ["high"], tell: [{ method: "mail" }] }] }),
      person("ben"),
    ],
    policies: [
      { id: "anna", name: "Anna", steps: [{ waitSec: 86_400, tell: [{ person: "anna" }] }] },
      { id: "ben", name: "Ben", steps: [{ waitSec: 86_400, tell: [{ person: "ben" }] }] },
    ],
    routes: [
      { id: "pumps", order: 1, sources: ["pumps"], policy: "anna" },
      { id: "gate", order: 2, sources: ["gate"], policy: "ben" },
    ],
    sources: [
      { id: "pumps", name: "Pumps", driver: "http" },
      { id: "gate", name: "Gate", driver: "http" },
    ],
  }));
  // Nobody touches the screen for half an hour.
  await story.apply({ site: { logins: { lockAfterMin: 0 } } });
  const raise = (source: string, ...points: string[]) =>
    story.report(
      source,
      points.map((point) => ({
        point,
        kind: "raise",
        category: "technical",
        condition: "trouble",
        priority: "high",
        text: `${point} fails`,
      })),
    );
  const channel = async () => {
    const { items } = await story.get<{ items: ChannelHealth[] }>("/api/v1/channels");
    return items.find(({ id }) => id === "mail") ?? assert.fail("the channel is not listed");
  };
  const health = (what: string, fits: (channel: ChannelHealth) => boolean) =>
    story.until(what, async () => {
      const found = await channel();
      return fits(found) && found;
    });
  const messages = async (point: string) => {
    const { id } = await story.alarm(point);
    return (await story.alarmStory(id)).notifications;
  };
  const posted = (point: string) =>
    story.posts.take(`Anna is told of ${point} by webhook`, ({ subject }) => subject.includes(`${point} fails`));

  // Down.
  await story.mailServer.down();
  await raise("pumps", "pump.1", "pump.2", "pump.3");
  await health(
    "the channel says why it fails",
    ({ state, because }) => state === "failing" && because.includes("localhost:"),
  );
  story.clock.advance(11 * SECOND);
  await health("the channel says that nobody answers", ({ because }) => /^localhost:\d+: .*ECONNREFUSED/.test(because));
  const own = await story.alarm("tocsin/channel/mail");
  assert.match(own.text, /^Channel Mail is failing at My site: localhost:\d+: /);
  story.clock.advance(31 * MINUTE);
  for (const point of ["pump.1", "pump.2", "pump.3"]) {
    await posted(point);
    const [mail, hook] = await messages(`pumps/${point}`);
    assert.deepEqual([mail?.method, mail?.state, hook?.method], ["mail", "rejected", "hook"]);
    assert.match(mail?.because ?? "", /^gave up after 31 minutes; localhost:\d+: .*ECONNREFUSED/);
  }

  // Slow.
  story.mailServer.mood = "slow";
  await story.mailServer.up();
  await raise("pumps", "pump.4");
  story.clock.advance(11 * SECOND);
  await story.until("the mail is under way", () => story.mailServer.kept > 0);
  story.clock.advance(21 * SECOND);
  await health("the channel says what is wrong now", ({ because }) => /was not taken within 20000 ms/.test(because));
  assert.equal((await story.alarm("tocsin/channel/mail")).occurrence, own.occurrence, "the same trouble goes on");

  // Refuses.
  story.mailServer.mood = "refuses";
  story.clock.advance(MINUTE);
  await posted("pump.4");
  const [refused] = await messages("pumps/pump.4");
  assert.deepEqual([refused?.method, refused?.state], ["mail", "rejected"]);
  assert.match(refused?.because ?? "", /^localhost:\d+: .*550 5\.1\.1 anna@plant\.example: no such mailbox here/);
  await raise("gate", "barrier");
  const notReached = await story.alarm("tocsin/person/ben");
  assert.match(
    notReached.text,
    /^Ben can't be reached: mail failed and no method is left \(.*550 .*\)\. Check the person's contact methods/,
  );

  // Works.
  story.mailServer.mood = "takes";
  await raise("pumps", "pump.5");
  await story.mails.take("Anna has a mail again", ({ subject }) => subject.includes("pump.5 fails"));
  const up = await health(
    "the channel is up and idle",
    ({ state, waiting, sent }) => state === "up" && waiting === 0 && sent === 1,
  );
  assert.equal(up.because, "it works again");
  assert.equal(up.failed, 5);
  await story.alarm("tocsin/channel/mail", ({ active }) => !active);
  const barrier = await story.alarm("gate/barrier");
  const seen = { occurrence: barrier.occurrence, sequence: barrier.sequence };
  await story.good("POST", `/api/v1/alarms/${barrier.id}/acknowledge`, seen);
  await story.alarm("tocsin/person/ben", ({ active }) => !active);

  // Away for a moment only: the mail itself arrives.
  await story.mailServer.down();
  await raise("pumps", "pump.6");
  await story.until("the mail waits", async () => (await messages("pumps/pump.6"))[0]?.state === "retry");
  await story.mailServer.up();
  story.clock.advance(MINUTE);
  await story.mails.take("the mail arrives late", ({ subject }) => subject.includes("pump.6 fails"));
  await health("nothing waits", ({ state, waiting, sent }) => state === "up" && waiting === 0 && sent === 2);
});
