import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import type { ApiToken } from "#operators/tokens.ts";
import { ASKING, ask, instantOf, printJson } from "./ask.ts";

const OPTIONS = {
  ...ASKING,
  scope: { type: "string", multiple: true },
  expires: { type: "string" },
} as const;

/** Makes, lists and revokes bearer tokens. A new token is printed once and can't be shown again. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [verb, name, ...more] = positionals;
  if (more.length > 0) throw usage();
  if (verb === "list" && name === undefined) {
    const { items } = (await ask(values, "GET", "/api/v1/tokens")) as { items: ApiToken[] };
    if (values.json) printJson(items);
    else for (const token of items) console.log(lineOf(token));
    return 0;
  }
  if (verb === "create" && name !== undefined) {
    const expiresAt = values.expires === undefined ? null : instantOf(values.expires, "expires");
    const made = (await ask(values, "POST", "/api/v1/tokens", { name, scopes: values.scope ?? [], expiresAt })) as {
      token: string;
    };
    if (values.json) printJson(made);
    else console.log(made.token);
    return 0;
  }
  if (verb === "revoke" && name !== undefined) {
    await ask(values, "DELETE", `/api/v1/tokens/${encodeURIComponent(name)}`);
    if (values.json) printJson({ revoked: name });
    else console.log(`The token ${name} opens nothing any more.`);
    return 0;
  }
  throw usage();
}

function usage(): Fault {
  return new Fault("invalid", "Say one of: token list, token create NAME --scope events:write, token revoke ID");
}

function lineOf({ id, name, scopes, expiresAt, usedAt, revokedAt }: ApiToken): string {
  const at = (instant: number | null) => (instant === null ? "never" : new Date(instant).toISOString());
  const state = revokedAt === null ? `used ${at(usedAt)}, ends ${at(expiresAt)}` : `revoked ${at(revokedAt)}`;
  return `${id}  ${name}  ${scopes.join(",")}  ${state}`;
}
