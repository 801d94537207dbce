import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import type { TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = {
  ...ASKING,
  keep: { type: "string", default: "7d" },
  retire: { type: "boolean", default: false },
  "cut-off": { type: "boolean", default: false },
} as const;
const PATH = "/api/v1/trust/change-over";

/** Replaces the site's root while everything runs; with --retire ends the former one as soon as nobody needs it. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { site } = (await ask(values, "GET", "/api/v1/trust")) as unknown as TrustStatus;
  const answer = (await (values.retire
    ? ask(values, "POST", `${PATH}/end`, { site, cutOff: values["cut-off"] })
    : ask(values, "POST", PATH, { site, keepHours: hoursOf(values.keep) }))) as unknown as TrustStatus;
  if (values.json) printJson(answer);
  else print(answer);
  return 0;
}

function print({ root, changeOver }: TrustStatus): void {
  if (!changeOver) return console.log(`The root is now SHA-256 ${root.thumbprint}; the former one is retired.`);
  const until = new Date(changeOver.keepUntil).toISOString();
  console.log(`The next root is SHA-256 ${changeOver.next}. Both are trusted, until ${until} at least.`);
  console.log("trust/site-ca.pem holds both: tell browsers and programs meanwhile.");
  console.log('"tocsin trust status" says who still lacks it; machines that are off have to be started.');
}

/** `36h`, `7d`. */
function hoursOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,4})(h|d)$/.exec(text) ?? [];
  if (number === "") throw new Fault("invalid", `--keep must be a time such as 36h or 7d, found "${text}".`);
  return Number(number) * (unit === "d" ? 24 : 1);
}
