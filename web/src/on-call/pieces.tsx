import { t } from "../page-texts.ts";
import type { LayerSpan, Roster, Span } from "./contract.ts";
import { clockChange, within } from "./days.ts";
import { zoned } from "./zoned.ts";

interface PieceTimes extends Span {
  readonly begins: boolean;
  readonly ends: boolean;
}

/** `08:00–20:00`; `from 08:00` or `until 08:00` where the other end lies on another day. */
function timesOf({ from, to, begins, ends }: PieceTimes, zone: string): string {
  if (!begins && !ends) return t.calendar.allDay;
  if (!ends) return t.calendar.begins(zoned(from, zone, "time"));
  if (!begins) return t.calendar.ends(zoned(to, zone, "time"));
  return `${zoned(from, zone, "time")}–${zoned(to, zone, "time")}`;
}

/** That a day is longer or shorter than others, so that its hand-overs are. */
export function ClockChange({ day }: { day: Span }) {
  const change = clockChange(day);
  if (change === 0) return null;
  return <span className="duty-clocks">{change > 0 ? t.calendar.clocksForward : t.calendar.clocksBack}</span>;
}

/** Who is on duty within a span, and where nobody is: red, with a word and a sign, unless that has passed. */
export function FinalPieces({
  roster,
  span,
  zone,
  now,
  name,
}: {
  roster: Roster;
  span: Span;
  zone: string;
  now: number;
  /** Of the schedule, where there are several. */
  name?: string;
}) {
  const pieces = [
    ...within(roster.shifts, span).map((shift) => ({ ...shift, isGap: false })),
    ...within(roster.gaps, span).map((gap) => ({ ...gap, isGap: true, person: "", name: t.calendar.nobody })),
  ].sort((a, b) => a.from - b.from);
  return (
    <ul className="duty-pieces">
      {pieces.map((piece) => (
        <li
          key={`${piece.person} ${piece.from}`}
          className={piece.isGap ? "duty-gap" : "duty-piece"}
          data-past={piece.to <= now}
        >
          {piece.isGap && piece.to > now && <span aria-hidden="true">⚠ </span>}
          <strong>{piece.name}</strong> <span className="duty-times">{timesOf(piece, zone)}</span>
          {name !== undefined && <div className="duty-schedule">{name}</div>}
        </li>
      ))}
    </ul>
  );
}

/** What a layer says by itself. */
export function LayerPieces({
  spans,
  span,
  zone,
  nameOf,
}: {
  spans: readonly LayerSpan[];
  span: Span;
  zone: string;
  nameOf: (person: string) => string;
}) {
  return (
    <ul className="duty-pieces">
      {within(spans, span).map((piece) => (
        <li key={`${piece.person} ${piece.from}`} className="duty-piece duty-under">
          {layerText(piece, nameOf)} <span className="duty-times">{timesOf(piece, zone)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What a layer says, without when. */
interface Said {
  readonly person?: string | null | undefined;
  readonly replaces?: string | undefined;
  readonly joins?: boolean | undefined;
}

/** `Ben for Anna`, `nobody for Anna`, `Ben besides the others`. */
export function layerText({ person, replaces, joins }: Said, nameOf: (person: string) => string): string {
  const who = person === null || person === undefined ? t.calendar.nobodySmall : nameOf(person);
  if (joins) return t.calendar.besides(who);
  return replaces === undefined ? who : t.calendar.instead(who, nameOf(replaces));
}
