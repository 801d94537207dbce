import { execFile } from "node:child_process";
import type { Finding } from "./doctor.ts";

/** What chrony follows: by the number of the sources that it believes, and of those whose word is authenticated. */
export interface TimeSources {
  readonly synchronised: boolean;
  readonly usable: number;
  readonly authenticated: number;
}

/** @param server arguments that lead chronyc to its daemon */
export async function checkTime(server: readonly string[] = []): Promise<Finding[]> {
  return [judgeTime(await timeSources(server))];
}

export function judgeTime(sources: TimeSources | null): Finding {
  const check = { id: "TIM-02", check: "time service" };
  const mend = "Let chrony follow two time servers of the house, or one with NTS: apt-get install chrony";
  if (sources === null) return { ...check, state: "advice", found: "No chrony answers on this machine.", mend };
  const { synchronised, usable, authenticated } = sources;
  const found = `chrony is ${synchronised ? "" : "not "}synchronised; it believes ${usable} sources, ${authenticated} of them authenticated.`;
  const good = synchronised && (usable >= 2 || authenticated >= 1);
  return good ? { ...check, state: "good", found } : { ...check, state: "advice", found, mend };
}

/** Null: nobody answers. */
export async function timeSources(server: readonly string[] = []): Promise<TimeSources | null> {
  const [sources, authentication] = await Promise.all(
    ["sources", "authdata"].map((command) => chronyc([...server, "-c", command])),
  );
  return sources === null || sources === undefined ? null : readSources(sources, authentication ?? "");
}

/**
 * Reads `chronyc -c sources` (mode, state, name, …; the states `*`, `+` and `-` are those of sources that can be followed) and
 * `chronyc -c authdata` (name, mode, …; `-` is none), as chronyc(1) of chrony 4.3 tells them.
 */
export function readSources(sources: string, authentication: string): TimeSources {
  const rows = (text: string) => text.split("\n").map((line) => line.split(","));
  const usable = rows(sources).filter(([, state = ""]) => ["*", "+", "-"].includes(state));
  const trusted = new Set(rows(authentication).flatMap(([name = "", mode = "-"]) => (mode === "-" ? [] : [name])));
  return {
    synchronised: usable.some(([, state]) => state === "*"),
    usable: usable.length,
    authenticated: usable.filter(([, , name = ""]) => trusted.has(name)).length,
  };
}

function chronyc(args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("chronyc", [...args], { timeout: 5000 }, (failure, said) => resolve(failure ? null : said));
  });
}
