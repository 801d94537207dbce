import assert from "node:assert/strict";
import { test } from "node:test";
import { Plc } from "../peers/plc.ts";
import { Story } from "./story.ts";

const HEAT = "plant/unit-1/heat";
const PUMP = "plant/unit-1/pump";

test("a boiler: hot, hotter, an answer to what was before, a cut cable, and all is well again", async (t) => {
  let plc = await Plc.start();
  const { port } = plc;
  const story = await Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna", ["hook"])],
    policies: [{ id: "anna", name: "Anna", steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] }],
    routes: [{ id: "plant", order: 1, sources: ["plant"], policy: "anna" }],
    sources: [
      {
        id: "plant",
        name: "Plant",
        driver: "modbus-tcp",
        settings: {
          host: "127.0.0.1",
          port,
          timeoutMs: 10_000,
          tiers: { fast: 20 },
          tags: [
            { key: "heat", name: "Temperature", unit: 1, fc: 3, address: 0, tier: "fast" },
            { key: "pump", name: "Pump fault", unit: 1, fc: 1, address: 0, type: "bit", kind: "alarm", tier: "fast" },
          ],
        },
      },
    ],
    points: [
      {
        id: HEAT,
        source: "plant",
        address: "unit-1/heat",
        name: "Boiler",
        unit: "°C",
        grouping: "one-lifetime",
        conditions: [
          { type: "high", limit: 80, deadband: 2, priority: "high" },
          { type: "high-high", limit: 90, deadband: 2, priority: "critical" },
        ],
      },
    ],
  }));
  story.ending({ close: () => plc[Symbol.asyncDispose]() });
  const told = (about: RegExp) => story.posts.take(`Anna is told of ${about}`, ({ subject }) => about.test(subject));

  plc.unit().holding[0] = 85;
  const high = await story.alarm(HEAT);
  assert.deepEqual([high.priority, high.sequence, high.state], ["high", 1, "unacknowledged"]);
  assert.match((await told(/^HIGH: Boiler/u)).text, /^Value: 85 °C$/mu);

  plc.unit().holding[0] = 95;
  const worse = await story.alarm(HEAT, ({ sequence }) => sequence === 2);
  assert.deepEqual([worse.id, worse.occurrence, worse.priority], [high.id, high.occurrence, "critical"]);
  await told(/^CRITICAL: Boiler/u);

  const late = await story.ask("POST", `/api/v1/alarms/${high.id}/acknowledge`, {
    occurrence: high.occurrence,
    sequence: high.sequence,
  });
  assert.equal(late.status, 409);
  assert.match((late.body as { detail: string }).detail, /annunciated again since \(number 2, you saw number 1\)/u);
  assert.equal((await story.alarm(HEAT)).state, "unacknowledged");
  const { occurrence, sequence } = worse;
  await story.good("POST", `/api/v1/alarms/${high.id}/acknowledge`, { occurrence, sequence });
  plc.unit().coils[0] = true;
  await story.alarm(PUMP);
  await told(/Pump fault/u);

  await plc[Symbol.asyncDispose]();
  const lost = await story.alarm("tocsin/source/plant");
  assert.match(lost.text, /^Source Plant is lost: /u);
  for (const point of [HEAT, PUMP]) {
    const alarm = await story.alarm(point, ({ quality }) => quality === "uncertain");
    assert.ok(alarm.active, `${point} keeps its state`);
  }
  const own = (await story.alarms("state=open")).filter(({ source }) => source === "tocsin");
  assert.deepEqual(
    own.map(({ point }) => point),
    ["source/plant"],
    "one alarm stands for all that can't be known",
  );

  plc = await Plc.start({ port });
  plc.unit().holding[0] = 95;
  plc.unit().coils[0] = true;
  story.clock.advance(60_000);
  await story.alarm("tocsin/source/plant", ({ active }) => !active);
  for (const point of [HEAT, PUMP]) {
    const alarm = await story.alarm(point, ({ quality }) => quality === "good");
    assert.ok(alarm.active, `${point} is still so`);
  }
  assert.equal((await story.alarm(HEAT)).state, "acknowledged", "what was answered stays answered");

  plc.unit().holding[0] = 50;
  await story.alarm(HEAT, ({ state }) => state === "normal");
  plc.unit().coils[0] = false;
  await story.alarm(PUMP, ({ state }) => state === "returned");
  const inputs = (await story.alarmStory(high.id)).transitions.map(({ input }) => input);
  assert.deepEqual(inputs, ["activate", "escalate", "acknowledge", "lose", "regain", "return"]);
});
