import type { Simulation } from "../api/contract.ts";

type Step = Simulation["steps"][number];

/** One line of a timeline, in order of time. */
export interface Line {
  readonly at: number;
  readonly kind: "nobody" | "told" | "withheld" | "end";
  /** "" of nobody and at the end. */
  readonly person: string;
  readonly by: Pick<Step, "channel" | "address"> | null;
  readonly because: string;
  /** Against the stored policy: new, gone, or in both. */
  readonly change: "added" | "removed" | "same";
}

/** Who is told and who isn't, as it happens; compared with what is stored, where that is given. */
export function timeline(draft: Simulation, stored: Simulation | null): Line[] {
  const lines = linesOf(draft);
  if (!stored) return lines;
  const left = new Map<string, number>();
  const old = linesOf(stored);
  for (const line of old) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  const marked = lines.map((line): Line => {
    const count = left.get(keyOf(line)) ?? 0;
    left.set(keyOf(line), count - 1);
    return count > 0 ? line : { ...line, change: "added" };
  });
  const gone = old.toReversed().filter((line) => {
    const count = left.get(keyOf(line)) ?? 0;
    left.set(keyOf(line), count - 1);
    return count > 0;
  });
  return [...marked, ...gone.map((line): Line => ({ ...line, change: "removed" }))].sort(inTime);
}

function linesOf({ steps, withheld, nobody, end }: Simulation): Line[] {
  const told = steps.map(({ at, personName, channel, address, because }) => ({
    at,
    kind: "told" as const,
    person: personName,
    by: { channel, address },
    because,
    change: "same" as const,
  }));
  const kept = withheld.map(({ at, personName, because }) => ({
    at,
    kind: "withheld" as const,
    person: personName,
    by: null,
    because,
    change: "same" as const,
  }));
  const lost = nobody.map(({ at, because }) => ({
    at,
    kind: "nobody" as const,
    person: "",
    by: null,
    because,
    change: "same" as const,
  }));
  const last = {
    at: end.at,
    kind: "end" as const,
    person: "",
    by: null,
    because: end.because,
    change: "same" as const,
  };
  return [...lost, ...told, ...kept, last].sort(inTime);
}

const ORDER = { nobody: 0, told: 1, withheld: 2, end: 3 } as const;

function inTime(a: Line, b: Line): number {
  return a.at - b.at || ORDER[a.kind] - ORDER[b.kind];
}

/** Without the reason: a step that only has another number is the same message. */
function keyOf({ at, kind, person, by }: Line): string {
  return JSON.stringify([at, kind, person, by?.channel, by?.address]);
}
