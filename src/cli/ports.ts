import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { diagram } from "#hardening/diagram.ts";
import type { Finding } from "#hardening/findings.ts";
import { portsOf } from "#hardening/firewall/rules.ts";
import type { Matrix } from "#hardening/flow.ts";
import { lint } from "#hardening/lint.ts";
import { lintTable, readPortTable } from "#hardening/table-lint.ts";
import { conduitsOf } from "#hardening/zones-table.ts";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";

/** What `GET /api/v1/ports` answers. */
export interface PortsAnswer {
  readonly matrix: Matrix;
  readonly findings: readonly Finding[] | null;
  readonly unit: string | null;
}

/** Shows the port matrix of the running server. Exit code 1 when the machine or the lint finds something wrong. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...ASKING,
      zones: { type: "boolean", default: false },
      diagram: { type: "string" },
      table: { type: "string" },
    },
    allowPositionals: true,
  });
  const [what, ...more] = positionals;
  if (more.length > 0 || (what !== undefined && what !== "lint")) {
    throw new Fault("invalid", `"tocsin ports" knows only "lint" as a further word, found "${positionals.join(" ")}".`);
  }
  if (values.diagram !== undefined && values.diagram !== "svg") {
    throw new Fault("invalid", `--diagram can only be svg, found "${values.diagram}".`);
  }
  if (what === "lint" && values.table !== undefined) return lintFile(values.table, values.json);
  const { matrix, findings } = (await ask(values, "GET", "/api/v1/ports")) as PortsAnswer;
  if (what === "lint") return printLint(matrix, values.json);
  if (values.diagram !== undefined) process.stdout.write(diagram(matrix));
  else if (values.zones) printZones(matrix, values.json);
  else if (values.json) printJson({ matrix, findings });
  else print(matrix, findings);
  return (findings ?? []).some((one) => one.what !== "foreign") ? 1 : 0;
}

function print({ node, hash, flows, sockets, notes }: Matrix, findings: readonly Finding[] | null): void {
  console.log(`${node}, matrix ${hash.slice(0, 16)}`);
  for (const flow of flows) {
    const { id, direction, listener, transport, app, encrypted, zone, active, waiver } = flow;
    const where = `${listener.address ?? "*"}:${portsOf(listener)}/${transport}`;
    const sides = direction === "out" ? `to ${zone.to}` : `from ${zone.from}`;
    const secure = { yes: "encrypted", no: "NOT ENCRYPTED", "peer-decides": "encrypted if the far side wants" }[
      encrypted
    ];
    const rest = `${active ? "" : ", closed now"}${waiver ? `, waived until ${waiver.until}` : ""}`;
    console.log(
      `${direction.padEnd(4)} ${where.padEnd(32)} ${app.padEnd(14)} ${sides.padEnd(18)} ${secure}${rest}  [${id}]`,
    );
  }
  for (const { path, purpose } of sockets) console.log(`file ${path}  ${purpose}`);
  for (const note of notes) console.log(`Note: ${note}`);
  if (findings === null) console.log("What the machine listens on was not looked at.");
  else if (findings.length === 0) console.log("The machine listens on exactly this.");
  for (const { what, text } of findings ?? []) console.log(`${what === "foreign" ? "Note" : "WRONG"}: ${text}.`);
}

function printZones(matrix: Matrix, json: boolean): void {
  const conduits = conduitsOf(matrix);
  if (json) return printJson({ zones: matrix.zones, conduits });
  for (const [zone, list] of Object.entries(matrix.zones))
    console.log(`${zone.padEnd(13)} ${list.join(" ") || "(no addresses)"}`);
  console.log("server        is this machine. What is not listed below is refused.");
  for (const { from, to, flows } of conduits) {
    console.log(`${from} \u2192 ${to}`);
    for (const { id, listener, transport, app } of flows) {
      console.log(
        `  ${`${portsOf(listener)}/${transport}`.padEnd(16)} ${app.padEnd(14)} ${listener.address ?? ""} [${id}]`,
      );
    }
  }
}

function printLint(matrix: Matrix, json: boolean): number {
  const found = lint(matrix);
  if (json) printJson(found);
  else if (found.length === 0) console.log("Nothing to say against the matrix.");
  else for (const { level, rule, text } of found) console.log(`${level.padEnd(5)} ${rule}: ${text}`);
  return found.some(({ level }) => level === "error") ? 1 : 0;
}

function lintFile(file: string, json: boolean): number {
  const found = lintTable(readPortTable(readFileSync(file, "utf8")));
  if (json) printJson(found);
  else for (const { level, rule, rows } of found) console.log(`${level.padEnd(5)} ${rule}: rows ${rows.join(", ")}`);
  return found.some(({ level }) => level === "error") ? 1 : 0;
}
