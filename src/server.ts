import { randomUUID } from "node:crypto";
import type { Health, Server, ServerOptions } from "#core/core.ts";
import { Feed } from "#events/feed.ts";
import { systemClock } from "#kernel/clock.ts";
import { openDatabase } from "#store/database.ts";
import { Custody } from "#trust/custody.ts";
import { TrustDesk } from "#trust/desk.ts";

export type { Server, ServerOptions } from "#core/core.ts";

/**
 * One core: opens the database, answers on its address at once, waits for the lease, and then runs the line. When the
 * lease is lost it becomes a standby again; what was accepted is on disk and the next holder goes on with it.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { settings, log, clock = systemClock, say = () => {} } = options;
  const custody = new Custody(settings.dataFolder, options.passphrase);
  if (custody.seal.closed !== null)
    log.error({ because: custody.seal.closed }, "the seal is closed; running without secrets");
  const feed = new Feed(randomUUID().slice(0, 8));
  const stopping = new AbortController();
  const health: Health = { now: { database: "up", because: "the database answers" }, tell: () => {} };
  health.tell = (database, because) => {
    health.now = { database, because };
    feed.publish("health", health.now);
  };
  const names = [new URL(settings.publicUrl).hostname];
  const { dataFolder, certificate: own, acme } = settings;
  const trust = new TrustDesk({ dataFolder, seal: custody.seal, clock, log, web: { own, acme, names } });
  const certified = trust.web.open();
  certified.catch(() => {}); // awaited below
  const opening = openDatabase(settings, {
    log,
    onDown: (because) => health.tell("down", because),
    onUp: () => health.tell("up", "the database runs again"),
    ...(options.failover && { prepareReplication: options.failover.prepareReplication.bind(options.failover) }),
  });
  opening.catch(() => {}); // awaited below
  // Everything else is loaded while the process of the database, which exists by the next turn, starts.
  await new Promise(setImmediate);
  const { serve } = await import("#core/core.ts");
  const database = await opening;
  try {
    return await serve(options, {
      clock,
      say,
      custody,
      trust,
      feed,
      stopping,
      health,
      database,
      certificate: await certified,
    });
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
}
