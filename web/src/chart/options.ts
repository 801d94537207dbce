import uPlot from "uplot";
import { t } from "../texts.ts";
import { numberOf, timeLabels, unitOf, valueRange, wordsShown } from "./axis.ts";
import { type ChartProps, type ChartSeries, strokeOf } from "./chart.tsx";
import { drawFront, drawGround } from "./drawings.ts";
import { letters, palette } from "./palette.ts";

/** What uPlot is told. @param given what the chart shows at the moment of drawing */
export function optionsOf(
  given: () => ChartProps,
  width: number,
  told: { readonly cursor: (index: number | null) => void },
): uPlot.Options {
  const { along, series, height = 260, zone, axes } = given();
  const words = typeof along[0] === "string";
  const grid = { stroke: () => palette("--line"), width: 1 };
  const axis = { stroke: () => palette("--muted"), grid, ticks: grid, font: letters(12) };
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, drag: { x: given().onRange !== undefined, y: false, setScale: false } },
    scales: {
      x: { time: !words, range: (_, low, high) => alongRange(given(), low, high) },
      y: { range: () => valueRange(given().series, given().limits ?? []) },
    },
    axes: [
      words
        ? {
            ...axis,
            ...labelled(axes?.along ?? ""),
            splits: (u) => wordsShown(given().along as string[], u.width - AXIS),
            values: (_, places) => places.map((place) => String(given().along[place] ?? "")),
          }
        : {
            ...axis,
            ...labelled(axes?.along ?? ""),
            size: 44,
            space: 70,
            values: (_, ticks, __, ___, step) => timeLabels(ticks, step, t.locale, zone),
          },
      {
        ...axis,
        size: (_, values) => 22 + 7 * Math.max(4, ...(values ?? []).map((value) => value.length)),
        values: (_, ticks) => ticks.map((tick) => numberOf(tick, "")),
        // Half an alarm would look like a measurement.
        ...(isCounted(series) ? { incrs: WHOLE_STEPS } : {}),
        ...labelled(axes?.values ?? unitOf(series)),
      },
    ],
    ...(zone === undefined ? {} : { tzDate: (ms: number) => uPlot.tzDate(new Date(ms), zone) }),
    series: [{}, ...series.map(drawnAs)],
    hooks: {
      drawClear: [(u) => drawGround(u, given().bands ?? [], given().limits ?? [])],
      draw: [(u) => drawFront(u, given().limits ?? [], given().marks ?? [])],
      setCursor: [(u) => told.cursor(u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          if (u.select.width < 4) return;
          given().onRange?.(u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x"));
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

/** Bars of whole numbers count things; a measurement may be whole by chance. */
function isCounted(series: readonly ChartSeries[]): boolean {
  return series.every(
    ({ kind, unit, values }) =>
      kind === "bars" && unit === undefined && values.every((value) => value === null || Number.isInteger(value)),
  );
}

/** In px: what the axis of the values takes of the width. */
const AXIS = 80;

function labelled(label: string): Pick<uPlot.Axis, "label" | "labelSize" | "labelFont"> {
  return label === "" ? {} : { label, labelSize: 18, labelFont: letters(12) };
}

/** The values as uPlot takes them. */
export function dataOf({ along, series }: ChartProps): uPlot.AlignedData {
  const places = typeof along[0] === "string" ? along.map((_, place) => place) : ([...along] as number[]);
  return [places, ...series.map(({ values }) => [...values])];
}

function drawnAs({ label, kind, color }: ChartSeries, place: number): uPlot.Series {
  const stroke = () => palette(color ?? `--chart-${place % 5}`);
  if (kind === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.7, 60] }) ?? (() => null);
    return { label, stroke, fill: stroke, paths, points: { show: false } };
  }
  if (kind === "points") {
    return { label, stroke, paths: () => null, points: { show: true, size: 10, width: 2, fill: stroke } };
  }
  const base = { label, stroke, width: 1.5, dash: strokeOf(place), spanGaps: false };
  const steps = kind === "steps" ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return steps ? { ...base, paths: steps } : base;
}

function alongRange({ along, range, series }: ChartProps, low: number | null, high: number | null): [number, number] {
  if (typeof along[0] === "string") return [-0.5, along.length - 0.5];
  if (range) return [range[0], range[1]];
  const [from, to] = [low ?? 0, high ?? 1];
  // A bar stands on its moment: half of the first and of the last one would be cut off.
  const half = series.some(({ kind }) => kind === "bars") ? (to - from) / Math.max(1, along.length - 1) / 2 : 0;
  return from === to ? [from - 1000, to + 1000] : [from - half, to + half];
}
