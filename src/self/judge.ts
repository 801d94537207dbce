import type { Report } from "#events/event.ts";

export interface DiskFacts {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

const GB = 1e9;

/** Room on the disk of the data folder: short below 10 % or 2 GB, dangerously short below 3 % or 500 MB. */
export function judgeDisk({ freeBytes, totalBytes }: DiskFacts, folder: string): Report {
  const share = freeBytes / totalBytes;
  const dire = share < 0.03 || freeBytes < 0.5 * GB;
  const short = share < 0.1 || freeBytes < 2 * GB;
  const left = `${(freeBytes / GB).toFixed(1)} GB (${Math.round(share * 100)} %) are free on the disk of ${folder}`;
  return {
    point: "disk",
    kind: short ? "raise" : "clear",
    category: "system",
    condition: "full",
    priority: dire ? "critical" : "high",
    text: short ? `Disk is getting full: ${left}. Make room; nothing can be stored once it is full.` : left,
    raw: "",
  };
}

/**
 * A wall clock that moved by itself since the last look: the difference between it and a clock that only runs forward.
 * Under two seconds is how a time service corrects a clock.
 */
export function judgeClock(wallMs: number, steadyMs: number): Report {
  const step = wallMs - steadyMs;
  const stepped = Math.abs(step) > 2000;
  return {
    point: "clock",
    kind: stepped ? "raise" : "clear",
    category: "system",
    condition: "stepped",
    priority: "medium",
    text: stepped
      ? `The server's clock jumped ${step > 0 ? "forward" : "back"} by ${Math.abs(step / 1000).toFixed(1)} s. Times in the trail may be off: find out who or what set it, and check its time service.`
      : "The server's clock runs evenly",
    raw: "",
  };
}

/** Whether secrets can be opened: without them some sources and channels don't work. @param closed why not */
export function judgeSeal(closed: string | null): Report {
  return {
    point: "seal",
    kind: closed === null ? "clear" : "raise",
    category: "system",
    condition: "closed",
    priority: "critical",
    text:
      closed === null
        ? "Secrets can be opened"
        : `Tocsin runs without its secrets: sources and channels that need one don't work. ${closed}`.slice(0, 300),
    raw: closed ?? "",
  };
}
