import { parseArgs } from "node:util";
import type { TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = { ...ASKING, "new-key": { type: "boolean", default: false } } as const;

/** Renews the certificates of this node and of its page; what is connected stays so. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const answer = await ask(values, "POST", "/api/v1/trust/renewal", { newKey: values["new-key"] });
  const { peers, web } = answer as TrustStatus;
  const own = peers.find((peer) => peer.own);
  if (values.json) printJson(answer);
  else {
    console.log(`Node  SHA-256 ${own?.thumbprint ?? "none"}`);
    console.log(`Page  SHA-256 ${web?.thumbprint ?? "none"}`);
  }
  return 0;
}
