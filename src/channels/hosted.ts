import { Fault } from "#kernel/fault.ts";
import type { Channel, ChannelHost, Delivery, Line, Message } from "./channel.ts";

/** A channel that a notifier host on another machine serves. */
export interface HostedChannel {
  readonly id: string;
  readonly kind: string;
  /** Node of the host. */
  readonly host: string;
  /** As they were given, with the secrets in clear. */
  readonly settings: object;
  /** To which the channel reports, as if it were here. */
  readonly house: ChannelHost;
  /** Persons who may call the channel. */
  readonly callers: readonly string[];
}

/** The way to the hosts. */
export interface WayToHosts {
  deliver(channel: HostedChannel, message: Message, signal: AbortSignal): Promise<Delivery>;
  check(channel: HostedChannel): ReturnType<Line["check"]>;
  /** Null: nothing sounds there. @throws Fault when the host can't be reached, or gives no answer */
  silence(channel: HostedChannel): Promise<number | null>;
}

const NOT_OPEN = "the mesh is not open, so that no notifier host can be reached";

/** The channels that notifier hosts on other machines serve. */
export class HostedChannels {
  /** Told when a host's channels have changed: it gets them anew. */
  changed: (host: string) => void = () => {};
  /** null: the mesh is not open. */
  way: WayToHosts | null = null;
  readonly #open = new Map<string, HostedChannel>();

  get hosts(): ReadonlySet<string> {
    return new Set(Array.from(this.#open.values(), ({ host }) => host));
  }

  of(host: string): HostedChannel[] {
    return [...this.#open.values()].filter((channel) => channel.host === host);
  }

  /** The channel, when it is one of that host. */
  get(host: string, id: string): HostedChannel | null {
    const channel = this.#open.get(id);
    return channel?.host === host ? channel : null;
  }

  /** The kind as it is for a channel of that host: everything is the same but who sends. */
  on(host: string, id: string, kind: Channel, settings: object): Channel {
    return {
      ...kind,
      open: (read, house) => {
        const channel = { id, kind: kind.name, host, settings, house, callers: kind.callers?.(read) ?? [] };
        this.#open.set(id, channel);
        this.changed(host);
        return Promise.resolve(this.#lineOf(channel));
      },
    };
  }

  #lineOf(channel: HostedChannel): Line {
    return {
      deliver: async (message, signal) =>
        (await this.way?.deliver(channel, message, signal)) ?? { outcome: "retry", because: NOT_OPEN, outage: true },
      check: async () => (await this.way?.check(channel)) ?? { ok: false, because: NOT_OPEN },
      silence: async () => {
        if (!this.way) throw new Fault("unreachable", NOT_OPEN, { transient: true });
        return this.way.silence(channel);
      },
      [Symbol.asyncDispose]: async () => {
        if (this.#open.get(channel.id) !== channel) return;
        this.#open.delete(channel.id);
        this.changed(channel.host);
      },
    };
  }
}
