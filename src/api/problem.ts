import { Fault, type FaultCode } from "#kernel/fault.ts";
import { SignInEnded } from "#operators/sign-in.ts";
import { Throttled } from "#operators/throttle.ts";
import type { Mistake } from "#site/mistake.ts";

/** RFC 9457. `detail` says what happened, to what, and what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  /** The wrong places of a request, when it was not valid. */
  readonly errors?: readonly {
    readonly path: string;
    readonly expected: string;
    readonly found: string;
    readonly line?: number | undefined;
    readonly column?: number | undefined;
    readonly message: string;
  }[];
  /** Where the active core answers, when this one is a standby. */
  readonly active?: string | null;
}

/** A request that ends with exactly this problem. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    title: string,
    detail: string,
    more: Partial<Problem> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.problem = {
      type: `urn:tocsin:problem:${title.toLowerCase().replace(/\W+/g, "-")}`,
      title,
      status,
      detail,
      ...more,
    };
    this.headers = headers;
  }
}

/** A request whose parameters or body don't fit the schema. */
export function invalidRequest(
  mistakes: readonly (Mistake & { line?: number; column?: number })[],
  status = 400,
): Refusal {
  const first = mistakes[0];
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : "";
  return new Refusal(status, "Not valid", `${first?.message ?? "The request is not valid"}${more}.`, {
    errors: mistakes.slice(0, 100).map(({ path, ...rest }) => ({ path: path.join("."), ...rest })),
  });
}

const MEANING: Readonly<Record<FaultCode, readonly [status: number, title: string]>> = {
  unreachable: [502, "Not reachable"],
  refused: [502, "Refused by the far side"],
  "timed-out": [504, "Timed out"],
  overloaded: [503, "Overloaded"],
  misconfigured: [409, "Misconfigured"],
  untrusted: [401, "Not signed in"],
  "not-found": [404, "Not found"],
  conflict: [409, "Conflict"],
  invalid: [422, "Not valid"],
  forbidden: [403, "Not permitted"],
  "not-active": [503, "Not active"],
  internal: [500, "Internal error"],
};

/** What to answer when `thrown` ended a request. What is not meant for people is not told. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof Throttled) {
    return new Refusal(
      429,
      "Too many attempts",
      thrown.message,
      {},
      { "retry-after": String(Math.ceil(thrown.waitMs / 1000)) },
    );
  }
  if (thrown instanceof SignInEnded) return new Refusal(401, "Sign-in ended", thrown.message);
  if (thrown instanceof Fault && thrown.code !== "internal") {
    const [status, title] = MEANING[thrown.code];
    return new Refusal(status, title, thrown.message, {}, status === 503 ? { "retry-after": "1" } : {});
  }
  const status = statusOf(thrown);
  if (status !== null) return new Refusal(status, TITLES[status] ?? "Bad request", (thrown as Error).message);
  return new Refusal(
    500,
    "Internal error",
    "Something went wrong inside Tocsin; its log says what. Nothing was changed by this request.",
  );
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  404: "Not found",
  413: "Too large",
  414: "Address too long",
  415: "Unsupported media type",
};

/** Status of an error that the HTTP layer itself raised about the request. */
function statusOf(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !("statusCode" in thrown) || !("code" in thrown)) return null;
  const { statusCode } = thrown;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}

/** 503 of a core that is not the active one. */
export function notActive(mode: string, active: string | null): Refusal {
  const where = active ? ` The active core answers at ${active}.` : " Try again in a few seconds.";
  return new Refusal(
    503,
    "Not active",
    `This core is ${mode === "standby" ? "a standby: it watches and takes over when the active one fails" : "starting"}.${where}`,
    { active },
    { "retry-after": "2" },
  );
}
