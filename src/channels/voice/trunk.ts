import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { version } from "#kernel/version.ts";
import { bracketed } from "#wire/sip/address.ts";
import { UserAgent } from "#wire/sip/agent.ts";
import type { IncomingCall } from "#wire/sip/incoming-call.ts";
import { Registration } from "#wire/sip/registration.ts";
import type { Trunk as TrunkSettings } from "./settings.ts";

const TIMEOUT_MS = 10_000;
/** How soon a trunk that takes calls is opened again. */
const AGAIN_MS = 30_000;

/** One way into the telephone network: a user agent, registered if it must be, with so many lines. */
export class Trunk implements AsyncDisposable {
  readonly settings: TrunkSettings;
  /** Calls under way. */
  busy = 0;
  readonly #clock: Clock;
  readonly #called: ((call: IncomingCall, trunk: Trunk) => void) | null;
  #cancelOpening = () => {};
  #opening: Promise<{ agent: UserAgent; registration: Registration | null }> | null = null;

  /** @param called takes calls; null: they are refused, and the trunk is opened when the first one is made */
  constructor(
    settings: TrunkSettings,
    clock: Clock,
    called: ((call: IncomingCall, trunk: Trunk) => void) | null = null,
  ) {
    this.settings = settings;
    this.#clock = clock;
    this.#called = called;
    if (called) this.#openSoon(0);
  }

  get free(): boolean {
    return this.busy < this.settings.lines;
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

  #openSoon(waitMs: number): void {
    this.#cancelOpening = this.#clock.at(this.#clock.now() + waitMs, () => {
      this.agent().catch(() => this.#openSoon(AGAIN_MS));
    });
  }

  /** Why no call can be made; null: one can. */
  async trouble(): Promise<string | null> {
    const { name } = this.settings;
    try {
      const agent = await this.agent();
      const registration = (await this.#opening)?.registration;
      if (registration) {
        const trouble = registration.trouble === null ? null : await registration.refresh();
        if (trouble !== null) return `${name}: ${trouble}`;
      }
      const answer = await agent.options();
      return answer.kind === "failed" ? `${name}: ${answer.because}` : null;
    } catch (thrown) {
      return `${name}: ${saying(thrown)}`;
    }
  }

  /** The SIP address of a number or an address as people write it. */
  uri(address: string): string {
    if (/^sips?:/iu.test(address)) return address;
    const { domain, server } = this.settings;
    return `sip:${address.replaceAll("#", "%23")}@${bracketed(domain ?? server)}`;
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

  async #open(): Promise<{ agent: UserAgent; registration: Registration | null }> {
    const { server, port, transport, domain, user, login, password, displayName, address, localPort, ca } =
      this.settings;
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
        called: this.#called ? (call) => this.#called?.(call, this) : undefined,
      },
      this.#clock,
    );
    if (!this.settings.register) return { agent, registration: null };
    const registration = new Registration(agent, this.settings.registerSec);
    await registration.refresh();
    return { agent, registration };
  }
}
