import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { TrafficLine } from "#drivers/traffic.ts";
import type { ModuleHealth } from "#mesh/navigation.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { joined, ModuleProcess } from "../peers/module-process.ts";
import { Panel } from "../peers/panel.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

const MESH = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";

interface Scene {
  readonly story: Story;
  readonly cable: CutProxy;
  readonly host: ModuleProcess;
  readonly panel: Panel;
  /** Where panels call. */
  readonly port: number;
}

/** A core, and a driver host in a process of its own that listens for a panel. */
async function open(t: TestContext): Promise<Scene> {
  const port = await freePort();
  const story = await Story.open(
    t,
    () => ({
      sources: [
        {
          id: "shop",
          name: "Shop",
          driver: "sia-dc09",
          host: "plant-2",
          settings: { host: "127.0.0.1", port, accounts: [{ account: "1234", name: "Panel in the office" }] },
        },
      ],
    }),
    MESH,
  );
  await meshOpen(story);
  const cable = story.ending(await CutProxy.open(() => meshPort(story)));
  const host = story.ending(new ModuleProcess("driver-host", cable.port));
  host.join(await joined(story.server.core.trust, {}, story.clock.now()));
  host.start();
  await listening(story);
  const panel = story.ending(new Panel({ host: "127.0.0.1", port, account: "1234" }));
  return { story, cable, host, panel, port };
}

const meshPort = ({ server }: Story) => server.core.modules.port;
const meshOpen = (story: Story) => story.until("the mesh listens", () => meshPort(story) > 0);
const sourceOf = async (story: Story) => {
  const { items } = await story.get<{
    items: { id: string; state: string; why: string; candidates: { key: string }[] }[];
  }>("/api/v1/sources");
  return items.find(({ id }) => id === "shop");
};
const listening = (story: Story) =>
  story.until("the receiver listens on the host", async () => (await sourceOf(story))?.state === "up");
const moduleOf = (story: Story): ModuleHealth | undefined => story.server.core.modules.modules()[0];

/** The points of what is stored, in the order in which it was. */
async function stored(story: Story): Promise<string[]> {
  const { items } = await story.get<{ items: { point: string; source: string }[] }>(
    "/api/v1/events?source=shop&limit=500",
  );
  return items.map(({ point }) => point).toReversed();
}

test("a panel speaks with a driver host in another process, and the alarm is the core's", async (t) => {
  const { story, panel } = await open(t);
  assert.equal(await panel.send("Nri1/BA003"), "ack");
  await story.alarm("shop/1234/1/003");
  const module = await story.until("the core knows how far away the host is", () => {
    const found = moduleOf(story);
    return found?.latencyMs ? found : null;
  });
  assert.deepEqual(
    [module.id, module.state, module.instance, module.troubles],
    ["driver-host/plant-2", "up", "main", []],
  );
});

test("the link is cut: what the panel sent meanwhile is acknowledged, kept, and arrives once, life-safety first", async (t) => {
  const { story, cable, panel } = await open(t);
  assert.equal(await panel.send("Nri1/BA001"), "ack");
  await story.alarm("shop/1234/1/001");
  cable.cut();
  for (const zone of ["002", "003", "004"]) assert.equal(await panel.send(`Nri1/BA${zone}`), "ack");
  assert.equal(await panel.send("Nri1/FA005"), "ack");
  // The lease runs out by the core's clock.
  await story.until("the host is lost", () => {
    if (moduleOf(story)?.state === "up") story.clock.advance(11_000);
    return moduleOf(story)?.state === "lost";
  });
  const lost = await story.alarm("tocsin/module/driver-host/plant-2");
  assert.match(lost.text, /Driver host on plant-2 is lost: it has been silent for 10 s/);
  assert.match((await sourceOf(story))?.why ?? "", /the driver host on plant-2 is lost/);
  const uncertain = await story.alarm("shop/1234/1/001", ({ quality }) => quality === "uncertain");
  assert.equal(uncertain.active, true);
  assert.equal(
    (await story.alarms()).some(({ point }) => point === "source/shop"),
    false,
  );

  cable.mend();
  await story.alarm("shop/1234/1/004");
  await story.alarm("tocsin/module/driver-host/plant-2", ({ active }) => !active);
  await story.alarm("shop/1234/1/001", ({ quality }) => quality === "good");
  const points = await stored(story);
  assert.deepEqual(points, ["1234/1/001", "1234/1/005", "1234/1/002", "1234/1/003", "1234/1/004"]);
});

test("a driver host that is killed has what it acknowledged on disk, and brings it when it is back, once", async (t) => {
  const { story, cable, host, panel } = await open(t);
  cable.cut();
  for (let zone = 1; zone <= 20; zone++) {
    assert.equal(await panel.send(`Nri1/BA${String(zone).padStart(3, "0")}`), "ack");
  }
  await host.kill();
  await panel.close();
  cable.mend();
  host.start();
  await story.alarm("shop/1234/1/020");
  await host.kill();
  host.start();
  await story.until("the host is back", () => host.log.split("registered with the core").length > 3);
  await listening(story);
  assert.deepEqual(
    await stored(story),
    Array.from({ length: 20 }, (_, at) => `1234/1/${String(at + 1).padStart(3, "0")}`),
  );
});

test("the core is started anew: the host finds it again and goes on", async (t) => {
  const { story, panel } = await open(t);
  assert.equal(await panel.send("Nri1/BA001"), "ack");
  await story.alarm("shop/1234/1/001");
  await story.restart(async () => {
    assert.equal(await panel.send("Nri1/BA002"), "ack");
  });
  await story.alarm("shop/1234/1/002");
  assert.deepEqual(await stored(story), ["1234/1/001", "1234/1/002"]);
});

test("an account that the host does not know is adopted at the core", async (t) => {
  const { story, port } = await open(t);
  const stranger = story.ending(new Panel({ host: "127.0.0.1", port, account: "9999" }));
  await stranger.send("Nri1/BA003");
  await story.until("the stranger is listed", async () => (await sourceOf(story))?.candidates[0]?.key === "9999");
  await story.good("POST", "/api/v1/sources/shop/candidates/9999/adopt", { name: "Second panel" });
  await story.until("it is listed no more", async () => (await sourceOf(story))?.candidates.length === 0);
  await listening(story);
  assert.equal(await stranger.send("Nri1/BA003"), "ack");
  await story.alarm("shop/9999/1/003");
});

test("an operator restarts the driver host at the core's command line, and it comes back", async (t) => {
  const { story, host } = await open(t);
  const times = () => host.log.split("registered with the core").length - 1;
  const before = times();
  const told = await story.tocsin("service", "restart", "driver-host/plant-2", "--reason", "new network card");
  assert.deepEqual([told.code, told.out], [0, "driver-host/plant-2 starts anew.\n"], told.err);
  await story.until("it has registered again", () => times() > before);
  await listening(story);
  const sentences = await story.sentences("module:driver-host/plant-2");
  assert.match(sentences.at(-1) ?? "", /restarted the driver-host on plant-2: new network card\./);
  assert.match((await story.tocsin("service", "list")).out, /^driver-host\/plant-2 +up /);
  const gone = await story.tocsin("service", "restart", "driver-host/elsewhere");
  assert.match(gone.err, /There is no module driver-host\/elsewhere; "tocsin service list" names them/);
});

test("whoever watches a source of the host sees what the host refuses and does not know, as it comes", async (t) => {
  const { story, port, panel } = await open(t);
  const { traffic } = story.server.line()?.supervisor ?? assert.fail("the core is not active");
  const lines: TrafficLine[] = [];
  const stranger = story.ending(new Panel({ host: "127.0.0.1", port, account: "9999" }));
  const leave = traffic.watch("shop", (line) => lines.push(line));
  // The host hears a moment later that somebody watches.
  const refused = await story.until("a refusal is seen", async () => {
    await stranger.send("Nri1/BA003");
    return lines.find(({ outcome }) => outcome === "refused");
  });
  assert.ok(refused.outcome === "refused");
  assert.match(refused.raw, /#9999\|Nri1\/BA003/);
  assert.match(refused.why, /9999/);
  const unknown = await story.until("who is unknown is seen", () => lines.find(({ outcome }) => outcome === "unknown"));
  assert.ok(unknown.outcome === "unknown");
  assert.equal(unknown.key, "9999");
  assert.equal(await panel.send("Nri1/BA003"), "ack");
  await story.until("what is taken is seen too", () => lines.some(({ outcome }) => outcome === "taken"));
  leave();
});
