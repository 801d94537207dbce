import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { AlarmView } from "#api/alarm-view.ts";
import { HttpsClient } from "../peers/https-client.ts";
import { Story } from "./story.ts";

const PASSWORD = "violet tractor sings 9 hymns";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0";
const PAGE = { "sec-fetch-site": "same-origin" };
const QUIET_MS = 16 * 60_000;

const SITE = {
  site: { id: "site", name: "Plant", approvals: { fourEyes: "off" }, logins: { lockAfterMin: 0 } },
  sources: [{ id: "works", name: "Works", driver: "http" }],
};
const BERT = { id: "bert.maier", name: "Bert Maier", password: PASSWORD, roles: [{ role: "operator" }] };

/** Signs in and answers the cookie. @param client the browser */
async function signIn(story: Story, id: string, client = FIREFOX): Promise<string> {
  const answer = await story.askAs({ "user-agent": client }, "POST", "/api/v1/session", { id, password: PASSWORD });
  assert.equal(answer.status, 200, answer.text);
  return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

/** It stands in alarm, says all that, and clears by itself once nothing more came. */
async function rangAndClears(story: Story, point: string, says: readonly RegExp[]): Promise<AlarmView> {
  const alarm = await story.alarm(`tocsin/detection/${point}`);
  for (const word of says) assert.match(alarm.text, word);
  story.clock.advance(QUIET_MS);
  await story.alarm(`tocsin/detection/${point}`, ({ active }) => !active);
  return alarm;
}

async function raise(story: Story, count: number): Promise<AlarmView[]> {
  const events = Array.from({ length: count }, (_, n) => ({
    point: `sensor.${n}`,
    kind: "raise",
    category: "technical",
    condition: "trouble",
    priority: "medium",
    text: `Sensor ${n} is in trouble`,
  }));
  await story.report("works", events);
  return (await story.alarms("state=open&source=works")).slice(0, count);
}

test("P-037 an operator signs in from another network for the first time: an alarm says who and from where", async (t) => {
  const story = await Story.open(t, () => SITE);
  await story.good("POST", "/api/v1/operators", BERT);
  await signIn(story, BERT.id);
  await signIn(story, BERT.id);
  const standing = (await story.alarms()).filter(({ point }) => point.startsWith("detection/"));
  assert.deepEqual(standing, [], "their usual place is none");

  const ca = readFileSync(join(story.dataFolder, "trust", "site-ca.pem"), "utf8");
  const elsewhere = story.ending(new HttpsClient(story.server.port, ca, "127.0.5.9"));
  const body = { id: BERT.id, password: PASSWORD };
  assert.equal((await elsewhere.ask("POST", "/api/v1/session", { "user-agent": FIREFOX }, body)).status, 200);
  const says = [/'Bert Maier' signed in from \S*127\.0\.5\.9 \(127\.0\.5\.0\/24, Firefox on Linux\)/, /Ask them/];
  await rangAndClears(story, "sign-in/new-place/bert.maier", says);

  await story.restart();
  await signIn(story, BERT.id, "curl/8.5.0");
  await rangAndClears(story, "sign-in/new-place/bert.maier", [/, curl\) for the first time/]);
});

test("P-037 somebody is made an administrator: an alarm says who, by whom and from where", async (t) => {
  const story = await Story.open(t, () => SITE);
  await story.good("POST", "/api/v1/operators", BERT);
  await story.good("PATCH", "/api/v1/operators/bert.maier", { roles: [{ role: "administrator" }] });
  await rangAndClears(story, "operators/new-administrator/bert.maier", [
    /'Bert Maier' is a new administrator, by Anna Keller, from \S*127\.0\.0\.1\./,
    /disable 'Bert Maier'/,
  ]);
});

test("P-037 the site's protection is lowered on the machine: an alarm says which setting, by whom, and what to do", async (t) => {
  const story = await Story.open(t, () => SITE);
  const file = story.file(
    "low.yaml",
    "site: { name: Plant, approvals: { fourEyes: off }, logins: { lockAfterMin: 0, sessionHours: 20 } }\n",
  );
  const told = await story.tocsin("apply", file);
  assert.equal(told.code, 0, told.err);
  await rangAndClears(story, "site/policy-lowered", [
    /^\w+, on the machine itself, lowered the site's protection: hours that somebody stays signed in: 20 instead of 12\./,
    /set it back/,
  ]);
});

for (const [verb, body] of [
  ["acknowledge", ({ occurrence, sequence }: AlarmView) => ({ occurrence, sequence })],
  ["shelve", () => ({ reason: "all of them", minutes: 30 })],
] as const) {
  test(`P-037 one person answers fifty alarms within a minute (${verb}): an alarm says who and from where`, async (t) => {
    const story = await Story.open(t, () => SITE);
    await story.good("POST", "/api/v1/operators", BERT);
    const cookie = await signIn(story, BERT.id);
    const alarms = await raise(story, 50);
    const answer = async (alarm: AlarmView) => {
      const { status, text } = await story.askAs(
        { cookie, ...PAGE },
        "POST",
        `/api/v1/alarms/${alarm.id}/${verb}`,
        body(alarm),
      );
      assert.ok(status < 300, text);
    };
    for (const alarm of alarms.slice(0, 49)) await answer(alarm);
    const mass = async () => (await story.alarms()).filter(({ point }) => point.startsWith("detection/alarms/mass"));
    assert.deepEqual(await mass(), [], "forty-nine are a busy minute");
    for (const alarm of alarms.slice(49)) await answer(alarm);
    await rangAndClears(story, "alarms/mass/operator:bert.maier", [
      /^Bert Maier, from \S*127\.0\.0\.1, acknowledged, shelved or suppressed 50 alarms within 60 s/,
      /See that nothing real/,
    ]);
  });
}

test("P-037 the server's clock is set: an alarm says by how much, and what to do", async (t) => {
  const story = await Story.open(t, () => SITE);
  story.clock.advance(2 * 3_600_000);
  const alarm = await story.alarm("tocsin/clock");
  assert.match(alarm.text, /clock jumped forward by 7200\.\d s\..*check its time service/);
  assert.equal(alarm.condition, "stepped");
});
