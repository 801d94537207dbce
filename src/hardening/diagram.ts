import { portsOf } from "./firewall/rules.ts";
import type { Flow, Matrix } from "./flow.ts";

const ROW = 26;
const TOP = 74;
const WIDTH = 1180;
const COLUMNS = { from: 20, to: 470, port: 800, how: 950 } as const;

/**
 * Three pictures one below the other, as SVG: modules among each other, Tocsin and its database, and everything that goes
 * in from and out to the rest. Each arrow is a flow of the matrix.
 */
export function diagram(matrix: Matrix): string {
  const parts: [title: string, fits: (flow: Flow) => boolean][] = [
    ["Between modules", ({ zone }) => zone.from === "modules" || zone.to === "modules"],
    ["To the database", ({ zone }) => zone.to === "database"],
    ["In from people, programs and devices", ({ direction, zone }) => direction !== "out" && zone.from !== "modules"],
    [
      "Out to devices and services",
      ({ direction, zone }) => direction === "out" && zone.to !== "database" && zone.to !== "modules",
    ],
  ];
  const lines: string[] = [];
  let y = TOP;
  for (const [title, fits] of parts) {
    const flows = matrix.flows.filter(fits);
    lines.push(text(COLUMNS.from, y, title, "title"));
    y += ROW;
    if (flows.length === 0) {
      const local = title === "To the database" && matrix.sockets.some(({ id }) => id === "database-local");
      lines.push(text(COLUMNS.from, y, local ? "By a socket on this machine: no port." : "None.", "muted"));
      y += ROW;
    }
    for (const flow of flows) {
      lines.push(...arrow(flow, y));
      y += ROW;
    }
    y += ROW / 2;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="Ports of ${escaped(matrix.node)}">`,
    "<style>text{font:14px sans-serif;fill:#1b1f24}.head{font-size:20px}.title{font-weight:bold}.muted{fill:#57606a}line{stroke:#1b1f24;stroke-width:1.5}.clear{stroke-dasharray:6 4}</style>",
    '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs>',
    `<rect width="${WIDTH}" height="${y}" fill="#ffffff"/>`,
    text(COLUMNS.from, 30, `Ports of ${matrix.node}`, "head"),
    text(COLUMNS.from, 50, `Matrix ${matrix.hash.slice(0, 16)}. Dashed: not encrypted.`, "muted"),
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}

function arrow(flow: Flow, y: number): string[] {
  const { initiator, listener, transport, app, encrypted, zone, id } = flow;
  const end = ({ kind, instance, address }: Flow["initiator"], where: string) =>
    `${kind} ${instance}${address === null ? "" : ` (${address})`}, ${where}`;
  return [
    text(COLUMNS.from, y, end(initiator, zone.from)),
    `<line x1="${COLUMNS.to - 60}" y1="${y - 5}" x2="${COLUMNS.to - 8}" y2="${y - 5}" marker-end="url(#tip)"${encrypted === "no" ? ' class="clear"' : ""}/>`,
    text(COLUMNS.to, y, end(listener, zone.to)),
    text(COLUMNS.port, y, `${portsOf(listener)}/${transport} ${app}`),
    text(COLUMNS.how, y, id, "muted"),
  ];
}

function text(x: number, y: number, content: string, style?: string): string {
  return `<text x="${x}" y="${y}"${style === undefined ? "" : ` class="${style}"`}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(
    /[&<>"]/g,
    (found) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[found] ?? found,
  );
}
