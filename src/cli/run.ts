import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Logger, openLog } from "#kernel/log.ts";
import { loadSettings, refuseBlindTrust } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { passphraseOf } from "./hidden-input.ts";
import { PLACE } from "./place.ts";

/** npm and a terminal both pass Ctrl-C on: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/** Runs the server until SIGTERM or SIGINT; a second one, a moment later, ends it at once. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { ...PLACE, "passphrase-fd": { type: "string" } } });
  refuseBlindTrust(process.env);
  const settings = loadSettings({ dataFolder: values.data, file: values.config });
  const log = openLog(settings.log.level);
  const told = untilSignal();
  buildPage(log);
  const [{ startServer }, { thisMachine: machine }] = await Promise.all([
    import("#server.ts"),
    import("#hardening/port-desk.ts"),
  ]);
  const passphrase = () => passphraseOf(values["passphrase-fd"], "Passphrase of the seal: ");
  const { failover } = settings;
  if (failover) {
    const { runOneOfPair } = await import("./run-pair.ts");
    return await runOneOfPair({ settings: { ...settings, failover }, log, passphrase, machine }, told);
  }
  const server = await startServer({ settings, log, passphrase, machine, say: (line) => console.log(line) });
  const signal = await told;
  log.info(`Stopping, because of ${signal}.`);
  await server.stop();
  log.info("Stopped.");
  return 0;
}

export function untilSignal(): Promise<NodeJS.Signals> {
  let toldAt = 0;
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (toldAt > 0 && Date.now() - toldAt > SAME_SIGNAL_MS) process.exit(1);
        if (toldAt === 0) toldAt = Date.now();
        resolve(signal);
      });
    }
  });
}

/** After an installation without scripts (`npm ci --ignore-scripts`) the page is built at the first start. */
export function buildPage(log: Logger): void {
  if (existsSync(join(packageFolder, "web", "dist", "index.html"))) return;
  const { stdout, stderr } = spawnSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")], {
    encoding: "utf8",
  });
  log.info((stdout + stderr).trim());
}
