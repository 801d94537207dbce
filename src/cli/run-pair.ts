import { existsSync } from "node:fs";
import { runPair } from "#failover/pair.ts";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { FailoverSettings, Settings } from "#kernel/settings.ts";
import { type ServerOptions, startServer } from "#server.ts";
import { authorityFiles } from "#trust/authority-file.ts";
import { Custody } from "#trust/custody.ts";
import { TrustDesk } from "#trust/desk.ts";

type PairOptions = ServerOptions & { readonly settings: Settings & { readonly failover: FailoverSettings } };

/** Runs this node as one of a pair until the signal. */
export async function runOneOfPair(options: PairOptions, told: Promise<NodeJS.Signals>): Promise<number> {
  const { settings, log, passphrase: ask = () => null } = options;
  const say = (line: string) => console.log(line);
  // Asked once, however often the core of this node begins anew.
  let words: { readonly text: string | null } | undefined;
  const passphrase = () => (words ??= { text: ask() }).text;
  const stopping = new AbortController();
  void told.then((signal) => {
    log.info(`Stopping, because of ${signal}.`);
    stopping.abort(new Fault("not-active", "Tocsin is stopping.", { transient: true }));
  });
  await runPair({
    settings,
    log,
    say,
    signal: stopping.signal,
    startCore: (failover) => startServer({ ...options, passphrase, say, failover }),
    certificate: () => pageCertificate(settings, log, passphrase),
  });
  log.info("Stopped.");
  return 0;
}

/** Of the site's authority, which a standby has once it has a copy; null: it hasn't. */
async function pageCertificate(
  settings: Settings,
  log: ServerOptions["log"],
  passphrase: () => string | null,
): Promise<{ key: string; cert: string } | null> {
  const { dataFolder, certificate: own, publicUrl } = settings;
  if (!own && !existsSync(authorityFiles(dataFolder).authority)) return null;
  const { seal } = new Custody(dataFolder, passphrase);
  const web = { own, acme: null, names: [new URL(publicUrl).hostname] };
  const { key, certificate } = await new TrustDesk({ dataFolder, seal, clock: systemClock, log, web }).web.open();
  return { key: key.open(), cert: certificate };
}
