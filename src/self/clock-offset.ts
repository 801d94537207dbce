import { execFile } from "node:child_process";
import type { Pool } from "pg";
import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";

/** How far the server's clock is ahead of another one; negative: behind. */
export interface ClockOffset {
  /** Half a sentence: "the time service (chrony)". */
  readonly against: string;
  readonly ms: number;
}

/** From here on people are told. */
const NOTED_MS = 1000;
/** From here on codes that depend on the time can't be judged: one step of RFC 6238. */
const WRONG_MS = 30_000;

/** The worst of what is known about the server's clock, as an alarm about Tocsin itself. */
export function judgeOffset(offsets: readonly ClockOffset[]): Report {
  const worst = worstOf(offsets);
  const isOff = worst !== undefined && Math.abs(worst.ms) > NOTED_MS;
  return {
    point: "clock-offset",
    kind: isOff ? "raise" : "clear",
    category: "system",
    condition: "off",
    priority: isOff && Math.abs(worst.ms) > WRONG_MS ? "high" : "medium",
    text: isOff
      ? `${inWords(worst)} Check the time service of this machine.`
      : "The server's clock agrees with what it is compared with",
    raw: "",
  };
}

/** Why no code that depends on the time can be judged, or null. */
export function whyClockWrong(offsets: readonly ClockOffset[]): string | null {
  const worst = worstOf(offsets);
  return worst && Math.abs(worst.ms) > WRONG_MS ? inWords(worst) : null;
}

function worstOf(offsets: readonly ClockOffset[]): ClockOffset | undefined {
  return [...offsets].sort((a, b) => Math.abs(b.ms) - Math.abs(a.ms))[0];
}

function inWords({ against, ms }: ClockOffset): string {
  return `The server's clock is ${(Math.abs(ms) / 1000).toFixed(1)} s ${ms > 0 ? "ahead of" : "behind"} ${against}.`;
}

/** Against the clock of the database, which is another one where the database runs on another machine. */
export async function againstDatabase(pool: Pick<Pool, "query">, clock: Clock): Promise<ClockOffset | null> {
  const before = clock.now();
  const { rows } = await pool.query<{ at: string }>("select extract(epoch from clock_timestamp()) * 1000 as at");
  const after = clock.now();
  const at = Number(rows[0]?.at);
  if (!Number.isFinite(at)) return null;
  // The database read its clock somewhere between: only what lies outside is certain.
  const ms = at < before ? before - at : at > after ? after - at : 0;
  return { against: "the clock of the database", ms };
}

/** Against what chrony knows from its servers; null: there is no chrony here, or it knows nothing. */
export function againstTimeService(socket: readonly string[] = []): Promise<ClockOffset | null> {
  return new Promise((resolve) => {
    execFile("chronyc", [...socket, "-c", "tracking"], { timeout: 5000 }, (failure, said) => {
      resolve(failure ? null : readTracking(said));
    });
  });
}

/**
 * Reads a line of `chronyc -c tracking`: fourteen fields, the fifth being how many seconds the system clock is slow of NTP
 * time, the last one the leap status (chronyc(1) of chrony 4.3).
 */
export function readTracking(line: string): ClockOffset | null {
  const fields = line.trim().split(",");
  const slow = Number(fields[4]);
  if (fields.length < 14 || fields.at(-1) === "Not synchronised" || !Number.isFinite(slow)) return null;
  return { against: "the time service (chrony)", ms: -slow * 1000 };
}
