import assert from "node:assert/strict";
import { test } from "node:test";
import type { Simulation } from "#escalation/simulate.ts";
import { Story } from "./story.ts";

const DAY_MS = 86_400_000;

test("on call: a gap is told before it comes, the simulation is what happens, and nobody on duty is no silence", async (t) => {
  const story = await Story.open(t);
  const today = story.clock.now();
  /** Midnight in so many days from today. */
  const midnight = (days: number) => `${new Date(today + days * DAY_MS).toISOString().slice(0, 10)}T00:00`;
  const duty = (overrides: readonly object[]) => ({
    id: "duty",
    name: "Duty",
    timeZone: "UTC",
    rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
    overrides,
  });
  const { channels, person } = story.far;
  const nextWeekOff = { from: midnight(7), to: midnight(9), replaces: "anna", note: "Holidays" };
  const later = [{ priorities: ["high"], tell: [{ method: "mail" }, { method: "hook", afterSec: 1 }] }];
  await story.apply({
    channels,
    persons: [
      person("anna", ["mail", "hook"], { rules: later }),
      person("ben"),
      person("carla", ["hook"]),
      person("dana"),
    ],
    teams: [{ id: "deputies", name: "Deputies", members: ["ben", "carla"] }],
    schedules: [duty([nextWeekOff])],
    policies: [
      {
        id: "duty",
        name: "Duty, then deputies",
        steps: [
          { waitSec: 2, tell: [{ schedule: "duty" }] },
          { waitSec: 1, tell: [{ team: "deputies" }, { person: "anna" }], how: "sequential", gapSec: 1 },
        ],
        fallback: [{ person: "dana" }],
      },
      {
        id: "watch",
        name: "Duty alone",
        steps: [{ waitSec: 3600, tell: [{ schedule: "duty" }] }],
        fallback: [{ person: "dana" }],
      },
    ],
    routes: [
      { id: "works", order: 1, sources: ["works"], policy: "duty" },
      { id: "gate", order: 2, sources: ["gate"], policy: "watch" },
    ],
    sources: [
      { id: "works", name: "Works", driver: "http" },
      { id: "gate", name: "Gate", driver: "http" },
    ],
  });
  const raise = (source: string, point: string) =>
    story.report(source, [
      { point, kind: "raise", category: "technical", condition: "trouble", priority: "high", text: `${point} fails` },
    ]);

  // Next week.
  const gap = await story.alarm("tocsin/duty/duty");
  assert.equal(gap.condition, "coverage-gap");
  const words = new Intl.DateTimeFormat("en-US", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const days = [midnight(7), midnight(9)].map((text) =>
    words.format(Date.parse(text.slice(0, 10))).replace(/^(\w+) (\d+),/u, "$2 $1"),
  );
  assert.match(
    gap.text,
    new RegExp(
      `^Nobody is on duty in Duty from \\w{3} ${days[0]}, 00:00 to \\w{3} ${days[1]}, 00:00 \\(UTC\\)\\. Add somebody to the schedule\\.$`,
    ),
  );
  const { gaps } = await story.get<{ gaps: { schedule: string; from: number; to: number }[] }>("/api/v1/on-call");
  assert.deepEqual(gaps, [
    { schedule: "duty", from: Date.parse(`${midnight(7)}Z`), to: Date.parse(`${midnight(9)}Z`) },
  ]);
  await story.good("PUT", "/api/v1/site/schedule/duty", duty([{ ...nextWeekOff, person: "ben" }]));
  await story.alarm("tocsin/duty/duty", ({ active }) => !active);

  // What would happen, and what does.
  const facts = { source: "works", point: "pump", category: "technical", priority: "high" };
  const simulated = (await story.good("POST", "/api/v1/simulate", { facts })) as Simulation;
  assert.equal(simulated.policy?.id, "duty");
  assert.deepEqual(
    simulated.steps.map(({ person, method }) => `${person} ${method}`),
    ["anna mail", "anna hook", "ben mail", "carla hook", "anna mail", "anna hook", "dana mail"],
  );
  await raise("works", "pump");
  const pump = await story.alarm("works/pump");
  const exhausted = await story.alarm(`tocsin/callout/${pump.id}`);
  assert.match(exhausted.text, /^Nobody answers "pump fails": .*Call somebody\.$/);
  const { notifications, callouts } = await story.alarmStory(pump.id);
  assert.deepEqual(
    notifications.map(({ person, method, channel }) => ({ person, method, channel })),
    simulated.steps.map(({ person, method, channel }) => ({ person, method, channel })),
  );
  assert.deepEqual(
    callouts.map(({ state, because }) => ({ state, because })),
    [{ state: "exhausted", because: simulated.end.because }],
  );
  for (const { address, channel, person } of simulated.steps) {
    const path = new RegExp(`/${person}$`);
    if (channel === "mail") await story.mails.take(`${address} has a mail`, ({ to }) => to === address);
    else await story.posts.take(`${address} has a message`, (posted) => path.test(posted.path));
  }
  await story.good("POST", `/api/v1/alarms/${pump.id}/acknowledge`, {
    occurrence: pump.occurrence,
    sequence: pump.sequence,
  });
  await story.alarm(`tocsin/callout/${pump.id}`, ({ active }) => !active);

  // Now.
  const nobody = { from: midnight(-1), to: midnight(2), note: "All are off" };
  await story.good("PUT", "/api/v1/site/schedule/duty", duty([nobody]));
  await raise("gate", "barrier");
  const { text } = await story.mails.take("Dana is told instead", ({ to }) => to === "dana@plant.example");
  assert.match(text, /barrier fails/);
  const unmanned = await story.alarm("tocsin/duty/duty", ({ active, condition }) => active && condition === "nobody");
  assert.match(
    unmanned.text,
    /^Policy Duty alone had nobody to tell: nobody is on duty in Duty\. Others were told instead\./,
  );
  await story.alarm("tocsin/duty/duty", ({ active, condition }) => active && condition === "coverage-gap");
  await story.good("PUT", "/api/v1/site/schedule/duty", duty([]));
  await story.until("the schedule's own alarms have gone", async () =>
    (await story.alarms("state=all&source=tocsin")).every(({ active }) => !active),
  );
});
