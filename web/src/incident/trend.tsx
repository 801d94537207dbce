import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo, useState } from "react";
import { Problem } from "../api/client.ts";
import { Chart, type ChartMark } from "../chart/chart.tsx";
import { t } from "../page-texts.ts";
import { Loading } from "../shell/problem.tsx";
import { dateTime, serverNow, span } from "../time.ts";
import { trendQuery } from "./queries.ts";

const SHAPES = { activate: "up", acknowledge: "round", return: "down" } as const satisfies Record<
  string,
  ChartMark["shape"]
>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPANS_MS = [HOUR_MS / 6, HOUR_MS, 8 * HOUR_MS, DAY_MS, 7 * DAY_MS] as const;

interface TrendProps {
  /** Its id. */
  readonly alarm: number;
  readonly source: string;
  readonly point: string;
  readonly raisedAt: number | null;
}

/** The value of the alarm's point over time, with its limits and when this alarm was raised, acknowledged and cleared. */
export const Trend = memo(function Trend({ alarm, source, point, raisedAt }: TrendProps) {
  // The shortest that shows how it came to it.
  const [spanMs, setSpan] = useState(() => SPANS_MS.find((one) => one > serverNow() - (raisedAt ?? 0)) ?? DAY_MS);
  const query = useQuery(trendQuery(source, point, spanMs));
  const { data, error } = query;
  const isUnknown = error instanceof Problem && error.status === 404;
  const last = data?.items.findLast(({ value }) => value !== null);
  return (
    <section className="card" data-testid="trend">
      <h2>{t.incident.trend}</h2>
      {!isUnknown && <Loading of={query} what={t.incident.trend} />}
      {(isUnknown || data?.items.length === 0) && <p className="muted">{t.incident.noTrend}</p>}
      {data && last && (
        <>
          <p className="trend-now" aria-live="off">
            <strong>
              {last.value?.toLocaleString(t.locale)} {data.unit}
            </strong>{" "}
            <span className="muted">{dateTime(last.at)}</span>
          </p>
          <NativeSelect
            label={t.incident.trendSpan}
            value={String(spanMs)}
            onChange={(event) => setSpan(Number(event.currentTarget.value))}
            data={SPANS_MS.map((one) => ({ value: String(one), label: span(one) }))}
          />
          <Chart
            title={t.incident.trendOf(data.name, span(spanMs))}
            along={data.items.map(({ at }) => at)}
            series={[
              {
                label: data.name,
                values: data.items.map(({ value }) => value),
                kind: data.steps ? "steps" : "line",
                unit: data.unit ?? undefined,
              },
            ]}
            range={[data.from, data.to]}
            limits={data.limits.map(({ condition, value, side, deadband }) => ({
              label: t.condition(condition),
              value,
              side,
              deadband,
            }))}
            marks={data.marks
              .filter((mark) => mark.alarm === alarm)
              .map(({ at, what }) => ({ at, label: t.incident.marks[what], shape: SHAPES[what] }))}
            height={200}
          />
        </>
      )}
    </section>
  );
});
