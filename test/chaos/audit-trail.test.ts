import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { until, WholeServer } from "../peers/whole-server.ts";

const KILLS = 4;
const ALARMS = 900;

test("killed at any moment, the trail fits its checkpoints, and a witness's copy has each entry once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-copy-"));
  const file = join(folder, "witness.jsonl");
  const server = await WholeServer.fresh({
    source: [{ id: "lab", name: "Lab", driver: "http" }],
    witness: [{ id: "worm", name: "Share", to: { kind: "file", path: file } }],
  });
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });
  const lines = () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);

  for (let kill = 0; kill < KILLS; kill++) {
    const before = lines();
    const events = Array.from({ length: ALARMS }, (_, n) => ({
      point: `p${kill}-${n}`,
      kind: "raise",
      category: "technical",
      condition: "fault",
      text: "Out of order",
    }));
    const reporting = server.ask("POST", "/api/v1/events", { source: "lab", events }).catch(() => null);
    // The first kill falls into the reporting, the others into what the notary and the witness do afterwards.
    if (kill > 0) {
      await reporting;
      await until("the witness has begun with it", () => lines() > before, 1);
    }
    await (kill % 2 === 0 ? server.kill() : server.killAll());
    await reporting;
    await server.start();
  }
  await until("the witness has everything, with a checkpoint", async () => {
    const { body } = await server.control("GET", "/api/v1/audit-trail/witnesses");
    const [witness] = (body as { witnesses: { behind: number; confirmed: number }[] }).witnesses;
    return witness?.behind === 0 && witness.confirmed > ALARMS && readFileSync(file, "utf8").includes('{"checkpoint":');
  });
  const key = await tocsin("audit-trail", "key", "--data", server.dataFolder);
  const copy = await tocsin("audit-trail", "verify", "--json", "--from", file, "--key", key.out.trim());
  const { whole, signed, repeated } = JSON.parse(copy.out) as { whole: boolean; signed: number; repeated: number };
  assert.deepEqual([whole, repeated], [true, 0], copy.out);
  assert(signed >= 1000, `${signed} entries are signed`);
  const own = await tocsin("audit-trail", "verify", "--json", "--data", server.dataFolder, "--checkpoints", file);
  assert.equal((JSON.parse(own.out) as { whole: boolean }).whole, true, own.out);
});

function tocsin(...args: string[]): Promise<{ readonly out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), ...args], { maxBuffer: 1e8 }, (_, out, err) =>
      resolve({ out: out || err }),
    );
  });
}
