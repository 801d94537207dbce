import { lazy, type ReactNode, Suspense, useId, useState } from "react";
import { t } from "../page-texts.ts";
import "../styles/chart.css";
import { DataTable } from "./data-table.tsx";

/** What is drawn of one series; `null` is a gap. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** `steps`: a value holds until the next one. `points`: nothing lies between them. */
  readonly kind: "line" | "steps" | "bars" | "points";
  readonly unit?: string | undefined;
  /** A CSS variable; absent: one of the chart's own, by the place of the series. */
  readonly color?: `--${string}` | undefined;
}

/** A line across the chart, with the stretch of its deadband beside it. */
export interface ChartLimit {
  readonly value: number;
  readonly label: string;
  readonly side: "above" | "below" | "at";
  readonly deadband?: number | undefined;
  readonly color?: `--${string}` | undefined;
}

/** A stretch of time that stands out: a flood, an alarm that stood. */
export interface ChartBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

export const MARK_SHAPES = ["up", "round", "down"] as const;
/** A moment. Its shape says what happened, and so does its label. */
export interface ChartMark {
  readonly at: number;
  readonly label: string;
  readonly shape: (typeof MARK_SHAPES)[number];
}

export interface ChartProps {
  /** What the chart shows, for everybody. */
  readonly title: string;
  /** Moments in ms, rising, as many as each series has values; or words, for bars that stand side by side. */
  readonly along: readonly number[] | readonly string[];
  readonly series: readonly ChartSeries[];
  /** From when to when; absent: as far as the values go. */
  readonly range?: readonly [from: number, to: number] | undefined;
  readonly limits?: readonly ChartLimit[] | undefined;
  readonly bands?: readonly ChartBand[] | undefined;
  readonly marks?: readonly ChartMark[] | undefined;
  /** What the axes count, beside them; absent: the unit of all series. */
  readonly axes?: { readonly along: string; readonly values: string } | undefined;
  /** In px. */
  readonly height?: number | undefined;
  /** IANA name; absent: the viewer's own. */
  readonly zone?: string | undefined;
  /** Somebody chose a stretch of time with the mouse, or asked with the keyboard for a closer or wider view. */
  readonly onRange?: ((from: number, to: number) => void) | undefined;
  /** Beneath the title. */
  readonly children?: ReactNode;
}

const Plot = lazy(() => import("./plot.tsx"));

/**
 * A chart that can be read without seeing it: arrow keys go from value to value, and all values stand in a table. The
 * library that draws comes only when there is something to draw.
 */
export function Chart(props: ChartProps) {
  const { title, along, series, limits = [], marks = [], height = 260, children } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {children}
      {along.length === 0 ? (
        <p className="muted">{t.chart.empty}</p>
      ) : (
        <Suspense fallback={<p role="status">{t.common.loading(title)}</p>}>
          <Plot {...props} height={height} />
        </Suspense>
      )}
      <ul className="chart-key" aria-label={t.chart.key}>
        {(series.length > 1 || limits.length + marks.length > 0) &&
          series.map(({ label, color, kind }, place) => (
            <li key={label}>
              <svg width="26" height="10" aria-hidden="true" data-series={color ? undefined : place % 5}>
                {kind === "points" ? (
                  <circle cx="13" cy="5" r="4.5" fill={color && `var(${color})`} />
                ) : kind === "bars" ? (
                  <rect x="7" y="0" width="12" height="10" fill={color && `var(${color})`} />
                ) : (
                  <line
                    x1="0"
                    y1="5"
                    x2="26"
                    y2="5"
                    stroke={color && `var(${color})`}
                    strokeDasharray={dashOf(place)}
                  />
                )}
              </svg>
              {label}
            </li>
          ))}
        {MARK_SHAPES.filter((shape) => marks.some((mark) => mark.shape === shape)).map((shape) => (
          <li key={shape}>
            <svg width="12" height="12" aria-hidden="true">
              <path d={SHAPES[shape]} />
            </svg>
            {t.chart.shapes[shape]}
          </li>
        ))}
      </ul>
      {along.length > 0 && (
        <details className="chart-table" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{t.chart.asTable(along.length)}</summary>
          {open && <DataTable {...props} />}
        </details>
      )}
    </figure>
  );
}

const SHAPES = { up: "M6 1 L11 11 L1 11 Z", down: "M1 1 L11 1 L6 11 Z", round: "M6 1 A5 5 0 1 1 5.99 1 Z" };

/** Series differ by their strokes too, and not by colour alone. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4]];

export function strokeOf(place: number): number[] {
  return [...(DASHES[place % DASHES.length] ?? [])];
}

function dashOf(place: number): string | undefined {
  return strokeOf(place).join(" ") || undefined;
}
