import { getServers } from "node:dns";
import { hostname } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { validatePoint } from "#alarms/grouping.ts";
import type { Core, DatabaseHealth, Mode } from "#api/core.ts";
import { buildApi } from "#api/server.ts";
import { factsOf, whyNoArchives } from "#audit/archive-folder.ts";
import { CHANNELS } from "#channels/catalog.ts";
import { templateMistakes } from "#channels/template-choice.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DirectoryDesk } from "#directory/desk.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { FailoverDesk } from "#failover/desk.ts";
import { type Machine, PortDesk } from "#hardening/port-desk.ts";
import { BlockKeeper } from "#history/keeper.ts";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { packageFolder, version } from "#kernel/version.ts";
import { MeshDesk, type MeshGround } from "#mesh/desk.ts";
import { Access } from "#operators/access.ts";
import { mappingMistakes } from "#operators/directory-mapping.ts";
import { passkeyMistakes } from "#operators/factor-policy.ts";
import { FourEyes } from "#operators/four-eyes.ts";
import { CertificateWatch } from "#self/certificate-watch.ts";
import { reportOf } from "#self/own-alarm.ts";
import { settingsOf } from "#site/site.ts";
import { SiteStore } from "#site/store.ts";
import type { Journal } from "#store/batch.ts";
import type { Database } from "#store/database.ts";
import { FencedRows } from "#store/fence.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease, type Lease } from "#store/lease.ts";
import { runFolder } from "#store/run-folder.ts";
import { Ceremony } from "#trust/ceremony/ceremony.ts";
import type { Custody } from "#trust/custody.ts";
import type { TrustDesk } from "#trust/desk.ts";
import { foldNotes } from "#trust/notes.ts";
import { finishRotation, rotate } from "#trust/rotation.ts";
import type { WebCertificate } from "#trust/web-certificate.ts";
import { greet, invite } from "./greeting.ts";
import { type Line, openLine } from "./line.ts";

const POOL = 8;
const FENCED_POOL = 6;
const AGAIN_MS = 1000;
const DAY_MS = 86_400_000;

export interface ServerOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Of the seal, where it has one; null when nobody can say it. */
  readonly passphrase?: () => string | null;
  /** With what the port matrix is compared; absent: with nothing. */
  readonly machine?: Machine;
  /** Lines for the person at the console. */
  readonly say?: (line: string) => void;
  /** Of a node that is one of a pair. */
  readonly failover?: FailoverDesk;
  /** An example site: the page offers to show people around. */
  readonly demo?: boolean;
}

export interface Server {
  readonly port: number;
  readonly core: Core;
  /** What runs here while this core is the active one. */
  readonly line: () => Line | undefined;
  /** Resolves when this core has become the active one for the first time. */
  readonly active: Promise<void>;
  /** @param abruptly what waits for its commit is refused, and the database is ended at once */
  stop(abruptly?: boolean): Promise<void>;
}

export interface Health {
  now: DatabaseHealth;
  tell: (database: "up" | "down", because: string) => void;
}

export interface Ground {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly custody: Custody;
  readonly trust: TrustDesk;
  readonly feed: Feed;
  readonly stopping: AbortController;
  readonly health: Health;
  readonly database: Database;
  readonly certificate: WebCertificate;
}

export async function serve(
  { settings, log, machine, failover, demo = false }: ServerOptions,
  { clock, say, custody, trust, feed, stopping, health, database, certificate }: Ground,
): Promise<Server> {
  const pool = openPool(() => database.app(), POOL, log);
  const fenced = openPool(() => database.fenced(), FENCED_POOL, log);
  const { seal } = custody;

  let mode: Mode = "starting";
  let holder: string | null = null;
  let journal: LeasedJournal | undefined;
  let line: Line | undefined;
  let stopDaily = () => {};
  let blocks: BlockKeeper | undefined;
  let trusted = Promise.resolve();
  const own = (report: Report): void => {
    line?.intake.report(OWN_SOURCE, [report]).catch((thrown: unknown) => {
      log.error({ point: report.point, because: saying(thrown) }, "Tocsin could not report about itself");
    });
  };
  const whileActive = (): Line => {
    if (line) return line;
    throw new Fault("not-active", "This core is not the active one.", { transient: true });
  };
  const relay: Journal = {
    submit: (lane, work, weight) =>
      journal?.submit(lane, work, weight) ??
      Promise.reject(
        new Fault("not-active", "This core is not the active one; nothing was stored.", { transient: true }),
      ),
  };
  const site = new SiteStore({
    pool,
    journal: relay,
    feed,
    log,
    sealer: seal,
    catalogs: {
      drivers: DRIVERS,
      channels: CHANNELS,
      directories: DIRECTORIES,
      directoryMistakes: (directory) => mappingMistakes(directory, access.roles.rights),
      loginMistakes: (logins) => passkeyMistakes(logins, access.roles.rights, access.factors.relyingParty.whyNot),
      whyNoArchives: (folder) => whyNoArchives(factsOf(folder)),
      pointMistakes: validatePoint,
      templateMistakes,
      ownPorts: () => ports.taken(),
    },
  });
  const access = new Access(relay, clock, {
    sealer: seal,
    publicUrl: settings.publicUrl,
    site: () => site.current,
    names: [new URL(settings.publicUrl).hostname, hostname()],
  });
  const fourEyes = new FourEyes({
    access,
    journal: relay,
    clock,
    sealer: seal,
    tell: (id, state) => feed.publish("approval", { id, state }),
    own: (alarm) => own(reportOf(alarm)),
  });
  const ceremony = new Ceremony({
    clock,
    log,
    journal: relay,
    version,
    dataFolder: settings.dataFolder,
    listenAt: settings.trust,
    authority: async () => {
      const authority = await trust.authority();
      authority.demandTime();
      return authority;
    },
    own: (alarm) => own(reportOf(alarm)),
  });
  access.elevations.changed = () => feed.publish("session", {});
  access.handOvers.changed = () => feed.publish("hand-over", {});
  const directories = new DirectoryDesk({
    clock,
    log,
    site: () => site.current,
    openSettings: (id) => site.openSettings("directory", id),
    publicUrl: settings.publicUrl,
    own,
    accounts: access.directoryAccounts,
    maySignIn: (operator) => access.operators.enabled(operator) !== undefined,
    admission: access.directoryAdmission,
  });
  access.directories = directories;
  site.onChanges((changed) => {
    if (changed.some(({ kind }) => kind === "directory")) directories.siteChanged();
  });
  const ports: PortDesk = new PortDesk({
    clock,
    log,
    machine,
    own,
    facts: () => ({
      node: hostname(),
      settings,
      webPort: listening.port,
      site: site.current,
      drivers: DRIVERS,
      channels: CHANNELS,
      directories: DIRECTORIES,
      runFolder: runFolder(settings.dataFolder),
      windowOpen: ceremony.listening,
      uid: process.getuid?.() ?? 0,
      resolvers: getServers(),
      openSettings: (kind, id) => site.openSettings(kind, id),
    }),
  });
  const mesh = new MeshDesk({ settings: settings.mesh, clock, log, trust });
  const core: Core = {
    clock,
    log,
    version,
    pool,
    rows: new FencedRows(fenced),
    journal: relay,
    feed,
    trust,
    access,
    fourEyes,
    ceremony,
    directories,
    site,
    drivers: DRIVERS,
    channels: CHANNELS,
    get alarms() {
      return whileActive().engine.orders;
    },
    get callouts() {
      return whileActive().dispatcher;
    },
    get sources() {
      const { supervisor, hosted } = whileActive();
      return {
        health: () => [...supervisor.health(), ...hosted.health()],
        adopted: (source: string, key: string) => {
          supervisor.adopted(source, key);
          hosted.adopted(source, key);
        },
        traffic: supervisor.traffic,
        read: (source: string, point: string) => supervisor.read(source, point),
        test: (source: string) => supervisor.test(source),
      };
    },
    get outbox() {
      return whileActive().outbox;
    },
    get speech() {
      return whileActive().speech;
    },
    get verification() {
      return whileActive().verification;
    },
    get trials() {
      return whileActive().trials;
    },
    get drills() {
      return whileActive().drills;
    },
    get reports() {
      return whileActive().reports;
    },
    get procedures() {
      return whileActive().procedures;
    },
    get pushDevices() {
      return whileActive().pushDevices;
    },
    get witnesses() {
      return whileActive().witnesses;
    },
    get retention() {
      return whileActive().retention;
    },
    get inbox() {
      return whileActive().inbox;
    },
    verified: (person, channel, address) => whileActive().verification.verified(person, channel, address),
    pageFolder: join(packageFolder, "web", "dist"),
    metricsOnLoopback: settings.metrics.loopback,
    demo,
    mode: () => mode,
    databaseHealth: () => health.now,
    ports,
    modules: mesh,
    failover: failover ?? null,
    seal: {
      closed: () => seal.closed,
      rotate: (actor) => rotate(rotation, actor),
      foldNotes: () => foldNotes(settings.dataFolder, pool, relay),
    },
    activeAddress: () => holder,
    report: async (source, reports) => {
      const { intake, supervisor } = whileActive();
      const taken = await intake.report(source, reports);
      supervisor.took(source, reports);
      return taken;
    },
    figures: () => ({
      ...(line?.intake.figures ?? { events: 0, repeats: 0 }),
      ...(journal?.figures ?? { batches: 0, rows: 0, waiting: 0, lastCommitMs: 0 }),
    }),
  };
  const rotation = { custody, journal: relay, pool, clock, log, refresh: () => site.reread(), trust };
  const certificates = new CertificateWatch({
    clock,
    log,
    certificates: () => trust.certificates(),
    own,
  });
  const api = await buildApi(core);
  const { host, port } = settings.listen;
  const listening = await api.listen({ host, port, key: certificate.key.open(), cert: certificate.certificate });
  trust.web.start((renewed) => listening.renew?.(renewed.key.open(), renewed.certificate));
  greet(say, settings, listening.port, certificate, database);

  const became = Promise.withResolvers<void>();
  became.promise.catch(() => {});
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const me = { holder: `${hostname()}:${process.pid}:${listening.port}`, address: settings.publicUrl };
      const lease: Lease = await acquireLease(() => database.app(), me, {
        clock,
        log,
        signal: stopping.signal,
        onStandby: ({ address }) => {
          mode = "standby";
          holder = address;
          say(`Standby: ${address} is active. This core takes over when it falls silent.`);
        },
      });
      const current = new LeasedJournal(() => database.app(), lease, { clock, log });
      current.onDatabase = health.tell;
      journal = current;
      try {
        const trouble = custody.reload();
        if (trouble !== null) log.error({ because: trouble }, "the root key could not be read again");
        await access.load(pool);
        line = await openLine({
          database,
          pool,
          journal: current,
          clock,
          log,
          feed,
          site,
          seal,
          lease,
          publicUrl: settings.publicUrl,
          dataFolder: settings.dataFolder,
          access,
          operatorName: (id) => access.operators.enabled(id)?.name,
        });
        await fourEyes.load(pool);
        const standing = [...line.engine.all()]
          .filter(({ source, active }) => source === OWN_SOURCE && active)
          .map(({ point }) => point);
        directories.start(standing);
        certificates.start(standing);
        const settled = () => settingsOf(site).trust;
        const graceMs = () => settled().expiredPeerGraceHours * 3_600_000;
        const changed = () => feed.publish("trust", {});
        const clockWrong = () => access.factors.clockWrong();
        trusted = trust.start({ pool, journal: relay, graceMs, clockWrong, changed });
        mesh.start(meshGround(line, { pool, journal: current, feed, site, graceMs, ready: trusted, own }));
        ports.start(standing);
        blocks = new BlockKeeper({ pool, clock, log });
        blocks.start();
        failover?.start({
          token: lease.token,
          journal: current,
          standing,
          own,
          authority: () => trust.authority(),
          heard: (uri, holding) => trust.changeOver.heard(uri, holding),
          abandon: (why) => {
            current.abandon(why);
            database.quit();
          },
        });
        const control = await api.listenControl(join(runFolder(settings.dataFolder), "control.sock"));
        mode = "active";
        holder = settings.publicUrl;
        await settleSeal(rotation, settings.dataFolder, log);
        await invite(access, say);
        stopDaily = everyDay(clock, log, async () => {
          const { unusedDays } = settingsOf(site).logins;
          await access.administration.disableUnused(unusedDays);
        });
        became.resolve();
        await Promise.race([current.lost, aborted(stopping.signal)]).catch((thrown: unknown) => {
          if (!stopping.signal.aborted) log.error({ because: saying(thrown) }, "this core is no longer the active one");
        });
        mode = stopping.signal.aborted ? "starting" : "standby";
        holder = null;
        await control.close();
      } catch (thrown) {
        if (stopping.signal.aborted) throw thrown;
        log.error({ because: saying(thrown) }, "this core could not become the active one; trying again");
        await waitUntil(clock, clock.now() + AGAIN_MS, stopping.signal);
      } finally {
        directories.stop();
        certificates.stop();
        await mesh.stop();
        trust.stop();
        failover?.stop();
        ports.stop();
        stopDaily();
        await blocks?.stop();
        const ended = line;
        line = undefined;
        fourEyes.stop();
        await ceremony.stop();
        // Whatever waits for a database that is down would hold up the stop.
        if (current.down) await current.close();
        await ended?.stop();
        await current.close();
        await trusted;
        journal = undefined;
        await lease.release();
      }
    }
  })();
  running.catch((thrown: unknown) => {
    became.reject(thrown);
    if (!stopping.signal.aborted) log.error({ because: saying(thrown) }, "the core stopped");
  });

  return {
    port: listening.port,
    core,
    line: () => line,
    active: became.promise,
    async stop(abruptly = false) {
      if (stopping.signal.aborted) return;
      if (abruptly) {
        journal?.abandon(new Fault("not-active", "This core gives way; nothing was stored.", { transient: true }));
        database.quit();
      }
      stopping.abort(new Fault("not-active", "Tocsin is stopping.", { transient: true }));
      trust.web.stop();
      await running.catch(() => {});
      await api.close();
      await pool.end();
      await fenced.end();
      await database.close();
    },
  };
}

function meshGround(
  { intake, supervisor, hosted, hostedChannels, witnessNodes, engine }: Line,
  { site, ...rest }: Pick<MeshGround, "pool" | "journal" | "feed" | "graceMs" | "ready" | "own"> & { site: SiteStore },
): MeshGround {
  return {
    ...rest,
    intake,
    heard: (source, report) => supervisor.traffic.note(source, { outcome: "taken", raw: report.raw, report }),
    hosted,
    hostedChannels,
    witnessNodes,
    link: (source, part, state, why) => engine.links.tell(source, part, state, why),
    unseal: (source) => site.openSettings("source", source),
  };
}

function openPool(address: () => pg.PoolConfig, max: number, log: Logger): pg.Pool {
  // The secret is asked for anew: the embedded server gets another one whenever it starts.
  const password = () => {
    const { password: secret } = address();
    return typeof secret === "function" ? secret() : (secret ?? "");
  };
  const pool = new pg.Pool({ ...address(), password, max });
  pool.on("error", (thrown) => log.debug({ because: saying(thrown) }, "an idle database connection ended"));
  return pool;
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
