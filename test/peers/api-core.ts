import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Core, Mode } from "#api/core.ts";
import { type ApiServer, buildApi } from "#api/server.ts";
import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DirectoryDesk } from "#directory/desk.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { OWN_SOURCE } from "#events/event.ts";
import { Feed } from "#events/feed.ts";
import { PortDesk } from "#hardening/port-desk.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { type Line, openLine } from "#line/line.ts";
import { Access } from "#operators/access.ts";
import { passkeyMistakes } from "#operators/factor-policy.ts";
import { FourEyes } from "#operators/four-eyes.ts";
import { reportOf } from "#self/own-alarm.ts";
import type { Catalogs } from "#site/check.ts";
import { SiteStore } from "#site/store.ts";
import { FencedRows } from "#store/fence.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { Ceremony } from "#trust/ceremony/ceremony.ts";
import { Custody } from "#trust/custody.ts";
import { TrustDesk } from "#trust/desk.ts";
import { foldNotes } from "#trust/notes.ts";
import { rotate } from "#trust/rotation.ts";
import { openTestDatabase } from "./database.ts";
import { SteppedClock } from "./stepped-clock.ts";

export interface TestCore {
  readonly core: Core;
  readonly api: ApiServer;
  readonly access: Access;
  readonly site: SiteStore;
  readonly feed: Feed;
  readonly line: Line;
  /** Real time, plus what the test adds. */
  readonly clock: SteppedClock;
  /** To look at what is stored. */
  readonly look: pg.Client;
  mode: Mode;
  close(): Promise<void>;
}

/** The house behind the API, as the server wires it, on a database of the test's own. @param agoMs how long ago it begins */
export async function openTestCore(agoMs = 0): Promise<TestCore> {
  const database = await openTestDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), "tocsin-core-"));
  const clock = new SteppedClock();
  clock.advance(-agoMs);
  const log = silentLog;
  const lease = await acquireLease(
    () => database.app(),
    { holder: "test", address: "https://test" },
    { clock: systemClock, log, signal: AbortSignal.timeout(120_000), onStandby: () => {} },
  );
  const journal = new LeasedJournal(() => database.app(), lease, { clock, log });
  const pool = new pg.Pool({ ...database.app(), max: 4 });
  const fenced = new pg.Pool({ ...database.fenced(), max: 4 });
  // A connection that closes while its database is dropped says so to nobody.
  for (const one of [pool, fenced]) one.on("error", () => {});
  const look = new pg.Client(database.superuser());
  await look.connect();
  const feed = new Feed(randomBytes(4).toString("hex"));
  const custody = new Custody(dataFolder);
  const { seal } = custody;
  const catalogs: Catalogs = {
    drivers: DRIVERS,
    channels: CHANNELS,
    directories: DIRECTORIES,
    ownPorts: () => ports.taken(),
    loginMistakes: (logins) => passkeyMistakes(logins, access.roles.rights, access.factors.relyingParty.whyNot),
  };
  const site = new SiteStore({ pool, journal, feed, log, sealer: seal, catalogs });
  const access = new Access(journal, clock, {
    sealer: seal,
    publicUrl: "https://tocsin.test",
    site: () => site,
    names: [],
  });
  await access.load(pool);
  const running = { kind: "embedded", version: "", where: "", quit: () => {}, ...database } as const;
  const parts = { database: running, pool, journal, clock, log, feed, site, seal, access };
  const operatorName = (id: string) => access.operators.enabled(id)?.name;
  const line = await openLine({ ...parts, publicUrl: "https://tocsin.test", dataFolder, operatorName });
  const fourEyes = new FourEyes({
    access,
    journal,
    clock,
    sealer: seal,
    tell: (id, state) => feed.publish("approval", { id, state }),
    own: (alarm) => void line.intake.report(OWN_SOURCE, [reportOf(alarm)]).catch(() => undefined),
  });
  await fourEyes.load(pool);
  access.elevations.changed = () => feed.publish("session", {});
  access.handOvers.changed = () => feed.publish("hand-over", {});
  const test: { mode: Mode } = { mode: "active" };
  const directories = new DirectoryDesk({
    clock,
    log,
    site: () => site.current,
    openSettings: (id) => site.openSettings("directory", id),
    publicUrl: "https://tocsin.test",
    own: (report) => void line.intake.report(OWN_SOURCE, [report]),
    accounts: access.directoryAccounts,
    maySignIn: (operator) => access.operators.enabled(operator) !== undefined,
    admission: access.directoryAdmission,
  });
  access.directories = directories;
  const ports: PortDesk = new PortDesk({
    clock,
    log,
    own: () => {},
    facts: () => ({
      node: "test",
      settings: loadSettings({ dataFolder }),
      webPort: 8443,
      site,
      drivers: DRIVERS,
      channels: CHANNELS,
      directories: DIRECTORIES,
      runFolder: dataFolder,
      windowOpen: false,
      uid: 990,
      resolvers: [],
      openSettings: (kind, id) => site.openSettings(kind, id),
    }),
  });
  const trust = new TrustDesk({ dataFolder, seal, clock, log, web: { own: null, names: [] } });
  const ceremony = new Ceremony({
    clock,
    log,
    journal,
    version: "0.0.0-test",
    dataFolder,
    listenAt: { host: "127.0.0.1", port: 0 },
    authority: () => trust.authority(),
    own: (alarm) => void line.intake.report(OWN_SOURCE, [reportOf(alarm)]).catch(() => undefined),
  });
  const core: Core = {
    ports,
    failover: null,
    modules: { closed: "this test has no mesh", port: 0, modules: () => [], restart: () => Promise.resolve() },
    trust,
    clock,
    log,
    version: "0.0.0-test",
    pool,
    rows: new FencedRows(fenced),
    journal,
    feed,
    access,
    fourEyes,
    ceremony,
    directories,
    site,
    alarms: line.engine.orders,
    callouts: line.dispatcher,
    sources: line.supervisor,
    outbox: line.outbox,
    verification: line.verification,
    drills: line.drills,
    reports: line.reports,
    procedures: line.procedures,
    trials: line.trials,
    speech: line.speech,
    inbox: line.inbox,
    pushDevices: line.pushDevices,
    witnesses: line.witnesses,
    retention: line.retention,
    seal: {
      closed: () => seal.closed,
      rotate: (actor) => rotate({ custody, journal, pool, clock, log, refresh: () => site.reread(), trust }, actor),
      foldNotes: () => foldNotes(dataFolder, pool, journal),
    },
    drivers: DRIVERS,
    channels: CHANNELS,
    pageFolder: "web/dist",
    metricsOnLoopback: false,
    demo: false,
    verified: (person, channel, address) => line.verification.verified(person, channel, address),
    databaseHealth: () => ({ database: "up", because: "the database answers" }),
    mode: () => test.mode,
    activeAddress: () => "https://other.example:8443",
    report: (source, reports) => line.intake.report(source, reports),
    figures: () => ({ ...line.intake.figures, ...journal.figures }),
  };
  const api = await buildApi(core);
  return {
    core,
    api,
    access,
    site,
    feed,
    line,
    clock,
    look,
    get mode() {
      return test.mode;
    },
    set mode(mode) {
      test.mode = mode;
    },
    async close() {
      await api.close();
      fourEyes.stop();
      trust.stop();
      await ceremony.stop();
      await line.stop();
      await journal.close();
      await lease.release();
      await pool.end();
      await fenced.end();
      await look.end();
      await database.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Enrols an administrator and answers the cookie with which to ask. */
export async function enrolled({ access, api }: TestCore, id = "anna.keller"): Promise<string> {
  const { code } = await access.accounts.newEnrolmentCode({ id: "cli:test", via: "cli" });
  const answer = await api.app.inject({
    method: "POST",
    url: "/api/v1/enrolment",
    payload: { code, id, name: "Anna Keller", password: PASSWORD },
  });
  return cookieOf(answer.headers["set-cookie"]);
}

export const PASSWORD = "violet tractor sings 9 hymns";

export function cookieOf(header: string | string[] | undefined): string {
  return [header].flat()[0]?.split(";")[0] ?? "";
}

/** The headers with which our own page asks. */
export function asPage(cookie: string): Record<string, string> {
  return { cookie, "sec-fetch-site": "same-origin" };
}
