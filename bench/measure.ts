/** What a row of the table and of `--json` holds. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly must: number;
  readonly aim: number;
  readonly reference?: number;
}

/** `least`: more is better; `most`: less is better. */
export const GOALS = {
  "ingest-http-1": { unit: "/s", must: 5_000, aim: 10_000, better: "more" },
  "ingest-http-100": { unit: "/s", must: 25_000, aim: 52_000, better: "more" },
  "ingest-http-1000": { unit: "/s", must: 35_000, aim: 62_000, better: "more" },
  "ingest-dc09": { unit: "/s", must: 5_000, aim: 10_000, better: "more" },
  "raise-full": { unit: "/s", must: 6_000, aim: 12_000, better: "more" },
  "webhook-p50-ms": { unit: "ms", must: 4, aim: 2, better: "less" },
  "webhook-p99-ms": { unit: "ms", must: 15, aim: 10, better: "less" },
  "burst-separate-s": { unit: "s", must: 20, aim: 8, better: "less" },
  "burst-digest-s": { unit: "s", must: 3, aim: 1.5, better: "less" },
  "burst-rss-mb": { unit: "MB", must: 400, aim: 350, better: "less" },
  "down-growth-kb": { unit: "kB each", must: 1, aim: 1, better: "less" },
  "down-others-ratio": { unit: "×", must: 2, aim: 1.2, better: "less" },
  "rss-idle-mb": { unit: "MB", must: 120, aim: 80, better: "less" },
  "rss-10k-mb": { unit: "MB", must: 160, aim: 110, better: "less" },
  "rss-100k-mb": { unit: "MB", must: 350, aim: 300, better: "less" },
  "recover-accepting-s": { unit: "s", must: 3, aim: 1.5, better: "less" },
  "recover-complete-s": { unit: "s", must: 4, aim: 2.5, better: "less" },
  "takeover-kill-s": { unit: "s", must: 5, aim: 3, better: "less" },
  "takeover-freeze-s": { unit: "s", must: 8, aim: 5, better: "less" },
  "failover-kill-s": { unit: "s", must: 10, aim: 6, better: "less" },
  "timer-p99-ms": { unit: "ms", must: 100, aim: 20, better: "less" },
  "sse-p95-ms": { unit: "ms", must: 150, aim: 50, better: "less" },
  "audit-verify-1m-s": { unit: "s", must: 10, aim: 6, better: "less" },
  "journal-5m-ms": { unit: "ms", must: 1_000, aim: 200, better: "less" },
  "permission-checks": { unit: "/s", must: 5_000, aim: 100_000, better: "more" },
  "idle-lock-ratio": { unit: "×", must: 1.1, aim: 1, better: "less" },
  "sign-in-p99-ms": { unit: "ms", must: 400, aim: 300, better: "less" },
  "ceremony-s": { unit: "s", must: 10, aim: 3, better: "less" },
  "mesh-events": { unit: "/s", must: 20_000, aim: 60_000, better: "more" },
  "mesh-added-p99-ms": { unit: "ms", must: 5, aim: 3, better: "less" },
  "calls-rtp-lost": { unit: "packets", must: 0, aim: 0, better: "less" },
  "emails-per-s": { unit: "/s", must: 500, aim: 1_000, better: "more" },
  "smpp-submits-per-s": { unit: "/s", must: 1_000, aim: 2_000, better: "more" },
  "alarm-to-invite-p99-ms": { unit: "ms", must: 300, aim: 50, better: "less" },
  "alarm-to-sms-p99-ms": { unit: "ms", must: 300, aim: 20, better: "less" },
  "alarm-to-snpp-p99-ms": { unit: "ms", must: 300, aim: 20, better: "less" },
  "calls-lateness-ms": { unit: "ms", must: 20, aim: 10, better: "less" },
  "first-view-s": { unit: "s", must: 1.5, aim: 0.8, better: "less" },
  "first-view-js-kb": { unit: "kB", must: 300, aim: 250, better: "less" },
  "alarm-pixel-p95-ms": { unit: "ms", must: 300, aim: 150, better: "less" },
  "scroll-frames": { unit: "/s", must: 50, aim: 58, better: "more" },
  "workspace-heap-ratio": { unit: "×", must: 1.1, aim: 1.02, better: "less" },
  "fresh-start-s": { unit: "s", must: 6, aim: 3, better: "less" },
} as const;
export type Name = keyof typeof GOALS;

export function rowOf(name: Name, runs: readonly number[], reference?: number): Row {
  const { unit, must, aim } = GOALS[name];
  return {
    name,
    value: round(median(runs)),
    unit,
    must,
    aim,
    ...(reference === undefined ? {} : { reference: round(reference) }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param share 0.99 for p99 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

export function verdict({ name, value }: Row): "aim" | "must" | "MISSED" {
  const { must, aim, better } = GOALS[name as Name];
  const reaches = (goal: number) => (better === "more" ? value >= goal : value <= goal);
  return reaches(aim) ? "aim" : reaches(must) ? "must" : "MISSED";
}

export function printed(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    `${row.value} ${row.unit}`,
    `${row.must}`,
    `${row.aim}`,
    verdict(row),
    row.reference === undefined ? "" : `${row.reference} (× ${round(row.value / row.reference)})`,
  ]);
  const table = [["measure", "value", "must", "aim", "reached", "reference"], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  return table.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}
