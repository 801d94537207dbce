import { text } from "node:stream/consumers";
import pg from "pg";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { LeasedJournal } from "#store/journal.ts";
import { acquireLease } from "#store/lease.ts";
import { Custody } from "#trust/custody.ts";
import { TrustDesk } from "#trust/desk.ts";
import { finishRotation, rotate } from "#trust/rotation.ts";

/** A core that rotates the root key, or goes on with a rotation, and is killed at any moment. Says `begun` and `done`. */
const { app, dataFolder, goOn } = JSON.parse(await text(process.stdin)) as {
  app: pg.PoolConfig;
  dataFolder: string;
  goOn: boolean;
};
const parts = { clock: systemClock, log: silentLog };
const me = { holder: `${process.pid}`, address: "https://doomed" };
const lease = await acquireLease(() => app, me, {
  ...parts,
  signal: AbortSignal.timeout(120_000),
  onStandby: () => {},
});
const journal = new LeasedJournal(() => app, lease, parts);
const pool = new pg.Pool(app);
const custody = new Custody(dataFolder);
const trust = new TrustDesk({ ...parts, dataFolder, seal: custody.seal, web: { own: null, names: [] } });
const rotation = { ...parts, custody, journal, pool, refresh: () => Promise.resolve(), trust };
process.stdout.write("begun\n");
if (goOn) await finishRotation(rotation);
else await rotate(rotation, { id: "cli:test", via: "cli" });
process.stdout.write("done\n");
await journal.close();
await pool.end();
await lease.release();
