import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printed, type Row } from "./measure.ts";
import { burst, downGrowth, raiseFull, webhookLatency } from "./measures/alarms.ts";
import { auditVerify } from "./measures/audit.ts";
import { calls } from "./measures/calls.ts";
import { ceremony } from "./measures/ceremony.ts";
import { fdatasync } from "./measures/disk.ts";
import { ingestDc09, ingestHttp } from "./measures/ingest.ts";
import { journal } from "./measures/journal.ts";
import { failover, freshStart, memoryAndRecovery, takeover } from "./measures/life.ts";
import { lineLatencies, lineRates } from "./measures/lines.ts";
import { idleLock } from "./measures/lock.ts";
import { mesh } from "./measures/mesh.ts";
import { permissionChecks } from "./measures/permissions.ts";
import { alertmanager } from "./measures/reference.ts";
import { signIn } from "./measures/sign-in.ts";
import { liveFeed, timers } from "./measures/time.ts";
import { workspace } from "./measures/workspace.ts";

const MEASURES: Record<string, (runs: number) => Promise<Row[]>> = {
  start: freshStart,
  ingest: ingestHttp,
  dc09: ingestDc09,
  raise: raiseFull,
  webhook: webhookLatency,
  burst,
  down: downGrowth,
  life: memoryAndRecovery,
  takeover,
  failover,
  timers,
  feed: liveFeed,
  "sign-in": signIn,
  ceremony,
  lock: idleLock,
  audit: auditVerify,
  journal,
  permissions: permissionChecks,
  mesh,
  calls,
  "line-rates": lineRates,
  "line-latencies": lineLatencies,
  workspace,
};

const { values } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string" }, runs: { type: "string", default: "3" } },
});
const runs = Number(values.runs);
const wanted = values.only?.split(",") ?? Object.keys(MEASURES);
const unknown = wanted.filter((name) => !(name in MEASURES));
if (unknown.length > 0 || !(runs >= 1)) {
  console.error(`Usage: npm run bench -- [--json FILE] [--runs N] [--only ${Object.keys(MEASURES).join(",")}]`);
  process.exit(2);
}

const rows: Row[] = [];
const disk = fdatasync();
console.log(
  `fdatasync of 8 KiB: p50 ${disk.p50.toFixed(3)} ms, p99 ${disk.p99.toFixed(3)} ms; medians of ${runs} runs\n`,
);
const reference = wanted.some((name) => name === "webhook" || name === "burst") ? await alertmanager() : {};
for (const name of wanted) {
  const started = performance.now();
  const measured = (await MEASURES[name]?.(runs)) ?? [];
  rows.push(...measured.map((row) => (row.name in reference ? { ...row, reference: reference[row.name] ?? 0 } : row)));
  const said = measured.map((row) => `${row.name} ${row.value} ${row.unit}`).join(", ");
  console.error(`${said} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}
console.log(printed(rows));
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
