import { type Logger as PinoLogger, pino } from "pino";

export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error"> & { child(bindings: object): Logger };

/** One JSON line per message on standard error; secrets are of type `Secret` and show as `***`. */
export function openLog(level: "debug" | "info" | "warn" | "error" | "silent"): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** For tests and for parts that must run before there is a log. */
export const silentLog: Logger = pino({ level: "silent" });
