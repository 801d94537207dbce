import type { Clock } from "#kernel/clock.ts";
import type { UserAgent } from "#wire/sip/agent.ts";
import type { IncomingCall } from "#wire/sip/incoming-call.ts";
import type { Transcript } from "#wire/transcript.ts";
import { SipAccount } from "../sip-account.ts";
import { uriOf } from "../sip-settings.ts";
import type { Trunk as TrunkSettings } from "./settings.ts";

/** One way into the telephone network, with so many lines. */
export class Trunk implements AsyncDisposable {
  readonly settings: TrunkSettings;
  /** Calls under way. */
  busy = 0;
  readonly #account: SipAccount;

  /** @param called takes calls; null: they are refused, and the trunk is opened when the first one is made */
  constructor(
    settings: TrunkSettings,
    clock: Clock,
    called: ((call: IncomingCall, trunk: Trunk) => void) | null = null,
    transcript?: Transcript,
  ) {
    this.settings = settings;
    this.#account = new SipAccount(settings, clock, {
      transcript,
      ...(called ? { called: (call) => called(call, this) } : {}),
    });
  }

  get free(): boolean {
    return this.busy < this.settings.lines;
  }

  /** @throws as `SipAccount.agent` */
  agent(): Promise<UserAgent> {
    return this.#account.agent();
  }

  /** Why no call can be made; null: one can. */
  async trouble(): Promise<string | null> {
    const trouble = await this.#account.trouble();
    return trouble === null ? null : `${this.settings.name}: ${trouble}`;
  }

  /** How many requests were dropped, because they came from elsewhere than the server. */
  async strangers(): Promise<number> {
    return (await this.#account.agent()).strangers;
  }

  uri(address: string): string {
    return uriOf(address, this.settings);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#account[Symbol.asyncDispose]();
  }
}
