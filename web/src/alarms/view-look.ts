import type { SiteDocument } from "../api/contract.ts";
import type { Arrangement } from "./arrangement.ts";
import { COLUMNS, type Column, type Filter, type Sort, type Tab } from "./order.ts";

/** What of the alarms is shown, and how. */
export interface Look {
  readonly tab: Tab;
  readonly filter: Filter;
  readonly arrangement: Arrangement;
  readonly sort: Sort;
  /** Columns that are left out. */
  readonly hides: readonly Column[];
}

/** A look that was kept under a name. */
export type View = SiteDocument<"view">;

/** Whoever chooses among the views. */
export interface Chooser {
  readonly id: string;
  readonly roles: readonly { readonly role: string }[];
}

export function lookOf({ tab, arrangement, sort, hides, filter }: View): Look {
  const { text, priority = "", state = "", source = "", partition = "", area = "" } = filter;
  return { tab, arrangement, sort, hides, filter: { text, priority, state, source, partition, area } };
}

/** The part of a view that keeps how one looks; what chooses nothing is left out. */
export function keptOf(look: Look): Pick<View, "tab" | "arrangement" | "sort" | "hides" | "filter"> {
  const { tab, arrangement, sort, hides, filter } = look;
  const { text, priority, state, ...places } = filter;
  const chosen = Object.entries(places).filter(([, value]) => value !== "");
  return {
    tab,
    arrangement,
    sort,
    hides: [...hides],
    filter: {
      text,
      ...(priority && { priority }),
      ...(isOpenState(state) && { state }),
      ...Object.fromEntries(chosen),
    },
  };
}

/** The states in which an alarm is open; of the other tabs each has but one. */
const OPEN_STATES = [
  "unacknowledged",
  "acknowledged",
  "returned",
  "latched-unacknowledged",
  "latched-acknowledged",
] as const;

function isOpenState(state: string): state is (typeof OPEN_STATES)[number] {
  return OPEN_STATES.some((one) => one === state);
}

export function isSameLook(a: Look, b: Look): boolean {
  const filters = Object.keys(a.filter) as (keyof Filter)[];
  return (
    a.tab === b.tab &&
    a.arrangement === b.arrangement &&
    a.sort === b.sort &&
    COLUMNS.every((column) => a.hides.includes(column) === b.hides.includes(column)) &&
    filters.every((field) => a.filter[field] === b.filter[field])
  );
}

/** Those that somebody can choose, their own first; the server shows administrators those of others too. */
export function viewsFor(views: readonly View[], chooser: Chooser): { own: View[]; site: View[] } {
  const sorted = views.toSorted((a, b) => a.order - b.order || a.name.localeCompare(b.name));
  return {
    own: sorted.filter(({ owner }) => owner === chooser.id),
    site: sorted.filter((view) => view.owner === undefined && (view.roles.length === 0 || hasRole(view, chooser))),
  };
}

/** The one with which somebody begins: the first of their roles' that opens by itself. */
export function openingView(views: readonly View[], chooser: Chooser): View | undefined {
  return viewsFor(views, chooser).site.find((view) => view.opens && hasRole(view, chooser));
}

function hasRole({ roles }: View, chooser: Chooser): boolean {
  return chooser.roles.some(({ role }) => roles.includes(role));
}

/** An id made of the name, with some letters behind it, so that it is nobody else's. */
export function viewIdOf(name: string, random: string): string {
  const words = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-+|-+$/gu, "")
    .slice(0, 40);
  return `${words || "view"}-${random}`;
}
