import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FORMATS, type Format } from "#hardening/firewall/formats.ts";
import { addressesOf } from "#hardening/firewall/names.ts";
import { FEATURES } from "#hardening/firewall/nftables.ts";
import { namesIn } from "#hardening/firewall/rules.ts";
import { firewallText } from "#hardening/firewall/text.ts";
import type { Matrix } from "#hardening/flow.ts";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";
import { admit, apply, confirm, drift, probeFeatures, STATE_FOLDER } from "./firewall-live.ts";
import type { PortsAnswer } from "./ports.ts";

/** Makes firewall rules from the port matrix, puts them into force, and says whether they still are. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...ASKING,
      format: { type: "string", default: "nftables" },
      node: { type: "string" },
      matrix: { type: "string" },
      check: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      "confirm-within": { type: "string", default: "60" },
      for: { type: "string", default: "10" },
      state: { type: "string", default: STATE_FOLDER },
    },
    allowPositionals: true,
  });
  const [verb, ...rest] = positionals;
  if (verb === "confirm" && rest.length === 0) return confirm(values.state);
  if (verb === "admit" && rest.length === 1 && rest[0]) return admit(rest[0], wholeNumber(values.for, "for", 60));
  if (verb !== undefined && (verb !== "apply" || rest.length > 0)) {
    throw new Fault(
      "invalid",
      `"tocsin firewall" knows apply, confirm and admit ADDRESS, found "${positionals.join(" ")}".`,
    );
  }
  const { format } = values;
  if (!isFormat(format))
    throw new Fault("invalid", `--format must be one of ${FORMATS.join(", ")}, found "${format}".`);
  const matrix = values.matrix === undefined ? await asked(values) : fromFile(values.matrix);
  const found = await addressesOf(namesIn(matrix));
  const node = values.node ?? matrix.node;
  if (!matrix.flows.some((flow) => flow.node === node)) {
    const nodes = [...new Set(matrix.flows.map((flow) => flow.node))];
    throw new Fault("invalid", `No node is called "${node}"; the matrix knows ${nodes.join(", ")}.`);
  }
  const live = verb === "apply" || values.check;
  if (live && format !== "nftables") {
    throw new Fault(
      "invalid",
      `Only nftables rules are put into force and checked here; load those of ${format} yourself.`,
    );
  }
  const probed = live || format === "nftables" ? probeFeatures() : { features: new Set(FEATURES), notes: [] };
  const text = firewallText(
    format,
    { ...matrix, notes: [...matrix.notes, ...probed.notes] },
    found,
    probed.features,
    node,
  );
  if (values.check) return check(text, values.json);
  if (verb === undefined) {
    process.stdout.write(text);
    return 0;
  }
  if (matrix.zones.operators.length === 0) {
    throw new Fault(
      "refused",
      "The zone of the operators has no addresses, so that nobody could open the page any more. Name them under network.zones.operators of the site.",
    );
  }
  return apply(text, {
    state: values.state,
    dryRun: values["dry-run"],
    seconds: wholeNumber(values["confirm-within"], "confirm-within", 3600),
  });
}

function isFormat(text: string): text is Format {
  return (FORMATS as readonly string[]).includes(text);
}

async function asked(place: { data?: string | undefined; config?: string | undefined }): Promise<Matrix> {
  return ((await ask(place, "GET", "/api/v1/ports")) as PortsAnswer).matrix;
}

/** As `tocsin ports --json` wrote it, on this machine or another. */
function fromFile(file: string): Matrix {
  return (JSON.parse(readFileSync(file, "utf8")) as PortsAnswer).matrix;
}

function wholeNumber(text: string, option: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Fault("invalid", `--${option} must be a whole number from 1 to ${most}, found "${text}".`);
}

/** Exit code 1 when the rules in force are not those that the matrix asks for. */
function check(text: string, json: boolean): number {
  const { missing, added } = drift(text);
  const good = missing.length + added.length === 0;
  if (json) printJson({ good, missing, added });
  else if (good) console.log("The rules in force are those of the matrix.");
  for (const one of json ? [] : missing) console.log(`missing: ${one}`);
  for (const one of json ? [] : added) console.log(`added:   ${one}`);
  return good ? 0 : 1;
}
