import { type AlarmView, PRIORITIES, PRIORITY_ORDER } from "../api/contract.ts";
import type { Bursts } from "./bursts.ts";
import { BY_SORT, type Sort, waitsForAcknowledgement } from "./order.ts";
import { type Compare, Ordered } from "./ordered.ts";

/** How the list is laid out: as one list, in a lane for each priority, or in groups of what belongs together. */
export const ARRANGEMENTS = ["list", "lanes", "area", "source", "cause"] as const;
export type Arrangement = (typeof ARRANGEMENTS)[number];

/** What a group stands for, by its key's first word. */
export type GroupKind = "all" | "lane" | "area" | "partition" | "source" | "reason" | "burst" | "alone";

/** Alarms that stand under one head. */
export interface Group {
  readonly key: string;
  readonly kind: GroupKind;
  /** What it is of: a priority, or the id of an area, a partition, a source, a reason or a burst. */
  readonly of: string;
  readonly members: Ordered<AlarmView>;
  /** How many wait for an acknowledgement, from the gravest priority to the mildest. */
  readonly waiting: number[];
  /** Its place among those as urgent as it is: by this number, then by name. */
  readonly order: number;
  readonly name: string;
  isOpen: boolean;
}

/** Under which head an alarm stands. */
export function groupKeyOf(arrangement: Arrangement, view: AlarmView, bursts: Bursts): string {
  switch (arrangement) {
    case "list":
      return "all";
    case "lanes":
      return `lane ${view.priority}`;
    case "area":
      return view.area === null ? `partition ${view.partition}` : `area ${view.area}`;
    case "source":
      return `source ${view.source}`;
    case "cause": {
      const [reason] = view.suppressedBy;
      if (reason !== undefined) return `reason ${reason}`;
      const burst = bursts.of(view.id);
      return burst && burst.size > 1 ? `burst ${burst.serial}` : "alone";
    }
  }
}

/** An empty group. @param name by which it stands among others; a person may be shown another one */
export function groupOf(key: string, name: string, isOpen: boolean, sort: Sort = "urgency"): Group {
  const kind = key.split(" ", 1)[0] as GroupKind;
  const of = key.slice(kind.length + 1);
  const waiting = PRIORITIES.map(() => 0);
  // Those of one burst stand in the order in which they came, unless another one is asked for.
  const members = new Ordered<AlarmView>(kind === "burst" && sort === "urgency" ? byTime : BY_SORT[sort]);
  return { key, kind, of, members, waiting, order: orderOf(kind, of), name, isOpen };
}

/** Keys of groups that are shown although nothing is in them: lanes keep their places. */
export function lanesOf(arrangement: Arrangement): string[] {
  return arrangement === "lanes" ? PRIORITIES.map((priority) => `lane ${priority}`) : [];
}

function orderOf(kind: GroupKind, of: string): number {
  if (kind === "lane") return PRIORITIES.findIndex((priority) => priority === of);
  // The burst that began last stands first, and what came alone behind all.
  if (kind === "burst") return -Number(of);
  return kind === "alone" ? 1 : 0;
}

export function waitingIn({ waiting }: Group): number {
  return waiting.reduce((sum, one) => sum + one, 0);
}

export function count(group: Group, view: AlarmView, by: 1 | -1): void {
  if (!waitsForAcknowledgement(view)) return;
  const rank = PRIORITY_ORDER[view.priority];
  group.waiting[rank] = (group.waiting[rank] ?? 0) + by;
}

/** Where something grave waits first; lanes keep their places whatever is in them. */
export const byGravity: Compare<Group> = (a, b) =>
  (a.kind === "lane" && b.kind === "lane" ? 0 : gravest(a) - gravest(b)) ||
  a.order - b.order ||
  compareTexts(a.name, b.name) ||
  compareTexts(a.key, b.key);

function gravest({ waiting }: Group): number {
  const rank = waiting.findIndex((one) => one > 0);
  return rank < 0 ? waiting.length : rank;
}

function byTime(a: AlarmView, b: AlarmView): number {
  return (a.raisedAt ?? 0) - (b.raisedAt ?? 0) || a.id - b.id;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
