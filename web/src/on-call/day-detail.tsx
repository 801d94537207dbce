import { Button } from "@mantine/core";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import type { Roster, Schedule, Span } from "./contract.ts";
import { within } from "./days.ts";
import { layerText } from "./pieces.tsx";
import { spanText, zoned } from "./zoned.ts";

interface DayDetailProps {
  readonly span: Span;
  readonly rosters: readonly Roster[];
  readonly scheduleOf: (id: string) => Schedule | undefined;
  readonly zone: string;
  readonly now: number;
  readonly nameOf: (person: string) => string;
  readonly onOverride: ((schedule: Schedule, span: Span) => void) | null;
}

/** A gap does not end where what was selected does. */
function wholeGap(roster: Roster, { from, to }: Span): Span {
  return roster.gaps.find((gap) => gap.from <= from && to <= gap.to) ?? { from, to };
}

/** Who is on duty in what was selected, why, and where nobody is. */
export function DayDetail({ span, rosters, scheduleOf, zone, now, nameOf, onOverride }: DayDetailProps) {
  const [first, last] = [zoned(span.from, zone, "date"), zoned(span.to - 1, zone, "date")];
  return (
    <section className="card stack" aria-live="polite" data-testid="day-detail">
      <h3>{first === last ? first : `${first} – ${last}`}</h3>
      {rosters.map((roster) => {
        const schedule = scheduleOf(roster.schedule);
        const others = roster.layers
          .filter(({ kind }) => kind !== "rotation")
          .flatMap(({ kind, id, spans }) => within(spans, span).map((one) => ({ ...one, kind, id })));
        return (
          <div key={roster.schedule}>
            <div className="head">
              <h4>{schedule?.name ?? roster.schedule}</h4>
              {onOverride && schedule && (
                <Button size="compact-sm" variant="default" onClick={() => onOverride(schedule, span)}>
                  {t.override.add}
                  <span className="hidden"> {schedule.name}</span>
                </Button>
              )}
            </div>
            <ul className="plain">
              {within(roster.gaps, span).map((gap) => (
                <li key={gap.from} className="duty-gap">
                  <span aria-hidden="true">⚠ </span>
                  <strong>{t.calendar.nobody}</strong> {spanText(gap, zone, roster.timeZone)}{" "}
                  {onOverride && schedule && gap.to > now && (
                    <Button size="compact-sm" onClick={() => onOverride(schedule, wholeGap(roster, gap))}>
                      {t.override.fill}
                      <span className="hidden"> {spanText(gap, zone)}</span>
                    </Button>
                  )}
                </li>
              ))}
              {within(roster.shifts, span).map((shift) => (
                <li key={`${shift.person} ${shift.from}`}>
                  <strong>{shift.name}</strong> {spanText(shift, zone, roster.timeZone)}
                  <div className="muted">{sentenceSaid(shift.because)}</div>
                </li>
              ))}
              {others.map((one) => (
                <li key={`${one.kind} ${one.id} ${one.person} ${one.from} ${one.replaces}`} className="muted">
                  {t.calendar.layers[one.kind]}
                  {one.kind === "holiday" && ` ${one.id}`}: {layerText(one, nameOf)},{" "}
                  {spanText(one, zone, roster.timeZone)}
                  {one.note && ` — ${one.note}`}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
