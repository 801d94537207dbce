import type { ReactNode } from "react";
import { whoSaid } from "../actors.ts";
import { numberOf } from "../chart/axis.ts";
import { t } from "../page-texts.ts";
import { alarmTextSaid, OWN_SOURCE } from "../said.ts";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { dateTime } from "../time.ts";
import type { JournalEvent, Transition } from "./contract.ts";

export type Entry = JournalEvent | Transition;

/** A row as its cells, for the list and for paper. */
export interface Column {
  readonly name: string;
  readonly label: string;
  readonly cell: (entry: Entry) => ReactNode;
}

export function momentOf(entry: Entry): number {
  return "receivedAt" in entry ? entry.receivedAt : entry.at;
}

const when = (entry: Entry) => {
  const at = momentOf(entry);
  return <time title={new Date(at).toISOString()}>{dateTime(at)}</time>;
};
const where = (entry: Entry) =>
  isOfTocsin(entry) ? (
    entry.sourceName
  ) : (
    <>
      <bdi>{entry.pointName ?? entry.point}</bdi> <span className="muted">{entry.sourceName}</span>
    </>
  );

/** Points of Tocsin's own have addresses that mean something to the server alone. */
export function isOfTocsin({ source, pointName }: Entry): boolean {
  return source === OWN_SOURCE && pointName === null;
}
const priority = ({ priority: grade }: Entry) =>
  grade && (
    <>
      <PrioritySymbol priority={grade} size={14} /> {t.priority[grade]}
    </>
  );

export const EVENT_COLUMNS: readonly Column[] = [
  { name: "at", label: t.journal.receivedAt, cell: when },
  { name: "what", label: t.journal.what, cell: (entry) => ("kind" in entry ? t.journal.kinds[entry.kind] : null) },
  { name: "priority", label: t.journal.priority, cell: priority },
  { name: "where", label: t.journal.point, cell: where },
  { name: "said", label: t.journal.said, cell: (entry) => ("kind" in entry ? <bdi>{saidBy(entry)}</bdi> : null) },
];

export const TRANSITION_COLUMNS: readonly Column[] = [
  { name: "at", label: t.journal.at, cell: when },
  { name: "what", label: t.journal.what, cell: (entry) => ("input" in entry ? t.input(entry.input) : null) },
  { name: "priority", label: t.journal.priority, cell: priority },
  { name: "where", label: t.journal.point, cell: where },
  {
    name: "said",
    label: t.journal.said,
    cell: (entry) =>
      "input" in entry && (
        <>
          <bdi>{alarmTextSaid(entry.source, entry.text)}</bdi>{" "}
          <span className="muted" title={entry.actor}>
            {t.journal.byWhom(whoSaid(entry.actor))}
          </span>
          {entry.comment && <bdi> · {entry.comment}</bdi>}
        </>
      ),
  },
];

function saidBy({ source, text, value, code, condition, raw, quality }: JournalEvent): string {
  const parts = [
    ...(value === null ? [] : [numberOf(value, "")]),
    ...(quality === null || quality === "good" ? [] : [t.quality[quality]]),
    ...(code === null ? [] : [code]),
    ...(text === null ? [] : [alarmTextSaid(source, text)]),
  ];
  return parts.length > 0 ? parts.join(" · ") : t.condition(condition) || raw;
}
