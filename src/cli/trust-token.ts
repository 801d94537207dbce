import { parseArgs } from "node:util";
import { ASKING, ask, printJson } from "./ask.ts";
import { wantedOf } from "./trust-place.ts";

const OPTIONS = {
  ...ASKING,
  role: { type: "string" },
  node: { type: "string" },
  instance: { type: "string" },
} as const;

/** Prints a token with which one machine can join without people, and opens the port for as long as it is good. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.node === undefined) {
    console.error("Say for which machine the token is: --node NAME.");
    return 2;
  }
  const wanted = wantedOf(values);
  const made = (await ask(values, "POST", "/api/v1/trust/tokens", wanted)) as {
    token: string;
    expiresAt: number;
    port: number;
  };
  if (values.json) printJson(made);
  else {
    console.log(made.token);
    console.log(`Good once until ${new Date(made.expiresAt).toISOString()}, for ${wanted.role} on ${wanted.node}.`);
    console.log(
      `There: tocsin trust join HOST:${made.port} --role ${wanted.role} --node ${wanted.node} --token-fd 3 3<FILE`,
    );
  }
  return 0;
}
