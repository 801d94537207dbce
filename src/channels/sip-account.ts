import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { version } from "#kernel/version.ts";
import { type AgentSettings, UserAgent } from "#wire/sip/agent.ts";
import { Registration } from "#wire/sip/registration.ts";
import type { SipAccountSettings } from "./sip-settings.ts";

const TIMEOUT_MS = 10_000;
/** How soon an account that takes what comes in is opened again. */
const AGAIN_MS = 30_000;

/** What an account takes, besides its own calls and messages, and who listens to what is said. */
export type Taking = Pick<AgentSettings, "called" | "messaged" | "transcript">;

/** A user agent at one server, registered if it must be; opened when it is needed, or at once where it takes something. */
export class SipAccount implements AsyncDisposable {
  readonly #settings: SipAccountSettings;
  readonly #clock: Clock;
  readonly #taking: Taking;
  #cancelOpening = () => {};
  #opening: Promise<{ agent: UserAgent; registration: Registration | null }> | null = null;

  constructor(settings: SipAccountSettings, clock: Clock, taking: Taking = {}) {
    this.#settings = settings;
    this.#clock = clock;
    this.#taking = taking;
    if (taking.called || taking.messaged) this.#openSoon(0);
  }

  /** The agent, opened and registered. @throws Fault when it can't be had, or an Error that says why it isn't registered */
  async agent(): Promise<UserAgent> {
    this.#opening ??= this.#open();
    try {
      return (await this.#opening).agent;
    } catch (thrown) {
      this.#opening = null;
      throw thrown;
    }
  }

  /** Why nothing can be sent; null: it can. */
  async trouble(): Promise<string | null> {
    try {
      const agent = await this.agent();
      const registration = (await this.#opening)?.registration;
      if (registration) {
        const trouble = registration.trouble === null ? null : await registration.refresh();
        if (trouble !== null) return trouble;
      }
      const answer = await agent.options();
      return answer.kind === "failed" ? answer.because : null;
    } catch (thrown) {
      return saying(thrown);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelOpening();
    const open = await this.#opening?.catch(() => null);
    this.#opening = null;
    if (!open) return;
    // A registrar that doesn't answer forgets us by itself.
    const cut = Promise.withResolvers<void>();
    const cancel = this.#clock.at(this.#clock.now() + 1000, cut.resolve);
    await Promise.race([open.registration?.end(), cut.promise]);
    cancel();
    await open.agent[Symbol.asyncDispose]();
  }

  #openSoon(waitMs: number): void {
    this.#cancelOpening = this.#clock.at(this.#clock.now() + waitMs, () => {
      this.agent().catch(() => this.#openSoon(AGAIN_MS));
    });
  }

  async #open(): Promise<{ agent: UserAgent; registration: Registration | null }> {
    const { server, port, transport, domain, user, login, password, displayName, address, localPort, ca } =
      this.#settings;
    const agent = await UserAgent.open(
      {
        transport,
        server: { host: server, port },
        domain: domain ?? server,
        user,
        displayName,
        credentials: password === undefined ? undefined : { user: login ?? user, password: new Secret(password) },
        address,
        port: localPort,
        ca,
        timeoutMs: TIMEOUT_MS,
        agentName: `Tocsin/${version}`,
        ...this.#taking,
      },
      this.#clock,
    );
    if (!this.#settings.register) return { agent, registration: null };
    const registration = new Registration(agent, this.#settings.registerSec);
    await registration.refresh();
    return { agent, registration };
  }
}
