import { randomBytes } from "node:crypto";
import pg from "pg";
import { Engine } from "#alarms/engine.ts";
import type { Core, Mode } from "#api/core.ts";
import { type ApiServer, buildApi } from "#api/server.ts";
import { webhook } from "#channels/webhook/index.ts";
import http from "#drivers/http/index.ts";
import { Supervisor } from "#drivers/supervisor.ts";
import { Dispatcher } from "#escalation/dispatcher.ts";
import { Feed } from "#events/feed.ts";
import { Intake } from "#events/intake.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { Access } from "#operators/access.ts";
import { SiteStore } from "#site/store.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { Seal } from "#trust/seal.ts";
import { openTestDatabase } from "./database.ts";
import { SteppedClock } from "./stepped-clock.ts";

export interface TestCore {
  readonly core: Core;
  readonly api: ApiServer;
  readonly access: Access;
  readonly site: SiteStore;
  readonly feed: Feed;
  /** Real time, plus what the test adds. */
  readonly clock: SteppedClock;
  /** To look at what is stored. */
  readonly look: pg.Client;
  mode: Mode;
  close(): Promise<void>;
}

/** The house behind the API: real database, journal, engine, dispatcher and supervisor, without far sides. */
export async function openTestCore(): Promise<TestCore> {
  const database = await openTestDatabase();
  const clock = new SteppedClock();
  const parts = { clock, log: silentLog };
  const lease = await acquireLease(
    () => database.app(),
    { holder: "test", address: "https://test" },
    { clock: systemClock, log: silentLog, signal: AbortSignal.timeout(20_000), onStandby: () => {} },
  );
  const journal = new LeasedJournal(() => database.app(), lease, parts);
  const pool = new pg.Pool({ ...database.app(), max: 4 });
  const look = new pg.Client(database.superuser());
  await look.connect();
  const feed = new Feed(randomBytes(4).toString("hex"));
  const drivers = [http];
  const channels = [webhook];
  const site = new SiteStore({
    pool,
    journal,
    feed,
    log: silentLog,
    sealer: new Seal(randomBytes(32)),
    catalogs: { drivers, channels },
  });
  await site.load();
  const engine = new Engine({ ...parts, journal, feed, site: () => site.current });
  const intake = new Intake(journal, clock, (batch, event) => engine.take(batch, event));
  const dispatcher = new Dispatcher({
    ...parts,
    journal,
    feed,
    site: () => site.current,
    policyVersion: (id, version) => site.policyVersion(id, version),
    alarm: (id) => engine.alarm(id),
    verified: () => true,
    own: () => {},
    deliver: () => {},
  });
  engine.listen(dispatcher);
  const supervisor = new Supervisor({
    ...parts,
    feed,
    drivers,
    report: async (source, report) => void (await intake.report(source, [report])),
    link: () => {},
    unseal: (settings) => settings,
  });
  const access = new Access(journal, clock);
  await access.load(pool);
  await engine.start();
  dispatcher.load([]);
  site.onChange((kind) => {
    if (kind === "source") void supervisor.apply(site.openSources());
  });
  const test: { mode: Mode } = { mode: "active" };
  const core: Core = {
    ...parts,
    version: "0.0.0-test",
    pool,
    journal,
    feed,
    access,
    site,
    alarms: engine.orders,
    callouts: dispatcher,
    sources: supervisor,
    outbox: { health: () => [], purge: () => Promise.resolve(0), test: () => Promise.resolve() },
    verification: {
      methods: () => Promise.resolve([]),
      begin: () => Promise.resolve(),
      confirm: () => Promise.resolve(clock.now()),
      vouch: () => Promise.resolve(clock.now()),
    },
    drivers,
    channels,
    pageFolder: "web/dist",
    metricsOnLoopback: false,
    verified: () => true,
    mode: () => test.mode,
    activeAddress: () => "https://other.example:8443",
    report: (source, reports) => intake.report(source, reports),
    figures: () => ({ ...intake.figures, ...journal.figures }),
  };
  const api = await buildApi(core);
  return {
    core,
    api,
    access,
    site,
    feed,
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
      await supervisor.stop();
      dispatcher.stop();
      engine.stop();
      await journal.close();
      await lease.release();
      await pool.end();
      await look.end();
      await database.close();
    },
  };
}

/** Enrols an administrator and answers the cookie with which to ask. */
export async function enrolled({ access, api }: TestCore, id = "anna.keller"): Promise<string> {
  const { code } = await access.newEnrolmentCode({ id: "cli:test", via: "cli" });
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
