import type uPlot from "uplot";
import type { ChartBand, ChartLimit, ChartMark } from "./chart.tsx";
import { letters, palette } from "./palette.ts";

/** Stretches of time and deadbands, behind the values. */
export function drawGround(u: uPlot, bands: readonly ChartBand[], limits: readonly ChartLimit[]): void {
  within(u, (context) => {
    const { left, top, width, height } = u.bbox;
    context.globalAlpha = 0.14;
    for (const band of bands) {
      const from = u.valToPos(band.from, "x", true);
      const to = u.valToPos(band.to, "x", true);
      context.fillStyle = palette("--bad");
      context.fillRect(from, top, Math.max(1, to - from), height);
    }
    for (const { value, side, deadband = 0, color = "--bad" } of limits) {
      if (deadband === 0 || side === "at") continue;
      const line = u.valToPos(value, "y", true);
      const edge = u.valToPos(side === "above" ? value - deadband : value + deadband, "y", true);
      context.fillStyle = palette(color);
      context.fillRect(left, Math.min(line, edge), width, Math.abs(edge - line));
    }
  });
}

/** Limits with their names and moments with their shapes, in front of the values. */
export function drawFront(u: uPlot, limits: readonly ChartLimit[], marks: readonly ChartMark[]): void {
  within(u, (context) => {
    const ratio = devicePixelRatio;
    const { left, top, width, height } = u.bbox;
    context.font = letters(12 * ratio);
    for (const { value, label, side, color = "--bad" } of limits) {
      const y = u.valToPos(value, "y", true);
      context.strokeStyle = palette(color);
      context.lineWidth = 1.5 * ratio;
      context.setLineDash([6 * ratio, 4 * ratio]);
      path(context, [left, y], [left + width, y]);
      context.fillStyle = palette("--text");
      context.textAlign = "right";
      context.textBaseline = side === "below" ? "top" : "bottom";
      context.fillText(label, left + width - 4 * ratio, y + (side === "below" ? 3 : -3) * ratio);
    }
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.lineWidth = ratio;
    for (const { at, shape } of marks) {
      const x = u.valToPos(at, "x", true);
      context.strokeStyle = palette("--muted");
      path(context, [x, top], [x, top + height]);
      context.fillStyle = palette("--text");
      drawShape(context, shape, x, top + 7 * ratio, 5 * ratio);
    }
  });
}

function drawShape(context: CanvasRenderingContext2D, shape: ChartMark["shape"], x: number, y: number, r: number) {
  context.beginPath();
  if (shape === "round") context.arc(x, y, r, 0, Math.PI * 2);
  else {
    const tip = shape === "up" ? -r : r;
    context.moveTo(x, y + tip);
    context.lineTo(x + r, y - tip);
    context.lineTo(x - r, y - tip);
  }
  context.fill();
}

function path(context: CanvasRenderingContext2D, ...points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

/** Draws nothing outside the plot, and leaves the brush as it was. */
function within(u: uPlot, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx: context } = u;
  const { left, top, width, height } = u.bbox;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw(context);
  context.restore();
}
