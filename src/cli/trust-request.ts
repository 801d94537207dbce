import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = { ...ASKING, out: { type: "string" } } as const;

/** Prints a request for the page's certificate that another authority can sign, or writes it to a new file. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const answer = await ask(values, "POST", "/api/v1/trust/web-request", {});
  const { request } = answer as { request: string };
  if (values.out !== undefined) writeFileSync(values.out, request, { flag: "wx" });
  if (values.json) printJson(answer);
  else if (values.out === undefined) process.stdout.write(request);
  else console.log(`The request is in ${values.out}. Have it signed, and run "tocsin trust install CHAIN.pem".`);
  return 0;
}
