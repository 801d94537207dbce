import type { SiteDocument } from "../api/contract.ts";

export type Plan = SiteDocument<"plan">;
export type PlanSymbol = Plan["symbols"][number];
export type Place = PlanSymbol["at"];
export type Shown = PlanSymbol["shows"];

/** A plan while somebody changes it, with what it was before each step. */
export interface Editing {
  readonly plan: Plan;
  readonly past: readonly Plan[];
}

export type Step =
  | { readonly kind: "place"; readonly shows: Shown; readonly level: string; readonly at: Place }
  | { readonly kind: "move"; readonly id: string; readonly at: Place }
  | { readonly kind: "remove"; readonly id: string }
  | { readonly kind: "change"; readonly plan: Plan }
  | { readonly kind: "undo" };

const MOST_STEPS = 200;

export function begin(plan: Plan): Editing {
  return { plan, past: [] };
}

/** Pure. Several moves of one symbol, one after the other, are one step back; so are the letters of a name. */
export function edited(editing: Editing, step: Step): Editing {
  const { plan, past } = editing;
  if (step.kind === "undo") {
    const before = past.at(-1);
    return before ? { plan: before, past: past.slice(0, -1) } : editing;
  }
  const next = changed(plan, step);
  if (next === plan) return editing;
  const before = past.at(-1);
  const isGoingOn =
    step.kind === "move"
      ? onlyMoved(before, plan, step.id)
      : step.kind === "change" && onlyNamed(before, plan) && onlyNamed(plan, next);
  return { plan: next, past: isGoingOn ? past : [...past, plan].slice(-MOST_STEPS) };
}

function changed(plan: Plan, step: Exclude<Step, { kind: "undo" }>): Plan {
  const { symbols } = plan;
  switch (step.kind) {
    case "place": {
      const { shows, level } = step;
      const at = inside(step.at);
      const there = symbols.find((one) => isSame(one.shows, shows));
      // What is placed already is moved there: one thing has one place on a plan.
      if (there) return { ...plan, symbols: symbols.map((one) => (one === there ? { ...one, level, at } : one)) };
      return { ...plan, symbols: [...symbols, { id: freeId(symbols), level, shows, at }] };
    }
    case "move":
      return {
        ...plan,
        symbols: symbols.map((one) => (one.id === step.id ? { ...one, at: inside(step.at) } : one)),
      };
    case "remove":
      return symbols.some(({ id }) => id === step.id)
        ? { ...plan, symbols: symbols.filter(({ id }) => id !== step.id) }
        : plan;
    case "change":
      return step.plan;
  }
}

/** A little further in a direction, in shares of the picture or, on a map, in degrees. */
export function shifted(at: Place, right: number, down: number, degrees: number): Place {
  if ("x" in at) return inside({ x: at.x + right, y: at.y + down });
  return inside({ latitude: at.latitude - down * degrees, longitude: at.longitude + right * degrees });
}

export function isSame(a: Shown, b: Shown): boolean {
  return keyOf(a) === keyOf(b);
}

export function keyOf(shows: Shown): string {
  if ("point" in shows) return `point ${shows.point}`;
  return "area" in shows ? `area ${shows.area}` : `plan ${shows.plan}`;
}

function onlyMoved(before: Plan | undefined, plan: Plan, id: string): boolean {
  if (!before || before.symbols.length !== plan.symbols.length || before.levels !== plan.levels) return false;
  return plan.symbols.every((one, i) => one === before.symbols[i] || (one.id === id && before.symbols[i]?.id === id));
}

/** Whether nothing but the name tells two apart. */
function onlyNamed(before: Plan | undefined, plan: Plan): boolean {
  if (!before || before.name === plan.name) return false;
  return JSON.stringify({ ...before, name: "" }) === JSON.stringify({ ...plan, name: "" });
}

function freeId(symbols: readonly PlanSymbol[]): string {
  const taken = new Set(symbols.map(({ id }) => id));
  let number = symbols.length + 1;
  while (taken.has(String(number))) number++;
  return String(number);
}

function inside(at: Place): Place {
  if ("x" in at) return { x: rounded(between(0, at.x, 1), 5), y: rounded(between(0, at.y, 1), 5) };
  return {
    latitude: rounded(between(-85, at.latitude, 85), 7),
    longitude: rounded(between(-180, at.longitude, 180), 7),
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
