import type { HiddenState } from "./change.ts";
import type { PositionFigures } from "./position.ts";
import type { Changed } from "./read-changed.ts";
import type { MessageFigures } from "./read-messages.ts";
import type { SetAside } from "./set-aside.ts";

/** Each figure that has a name, a definition and a target, in the order in which they are shown. */
export const KPI_IDS = [
  "rate-ten-minutes",
  "rate-hour",
  "rate-day",
  "over-ten",
  "over-thirty",
  "max-ten-minutes",
  "flood-time",
  "flood-count",
  "upset",
  "day-peak",
  "top-ten",
  "chattering",
  "fleeting",
  "stale",
  "standing",
  "shelved",
  "shelved-age",
  "suppressed",
  "out-of-service",
  "overdue",
  "unauthorised",
  "share-low",
  "share-medium",
  "share-high",
  "share-grave",
  "first-answer",
  "first-answer-p95",
  "delivered",
] as const;
export type KpiId = (typeof KPI_IDS)[number];

export const BANDS = ["within", "beyond", "far-beyond"] as const;
export type Band = (typeof BANDS)[number];
/** How a figure compares with its target; `unjudged`: too little of the time was observed to say. */
export type Verdict = Band | "unjudged";

/** The share of the time that must have been observed before a figure of it can be called good. */
export const JUDGEABLE = 0.9;

export interface Kpi {
  readonly id: KpiId;
  /** Shares are 0 to 1; null: nothing was observed, or there was nothing to count. */
  readonly value: number | null;
  readonly unit: "count" | "share" | "ms";
  /** It is as of the moment when it was made, and not of the time that was asked for. */
  readonly isOfNow: boolean;
  /** The share of the time that was observed; null: it is as of now, and of no time. */
  readonly coverage: number | null;
  /** null: it has no target, or targets don't hold because several operator positions are added up. */
  readonly band: Verdict | null;
  /** Where the band `within` ends, and where `beyond` does; null: there is no such end. */
  readonly limits: readonly [within: number, beyond: number] | null;
}

interface Target {
  readonly unit: Kpi["unit"];
  readonly limits: Kpi["limits"];
  /** Whether the ends belong to their bands. */
  readonly closed: boolean;
}

const upTo = (within: number, beyond = within, unit: Kpi["unit"] = "count"): Target => ({
  unit,
  limits: [within, beyond],
  closed: true,
});
const below = (within: number, beyond = within, unit: Kpi["unit"] = "count"): Target => ({
  unit,
  limits: [within, beyond],
  closed: false,
});
const none = (unit: Kpi["unit"]): Target => ({ unit, limits: null, closed: true });

/** Targets per operator position, as ISA-18.2 (2016, §16), IEC 62682 and EEMUA 191 give them. */
const TARGETS: Readonly<Record<KpiId, Target>> = {
  "rate-ten-minutes": upTo(1, 2),
  "rate-hour": upTo(6, 12),
  "rate-day": upTo(150, 300),
  "over-ten": { unit: "share", limits: [0.01, 0.05], closed: false },
  "over-thirty": below(0.01, 0.01, "share"),
  "max-ten-minutes": upTo(10),
  "flood-time": below(0.01, 0.01, "share"),
  "flood-count": none("count"),
  upset: below(10, 101),
  "day-peak": none("count"),
  "top-ten": upTo(0.05, 0.15, "share"),
  chattering: upTo(0),
  fleeting: upTo(0),
  stale: below(5),
  standing: below(10),
  shelved: below(30),
  "shelved-age": none("ms"),
  suppressed: none("count"),
  "out-of-service": none("count"),
  overdue: upTo(0),
  unauthorised: upTo(0),
  "share-low": none("share"),
  "share-medium": none("share"),
  "share-high": none("share"),
  "share-grave": below(0.01, 0.01, "share"),
  "first-answer": none("ms"),
  "first-answer-p95": none("ms"),
  delivered: none("share"),
};

/** Nobody can tell afterwards what was set aside at a moment that has passed. */
const OF_NOW: ReadonlySet<KpiId> = new Set(["shelved", "shelved-age", "suppressed", "out-of-service", "overdue"]);

/** What is counted and has been seen is there, however much was not: more observation could only raise it. */
const ONLY_RISE: ReadonlySet<KpiId> = new Set([
  "max-ten-minutes",
  "upset",
  "chattering",
  "fleeting",
  "stale",
  "standing",
  "unauthorised",
]);

interface Counts {
  readonly figures: PositionFigures;
  readonly setAside: SetAside;
  readonly messages: MessageFigures;
  /** null: of one position only, which has no documents. */
  readonly changed: Changed | null;
  /** The share of the time that was observed. */
  readonly coverage: number;
}

/** @param isOnePosition whether the targets hold: they are per operator position, not for a sum of several */
export function kpisOf(counts: Counts, isOnePosition: boolean): Kpi[] {
  const { figures, setAside, messages, changed } = counts;
  const share = (...wanted: readonly string[]) =>
    figures.total === 0
      ? null
      : figures.priorities.reduce((sum, one) => sum + (wanted.includes(one.priority) ? (one.share ?? 0) : 0), 0);
  const ended = messages.channels.reduce((sum, one) => sum + one.ended, 0);
  const arrived = messages.channels.reduce((sum, one) => sum + one.delivered + one.accepted, 0);
  const aside = (state: HiddenState) => setAside.states.find((one) => one.state === state);
  const peaks = figures.dayPoints.map(({ max }) => max);
  const values: Readonly<Record<KpiId, number | null>> = {
    "rate-ten-minutes": figures.tenMinutes.mean,
    "rate-hour": figures.tenMinutes.mean === null ? null : figures.tenMinutes.mean * 6,
    "rate-day": figures.tenMinutes.mean === null ? null : figures.tenMinutes.mean * 144,
    "over-ten": figures.tenMinutes.overLimit,
    "over-thirty": figures.hours.overLimit,
    "max-ten-minutes": figures.tenMinutes.max,
    "flood-time": figures.floods.share,
    "flood-count": figures.floods.count,
    upset: figures.floods.worstUpset,
    "day-peak": peaks.length === 0 ? null : peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length,
    "top-ten": figures.topShare,
    chattering: figures.chattering.count,
    fleeting: figures.fleeting.count,
    stale: figures.stale.max,
    standing: figures.standing.count,
    shelved: aside("shelved")?.count ?? 0,
    "shelved-age": aside("shelved")?.meanAgeMs ?? null,
    suppressed: aside("suppressed")?.count ?? 0,
    "out-of-service": aside("out-of-service")?.count ?? 0,
    overdue: setAside.states.reduce((sum, { overdue }) => sum + overdue, 0),
    unauthorised: figures.bypassed + (changed ? changed.alone + changed.onMachine : 0),
    "share-low": share("low"),
    "share-medium": share("medium"),
    "share-high": share("high"),
    "share-grave": share("critical", "life-safety"),
    "first-answer": messages.firstAnswer.medianMs,
    "first-answer-p95": messages.firstAnswer.p95Ms,
    delivered: ended === 0 ? null : arrived / ended,
  };
  return KPI_IDS.map((id) => {
    const { unit, limits } = TARGETS[id];
    const value = values[id];
    const isOfNow = OF_NOW.has(id);
    const coverage = isOfNow ? null : counts.coverage;
    return { id, value, unit, limits, isOfNow, coverage, band: isOnePosition ? verdictOn(id, value, coverage) : null };
  });
}

/** @param coverage null: the figure is as of now; what is now is known */
export function verdictOn(id: KpiId, value: number | null, coverage: number | null): Verdict | null {
  const band = bandOf(id, value);
  if (band === null || coverage === null || coverage >= JUDGEABLE) return band;
  return band !== "within" && ONLY_RISE.has(id) ? band : "unjudged";
}

/** null: there is no target, or nothing to compare with it. */
export function bandOf(id: KpiId, value: number | null): Band | null {
  const { limits, closed } = TARGETS[id];
  if (limits === null || value === null) return null;
  const [within, beyond] = limits;
  if (closed ? value <= within : value < within) return "within";
  // The upper end of `beyond` belongs to it: amber is 1 to 5 %, red above.
  if (within !== beyond && (id === "upset" ? value < beyond : value <= beyond)) return "beyond";
  return "far-beyond";
}
