import assert from "node:assert/strict";
import { mkdirSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLog } from "#kernel/log.ts";
import { startModule } from "#mesh/module.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { joined } from "../peers/module-process.ts";
import { freePort } from "../peers/sipp.ts";
import { Telephone } from "../peers/telephone.ts";
import { Story } from "./story.ts";

/** A core, and a notifier host that has its telephone line and its loudspeaker, with a cable between them. */
async function open(t: TestContext) {
  const port = await freePort();
  const telephone = await Telephone.open("+4930123456", port);
  t.after(() => telephone.close());
  const story = await Story.open(t, undefined, "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n");
  const hall = join(story.folder, "hall");
  mkdirSync(hall);
  story.ending(watch(hall, () => story.happened()));
  const { channels, person } = story.far;
  const trunk = {
    name: "PBX",
    server: "127.0.0.1",
    port: 9,
    transport: "udp",
    user: "tocsin",
    register: false,
    lines: 4,
  };
  const ben = person("ben", ["hook"]) as { methods: object[] };
  ben.methods.push({ id: "phone", channel: "phone", address: "030123456" });
  await story.apply({
    channels: [
      ...channels,
      {
        id: "phone",
        name: "Telephone",
        kind: "voice",
        host: "plant-2",
        settings: {
          trunks: [{ ...trunk, localPort: port }],
          callIn: {
            persons: [{ person: "ben", number: "42", pin: "471147" }],
            points: [{ key: "12", point: "plant/pt-101" }],
          },
        },
      },
      { id: "hall", name: "Hall", kind: "announcer", host: "plant-2", settings: { by: "files", folder: hall } },
    ],
    persons: [
      ben,
      person("anna", ["mail"]),
      { id: "hall", name: "Hall", methods: [{ id: "loud", channel: "hall", address: "hall" }] },
    ],
    policies: [
      { id: "both", name: "Both", steps: [{ tell: [{ person: "ben" }, { person: "hall" }], waitSec: 86_400 }] },
    ],
    schedules: [
      {
        id: "duty",
        name: "Duty",
        timeZone: "UTC",
        rotations: [{ id: "r", members: ["anna", "ben"], startsOn: "2026-01-01", every: { unit: "day", count: 7 } }],
      },
    ],
    routes: [{ id: "all", order: 1, sources: ["plant"], policy: "both" }],
    sources: [{ id: "plant", name: "Plant", driver: "http" }],
    points: [{ id: "plant/pt-101", source: "plant", address: "pt-101", name: "Boiler pressure", unit: "bar" }],
  });
  await story.until("the mesh listens", () => story.server.core.modules.port > 0);
  const cable = story.ending(await CutProxy.open(() => story.server.core.modules.port));
  const dataFolder = join(story.folder, "host");
  const identity = await joined(story.server.core.trust, { role: "notifier-host" }, story.clock.now());
  writeIdentity(join(dataFolder, "trust"), identity);
  const host = await startModule({
    role: "notifier-host",
    cores: [`127.0.0.1:${cable.port}`],
    dataFolder,
    drivers: () => Promise.resolve([]),
    channels: async () => (await import("#channels/catalog.ts")).CHANNELS,
    spoolBytes: 1_000_000,
    clock: story.clock,
    log: openLog((process.env["TOCSIN_TEST_LOG"] ?? "silent") as "silent"),
  });
  story.ending({ close: () => host.stop() });
  await isThere(story);
  return { story, telephone, cable, hall };
}

const isThere = (story: Story) =>
  story.until("the host is there", () => story.server.core.modules.modules()[0]?.state === "up");

const silence = (story: Story, channel: string) => story.ask("POST", `/api/v1/channels/${channel}/silence`);

test("people call in by a notifier host's telephone line, and its loudspeaker repeats until somebody answers", async (t) => {
  const { story, telephone, cable, hall } = await open(t);
  const sounds = () => readdirSync(hall).filter((name) => name.endsWith(".wav")).length;
  const said = (count: number) => story.until(`${count} announcements`, () => sounds() >= count);
  /** In steps that no link takes for silence: each ends when the host has answered something. */
  const later = async (seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 4) {
      story.clock.advance(4000);
      await story.until("the host answers", async () => (await silence(story, "phone")).status === 409);
    }
  };
  const raise = async (point: string) => {
    const raised = { kind: "raise", category: "technical", condition: "fault", priority: "high" };
    await story.report("plant", [{ point, ...raised, text: `${point} stands still` }]);
    await story.posts.take(`the message about ${point}`, (post) => JSON.stringify(post).includes(point));
  };

  await raise("pump-1");
  await said(1);
  await later(60);
  await said(2);

  const value = { kind: "value", value: 9.3, category: "technical", condition: "", text: "Pressure" };
  await story.report("plant", [{ point: "pt-101", ...value }]);
  const answer = await telephone.call("tocsin");
  assert.equal(answer.kind, "answered", JSON.stringify(answer));
  telephone.press("471147#111" + "312#" + "2" + "4" + "0");
  assert.equal(await telephone.over, "the other side hung up");
  const pump = await story.alarm("plant/pump-1", ({ acknowledgedBy }) => acknowledgedBy !== null);
  assert.equal(pump.acknowledgedBy, "person:ben");
  const trail = (await story.sentences()).join("\n");
  assert.match(trail, /^ben called in from \+4930123456 and was let in\. So says the notifier host on plant-2\.$/mu);
  assert.match(trail, /was acknowledged by ben \(by phone\)/u);
  assert.match(trail, /Ben reported on duty by phone/u);

  await later(120);
  assert.equal(sounds(), 2, "an acknowledged alarm is quiet");

  await raise("pump-2");
  await said(3);
  assert.deepEqual(await silence(story, "hall"), { status: 200, body: { silenced: 1 } });
  assert.equal((await story.alarm("plant/pump-2")).state, "unacknowledged");
  await later(60);
  assert.equal(sounds(), 3);

  cable.cut();
  await story.until("the loss is announced", () => {
    if (sounds() < 4) story.clock.advance(4000);
    return sounds() >= 4;
  });
  const unreached = await silence(story, "hall");
  assert.ok(unreached.status >= 400, JSON.stringify(unreached));
  assert.match(JSON.stringify(unreached.body), /notifier host on plant-2/u);
});
