import type { Flow, Matrix } from "./flow.ts";
import { isLocalOnly } from "./matrix.ts";

/** A conduit: all that may pass from one zone to another. */
export interface Conduit {
  readonly from: Flow["zone"]["from"];
  readonly to: Flow["zone"]["to"];
  readonly flows: readonly Flow[];
}

/** The conduits between zones, in the order of their names. What never leaves this machine is none. */
export function conduitsOf(matrix: Matrix): Conduit[] {
  const conduits = new Map<string, Flow[]>();
  for (const flow of matrix.flows) {
    if (isLocalOnly(flow)) continue;
    const key = `${flow.zone.from} ${flow.zone.to}`;
    conduits.set(key, [...(conduits.get(key) ?? []), flow]);
  }
  return [...conduits.keys()].sort().flatMap((key) => {
    const flows = conduits.get(key) ?? [];
    return flows[0] ? [{ ...flows[0].zone, flows }] : [];
  });
}
