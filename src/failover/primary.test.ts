import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import type { Pool } from "pg";
import type { Report } from "#events/event.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import type { Journal } from "#store/batch.ts";
import { openAuthority } from "#trust/authority.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { Seal } from "#trust/seal.ts";
import { joined } from "../../test/peers/module-process.ts";
import { until } from "../../test/peers/whole-server.ts";
import type { Kept } from "./kept.ts";
import { LinkListener } from "./link.ts";
import type { PairStatus } from "./messages.ts";
import { PairTrust } from "./pair-trust.ts";
import { Primary } from "./primary.ts";

const KEPT: Kept = {
  v: 1,
  id: "5f0c6a52-7d0f-4a61-9a4e-0c9c9a3f6d10",
  role: "primary",
  alone: true,
  token: 7,
  secret: "a secret of the role tocsin_replica",
};

describe("an active core that asks the other one", () => {
  let folder: string;
  let trust: PairTrust;
  let other: LinkListener;
  let primary: Primary;
  /** What the other core answers. */
  let status: PairStatus;
  let told: Report[];
  let abandoned: string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-primary-"));
    const now = systemClock.now();
    const authority = await openAuthority({ dataFolder: join(folder, "site"), seal: new Seal(randomBytes(32)), now });
    const core = { role: "core", node: "a" } as const;
    writeIdentity(join(folder, "trust"), await joined({ authority: async () => authority }, core, now));
  });
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(async () => {
    [told, abandoned] = [[], []];
    status = { active: false, role: "standby", token: 7, system: null, address: "https://b.example" };
    const parts = { clock: systemClock, log: silentLog };
    trust = new PairTrust({ dataFolder: folder, ...parts });
    other = new LinkListener({
      ...parts,
      listen: { host: "127.0.0.1", port: 0 },
      trust,
      refused: () => {},
      serve: (_, wire) => {
        wire.say(status);
        wire.socket.end();
        return Promise.resolve();
      },
    });
    await until("the other core listens", () => other.port > 0);
    const place = { host: "127.0.0.1", port: other.port };
    primary = new Primary({
      ...parts,
      settings: { listen: place, peer: place, witness: null },
      dataFolder: folder,
      address: "https://a.example",
      kept: () => KEPT,
      keep: () => {},
      trust,
      witness: null,
      because: null,
    });
  });
  afterEach(async () => {
    primary.stop();
    primary.close();
    await other.close();
    trust.stop();
  });

  function begin(): void {
    primary.start({
      token: KEPT.token,
      journal: { submit: () => Promise.resolve() } as unknown as Journal,
      standing: [],
      pool: { query: async () => ({ rows: [] }) } as unknown as Pool,
      drillDays: () => 90,
      own: (report) => void told.push(report),
      authority: () => Promise.reject(new Error("not asked for")),
      heard: () => {},
      abandon: (why) => void abandoned.push(why.message),
    });
  }

  it("writes nothing more once that one holds a later lease", async () => {
    status = { ...status, active: true, role: "primary", token: 8 };
    begin();
    const ended = await primary.ended;
    assert.deepEqual(ended, { by: "demotion", because: "the other core took over (lease 8 after 7)" });
    assert.match(abandoned.join(), /writes nothing any more/);
    assert.deepEqual(told, []);
  });

  it("raises an alarm while both are active with the same lease, which neither can yield to", async () => {
    status = { ...status, active: true, role: "primary" };
    begin();
    await until("the alarm is raised", () => told.length === 1);
    status = { ...status, active: false, role: "standby" };
    await until("the alarm is cleared", () => told.length === 2);
    assert.deepEqual(
      told.map(({ point, kind, priority }) => `${point} ${kind} ${priority}`),
      ["failover/two-active raise critical", "failover/two-active clear critical"],
    );
    assert.match(told[0]?.text ?? "", /people are told twice\. Stop the one/);
    assert.deepEqual(abandoned, []);
  });
});
