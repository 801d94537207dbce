import type { Category, List, Priority } from "../api/contract.ts";
import type { t } from "../texts.ts";

export const EVENT_KINDS = [
  "raise",
  "clear",
  "present",
  "cancel",
  "value",
  "quality",
  "inhibit",
  "uninhibit",
  "test-begin",
  "test-end",
  "note",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What can happen to an alarm, by the words of the API. */
export const INPUTS = [
  "activate",
  "return",
  "acknowledge",
  "unacknowledge",
  "reset",
  "escalate",
  "ease",
  "re-alarm",
  "shelve",
  "unshelve",
  "suppress",
  "unsuppress",
  "remove",
  "restore",
  "lose",
  "regain",
] as const;

interface About {
  readonly id: number;
  readonly at: number;
  readonly partition: string;
  readonly source: string;
  readonly sourceName: string;
  readonly point: string;
  /** null: the site has no such point. */
  readonly pointName: string | null;
  readonly condition: string;
  readonly category: Category;
}

export interface JournalEvent extends About {
  readonly receivedAt: number;
  readonly kind: EventKind;
  readonly priority: Priority | null;
  readonly code: string | null;
  readonly text: string | null;
  readonly value: number | null;
  readonly quality: keyof typeof t.quality | null;
  readonly dedupeKey: string | null;
  readonly raw: string;
}

export interface Transition extends About {
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
  readonly input: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
  readonly actor: string;
  readonly via: string;
  readonly event: number | null;
  readonly comment: string | null;
  readonly priority: Priority;
  readonly text: string;
}

export interface EventPage extends List<JournalEvent> {
  /** Everything received since then was looked at; null: everything there is. */
  readonly searchedTo: number | null;
}

export interface EventDetail {
  readonly event: JournalEvent;
  readonly transitions: readonly Pick<Transition, "at" | "alarm" | "input" | "from" | "to" | "because">[];
}

export interface EventCount {
  readonly count: number;
  readonly exact: boolean;
}

export interface PointValues {
  readonly source: string;
  readonly point: string;
  readonly name: string;
  readonly unit: string | null;
  readonly from: number;
  readonly to: number;
  readonly steps: boolean;
  readonly items: readonly { readonly at: number; readonly value: number | null }[];
  readonly thinned: boolean;
  readonly limits: readonly {
    readonly condition: string;
    readonly priority: Priority;
    readonly value: number;
    readonly side: "above" | "below" | "at";
    readonly deadband: number;
  }[];
  readonly marks: readonly {
    readonly at: number;
    readonly alarm: number;
    readonly condition: string;
    readonly priority: Priority;
    readonly what: "activate" | "acknowledge" | "return";
    readonly actor: string;
  }[];
}
