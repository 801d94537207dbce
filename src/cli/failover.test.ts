import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, type TestContext } from "node:test";
import type { FailoverStatus } from "#failover/desk.ts";
import { readKept } from "#failover/kept.ts";
import { StandbyPage, type StandbyView } from "#failover/standby-page.ts";
import { silentLog } from "#kernel/log.ts";
import { run } from "./failover.ts";

const STATUS: FailoverStatus = {
  mode: "standby",
  because: "the active core answers",
  synchronous: true,
  behindBytes: 0,
  heardMsAgo: 250,
  peer: "10.0.0.5:4017",
  otherCore: "https://a.example:8443",
  witness: "10.0.0.7:4017",
  witnessSays: null,
  token: 7,
};

describe("tocsin failover", () => {
  let folder: string;
  let page: StandbyPage | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-failover-"));
  });
  afterEach(async () => {
    await page?.close();
    page = undefined;
    rmSync(folder, { recursive: true });
  });

  /** A node that stands by answers on the data folder. @returns why it was told to take over */
  async function standsBy(view: Partial<StandbyView> = {}): Promise<string[]> {
    const told: string[] = [];
    const whole: StandbyView = {
      address: () => STATUS.otherCore,
      status: () => STATUS,
      wouldLose: () => null,
      takeOver: (because) => void told.push(because),
      ...view,
    };
    const parts = { listen: { host: "127.0.0.1", port: 0 }, certificate: null, dataFolder: folder };
    page = await StandbyPage.open({ ...parts, view: whole, now: () => 0, log: silentLog });
    return told;
  }

  /** Exit code and what was said. */
  async function says(t: TestContext, ...args: readonly string[]): Promise<{ code: number; said: string }> {
    const { mock } = t.mock.method(console, "log", () => {});
    const code = await run([...args, "--data", folder]);
    return { code, said: mock.calls.map((call) => String(call.arguments[0])).join("\n") };
  }

  it("status says how the pair stands, and by its exit code whether somebody could take over", async (t) => {
    await standsBy();
    const { code, said } = await says(t, "status");
    assert.equal(code, 0);
    assert.match(said, /This node +standby: the active core answers/);
    assert.match(said, /Lease +7/);
    assert.match(said, /Other node +10\.0\.0\.5:4017, heard 0\.3 s ago/);
    assert.match(said, /Replica +has all that is acknowledged/);
    assert.match(said, /Witness +10\.0\.0\.7:4017: not asked yet/);
  });

  it("status of one that is stale says by how much", async (t) => {
    await standsBy({
      status: () => ({ ...STATUS, synchronous: false, behindBytes: 4711, heardMsAgo: null, witness: null }),
    });
    const { code, said } = await says(t);
    assert.equal(code, 1);
    assert.match(said, /is stale: it is 4711 bytes behind/);
    assert.match(said, /not heard yet/);
    assert.match(said, /Witness +none/);
  });

  it("status --json is what the server said", async (t) => {
    await standsBy();
    const { said } = await says(t, "status", "--json");
    assert.deepEqual(JSON.parse(said), { enabled: true, ...STATUS });
  });

  it("take-over asks for a yes, tells the node, and is not refused what would lose nothing", async (t) => {
    const told = await standsBy();
    await assert.rejects(says(t, "take-over"), /see that the other one is off, and say --yes/);
    assert.deepEqual(told, []);
    assert.equal((await says(t, "take-over", "--yes")).said, "This node takes over.");
    assert.deepEqual(told, ["an administrator of this machine said so"]);
  });

  it("take-over of a stale node says what would be lost, and does it when that is accepted", async (t) => {
    const told = await standsBy({ wouldLose: () => "it is stale: it was 4711 bytes behind then" });
    await assert.rejects(says(t, "take-over", "--yes"), /4711 bytes behind then\. .* say it again with --accept-loss/);
    assert.deepEqual(told, []);
    await says(t, "take-over", "--yes", "--accept-loss");
    assert.equal(told.length, 1);
  });

  it("hand-over at the node that stands by names the active one", async (t) => {
    await standsBy();
    await assert.rejects(says(t, "hand-over"), /is a standby.*The active core answers at https:\/\/a\.example:8443/);
  });

  it("join makes the node stand by from its next start, and replaces a database only when that is said", async (t) => {
    await assert.rejects(says(t, "join"), /names no other core: add failover/);
    const config = join(folder, "tocsin.yaml");
    writeFileSync(config, "failover: { listen: { host: 127.0.0.1, port: 4017 }, peer: 10.0.0.5 }\n");
    const control = join(folder, "postgres", "data", "global");
    mkdirSync(control, { recursive: true });
    writeFileSync(join(control, "pg_control"), Buffer.alloc(8192, 1));
    await assert.rejects(says(t, "join", "--config", config), /has a database.* say --yes/);
    assert.equal(readKept(folder).role, null);
    const { said } = await says(t, "join", "--config", config, "--yes");
    assert.match(said, /stands by from its next start/);
    const { role, alone } = readKept(folder);
    assert.deepEqual({ role, alone }, { role: "standby", alone: true });
    await standsBy();
    await assert.rejects(says(t, "join", "--config", config, "--yes"), /Stop it first/);
  });

  it("witness needs a machine of the site and a port", async (t) => {
    await assert.rejects(says(t, "witness"), /has no certificate of the site yet/);
    await assert.rejects(says(t, "witness", "--listen", "nowhere:x"), /--listen nowhere:x is no address with a port/);
  });

  it("says what there is not", async (t) => {
    await assert.rejects(says(t, "fail"), /There is no "failover fail"/);
    await assert.rejects(says(t, "status", "now"), /What is "now"/);
    await assert.rejects(says(t, "status"), /No Tocsin runs on/);
  });
});
