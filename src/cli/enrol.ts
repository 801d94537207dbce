import { parseArgs } from "node:util";
import { ASKING, ask, printJson } from "./ask.ts";

/**
 * Prints a new one-time code with which the page makes its holder an administrator, or, given a sign-in name, with which
 * that operator sets up a first second factor. Every earlier code for the same ends.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: ASKING, allowPositionals: true });
  const [id, ...more] = positionals;
  if (more.length > 0) throw new Error(`One operator at a time: '${more.join(" ")}' is too much.`);
  const path =
    id === undefined ? "/api/v1/enrolment/code" : `/api/v1/operators/${encodeURIComponent(id)}/enrolment-code`;
  const made = (await ask(values, "POST", path)) as { code: string; expiresAt: number };
  if (values.json) printJson(made);
  else console.log(`${made.code}\nGood for one use until ${new Date(made.expiresAt).toISOString()}.`);
  return 0;
}
