import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";

/** Makes a break-glass account, or another credential for it, and prints the credential once. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: ASKING, allowPositionals: true });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new Fault("invalid", "Say: operators break-glass NAME");
  const path = `/api/v1/break-glass/${encodeURIComponent(name)}`;
  const made = (await ask(values, "PUT", path)) as { credential: string };
  if (values.json) printJson(made);
  else {
    console.log(made.credential);
    console.log(
      `Good for one sign-in as ${name}. Print it, seal it in an envelope, and let two people know where it lies.`,
    );
    console.log("It is not shown again. Whoever uses it raises a critical alarm, and somebody else must review it.");
  }
  return 0;
}
