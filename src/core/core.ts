import { getServers } from "node:dns";
import { hostname } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { validatePoint } from "#alarms/grouping.ts";
import type { Core, DatabaseHealth } from "#api/core.ts";
import { buildApi } from "#api/server.ts";
import { factsOf, whyNoArchives } from "#audit/archive-folder.ts";
import { CHANNELS } from "#channels/catalog.ts";
import { templateMistakes } from "#channels/template-choice.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DirectoryDesk } from "#directory/desk.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import type { Feed } from "#events/feed.ts";
import type { FailoverDesk } from "#failover/desk.ts";
import { type Machine, PortDesk } from "#hardening/port-desk.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Settings } from "#kernel/settings.ts";
import { packageFolder, version } from "#kernel/version.ts";
import type { Line } from "#line/line.ts";
import { MeshDesk } from "#mesh/desk.ts";
import { Access } from "#operators/access.ts";
import { mappingMistakes } from "#operators/directory-mapping.ts";
import { passkeyMistakes } from "#operators/factor-policy.ts";
import { FourEyes } from "#operators/four-eyes.ts";
import { CertificateWatch } from "#self/certificate-watch.ts";
import { reportOf } from "#self/own-alarm.ts";
import { SiteStore } from "#site/store.ts";
import type { Database } from "#store/database.ts";
import { FencedRows } from "#store/fence.ts";
import { runFolder } from "#store/run-folder.ts";
import { Ceremony } from "#trust/ceremony/ceremony.ts";
import type { Custody } from "#trust/custody.ts";
import type { TrustDesk } from "#trust/desk.ts";
import { foldNotes } from "#trust/notes.ts";
import { rotate } from "#trust/rotation.ts";
import type { WebCertificate } from "#trust/web-certificate.ts";
import { takePart } from "./active.ts";
import { greet } from "./greeting.ts";
import { type Offered, offered } from "./offered.ts";
import { Standing } from "./standing.ts";

const POOL = 8;
const FENCED_POOL = 6;

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

  const standing = new Standing();
  const { relay, own } = standing;
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
  for (const part of [access.elevations, access.operators, access.roles]) {
    part.changed = () => feed.publish("session", {});
  }
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
  const lasting: Omit<Core, keyof Offered> = {
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
    verified: (person, channel, address) => standing.active.verification.verified(person, channel, address),
    pageFolder: join(packageFolder, "web", "dist"),
    metricsOnLoopback: settings.metrics.loopback,
    demo,
    mode: () => standing.mode,
    databaseHealth: () => health.now,
    ports,
    modules: mesh,
    failover: failover ?? null,
    seal: {
      closed: () => seal.closed,
      rotate: (actor) => rotate(rotation, actor),
      foldNotes: () => foldNotes(settings.dataFolder, pool, relay),
    },
    activeAddress: () => standing.holder,
    report: async (source, reports) => {
      const { intake, supervisor } = standing.active;
      const taken = await intake.report(source, reports);
      supervisor.took(source, reports);
      return taken;
    },
    figures: () => ({
      ...(standing.line?.intake.figures ?? { events: 0, repeats: 0 }),
      ...(standing.journal?.figures ?? { batches: 0, rows: 0, waiting: 0, lastCommitMs: 0 }),
    }),
  };
  const core: Core = Object.assign(offered(standing), lasting);
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
  const running = takePart({
    settings,
    port: listening.port,
    clock,
    log,
    say,
    stopping: stopping.signal,
    standing,
    database,
    pool,
    feed,
    health,
    custody,
    trust,
    site,
    access,
    fourEyes,
    ceremony,
    directories,
    certificates,
    ports,
    mesh,
    failover,
    rotation,
    listenControl: (path) => api.listenControl(path),
    became: () => became.resolve(),
  });
  running.catch((thrown: unknown) => {
    became.reject(thrown);
    if (!stopping.signal.aborted) log.error({ because: saying(thrown) }, "the core stopped");
  });

  return {
    port: listening.port,
    core,
    line: () => standing.line,
    active: became.promise,
    async stop(abruptly = false) {
      if (stopping.signal.aborted) return;
      if (abruptly) {
        standing.journal?.abandon(
          new Fault("not-active", "This core gives way; nothing was stored.", { transient: true }),
        );
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
