import { Button, NativeSelect } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { OWN_ZONE } from "../instant.ts";
import { t } from "../page-texts.ts";
import { useOnPaper } from "../shell/on-paper.ts";
import { PaperHead } from "../shell/paper-head.tsx";
import { Loading } from "../shell/problem.tsx";
import "../styles/paper.css";
import type { Roster, Schedule, Span } from "./contract.ts";
import { DayDetail } from "./day-detail.tsx";
import { beginsAt, type Day, dayOf, daysFrom, monthOf, plusDays, plusMonths, weekOf } from "./days.ts";
import { DayGrid, type GridRow } from "./grid.tsx";
import { ClockChange, FinalPieces, LayerPieces } from "./pieces.tsx";
import { rosterQuery } from "./queries.ts";
import { useMinute } from "./use-minute.ts";
import { zoned } from "./zoned.ts";

const VIEWS = ["month", "week", "list"] as const;
type View = (typeof VIEWS)[number];

/** A sheet of paper is narrow too, and has no time to load another view. */
const NARROW = window.matchMedia("screen and (max-width: 799px)");
function useNarrow(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      NARROW.addEventListener("change", watcher);
      return () => NARROW.removeEventListener("change", watcher);
    },
    () => NARROW.matches,
  );
}

interface CalendarProps {
  readonly schedules: readonly Schedule[];
  readonly nameOf: (person: string) => string;
  /** null: whoever looks may not change it. */
  readonly onOverride: ((schedule: Schedule, span: Span) => void) | null;
}

/** The duty of a month or a week, of one schedule or all: a grid, on a narrow screen a list. */
export function Calendar({ schedules, nameOf, onOverride }: CalendarProps) {
  const now = useMinute();
  const narrow = useNarrow();
  const onPaper = useOnPaper();
  const [wanted, setView] = useState<View | null>(null);
  const view = wanted ?? (narrow ? "list" : "month");
  const [which, setWhich] = useState("");
  const [zone, setZone] = useState(OWN_ZONE);
  const [shown, setShown] = useState<Day>(() => dayOf(now, OWN_ZONE));
  const [selection, setSelection] = useState<Span | null>(null);

  const weeks =
    view === "month" ? monthOf(shown, zone) : [view === "week" ? weekOf(shown, zone) : daysFrom(shown, zone)];
  const days = weeks.flat();
  const span = { from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 };
  const scheduleOf = (id: string) => schedules.find((one) => one.id === id);
  const chosen = which === "" ? schedules : schedules.filter(({ id }) => id === which);
  const queries = useQueries({ queries: chosen.map(({ id }) => rosterQuery(id, span)) });
  const rosters = queries.flatMap(({ data }) => (data ? [sinceBegun(data, scheduleOf(data.schedule), now)] : []));
  const failed = queries.find(({ error }) => error) ?? queries.find(({ data }) => !data);
  const zones = [...new Set([OWN_ZONE, ...chosen.map(({ timeZone }) => timeZone)])];

  const turn = (by: number) => {
    setSelection(null);
    setShown(view === "month" ? plusMonths(shown, by, zone) : plusDays(shown, 7 * by, zone));
  };
  const title =
    view === "month"
      ? zoned(shown.from, zone, "month")
      : t.calendar.week(zoned(span.from, zone, "day"), zoned(span.to - 1, zone, "day"));

  const detail = selection && (
    <DayDetail
      span={selection}
      rosters={rosters}
      scheduleOf={scheduleOf}
      zone={zone}
      now={now}
      nameOf={nameOf}
      onOverride={onOverride}
    />
  );

  return (
    <section className="stack duty-calendar" aria-label={t.calendar.title}>
      {onPaper && <PaperHead covers={[`${t.calendar.title}: ${title}.`, t.calendar.times(zone)]} />}
      <div className="head duty-bar">
        <h2 aria-live="polite">{title}</h2>
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" onClick={() => turn(-1)}>
            ‹ {t.calendar.back[view]}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setShown(dayOf(now, zone))}>
            {t.calendar.toToday}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => turn(1)}>
            {t.calendar.on[view]} ›
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => window.print()}>
            {t.calendar.print}
          </Button>
        </div>
      </div>
      <div className="form-row duty-bar">
        <NativeSelect
          label={t.calendar.which}
          value={which}
          onChange={(event) => setWhich(event.currentTarget.value)}
          data={[
            { value: "", label: t.calendar.all },
            ...schedules.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <NativeSelect
          label={t.calendar.view}
          value={view}
          onChange={(event) => setView(VIEWS.find((one) => one === event.currentTarget.value) ?? "month")}
          data={VIEWS.map((value) => ({ value, label: t.calendar.views[value] }))}
        />
        <NativeSelect
          label={t.calendar.zone}
          value={zone}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setSelection(null);
            setZone(value);
            setShown(dayOf(shown.from + 43_200_000, value));
          }}
          data={zones.map((value) => ({ value, label: value === OWN_ZONE ? t.calendar.ownZone(value) : value }))}
        />
      </div>
      {failed && <Loading of={failed} what={t.calendar.title} />}
      {view === "list" ? (
        <DayList
          days={days}
          rosters={rosters}
          scheduleOf={scheduleOf}
          zone={zone}
          now={now}
          selection={selection}
          onSelect={setSelection}
          detail={detail}
        />
      ) : (
        <DayGrid
          key={`${view} ${zone} ${which}`}
          label={title}
          rows={view === "month" ? monthRows(weeks) : weekRows(days, rosters, scheduleOf)}
          zone={zone}
          now={now}
          datesInCells={view === "month"}
          isOutside={(day) => view === "month" && day.month !== shown.month}
          selection={selection}
          onSelect={setSelection}
          onPage={turn}
          cell={(row, day) => (
            <Cell now={now} row={row} day={day} rosters={rosters} scheduleOf={scheduleOf} zone={zone} nameOf={nameOf} />
          )}
        />
      )}
      {view !== "list" && <p className="muted duty-bar">{t.calendar.keys}</p>}
      {view !== "list" && detail}
    </section>
  );
}

/** Without the time that had passed before its schedule began: nobody missed anything then. */
function sinceBegun(roster: Roster, schedule: Schedule | undefined, now: number): Roster {
  const began = Math.min(now, schedule ? beginsAt(schedule) : 0);
  return {
    ...roster,
    gaps: roster.gaps.flatMap((gap) => (gap.to <= began ? [] : [{ ...gap, from: Math.max(gap.from, began) }])),
  };
}

function monthRows(weeks: readonly Day[][]): GridRow[] {
  return weeks.map((days) => ({ key: String(days[0]?.from), head: null, days }));
}

/** For each schedule its layers from the lowest up, and who is really on duty. */
function weekRows(
  days: readonly Day[],
  rosters: readonly Roster[],
  scheduleOf: (id: string) => Schedule | undefined,
): GridRow[] {
  return rosters.flatMap((roster) => {
    const name = scheduleOf(roster.schedule)?.name ?? roster.schedule;
    const overrides = roster.layers.some(({ kind }) => kind === "override");
    return [
      ...roster.layers
        .filter(({ kind }) => kind !== "override")
        .map((layer) => ({
          key: `${roster.schedule} ${layer.kind} ${layer.id}`,
          head: (
            <>
              {t.calendar.layers[layer.kind]} <div className="muted">{layer.id}</div>
            </>
          ),
          days,
        })),
      ...(overrides ? [{ key: `${roster.schedule} override`, head: t.calendar.layers.override, days }] : []),
      { key: `${roster.schedule} final`, head: <strong>{name}</strong>, days },
    ];
  });
}

interface CellProps {
  readonly now: number;
  readonly row: GridRow;
  readonly day: Day;
  readonly rosters: readonly Roster[];
  readonly scheduleOf: (id: string) => Schedule | undefined;
  readonly zone: string;
  readonly nameOf: (person: string) => string;
}

function Cell({ row, day, rosters, scheduleOf, zone, now, nameOf }: CellProps) {
  if (row.head === null) {
    return rosters.map((roster) => (
      <FinalPieces
        key={roster.schedule}
        roster={roster}
        span={day}
        zone={zone}
        now={now}
        {...(rosters.length > 1 ? { name: scheduleOf(roster.schedule)?.name ?? roster.schedule } : {})}
      />
    ));
  }
  for (const roster of rosters) {
    if (row.key === `${roster.schedule} final`) return <FinalPieces roster={roster} span={day} zone={zone} now={now} />;
    const layers = roster.layers.filter(({ kind, id }) =>
      kind === "override" ? row.key === `${roster.schedule} override` : row.key === `${roster.schedule} ${kind} ${id}`,
    );
    if (layers.length > 0) {
      return <LayerPieces spans={layers.flatMap(({ spans }) => spans)} span={day} zone={zone} nameOf={nameOf} />;
    }
  }
  return null;
}

function DayList({
  days,
  rosters,
  scheduleOf,
  zone,
  now,
  selection,
  onSelect,
  detail,
}: Omit<CellProps, "row" | "day" | "nameOf"> & {
  days: readonly Day[];
  selection: Span | null;
  onSelect: (span: Span | null) => void;
  /** Of the day that was selected: it stands where it was asked for. */
  detail: ReactNode;
}) {
  const today = dayOf(now, zone).from;
  return (
    <ol className="plain stack">
      {days.map((day) => (
        <li key={day.from} className="card" aria-current={day.from === today ? "date" : undefined}>
          <div className="head">
            <h3>
              {zoned(day.from, zone, "day")}
              {day.from === today && <span className="duty-today"> {t.calendar.today}</span>}
            </h3>
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={selection?.from === day.from}
              onClick={() => onSelect(selection?.from === day.from ? null : day)}
            >
              {t.calendar.why}
              <span className="hidden"> {zoned(day.from, zone, "date")}</span>
            </Button>
          </div>
          <ClockChange day={day} />
          {rosters.map((roster) => (
            <FinalPieces
              key={roster.schedule}
              roster={roster}
              span={day}
              zone={zone}
              now={now}
              name={scheduleOf(roster.schedule)?.name ?? roster.schedule}
            />
          ))}
          {selection?.from === day.from && detail}
        </li>
      ))}
    </ol>
  );
}
