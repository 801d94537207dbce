import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = { ...ASKING, remove: { type: "boolean", default: false } } as const;

/** Shows on the page what another authority made of the request, or gives that up again. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [file, ...others] = positionals;
  if (others.length > 0 || (file === undefined) !== values.remove) {
    console.error('Say "tocsin trust install FILE", with the chain in PEM, or "tocsin trust install --remove".');
    return 2;
  }
  const answer =
    file === undefined
      ? await ask(values, "DELETE", "/api/v1/trust/web-certificate")
      : await ask(values, "PUT", "/api/v1/trust/web-certificate", { chain: readFileSync(file, "utf8") });
  const { web } = answer as unknown as TrustStatus;
  if (values.json) printJson(answer);
  else
    console.log(
      `Page  SHA-256 ${web?.thumbprint ?? "none"}, until ${new Date(web?.notAfter ?? 0).toISOString().slice(0, 10)}`,
    );
  return 0;
}
