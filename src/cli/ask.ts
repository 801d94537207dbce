import { Fault } from "#kernel/fault.ts";
import { loadSettings } from "#kernel/settings.ts";
import { control } from "./control.ts";

/** The options of every command that asks the running server. */
export const ASKING = {
  data: { type: "string" },
  config: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly message: string }[];
}

/** What the running server answers. A refusal becomes a `Fault` with all that it said, line by line. */
export async function ask(
  place: { readonly data?: string | undefined; readonly config?: string | undefined },
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const { dataFolder } = loadSettings({ dataFolder: place.data, file: place.config });
  const answer = await control(dataFolder).request(method, path, body);
  if (answer.status < 400) return answer.body;
  const { detail, errors = [] } = (typeof answer.body === "object" ? (answer.body ?? {}) : {}) as Problem;
  const said =
    errors.length > 0
      ? errors.map(({ message }) => message).join("\n")
      : (detail ?? `The server answered ${answer.status}.`);
  throw new Fault("refused", said);
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** `2026-02-01T08:00Z` and the like, as milliseconds. */
export function instantOf(text: string, option: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new Fault("invalid", `--${option} must be a time such as 2026-02-01T08:00Z, found "${text}".`);
  return at;
}
