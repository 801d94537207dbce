import assert from "node:assert/strict";
import { test } from "node:test";
import ICAL from "ical.js";
import { Secret } from "#kernel/secret.ts";
import { Story } from "./story.ts";

const HOUR_MS = 3_600_000;
const PASSWORD = "violet tractor sings 9 hymns";

interface SwapView {
  readonly id: string;
  readonly state: string;
}

test("swaps and days off: what is offered waits for an answer, a gap is refused or an alarm, and calendars follow", async (t) => {
  const story = await Story.open(t);
  const { channels, person } = story.far;
  const now = story.clock.now();
  const today = new Date(now - 24 * HOUR_MS).toISOString().slice(0, 10);
  const rotation = (id: string, members: string[]) => ({
    id,
    members,
    startsOn: today,
    handoverAt: "00:00",
    every: { unit: "week", count: 2 },
  });
  await story.apply({
    site: { logins: { lockAfterMin: 0 } },
    channels,
    persons: [person("anna"), { ...person("ben"), language: "de" }, person("carla")],
    schedules: [
      { id: "duty", name: "Duty", timeZone: "UTC", rotations: [rotation("r", ["anna", "ben"])] },
      { id: "standby", name: "Standby", timeZone: "UTC", rotations: [rotation("s", ["carla"])] },
    ],
    policies: [{ id: "duty", name: "Duty", steps: [{ waitSec: 60, tell: [{ schedule: "duty" }] }] }],
    routes: [{ id: "all", order: 1, sources: ["works"], policy: "duty" }],
    sources: [{ id: "works", name: "Works", driver: "http" }],
  });

  /** Somebody who signs in for that person. */
  const account = async (
    id: string,
  ): Promise<(method: string, path: string, body?: object) => ReturnType<Story["ask"]>> => {
    const wanted = { id: `${id}.roth`, name: `${id} roth`, person: id, roles: [{ role: "operator", partitions: [] }] };
    await story.server.core.access.accounts.create(
      { ...wanted, password: new Secret(PASSWORD) },
      { kind: "machine", id: "cli:root" },
    );
    const own = { "sec-fetch-site": "same-origin" };
    const entered = await story.askAs(own, "POST", "/api/v1/session", { id: wanted.id, password: PASSWORD });
    const cookie = (entered.headers["set-cookie"] ?? []).map((one) => one.split(";")[0]).join("; ");
    return async (method, path, body) => {
      const { status, text } = await story.askAs({ ...own, cookie }, method, path, body);
      return { status, body: text === "" ? null : JSON.parse(text) };
    };
  };
  const [anna, ben] = [await account("anna"), await account("ben")];
  const dutyNow = async () => {
    const { schedules } = await story.get<{ schedules: { id: string; onDuty: { person: string }[] }[] }>(
      "/api/v1/on-call",
    );
    return schedules.find(({ id }) => id === "duty")?.onDuty.map((duty) => duty.person);
  };

  // A swap: offered, told, accepted once.
  const span = { schedule: "duty", taker: "ben", from: now, to: now + 4 * HOUR_MS };
  const toStranger = await anna("POST", "/api/v1/profile/swaps", { ...span, taker: "carla" });
  assert.equal(toStranger.status, 422);
  assert.match((toStranger.body as { detail: string }).detail, /Nobody can sign in as Carla/);
  const notHers = await ben("POST", "/api/v1/profile/swaps", { ...span, taker: "anna" });
  assert.match((notHers.body as { detail: string }).detail, /Ben is not on duty in Duty for all of that span/);
  const offered = await anna("POST", "/api/v1/profile/swaps", { ...span, note: "Wedding" });
  assert.equal(offered.status, 201, JSON.stringify(offered.body));
  const { id } = offered.body as SwapView;
  const waitsFor = async (of: typeof anna) =>
    ((await of("GET", "/api/v1/profile/swaps")).body as { items: { awaitsYou: boolean }[] }).items[0]?.awaitsYou;
  assert.deepEqual([await waitsFor(anna), await waitsFor(ben)], [false, true], "it is Ben who is to answer");
  const asked = await story.mails.take("ben is asked", ({ to }) => to.includes("ben@plant.example"));
  assert.match(
    asked.text,
    /Anna bietet Ihnen den Dienst in Duty von \d\d\.\d\d\.\d{4}, \d\d:\d\d .* an und schreibt: „Wedding“/,
    "in Ben's language",
  );
  assert.deepEqual(await dutyNow(), ["anna"], "an offer changes nothing");
  assert.equal((await anna("POST", `/api/v1/profile/swaps/${id}/accept`)).status, 409, "the giver can't accept");
  const answers = await Promise.all([
    ben("POST", `/api/v1/profile/swaps/${id}/accept`),
    ben("POST", `/api/v1/profile/swaps/${id}/accept`),
    anna("DELETE", `/api/v1/profile/swaps/${id}`),
  ]);
  assert.equal(answers.filter(({ status }) => status === 200).length, 1, "one answer counts");
  assert.equal(await waitsFor(ben), false, "and nothing waits any more");
  assert.ok(answers.every(({ status }) => status === 200 || status === 409));
  const listed = (await ben("GET", "/api/v1/profile/swaps")).body as { items: SwapView[] };
  const outcome = listed.items[0]?.state;
  assert.ok(outcome === "accepted" || outcome === "withdrawn");
  await story.mails.take("the other one is told", ({ text }) => /took the duty in Duty|nicht mehr an\./.test(text));
  if (outcome === "withdrawn") {
    const again = (await anna("POST", "/api/v1/profile/swaps", span)).body as SwapView;
    await story.mails.take("ben is asked again", ({ text }) => text.includes("bietet Ihnen"));
    assert.equal((await ben("POST", `/api/v1/profile/swaps/${again.id}/accept`)).status, 200);
    await story.mails.take("anna is told", ({ text }) => text.includes("took the duty"));
  }
  assert.deepEqual(await dutyNow(), ["ben"]);
  const { overrides } = await story.get<{ overrides: object[] }>("/api/v1/site/schedule/duty");
  assert.equal(overrides.length, 1, "taken over once");
  const since = story.clock.now();
  const roster = await story.get<{ shifts: { person: string; to: number }[]; gaps: object[] }>(
    `/api/v1/schedules/duty/shifts?from=${since}&to=${now + 6 * HOUR_MS}`,
  );
  assert.deepEqual(
    roster.shifts.map((shift) => shift.person),
    ["ben", "anna"],
  );

  // An offer outlives a restart; it runs out.
  const later = { schedule: "duty", taker: "ben", from: now + 6 * HOUR_MS, to: now + 8 * HOUR_MS };
  const second = (await anna("POST", "/api/v1/profile/swaps", later)).body as SwapView;
  await story.mails.take("ben is asked for later", ({ text }) => text.includes("bietet Ihnen"));
  await story.restart();
  story.clock.advance(6 * HOUR_MS);
  const late = await ben("POST", `/api/v1/profile/swaps/${second.id}/accept`);
  assert.equal(late.status, 409);
  assert.match((late.body as { detail: string }).detail, /has run out/);

  // Off duty: refused where nobody is left, unless that is meant; then it is an alarm.
  assert.deepEqual(await dutyNow(), ["anna"]);
  const alone = await anna("POST", "/api/v1/profile/duty/duty", { duty: "off", hours: 2 });
  assert.equal(alone.status, 409);
  assert.match(
    (alone.body as { detail: string }).detail,
    /Nobody would be on duty in Duty from .*Name somebody who stands in/,
  );
  const stranger = await anna("POST", "/api/v1/profile/duty/none", { duty: "off" });
  assert.equal(stranger.status, 404);
  assert.equal(
    (await anna("POST", "/api/v1/profile/duty/duty", { duty: "off", hours: 2, standIn: "carla" })).status,
    200,
  );
  await story.mails.take("carla is told that she stands in", ({ to }) => to.includes("carla@plant.example"));
  assert.deepEqual(await dutyNow(), ["carla"]);
  story.clock.advance(2 * HOUR_MS + 1000);
  assert.deepEqual(await dutyNow(), ["anna"]);
  assert.equal(
    (await anna("POST", "/api/v1/profile/duty/duty", { duty: "off", hours: 2, leaveGap: true })).status,
    200,
  );
  const gap = await story.alarm("tocsin/duty/duty");
  assert.match(gap.text, /^Nobody is on duty in Duty from /);
  assert.equal((await anna("POST", "/api/v1/profile/duty/duty", { duty: "on" })).status, 200);
  await story.alarm("tocsin/duty/duty", ({ active }) => !active);
  assert.deepEqual(await dutyNow(), ["anna"]);

  const own = (await anna("GET", "/api/v1/profile/duty")).body as {
    schedules: { id: string; onDuty: boolean; shifts: { to: number }[] }[];
    policies: { policy: string; steps: number[]; routes: string[] }[];
    methods: { id: string; whyNot: string | null }[];
  };
  assert.deepEqual(
    own.schedules.map((schedule) => [schedule.id, schedule.onDuty]),
    [["duty", true]],
  );
  // Hand-overs are at midnight: no shift ends where the view of what lies ahead does.
  const ends = own.schedules[0]?.shifts.slice(1).map(({ to }) => new Date(to).toISOString().slice(11, 19)) ?? [];
  assert.ok(ends.length > 0 && ends.every((end) => end === "00:00:00"), ends.join(" "));
  assert.deepEqual(
    own.policies.map(({ policy, steps, routes }) => [policy, steps, routes]),
    [["duty", [1], ["all"]]],
  );
  assert.deepEqual(
    own.methods.map((method) => [method.id, method.whyNot]),
    [["mail", null]],
  );

  // One's own methods are tested without any right over the site, and nobody else's.
  const begun = (await anna("POST", "/api/v1/profile/methods/mail/tests", {})).body as { test: number };
  await story.mails.take("the test", ({ to }) => to.includes("anna@plant.example"));
  const ended = await story.until("the test has ended", async () => {
    const { body } = await anna("GET", `/api/v1/profile/methods/mail/tests/${begun.test}`);
    return (body as { delivery: { outcome: string } | null }).delivery;
  });
  assert.match(ended.outcome, /^(delivered|accepted)$/);
  assert.equal((await anna("POST", "/api/v1/profile/methods/pager/tests", {})).status, 404);

  // A duty that never changes has no end, neither where the view of what lies ahead ends nor anywhere else.
  const carla = await account("carla");
  const endless = (await carla("GET", "/api/v1/profile/duty")).body as {
    schedules: { id: string; until: number | null; shifts: { to: number | null }[] }[];
  };
  const standby = endless.schedules.find(({ id }) => id === "standby");
  assert.deepEqual([standby?.until, standby?.shifts.map(({ to }) => to)], [null, [null]]);

  // Calendars: a secret opens them until it is revoked or made anew.
  const { key } = (await anna("POST", "/api/v1/profile/calendar-address", {})).body as { key: string };
  const read = (which: string, secret: string) => story.askAs({}, "GET", `/api/v1/${which}/calendar.ics?key=${secret}`);
  const feed = await read("schedules/duty", key);
  assert.equal(feed.status, 200, feed.text);
  assert.equal(feed.headers["content-type"], "text/calendar; charset=utf-8");
  const events = (text: string) =>
    new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  assert.ok(events(feed.text).some(({ summary }) => summary === "On call: Duty – Carla"));
  const mine = events((await read("persons/ben", key)).text);
  assert.ok(mine.length > 0 && mine.every(({ summary }) => summary === "On call: Duty – Ben"));
  assert.equal((await read("schedules/none", key)).status, 404);
  assert.equal((await read("schedules/duty", "guessed")).status, 401);
  assert.equal((await story.askAs({}, "GET", "/api/v1/schedules/duty/calendar.ics")).status, 401);
  const anew = (await anna("POST", "/api/v1/profile/calendar-address", {})).body as { key: string };
  assert.equal((await read("schedules/duty", key)).status, 401, "the earlier one opens nothing");
  assert.equal((await anna("DELETE", "/api/v1/profile/calendar-address")).status, 204);
  assert.equal((await read("schedules/duty", anew.key)).status, 401);

  const trail = (await story.sentences()).join("\n");
  for (const sentence of [
    /Anna offered Ben the duty in Duty from .*, saying 'Wedding'\./,
    /Ben accepted the duty in Duty .* from Anna\./,
    /Anna went off duty in Duty until .*; Carla stands in\./,
    /Anna went off duty in Duty until .*; NOBODY is on duty instead\./,
    /Anna reported on duty in Duty until /,
    /anna roth made a secret address/,
    /anna roth revoked the secret address/,
  ]) {
    assert.match(trail, sentence);
  }
  assert.doesNotMatch(trail, new RegExp(`${key}|${anew.key}`));
});
