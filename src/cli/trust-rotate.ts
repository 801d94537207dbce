import { parseArgs } from "node:util";
import { Fault } from "#kernel/fault.ts";
import type { TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = {
  ...ASKING,
  keep: { type: "string", default: "7d" },
  retire: { type: "boolean", default: false },
  "cut-off": { type: "boolean", default: false },
  stolen: { type: "string" },
} as const;
const PATH = "/api/v1/trust/change-over";

/**
 * Replaces the site's root while everything runs; with --retire ends the former one as soon as nobody needs it. `issuing`:
 * replaces the issuing authority alone; with --stolen what the former one signs is refused.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const [what = "root", ...more] = positionals;
  if (more.length > 0 || (what !== "root" && what !== "issuing"))
    throw new Fault("invalid", `What is "${positionals.join(" ")}"? Say "tocsin trust rotate", or "… rotate issuing".`);
  if (what === "root" && values.stolen !== undefined)
    throw new Fault(
      "invalid",
      'A root that was stolen is given up with "tocsin trust reset"; --stolen is for issuing.',
    );
  const { site } = (await ask(values, "GET", "/api/v1/trust")) as unknown as TrustStatus;
  const order = async (path: string, body: object) =>
    (await ask(values, "POST", path, { site, ...body })) as unknown as TrustStatus;
  if (what === "issuing") {
    const answer = await order("/api/v1/trust/issuing", { stolen: values.stolen ?? null });
    if (values.json) printJson(answer);
    else printIssuing(answer, values.stolen !== undefined);
    return 0;
  }
  const answer = await (values.retire
    ? order(`${PATH}/end`, { cutOff: values["cut-off"] })
    : order(PATH, { keepHours: hoursOf(values.keep) }));
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

function printIssuing({ issuing, peers }: TrustStatus, stolen: boolean): void {
  const former = peers.filter(({ formerlyIssued, denied }) => formerlyIssued && !denied).length;
  console.log(`The issuing authority is now SHA-256 ${issuing.thumbprint}; the root is the same.`);
  console.log(
    `${former} of the site's processes still ${former === 1 ? "has" : "have"} a certificate of the former one, and ${former === 1 ? "is" : "are"} asked for a new one now.`,
  );
  if (!stolen) return;
  console.log("What the former ones sign is refused by every process, but for the certificates on record here.");
  console.log('Browsers and programs read no deny list: replace the root too, with "tocsin trust rotate".');
}

/** `36h`, `7d`. */
function hoursOf(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,4})(h|d)$/.exec(text) ?? [];
  if (number === "") throw new Fault("invalid", `--keep must be a time such as 36h or 7d, found "${text}".`);
  return Number(number) * (unit === "d" ? 24 : 1);
}
