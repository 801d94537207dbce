import { performance } from "node:perf_hooks";
import { decide, effectiveRights, PERMISSIONS } from "#operators/permissions.ts";
import { SHIPPED } from "#operators/shipped-roles.ts";
import { type Row, rowOf } from "../measure.ts";

const CHECKS = 200_000;

/** Whole checks a second on one core: the rights that somebody's roles give together, and one decision by them. */
export function permissionChecks(runs: number): Promise<Row[]> {
  const partitions = Array.from({ length: 20 }, (_, index) => `partition-${index}`);
  const roles = [
    { role: "viewer", partitions: [] },
    { role: "operator", partitions },
    { role: "supervisor", partitions: partitions.slice(5) },
  ] as const;
  const rates: number[] = [];
  let allowed = 0;
  for (let turn = 0; turn < runs; turn++) {
    const started = performance.now();
    for (let check = 0; check < CHECKS; check++) {
      const rights = effectiveRights(roles, (role) => SHIPPED[role as keyof typeof SHIPPED]);
      const right = PERMISSIONS[check % PERMISSIONS.length] ?? "alarms:read";
      const partition = partitions[check % partitions.length];
      if (decide(rights, right, { partition, grave: check % 2 === 0 }).outcome === "allowed") allowed++;
    }
    rates.push(CHECKS / ((performance.now() - started) / 1000));
  }
  if (allowed === 0) throw new Error("no check was allowed: nothing was measured");
  return Promise.resolve([rowOf("permission-checks", rates)]);
}
