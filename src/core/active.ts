import { hostname } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import type { Listening } from "#api/listen.ts";
import type { DirectoryDesk } from "#directory/desk.ts";
import type { Feed } from "#events/feed.ts";
import type { FailoverDesk } from "#failover/desk.ts";
import type { PortDesk } from "#hardening/port-desk.ts";
import { BlockKeeper } from "#history/keeper.ts";
import { HistoryRetention } from "#history/retention-desk.ts";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { type Line, openLine } from "#line/line.ts";
import type { MeshDesk, MeshGround } from "#mesh/desk.ts";
import type { Access } from "#operators/access.ts";
import type { FourEyes } from "#operators/four-eyes.ts";
import type { CertificateWatch } from "#self/certificate-watch.ts";
import { HISTORY_POINT, judgeHistory } from "#self/judge-history.ts";
import { historyOf } from "#site/kept-history.ts";
import { settingsOf } from "#site/site.ts";
import type { SiteStore } from "#site/store.ts";
import type { Database } from "#store/database.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { runFolder } from "#store/run-folder.ts";
import type { Ceremony } from "#trust/ceremony/ceremony.ts";
import type { Custody } from "#trust/custody.ts";
import type { TrustDesk } from "#trust/desk.ts";
import { foldNotes } from "#trust/notes.ts";
import { finishRotation } from "#trust/rotation.ts";
import { invite } from "./greeting.ts";
import type { Standing } from "./standing.ts";

const AGAIN_MS = 1000;
const DAY_MS = 86_400_000;

/** What lives as long as the core, and works while it is the active one. */
export interface ActiveParts {
  readonly settings: Settings;
  /** Of the page. */
  readonly port: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly say: (line: string) => void;
  readonly stopping: AbortSignal;
  readonly standing: Standing;
  readonly database: Database;
  readonly pool: pg.Pool;
  readonly feed: Feed;
  readonly health: { readonly tell: (database: "up" | "down", because: string) => void };
  readonly custody: Custody;
  readonly trust: TrustDesk;
  readonly site: SiteStore;
  readonly access: Access;
  readonly fourEyes: FourEyes;
  readonly ceremony: Ceremony;
  readonly directories: DirectoryDesk;
  readonly certificates: CertificateWatch;
  readonly ports: PortDesk;
  readonly mesh: MeshDesk;
  readonly failover: FailoverDesk | undefined;
  readonly rotation: Parameters<typeof finishRotation>[0];
  readonly listenControl: (path: string) => Promise<Listening>;
  /** This core has become the active one. */
  readonly became: () => void;
}

/** Waits for the lease, is the active core for as long as it holds, and waits again, until the core stops. */
export async function takePart(parts: ActiveParts): Promise<void> {
  const { settings, port, clock, log, say, stopping, standing, database } = parts;
  const me = { holder: `${hostname()}:${process.pid}:${port}`, address: settings.publicUrl };
  while (!stopping.aborted) {
    const lease: Lease = await acquireLease(() => database.app(), me, {
      clock,
      log,
      signal: stopping,
      onStandby: ({ address }) => {
        standing.mode = "standby";
        standing.holder = address;
        say(`Standby: ${address} is active. This core takes over when it falls silent.`);
      },
    });
    const journal = new LeasedJournal(() => database.app(), lease, { clock, log });
    journal.onDatabase = parts.health.tell;
    standing.journal = journal;
    try {
      await beActive(parts, lease, journal);
    } catch (thrown) {
      if (stopping.aborted) throw thrown;
      log.error({ because: saying(thrown) }, "this core could not become the active one; trying again");
      await waitUntil(clock, clock.now() + AGAIN_MS, stopping);
    }
  }
}

/** Resolves when it no longer is; everything that it started is stopped then. */
async function beActive(parts: ActiveParts, lease: Lease, journal: LeasedJournal): Promise<void> {
  const { settings, clock, log, feed, stopping, standing, database, pool, site, access, trust } = parts;
  const { own } = standing;
  let blocks: BlockKeeper | undefined;
  let retention: HistoryRetention | undefined;
  let stopDaily = () => {};
  let trusted = Promise.resolve();
  try {
    const trouble = parts.custody.reload();
    if (trouble !== null) log.error({ because: trouble }, "the root key could not be read again");
    await access.load(pool);
    const line = await openLine({
      database,
      pool,
      journal,
      clock,
      log,
      feed,
      site,
      seal: parts.custody.seal,
      lease,
      publicUrl: settings.publicUrl,
      dataFolder: settings.dataFolder,
      access,
      operatorName: (id) => access.operators.enabled(id)?.name,
    });
    standing.line = line;
    await parts.fourEyes.load(pool);
    const alarms = line.own.points();
    parts.directories.start(alarms);
    parts.certificates.start(alarms);
    const graceMs = () => settingsOf(site).trust.expiredPeerGraceHours * 3_600_000;
    const changed = () => feed.publish("trust", {});
    const clockWrong = () => access.factors.clockWrong();
    trusted = trust.start({ pool, journal: standing.relay, graceMs, clockWrong, changed });
    parts.mesh.start(meshGround(line, { pool, journal, feed, site, graceMs, ready: trusted, own }));
    parts.ports.start(alarms);
    blocks = new BlockKeeper({ pool, clock, log });
    blocks.start();
    retention = new HistoryRetention({
      pool,
      journal,
      clock,
      log,
      settings: () => historyOf(settingsOf(site)),
      busy: () => journal.busy,
      trouble: (because) => own(judgeHistory(because)),
      troubled: alarms.includes(HISTORY_POINT),
    });
    retention.start();
    parts.failover?.start({
      token: lease.token,
      journal,
      standing: alarms,
      own,
      pool: parts.pool,
      drillDays: () => settingsOf(parts.site).failover.drillDays,
      authority: () => trust.authority(),
      heard: (uri, holding) => trust.changeOver.heard(uri, holding),
      abandon: (why) => {
        journal.abandon(why);
        database.quit();
      },
    });
    const control = await parts.listenControl(join(runFolder(settings.dataFolder), "control.sock"));
    standing.mode = "active";
    standing.holder = settings.publicUrl;
    await settleSeal(parts.rotation, settings.dataFolder, log);
    await invite(access, parts.say);
    stopDaily = everyDay(clock, log, async () => {
      const { unusedDays } = settingsOf(site).logins;
      await access.administration.disableUnused(unusedDays);
    });
    parts.became();
    await Promise.race([journal.lost, aborted(stopping)]).catch((thrown: unknown) => {
      if (!stopping.aborted) log.error({ because: saying(thrown) }, "this core is no longer the active one");
    });
    standing.mode = stopping.aborted ? "starting" : "standby";
    standing.holder = null;
    await control.close();
  } finally {
    parts.directories.stop();
    parts.certificates.stop();
    await parts.mesh.stop();
    trust.stop();
    parts.failover?.stop();
    parts.ports.stop();
    stopDaily();
    await blocks?.stop();
    await retention?.stop();
    const { line } = standing;
    standing.line = undefined;
    parts.fourEyes.stop();
    await parts.ceremony.stop();
    // Whatever waits for a database that is down would hold up the stop.
    if (journal.down) await journal.close();
    await line?.stop();
    await journal.close();
    await trusted;
    standing.journal = undefined;
    await lease.release();
  }
}

function meshGround(
  { intake, supervisor, hosted, hostedChannels, witnessNodes, engine }: Line,
  { site, ...rest }: Pick<MeshGround, "pool" | "journal" | "feed" | "graceMs" | "ready" | "own"> & { site: SiteStore },
): MeshGround {
  return {
    ...rest,
    intake,
    traffic: supervisor.traffic,
    hosted,
    hostedChannels,
    witnessNodes,
    link: (source, part, state, why) => engine.links.tell(source, part, state, why),
    unseal: (source) => site.openSettings("source", source),
  };
}

/** What was done to the seal while nothing ran gets into the trail, and a rotation goes on. The line doesn't wait for luck. */
async function settleSeal(parts: Parameters<typeof finishRotation>[0], dataFolder: string, log: Logger): Promise<void> {
  try {
    await foldNotes(dataFolder, parts.pool, parts.journal);
    await finishRotation(parts);
    await parts.custody.tidy();
  } catch (thrown) {
    log.error({ because: saying(thrown) }, "the rotation of the root key goes on at the next start");
  }
}

/** Does it now and every day. The answer ends it. */
function everyDay(clock: Clock, log: Logger, work: () => Promise<void>): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = clock.at(clock.now() + DAY_MS, again);
    work().catch((thrown: unknown) =>
      log.error({ because: saying(thrown) }, "unused accounts could not be looked for"),
    );
  };
  again();
  return () => cancel();
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
