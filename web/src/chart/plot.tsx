import "uplot/dist/uPlot.min.css";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { t } from "../page-texts.ts";
import { numberOf } from "./axis.ts";
import type { ChartProps } from "./chart.tsx";
import { dataOf, optionsOf } from "./options.ts";
import { onPalette } from "./palette.ts";

/** In px: what fits between the margins of A4. */
const PAPER_PX = 640;
/** How many values the page keys go past. */
const LEAP = 10;

/** The drawing itself. The library is loaded with this file. */
export default function Plot(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const given = useRef(props);
  const [index, setIndex] = useState<number | null>(null);
  const { along, series, height, zone } = props;
  const shape = JSON.stringify([
    series.map(({ label, kind, color, unit }) => [label, kind, color, unit]),
    zone,
    height,
    typeof along[0],
  ]);
  const words = typeof along[0] === "string" ? along.join("\n") : "";

  // biome-ignore lint: drawn anew only when its shape changes; values come by the effect below
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const u = new uPlot(
      optionsOf(() => given.current, element.clientWidth, { cursor: setIndex }),
      dataOf(given.current),
      element,
    );
    plot.current = u;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0) u.setSize({ width: element.clientWidth, height: u.height });
    });
    resized.observe(element);
    const leave = onPalette((onPaper) => {
      // A sheet is narrower than most screens, and what stands beyond its edge is cut off.
      const width = onPaper ? Math.min(u.width, PAPER_PX) : element.clientWidth;
      if (width > 0 && width !== u.width) u.setSize({ width, height: u.height });
      u.redraw(false, true);
    });
    return () => {
      leave();
      resized.disconnect();
      plot.current = null;
      u.destroy();
    };
  }, [shape, words]);

  useEffect(() => {
    given.current = props;
    plot.current?.setData(dataOf(props));
  }, [props]);

  const last = along.length - 1;
  const shown = index === null ? null : Math.min(index, last);

  function go(to: number): void {
    const u = plot.current;
    const place = Math.max(0, Math.min(last, to));
    const x = u?.data[0][place];
    if (u && x !== undefined) u.setCursor({ left: Math.max(0, u.valToPos(x, "x")), top: 0 });
    setIndex(place);
  }

  function zoom(factor: number): void {
    const { min, max } = plot.current?.scales["x"] ?? {};
    if (min === undefined || max === undefined) return;
    const at = typeof along[shown ?? -1] === "number" ? (along[shown ?? 0] as number) : (min + max) / 2;
    const half = ((max - min) * factor) / 2;
    props.onRange?.(Math.round(at - half), Math.round(at + half));
  }

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => go((shown ?? last + 1) - 1),
      ArrowRight: () => go((shown ?? -1) + 1),
      PageUp: () => go((shown ?? last) - LEAP),
      PageDown: () => go((shown ?? 0) + LEAP),
      Home: () => go(0),
      End: () => go(last),
      ...(props.onRange ? { "+": () => zoom(0.5), "-": () => zoom(2) } : {}),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  const said = shown === null ? t.chart.keys(props.onRange !== undefined) : sentenceOf(props, shown);
  return (
    <>
      <div
        ref={host}
        className="chart-plot"
        tabIndex={0}
        role="slider"
        aria-label={props.title}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={shown ?? 0}
        aria-valuetext={said}
        onKeyDown={pressed}
      />
      <p className="chart-said" aria-hidden="true" data-testid="chart-said">
        {said}
      </p>
    </>
  );
}

/** `12 May, 08:01:12 · Temperature 91.3 °C`. */
function sentenceOf({ along, series, zone }: ChartProps, index: number): string {
  const at = along[index];
  const when =
    typeof at === "number"
      ? new Intl.DateTimeFormat(t.locale, { dateStyle: "medium", timeStyle: "medium", timeZone: zone }).format(at)
      : at;
  const values = series.map(
    ({ label, values: all, unit }) => `${label} ${numberOf(all[index], t.chart.noValue)}${unit ? ` ${unit}` : ""}`,
  );
  return [when, ...values].join(" · ");
}
