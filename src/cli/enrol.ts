import { parseArgs } from "node:util";
import { ASKING, ask, printJson } from "./ask.ts";

/** Prints a new one-time code with which the page makes its holder an administrator; every earlier code ends. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: ASKING });
  const made = (await ask(values, "POST", "/api/v1/enrolment/code")) as { code: string; expiresAt: number };
  if (values.json) printJson(made);
  else console.log(`${made.code}\nGood for one use until ${new Date(made.expiresAt).toISOString()}.`);
  return 0;
}
