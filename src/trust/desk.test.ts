import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { openTestCore } from "../../test/peers/api-core.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Custody } from "./custody.ts";
import { TrustDesk } from "./desk.ts";

test("a core that stops while it becomes the active one arranges nothing any more", async (t) => {
  const core = await openTestCore();
  const dataFolder = mkdtempSync(join(tmpdir(), "tocsin-desk-"));
  t.after(async () => {
    await core.close();
    rmSync(dataFolder, { recursive: true });
  });
  const clock = new VirtualClock();
  const { seal } = new Custody(dataFolder);
  const desk = new TrustDesk({ dataFolder, seal, clock, log: silentLog, web: { own: null, names: [] } });
  const { pool, journal } = core.core;
  const ground = { pool, journal, graceMs: () => 0, clockWrong: () => null, changed: () => {} };
  desk.node.onRenewed(() => desk.stop());
  await desk.start(ground);
  assert.ok(desk.node.current, "it was asked to stop once it had its certificate");
  assert.equal(clock.pending, 0);
});
