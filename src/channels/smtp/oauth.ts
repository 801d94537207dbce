import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import type { Login } from "./settings.ts";

/** A token is renewed this long before it ends. */
const EARLY_MS = 120_000;
const TIMEOUT_MS = 15_000;
const LONGEST_ANSWER = 65_536;

/** Access tokens by client credentials (RFC 6749 §4.4), kept until shortly before their end. */
export class TokenSource {
  readonly user: string;
  readonly #login: Extract<Login, { type: "oauth" }>;
  readonly #clock: Clock;
  #token: { value: Secret; until: number } | null = null;
  #fetching: Promise<Secret> | null = null;

  constructor(login: Extract<Login, { type: "oauth" }>, clock: Clock) {
    this.user = login.user;
    this.#login = login;
    this.#clock = clock;
  }

  /** Throws a `Fault` when the token server gives none. */
  get(): Promise<Secret> {
    if (this.#token && this.#clock.now() < this.#token.until) return Promise.resolve(this.#token.value);
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  /** The mail server refused this token although it had not ended: the next `get` asks for another. */
  refused(token: Secret): void {
    if (this.#token?.value === token) this.#token = null;
  }

  async #fetch(): Promise<Secret> {
    const { tokenUrl, clientId, clientSecret, scope } = this.#login;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope === "" ? {} : { scope }),
    });
    const { host } = new URL(tokenUrl);
    let text: string;
    let status: number;
    const cutting = new AbortController();
    const cancel = this.#clock.at(this.#clock.now() + TIMEOUT_MS, () =>
      cutting.abort(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)),
    );
    try {
      const answer = await fetch(tokenUrl, { method: "POST", body, redirect: "error", signal: cutting.signal });
      status = answer.status;
      text = (await answer.text()).slice(0, LONGEST_ANSWER);
    } catch (thrown) {
      const why = thrown instanceof Error && thrown.cause ? saying(thrown.cause) : saying(thrown);
      throw new Fault("unreachable", `the token server ${host} can't be asked: ${why}`, {
        cause: thrown,
        transient: true,
      });
    } finally {
      cancel();
    }
    const answer = readAnswer(text);
    if (status !== 200 || typeof answer["access_token"] !== "string") {
      const why = typeof answer["error"] === "string" ? `: ${answer["error"].slice(0, 100)}` : "";
      throw new Fault(
        "refused",
        `the token server ${host} answered ${status}${why}; check client id, secret and scope`,
        {
          transient: status >= 500,
        },
      );
    }
    const seconds = typeof answer["expires_in"] === "number" ? answer["expires_in"] : 300;
    const value = new Secret(answer["access_token"]);
    const life = Math.max(0, seconds * 1000);
    this.#token = { value, until: this.#clock.now() + Math.max(life - EARLY_MS, life / 2) };
    return value;
  }
}

/** SASL XOAUTH2's only message, in base64. */
export function xoauth2(user: string, token: Secret): string {
  return Buffer.from(`user=${user}\u0001auth=Bearer ${token.open()}\u0001\u0001`).toString("base64");
}

function readAnswer(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
