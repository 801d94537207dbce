import { bracketed, readNameAddress } from "./address.ts";
import type { UserAgent } from "./agent.ts";
import { type Field, field, listed, type SipResponse } from "./message.ts";
import { token } from "./transactions.ts";

/** How soon a registration that failed is tried again. */
const AGAIN_MS = 30_000;

/** Keeps us registered (RFC 3261 §10.2): refreshed at two thirds of what the registrar granted. */
export class Registration {
  readonly #agent: UserAgent;
  readonly #seconds: number;
  readonly #callId = token();
  #number = 1;
  #cancelRefresh = () => {};
  #ended = false;
  #trouble: string | null = "not registered yet";

  constructor(agent: UserAgent, seconds: number) {
    this.#agent = agent;
    this.#seconds = seconds;
  }

  /** Why we are not registered; null: we are. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Registers now and from then on. Resolves with why it did not succeed, or null. */
  async refresh(): Promise<string | null> {
    this.#cancelRefresh();
    const { trouble, seconds } = await this.#register(this.#seconds);
    this.#trouble = trouble;
    if (!this.#ended) {
      const { clock } = this.#agent;
      const waitMs = trouble === null ? (seconds * 2000) / 3 : AGAIN_MS;
      this.#cancelRefresh = clock.at(clock.now() + waitMs, () => {
        this.refresh().catch(() => {}); // never rejects
      });
    }
    return trouble;
  }

  /** Takes our address back. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelRefresh();
    if (this.#trouble === null) await this.#register(0);
  }

  async #register(expires: number): Promise<{ readonly trouble: string | null; readonly seconds: number }> {
    const { user, domain, server } = this.#agent.settings;
    const own = `<sip:${user}@${bracketed(domain)}>`;
    const contact = await this.#agent.contact().catch(() => null);
    const failed = (trouble: string) => ({ trouble, seconds: 0 });
    if (contact === null) return failed(`no connection to ${server.host}`);
    const fields: Field[] = [
      ["contact", contact],
      ["expires", String(expires)],
    ];
    const draft = {
      method: "REGISTER",
      uri: `sip:${bracketed(domain)}`,
      from: `${own};tag=${token()}`,
      to: own,
      fields,
    };
    const answer = await this.#agent.ask({ ...draft, callId: this.#callId, number: this.#number });
    this.#number += 4; // above whatever the challenges used up
    if (answer.kind === "failed") return failed(answer.because);
    const { status, reason } = answer.response;
    if (status === 423) {
      const least = Number(field(answer.response, "min-expires"));
      return least > expires && least < 86_400 ? this.#register(least) : failed(`${server.host}: 423 ${reason}`);
    }
    if (status >= 300) return failed(`${server.host} refuses the registration of ${user}: ${status} ${reason}`);
    return { trouble: null, seconds: granted(answer.response, contact) ?? expires };
  }
}

/** How long the registrar keeps this contact, in seconds (§10.2.4). */
function granted(response: SipResponse, contact: string): number | undefined {
  const uri = readNameAddress(contact)?.uri;
  const ours = listed(response, "contact").find((one) => readNameAddress(one)?.uri === uri);
  const seconds = Number(readNameAddress(ours ?? "")?.parameters.get("expires") ?? field(response, "expires"));
  return Number.isSafeInteger(seconds) && seconds >= 10 ? seconds : undefined;
}
