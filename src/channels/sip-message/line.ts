import type { Priority } from "#events/event.ts";
import { saying } from "#kernel/fault.ts";
import { token } from "#wire/sip/transactions.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { SipAccount } from "../sip-account.ts";
import { uriOf } from "../sip-settings.ts";
import { deliveryOf } from "./answer.ts";
import type { Settings } from "./settings.ts";
import { handsetText } from "./text.ts";

/** RFC 3261 §20.26: many handsets ring louder, and above what else they show. */
const URGENCY = {
  "life-safety": "emergency",
  critical: "urgent",
  high: "urgent",
  medium: "normal",
  low: "non-urgent",
} as const satisfies Record<Priority, string>;

/** One MESSAGE per text, by the server that knows the handsets. */
export class SipMessageLine implements Line {
  readonly #settings: Settings;
  readonly #account: SipAccount;

  constructor(settings: Settings, host: ChannelHost) {
    this.#settings = settings;
    this.#account = new SipAccount(settings, host.clock, {
      transcript: host.transcript,
      messaged: (from, text) => host.heard({ from, text }),
    });
  }

  async deliver(message: Message): Promise<Delivery> {
    const { longest, tries } = this.#settings;
    const uri = uriOf(message.to, this.#settings);
    try {
      const agent = await this.#account.agent();
      const answer = await agent.ask({
        method: "MESSAGE",
        uri,
        from: agent.from(),
        to: `<${uri}>`,
        callId: token(),
        number: 1,
        fields: [
          ["content-type", "text/plain;charset=UTF-8"],
          ["priority", URGENCY[message.priority]],
        ],
        body: Buffer.from(handsetText(message, longest)),
      });
      return deliveryOf(answer, message.attempt, tries);
    } catch (thrown) {
      return { outcome: "retry", because: saying(thrown), outage: true };
    }
  }

  async check(): Promise<{ ok: boolean; because: string }> {
    const trouble = await this.#account.trouble();
    return { ok: trouble === null, because: trouble ?? `${this.#settings.server} takes texts` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#account[Symbol.asyncDispose]();
  }
}
