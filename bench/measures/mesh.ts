import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import { WitnessNodes } from "#audit/witness-nodes.ts";
import { HostedChannels } from "#channels/hosted.ts";
import { HostedSources } from "#drivers/hosted.ts";
import { Traffic } from "#drivers/traffic.ts";
import { Feed } from "#events/feed.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { Mesh } from "#mesh/mesh.ts";
import { Source } from "#site/point.ts";
import { openAuthority } from "#trust/authority.ts";
import { DenyListHolder } from "#trust/deny-list-holder.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { Seal } from "#trust/seal.ts";
import { InstantJournal } from "../../test/peers/instant-journal.ts";
import { joined } from "../../test/peers/module-process.ts";
import { quantile, type Row, rowOf } from "../measure.ts";

interface Job {
  readonly events: number;
  /** null: as fast as it goes. */
  readonly perSecond: number | null;
}

interface Passed {
  readonly perSecond: number;
  /** From the driver's report to the core's intake. */
  readonly latenciesMs: readonly number[];
}

/**
 * The mesh alone, between two processes with mutual TLS: from a driver's report through the spool on disk, the stream and
 * the core's acknowledgement. What the core's database then needs is measured by `ingest`.
 */
export async function mesh(runs: number): Promise<Row[]> {
  const rates: number[] = [];
  const latencies: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    rates.push((await pass({ events: 300_000, perSecond: null })).perSecond);
    const { latenciesMs } = await pass({ events: 15_000, perSecond: 1000 });
    latencies.push(quantile(latenciesMs.slice(2000), 0.99));
  }
  return [rowOf("mesh-events", rates), rowOf("mesh-added-p99-ms", latencies)];
}

async function pass(job: Job): Promise<Passed> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-mesh-"));
  const hostFolder = join(folder, "host");
  const clock = systemClock;
  const seal = new Seal(randomBytes(32));
  const authority = await openAuthority({ dataFolder: join(folder, "core"), seal, now: clock.now() });
  const trusting = { authority: () => Promise.resolve(authority) };
  const own = await joined(trusting, { role: "core", node: "core", instance: "core" }, clock.now());
  writeIdentity(join(hostFolder, "trust"), await joined(trusting, { node: "host" }, clock.now()));
  const denyList = new DenyListHolder(join(folder, "deny-list.json"), { site: authority.site, roots: authority.roots });
  const feed = new Feed("bench");
  const hosted = new HostedSources(clock, feed);
  const hostedChannels = new HostedChannels();
  hosted.apply([Source.parse({ id: "bench", name: "Bench", driver: "bench", host: "host" })]);
  const latenciesMs: number[] = [];
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  let began = 0;
  const core = await Mesh.open({
    settings: { listen: { host: "127.0.0.1", port: 0 }, modulePorts: [] },
    clock,
    log: silentLog,
    feed,
    journal: new InstantJournal(clock),
    pool: { query: () => Promise.resolve({ rows: [] }) } as unknown as Pool,
    trust: {
      ...trusting,
      node: { current: own, onRenewed: () => () => {} },
      changeOver: { heard: () => {}, onWanted: () => () => {} },
      denyList,
    } as never,
    graceMs: () => 0,
    intake: {
      takeSpooled: (reports) => {
        const now = process.hrtime.bigint();
        began ||= performance.now();
        for (const { report } of reports) latenciesMs.push(Number(now - BigInt(report.raw)) / 1e6);
        if (latenciesMs.length >= job.events) finish();
        return Promise.resolve();
      },
    },
    traffic: new Traffic(clock),
    hosted,
    hostedChannels,
    witnessNodes: new WitnessNodes(),
    link: () => {},
    unseal: () => ({ ...job }),
    own: () => {},
  });
  const host: ChildProcess = spawn(
    process.execPath,
    [
      join(import.meta.dirname, "..", "far-sides", "mesh-host.ts"),
      JSON.stringify({ core: `127.0.0.1:${core.port}`, dataFolder: hostFolder }),
    ],
    { stdio: "inherit" },
  );
  await finished;
  const seconds = (performance.now() - began) / 1000;
  host.kill();
  await once(host, "exit");
  await core.close();
  rmSync(folder, { recursive: true, force: true });
  return { perSecond: job.events / seconds, latenciesMs };
}
