import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Fault, saying } from "#kernel/fault.ts";
import { inWords } from "#operators/administration.ts";
import type { Operator } from "#operators/operators.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = {
  ...ASKING,
  encoding: { type: "string", default: "hex" },
  "dry-run": { type: "boolean", default: false },
} as const;

interface Outcome {
  readonly accounts: readonly string[];
  readonly imported: boolean;
  readonly errors: readonly { readonly row: number; readonly because: string }[];
}

/** Imports operators of another product, or with --dry-run only says which rows can't be imported and why. */
export async function run(args: readonly string[]): Promise<number> {
  if (args[0] === "break-glass") return (await import("./break-glass.ts")).run(args.slice(1));
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [verb, file, ...more] = positionals;
  if (verb === "list" && file === undefined) return list(values);
  if (verb !== "import" || file === undefined || more.length > 0) {
    throw new Fault(
      "invalid",
      "Say: operators list, operators import FILE [--encoding hex|base64] [--dry-run], or operators break-glass NAME",
    );
  }
  const dryRun = values["dry-run"];
  const body = { file: textOf(file), encoding: values.encoding, dryRun };
  const outcome = (await ask(values, "POST", "/api/v1/operators/import", body)) as Outcome;
  if (values.json) printJson(outcome);
  else print(outcome);
  return outcome.errors.length > 0 ? 1 : 0;
}

async function list(values: {
  data?: string | undefined;
  config?: string | undefined;
  json: boolean;
}): Promise<number> {
  const { items } = (await ask(values, "GET", "/api/v1/operators")) as { items: readonly Operator[] };
  if (values.json) printJson(items);
  for (const { id, name, roles, disabledAt, signedInAt } of values.json ? [] : items) {
    const state = disabledAt === null ? "may sign in" : `disabled ${new Date(disabledAt).toISOString()}`;
    const here = signedInAt === null ? "never" : new Date(signedInAt).toISOString();
    console.log(`${id}  ${name}  ${inWords(roles)}  ${state}  last signed in ${here}`);
  }
  return 0;
}

function print({ accounts, imported, errors }: Outcome): void {
  for (const { row, because } of errors) console.log(`Row ${row}: ${because}`);
  if (imported) {
    console.log(`${accounts.length} operators were imported. Delete the file: it holds their hashes.`);
    console.log("Each is hashed anew at the first sign-in; who does not sign in within 90 days is disabled.");
  } else if (errors.length > 0) {
    console.log(`${errors.length} rows can't be imported; mend them, for all of a file is imported or nothing.`);
  } else {
    console.log(
      `${accounts.length} operators would be imported: ${accounts.slice(0, 20).join(", ")}${accounts.length > 20 ? ", …" : ""}`,
    );
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Fault("not-found", `${file} can't be read: ${saying(cause)}.`, { cause });
  }
}
