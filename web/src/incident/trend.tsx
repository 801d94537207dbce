import { useQuery } from "@tanstack/react-query";
import { Problem } from "../api/client.ts";
import type { AlarmView } from "../api/contract.ts";
import { Chart, type ChartMark } from "../chart/chart.tsx";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { trendQuery } from "./queries.ts";

const SHAPES = { activate: "up", acknowledge: "round", return: "down" } as const satisfies Record<
  string,
  ChartMark["shape"]
>;

/** The value of the alarm's point over the last day, with its limits and when this alarm was raised, acknowledged and cleared. */
export function Trend({ alarm }: { alarm: AlarmView }) {
  const query = useQuery(trendQuery(alarm.source, alarm.point));
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
          <Chart
            title={t.incident.trendOf(data.name)}
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
              label: condition,
              value,
              side,
              deadband,
            }))}
            marks={data.marks
              .filter((mark) => mark.alarm === alarm.id)
              .map(({ at, what }) => ({ at, label: t.incident.marks[what], shape: SHAPES[what] }))}
            height={200}
          />
        </>
      )}
    </section>
  );
}
