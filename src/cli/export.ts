import { parseArgs } from "node:util";
import { ASKING, ask, printJson } from "./ask.ts";

/** Prints the whole site as YAML, for `plan` and `apply`; secrets as `***`. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: ASKING });
  if (values.json) printJson(await ask(values, "GET", "/api/v1/site"));
  else process.stdout.write(String(await ask(values, "GET", "/api/v1/site/export")));
  return 0;
}
