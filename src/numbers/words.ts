import type { Language } from "#site/language.ts";
import type { FloodLimits } from "./flood.ts";
import { JUDGEABLE, type KpiId, type Verdict } from "./kpis.ts";
import type { TableId } from "./table-ids.ts";
import { english } from "./words-english.ts";
import { german } from "./words-german.ts";

/** What a figure is called, how it is counted, and what is good. */
export interface Definition {
  readonly name: string;
  readonly definition: string;
  /** Empty: there is none. */
  readonly target: string;
}

/** Everything that tables and reports say in one language. */
export interface NumberWords {
  readonly locale: string;
  readonly kpis: Readonly<Record<KpiId, Definition>>;
  readonly bands: Readonly<Record<Verdict, string>>;
  readonly priorities: Readonly<Record<"life-safety" | "critical" | "high" | "medium" | "low", string>>;
  readonly tables: Readonly<Record<TableId, { readonly title: string; readonly columns: readonly string[] }>>;
  /** How the rows of a table are counted, where its heads don't say it. */
  readonly hints: Readonly<Partial<Record<TableId, string>>>;
  /** What a flood is, by the limits that were asked for. */
  readonly flood: (startsAt: number, endsBelow: number) => string;
  /** What is counted, said once for all figures. */
  readonly counted: string;
  readonly wholeSite: string;
  readonly coverage: (share: string) => string;
  readonly noTargets: string;
  /** Of a time that is shorter than the one that targets are meant for. */
  readonly short: string;
  /** Of a time of which too little was observed. @param share which would be enough */
  readonly unobserved: (share: string) => string;
  /** Of a figure that has no coverage, for it is of no time. */
  readonly now: string;
  readonly nothing: string;
  readonly settings: Readonly<Record<"deadband" | "offDelayMs" | "onDelayMs", string>>;
  readonly effect: (before: string, after: string, laterMs: number) => string;
  readonly noSuggestion: string;
  readonly atDevice: string;
  /** By what a suggestion was tried. */
  readonly basis: Readonly<Record<"signal" | "times", string>>;
  readonly hours: (hours: string, zone: string) => string;
  /** What was suppressed or changed past what guards alarms. */
  readonly unauthorised: Readonly<Record<"atDevice" | "alone" | "onMachine", string>>;
  /** What hides an alarm now, and who or what did it. */
  readonly setAside: Readonly<Record<"shelved" | "suppressed" | "out-of-service" | "overdue" | "device", string>> & {
    readonly rule: (name: string) => string;
  };
  readonly charts: Readonly<Record<"title" | "series" | "distribution", string>> &
    Readonly<Record<"tenMinutes" | "hour" | "day", (zone: string) => string>>;
  readonly by: Readonly<Record<"priority" | "via", string>>;
  readonly ways: Readonly<Record<string, string>>;
  readonly report: {
    readonly periods: Readonly<Record<"day" | "week" | "30-days", string>>;
    readonly subject: (name: string, site: string) => string;
    readonly about: (from: string, to: string, zone: string) => string;
    readonly late: (due: string) => string;
    readonly askedFor: string;
    readonly look: string;
    readonly attached: string;
    readonly definitions: string;
    /** Of what the page shows. */
    readonly ofPage: string;
    readonly of: (partitions: string) => string;
  };
}

export const WORDS: Readonly<Record<Language, NumberWords>> = { en: english, de: german };

/** Why nothing is called good of a time of which too little was observed. */
export function unobservedIn({ locale, unobserved }: NumberWords): string {
  return unobserved(new Intl.NumberFormat(locale, { style: "percent" }).format(JUDGEABLE));
}

/** How a figure was counted, by the limits that were asked for. */
export function definitionOf(id: KpiId, words: NumberWords, { startsAt, endsBelow }: FloodLimits): string {
  return id === "flood-time" ? words.flood(startsAt, endsBelow) : words.kpis[id].definition;
}
