import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { holdingOf } from "#trust/change-over.ts";
import { readIdentity } from "#trust/identity-file.ts";
import { certificatesIn } from "#trust/pem.ts";
import type { TrustStatus } from "#trust/status.ts";
import { joined, ModuleProcess } from "../peers/module-process.ts";
import { Panel } from "../peers/panel.ts";
import { freePort } from "../peers/whole-server.ts";
import { Story } from "./story.ts";

const MESH = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";
const HOUR = 3_600_000;

interface Scene {
  readonly story: Story;
  readonly host: ModuleProcess;
  readonly panel: Panel;
}

/** A core, and a driver host in a process of its own that listens for a panel. */
async function open(t: TestContext): Promise<Scene> {
  const port = await freePort();
  const settings = { host: "127.0.0.1", port, accounts: [{ account: "1234", name: "Panel in the office" }] };
  const source = { id: "shop", name: "Shop", driver: "sia-dc09", host: "plant-2", settings };
  const story = await Story.open(t, () => ({ sources: [source] }), MESH);
  const { core } = story.server;
  await story.until("the mesh listens", () => core.modules.port > 0);
  const host = story.ending(new ModuleProcess("driver-host", core.modules.port));
  host.join(await joined(core.trust, {}, story.clock.now()));
  host.start();
  await story.until("the receiver listens on the host", async () => {
    const { items } = await story.get<{ items: { id: string; state: string }[] }>("/api/v1/sources");
    return items.find(({ id }) => id === "shop")?.state === "up";
  });
  const panel = story.ending(new Panel({ host: "127.0.0.1", port, account: "1234" }));
  return { story, host, panel };
}

const status = ({ story }: Scene) => story.server.core.trust.status();

/** What the host has on its own disk. */
const holding = ({ host }: Scene) => {
  const identity = readIdentity(host.trustFolder);
  return identity ? holdingOf(identity) : { trusts: [], vouchedBy: null };
};

/** Lets the core look again and again, until it is so. */
const until = (scene: Scene, what: string, so: (now: TrustStatus) => boolean) =>
  scene.story.until(what, async () => {
    const now = await status(scene);
    if (so(now)) return true;
    scene.story.clock.advance(2500);
    return false;
  });

test("W-030 W-031 the root is replaced while a panel reports through another machine, and nobody joins anew", async (t) => {
  const scene = await open(t);
  const { story, panel, host } = scene;
  let zone = 0;
  const sends = async () => assert.equal(await panel.send(`Nri1/BA${String(++zone).padStart(3, "0")}`), "ack");
  await sends();
  // A machine that is known and off.
  await joined(story.server.core.trust, { node: "plant-3" }, story.clock.now());
  const before = await status(scene);

  const begun = await story.tocsin("trust", "rotate", "--keep", "1h");
  assert.equal(begun.code, 0, begun.err);
  assert.match(begun.out, /Both are trusted, until .* at least\.\ntrust\/site-ca\.pem holds both/);
  const again = await story.ask("POST", "/api/v1/trust/change-over", { site: before.site });
  assert.deepEqual([again.status, /being replaced already/.test(JSON.stringify(again.body))], [409, true]);
  await sends();
  await story.until("the host has both roots", () => holding(scene).trusts.length === 2);
  const { changeOver } = await status(scene);
  assert.deepEqual(holding(scene), {
    trusts: [before.root.thumbprint, changeOver?.next],
    vouchedBy: before.root.thumbprint,
  });
  await until(scene, "only who is off lacks it", ({ changeOver: now }) => now?.lacking.length === 1);
  const listed = await story.tocsin("trust", "status");
  assert.match(listed.out, /spreading: 1 of the site's processes lack .*\n .*plant-3\/main: it has not been heard/);
  const early = await story.ask("POST", "/api/v1/trust/change-over/end", { site: before.site });
  assert.equal(early.status, 409);
  assert.match(JSON.stringify(early.body), /still needed: driver-host plant-3\/main \(it has not been heard since/);

  const off = (await status(scene)).peers.find(({ node }) => node === "plant-3");
  await story.good("POST", "/api/v1/trust/denials", {
    verb: "evict",
    uri: off?.uri,
    because: "It was taken down.",
  });
  await until(scene, "the new root vouches", ({ changeOver: now }) => now?.stage === "replacing");
  await sends();
  await story.until("the host's certificate is of the new root", () => {
    story.clock.advance(2500);
    return holding(scene).vouchedBy === changeOver?.next;
  });
  await until(scene, "everybody has it", ({ changeOver: now }) => now?.lacking.length === 0);
  const page = (await status(scene)).web?.thumbprint;
  assert.equal(page, before.web?.thumbprint);
  assert.equal(certificatesIn(readFileSync(join(story.dataFolder, "trust", "site-ca.pem"), "utf8")).length, 2);
  await sends();
  assert.equal((await status(scene)).root.thumbprint, before.root.thumbprint);

  const { trust } = story.server.core;
  story.clock.advance(HOUR);
  await until(scene, "the former root is retired", (now) => now.changeOver === null);
  const after = await trust.status();
  assert.deepEqual([after.site, after.root.thumbprint], [before.site, changeOver?.next]);
  await until(scene, "the page's certificate is of the new root", ({ web }) => web?.thumbprint !== page);
  await until(scene, "the host has forgotten the former root", () => holding(scene).trusts.length === 1);
  await sends();
  const stored = () => [...(story.server.line()?.engine.all() ?? [])].filter(({ source }) => source === "shop");
  await story.until("all that was acknowledged is stored", () => stored().length === zone);
  // Its lease runs by the core's clock, which has jumped; its connection does not.
  assert.doesNotMatch(host.log, /no link to the core/);
  const { rows } = await story.server.core.pool.query<{ action: string; sentence: string }>(
    "select action, sentence from audit.entry where action like 'trust.change-over%' or action = 'trust.root-retired' order by seq",
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["trust.change-over-begun", "trust.change-over-replacing", "trust.root-retired"],
  );
  assert.match(rows[2]?.sentence ?? "", /^tocsin retired the site's former root .*: every process has a certificate/);
});
