import { t } from "../page-texts.ts";
import { Table } from "../shell/table.tsx";
import { numberOf, unitOf } from "./axis.ts";
import type { ChartProps } from "./chart.tsx";

/** More rows than this would hold up the page; the chart's time can be narrowed. */
const ROWS = 2000;

/** Every value of a chart, and every moment that is marked in it. */
export function DataTable({ title, along, series, marks = [], limits = [], zone }: ChartProps) {
  const moment = new Intl.DateTimeFormat(t.locale, { dateStyle: "short", timeStyle: "medium", timeZone: zone });
  const first = Math.max(0, along.length - ROWS);
  return (
    <>
      {first > 0 && <p className="muted">{t.chart.onlyLast(ROWS)}</p>}
      <Table
        label={title}
        columns={[
          typeof along[0] === "string" ? t.chart.name : t.chart.at,
          ...series.map(({ label, unit }) => (unit ? `${label} (${unit})` : label)),
        ]}
        testId="chart-values"
      >
        {along.slice(first).map((at, index) => (
          // biome-ignore lint: two values may have come at one moment
          <tr key={first + index}>
            <th scope="row">{typeof at === "number" ? moment.format(at) : at}</th>
            {series.map(({ label, values }) => (
              <td key={label}>{numberOf(values[first + index], t.chart.noValue)}</td>
            ))}
          </tr>
        ))}
      </Table>
      {marks.length > 0 && (
        <Table label={t.chart.marks} columns={[t.chart.at, t.chart.what]} testId="chart-marks">
          {marks.map(({ at, label }, index) => (
            <tr key={`${at} ${index}`}>
              <th scope="row">{moment.format(at)}</th>
              <td>{label}</td>
            </tr>
          ))}
        </Table>
      )}
      {limits.length > 0 && (
        <Table label={t.chart.limits} columns={[t.chart.limit, t.chart.value]} testId="chart-limits">
          {limits.map(({ label, value, side }) => (
            <tr key={`${label} ${value} ${side}`}>
              <th scope="row">{label}</th>
              <td>
                {t.chart.sides[side]} {numberOf(value, "")} {unitOf(series)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
