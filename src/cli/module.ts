import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { openLog } from "#kernel/log.ts";
import { untilSignal } from "./run.ts";

const ROLES = ["driver-host", "notifier-host", "audit-witness"] as const;
const PORT = 4020;
const LEAST_SPOOL_MB = 16;

/** Runs a module of this machine until SIGTERM or SIGINT. It starts anew when an operator says so at the core. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      core: { type: "string", multiple: true, default: [] },
      data: { type: "string", default: "data" },
      "spool-mb": { type: "string", default: "256" },
      key: { type: "string", multiple: true, default: [] },
      "log-level": { type: "string", default: "info" },
    },
  });
  const role = ROLES.find((one) => one === positionals[0]);
  if (!role || positionals.length > 1) throw new Fault("invalid", `Say which module: ${ROLES.join(" or ")}.`);
  const cores = values.core.flatMap((some) => some.split(",")).filter((core) => core !== "");
  if (cores.length === 0) throw new Fault("invalid", "Say where the core is: --core HOST[:4020].");
  const spoolMb = Number(values["spool-mb"]);
  if (!(spoolMb >= LEAST_SPOOL_MB)) {
    throw new Fault("invalid", `--spool-mb ${values["spool-mb"]} is too small; ${LEAST_SPOOL_MB} is the least.`);
  }
  const level = (["debug", "info", "warn", "error", "silent"] as const).find((one) => one === values["log-level"]);
  const log = openLog(level ?? "info");
  const told = untilSignal();
  const { startModule } = await import("#mesh/module.ts");
  for (;;) {
    const module = await startModule({
      role,
      cores: cores.map(withPort),
      dataFolder: resolve(values.data),
      drivers: async () => (await import("#drivers/catalog.ts")).DRIVERS,
      channels: async () => (await import("#channels/catalog.ts")).CHANNELS,
      keys: async () => {
        const { readKey } = await import("#audit/note.ts");
        return (await import("#audit/verify-file.ts")).readKeys(values.key, readKey);
      },
      spoolBytes: spoolMb * 1024 * 1024,
      clock: systemClock,
      log,
    });
    const why = await Promise.race([told.then(() => null), module.restart]);
    log.info(why === null ? "Stopping." : `Starting anew: ${why}.`);
    await module.stop();
    if (why === null) return 0;
  }
}

/** `core.example` → `core.example:4020`; an IPv6 address with a port stands in brackets. */
function withPort(core: string): string {
  if (/^\[.*\]$/.test(core) || !core.includes(":")) return `${core}:${PORT}`;
  return core;
}
