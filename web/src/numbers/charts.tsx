import { Chart, type ChartLimit } from "../chart/chart.tsx";
import { zoneName } from "../instant.ts";
import { t } from "../page-texts.ts";
import { span } from "../time.ts";
import type { Numbers } from "./queries.ts";

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;
const WANTED = { low: 0.8, medium: 0.15, high: 0.05, critical: 0.01, "life-safety": null } as const;
const DAY = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short", timeZone: "UTC" });

const percent = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 10);

/** The distribution, and not only the mean: each chart has its values as a table beneath it. */
export function Charts({ numbers, onRange }: { numbers: Numbers; onRange: (from: number, to: number) => void }) {
  const { figures, from, to, isOnePosition } = numbers;
  const { series, floods, distribution, dayPoints, stale, priorities } = figures;
  const words = t.numbers.charts;
  // Limits per 10 minutes hold for wider intervals in proportion.
  const times = series.widthMs / TEN_MINUTES_MS;
  const limits: ChartLimit[] = isOnePosition
    ? [
        { value: times, label: words.acceptable, side: "above" },
        { value: 2 * times, label: words.most, side: "above" },
      ]
    : [];
  return (
    <div className="numbers-charts">
      <Chart
        title={words.series}
        along={series.counts.map((_, place) => series.begin + place * series.widthMs)}
        range={[from, to]}
        series={[{ label: words.each(span(series.widthMs)), values: series.counts, kind: "bars" }]}
        limits={limits}
        axes={{
          along: series.widthMs >= DAY_MS ? words.days24(zoneName(to)) : words.time(zoneName(to)),
          values: words.alarms,
        }}
        bands={floods.list.map((flood) => ({ from: flood.start, to: flood.end ?? to, label: words.flood }))}
        onRange={onRange}
      />
      <Chart
        title={words.distribution}
        along={distribution.map((_, count) => (count === distribution.length - 1 ? `≥ ${count}` : `${count}`))}
        series={[{ label: words.intervals, values: distribution, kind: "bars" }]}
        axes={{ along: words.perInterval, values: words.intervals }}
      />
      {dayPoints.length > 1 && (
        <Chart
          title={words.days}
          along={dayPoints.map(({ at }) => DAY.format(at))}
          series={[
            { label: words.peak, values: dayPoints.map(({ max }) => max), kind: "bars" },
            { label: words.mean, values: dayPoints.map(({ mean }) => mean), kind: "line" },
          ]}
          limits={isOnePosition ? [{ value: 10, label: words.most, side: "above" }] : []}
          axes={{ along: words.day, values: words.perTen }}
        />
      )}
      <Chart
        title={words.priorities}
        along={priorities.map(({ priority }) => t.priority[priority])}
        series={[
          { label: words.share, values: priorities.map((one) => percent(one.share)), kind: "bars", unit: "%" },
          {
            label: words.wanted,
            values: priorities.map((one) => percent(WANTED[one.priority])),
            kind: "points",
            unit: "%",
          },
        ]}
      />
      {stale.days.length > 1 && (
        <Chart
          title={words.stale}
          along={stale.days.map((_, day) => DAY.format(stale.begin + day * DAY_MS))}
          series={[{ label: words.staleAlarms, values: stale.days, kind: "bars" }]}
          limits={isOnePosition ? [{ value: 5, label: words.fewer, side: "above" }] : []}
          axes={{ along: words.day, values: words.staleAlarms }}
        />
      )}
    </div>
  );
}
