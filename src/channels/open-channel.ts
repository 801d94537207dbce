import type { Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { type Site, type SiteItem, settingsOf } from "#site/site.ts";
import type { Dialogue } from "./dialogue.ts";
import type { Sender } from "./sender.ts";

export type ChannelItem = SiteItem<"channel">;

export interface ChannelHealth {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly state: "up" | "failing" | "disabled";
  readonly because: string;
  readonly since: Instant;
  /** In memory and on disk. */
  readonly waiting: number;
  /** Since the start. */
  readonly sent: number;
  readonly failed: number;
}

export interface OpenChannelHost {
  readonly clock: Clock;
  readonly feed: Feed;
  readonly site: () => Site;
  /** Tocsin's own condition, for the alarm engine. */
  readonly own: (report: Report) => void;
}

/** A configured channel, also one that could not be opened: it stays in the list with its reason. */
export class OpenChannel {
  item: ChannelItem;
  version: number;
  /** Null while it is opened or closed: what comes meanwhile waits on disk. */
  sender: Sender | null = null;
  /** Why it can't send at all; what is meant for it is rejected, so that the person's next way is used. */
  broken: string | null = null;
  /** What is said with its far side, while somebody listens. */
  dialogue: Dialogue | null = null;
  waiting = 0;
  failed = 0;
  readonly #host: OpenChannelHost;
  #senderTrouble: string | null = null;
  #inboxTrouble: string | null = null;
  #state: ChannelHealth["state"] = "up";
  #because = "opened";
  #since: Instant;
  #sent = 0;

  constructor(host: OpenChannelHost, item: ChannelItem, version: number) {
    this.#host = host;
    this.item = item;
    this.version = version;
    this.#since = host.clock.now();
  }

  get health(): ChannelHealth {
    const { id, name, kind, enabled } = this.item;
    const { waiting, failed } = this;
    return {
      id,
      name,
      kind,
      enabled,
      state: this.#state,
      because: this.#because,
      since: this.#since,
      waiting,
      sent: this.#sent,
      failed,
    };
  }

  /** It is opened anew, as it is configured now: what was wrong with it before says nothing. */
  renew(item: ChannelItem, version: number): void {
    this.item = item;
    this.version = version;
    this.broken = null;
    this.#senderTrouble = null;
    this.#inboxTrouble = null;
  }

  /** A notification of it has come to its end. */
  count({ state }: Notification): void {
    this.waiting = Math.max(0, this.waiting - 1);
    if (state === "accepted" || state === "delivered") this.#sent++;
    if (state === "rejected") this.failed++;
  }

  /** Messages can't be sent. Null: they can again. */
  senderTrouble(why: string | null): void {
    this.#senderTrouble = why;
    this.#judge();
  }

  /** Replies can't be read: as bad as not being able to send. Null: they can again. */
  inboxTrouble(why: string | null): void {
    if (this.#inboxTrouble === why) return;
    this.#inboxTrouble = why;
    if (this.broken === null) this.#judge();
  }

  change(state: ChannelHealth["state"], because: string): void {
    const changed = this.#state !== state;
    if (changed) this.#since = this.#host.clock.now();
    this.#state = state;
    this.#because = because;
    if (changed) this.ownAlarm(state === "failing" ? because : null);
    this.tell();
  }

  /** Tocsin's own alarm about the channel. Null: it works. */
  ownAlarm(trouble: string | null): void {
    const { id, name } = this.item;
    const text =
      trouble === null
        ? `Channel ${name} works`
        : `Channel ${name} is failing at ${settingsOf(this.#host.site()).name}: ${trouble}`;
    this.#host.own({
      point: `channel/${id}`,
      kind: trouble === null ? "clear" : "raise",
      category: "communication",
      condition: "failing",
      priority: "high",
      text: text.slice(0, 300),
      raw: trouble ?? "",
    });
  }

  tell(): void {
    this.#host.feed.publish("channel", this.health);
  }

  #judge(): void {
    const trouble = this.#senderTrouble ?? this.#inboxTrouble;
    this.change(trouble === null ? "up" : "failing", trouble ?? "it works again");
  }
}
