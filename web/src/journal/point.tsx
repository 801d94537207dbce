import { Button, SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { whoSaid } from "../actors.ts";
import { useCalled } from "../api/use-named.ts";
import { Chart, type ChartProps } from "../chart/chart.tsx";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import type { PointValues } from "./contract.ts";
import { JournalLink } from "./link.tsx";
import { pointValuesQuery } from "./queries.ts";
import "../styles/journal.css";

const SPANS = [1, 8, 24, 168, 744] as const;
const SHAPES = { activate: "up", acknowledge: "round", return: "down" } as const;

type Range = { readonly hours: number } | { readonly from: number; readonly to: number };

/** What a point measured, with its limits and what its alarms did. */
export function PointTrendPage() {
  const { source, point } = useParams({ from: "/points/$source/$point" });
  const [range, setRange] = useState<Range>({ hours: 24 });
  const values = useQuery({ ...pointValuesQuery(source, point, range), placeholderData: keepPreviousData });
  const { data } = values;
  const sourceName = useCalled("source");
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{data?.name ?? point}</h1>
        <Button className="no-print" variant="default" onClick={() => window.print()}>
          {t.journal.print}
        </Button>
      </div>
      <p className="muted">
        {sourceName(source)} · {point}
      </p>
      <div className="row-wrap no-print">
        <SegmentedControl
          aria-label={t.journal.time}
          value={"hours" in range ? String(range.hours) : ""}
          onChange={(hours) => setRange({ hours: Number(hours) })}
          data={SPANS.map((hours) => ({ value: String(hours), label: t.journal.spans[hours] }))}
        />
        {data && (
          <>
            <Button variant="default" onClick={() => setRange(moved(data, -1))}>
              {t.journal.earlier}
            </Button>
            <Button variant="default" disabled={"hours" in range} onClick={() => setRange(moved(data, 1))}>
              {t.journal.later}
            </Button>
          </>
        )}
      </div>
      <Loading of={values} what={t.journal.trend} />
      {data && data.items.length === 0 && <Empty title={t.journal.noValues} hint={t.journal.noValuesHint} />}
      {data && data.items.length > 0 && <Trend values={data} onRange={(from, to) => setRange({ from, to })} />}
      {data && data.marks.length > 0 && (
        <section>
          <h2>{t.journal.alarmsOfPoint}</h2>
          <ul className="plain" data-testid="marks">
            {data.marks.toReversed().map((mark) => (
              <li key={`${mark.at} ${mark.alarm} ${mark.what}`}>
                <time>{dateTime(mark.at)}</time> {markOf(mark)} ·{" "}
                <Link to="/alarms/$id" params={{ id: String(mark.alarm) }}>
                  {t.deliveries.alarm(mark.alarm)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="no-print">
        <JournalLink search={{ source, point }}>{t.journal.allOfPoint}</JournalLink>
      </p>
    </section>
  );
}

function Trend({ values, onRange }: { values: PointValues; onRange: (from: number, to: number) => void }) {
  const chart = useMemo((): ChartProps => chartOf(values), [values]);
  return (
    <Chart {...chart} onRange={onRange}>
      {values.thinned && <p className="muted">{t.journal.thinned}</p>}
    </Chart>
  );
}

/** The values of a point as a chart. What held last holds until the end of the time that is shown. */
export function chartOf(values: PointValues): ChartProps {
  const { items, steps, unit, name, from, to, limits, marks } = values;
  const last = items.at(-1);
  const held = steps && last ? [...items, { at: to, value: last.value }] : items;
  return {
    title: `${name}${unit === null ? "" : ` (${unit})`}, ${dateTime(from)} – ${dateTime(to)}`,
    along: held.map(({ at }) => at),
    series: [
      { label: name, kind: steps ? "steps" : "line", unit: unit ?? undefined, values: held.map(({ value }) => value) },
    ],
    range: [from, to],
    limits: limits.map(({ condition, value, side, deadband, priority }) => ({
      label: `${t.condition(condition)} (${t.priority[priority]})`,
      value,
      side,
      deadband,
    })),
    marks: marks.map((mark) => ({ at: mark.at, label: markOf(mark), shape: SHAPES[mark.what] })),
    height: 320,
  };
}

function markOf({ what, condition, actor }: PointValues["marks"][number]): string {
  return what === "acknowledge"
    ? `${t.input(what)} (${t.condition(condition)}, ${whoSaid(actor)})`
    : `${t.input(what)} (${t.condition(condition)})`;
}

/** The time before or after the one that is shown. */
function moved({ from, to }: PointValues, by: 1 | -1): Range {
  const length = to - from;
  return { from: from + by * length, to: to + by * length };
}
