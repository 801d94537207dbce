import type { Notification } from "#escalation/callout.ts";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Versioned } from "#site/site.ts";
import type { Actor, Batch } from "#store/batch.ts";
import type { ChannelHost, Delivery } from "./channel.ts";
import type { Dialogue } from "./dialogue.ts";
import { type ChannelHealth, type ChannelItem, OpenChannel } from "./open-channel.ts";
import { openSender } from "./open-sender.ts";
import type { OutboxHost } from "./outbox-host.ts";
import { purgeStored } from "./purge.ts";
import { Results } from "./results.ts";
import { countWaiting, readNotification, readShares, readWaiting } from "./rows.ts";

const PATIENCE_MS = 15_000;
const STOP_PATIENCE_MS = 3000;
const REJECTED_AT_ONCE = 1000;

type Unsent = Pick<Notification, "kind" | "person" | "method" | "channel" | "address" | "text" | "because"> &
  Partial<Pick<Notification, "priority" | "alarm" | "occurrence" | "sequence">>;

export interface LineForTrial {
  readonly name: string;
  /** Node of the notifier host that sends for it; absent: this server. */
  readonly host: string | undefined;
  readonly dialogue: Dialogue;
  readonly send: (notification: Notification) => Promise<Delivery>;
}

/** Brings every notification to an end: delivered, accepted, rejected or purged, with its reason, on disk. */
export class Outbox {
  readonly #host: OutboxHost;
  readonly #results: Results;
  readonly #channels = new Map<string, OpenChannel>();
  /** Answered while the message is still in memory: what is written later must keep it. */
  readonly #replied = new Map<number, Instant>();
  #applying: Promise<void> = Promise.resolve();
  #loaded = false;
  #closed = false;

  constructor(host: OutboxHost) {
    this.#host = host;
    this.#results = new Results({
      ...host,
      repliedAt: (id) => this.#replied.get(id) ?? null,
      name: (kind, id) => host.site().items[kind].get(id)?.body.name ?? id,
    });
  }

  /** At the start and after a takeover: opens the channels and goes on with what waits on disk. */
  async load(): Promise<void> {
    await this.apply();
    this.#loaded = true;
    const waiting = await countWaiting(this.#host.pool);
    for (const [id, count] of waiting) {
      const open = this.#channels.get(id);
      if (open) open.waiting = Math.max(open.waiting, count);
      if (!open?.sender) await this.#rejectStored(id, open?.broken ?? `channel ${id} does not exist any more`);
    }
  }

  /** Call it when the site's channels may have changed: opens, reopens and closes what is different. */
  apply(): Promise<void> {
    this.#applying = this.#applying.then(() => this.#apply());
    return this.#applying;
  }

  /** Call it after the commit that stores the notification. */
  enqueue(notification: Notification): void {
    if (this.#closed) return;
    const open = this.#channels.get(notification.channel);
    if (open) open.waiting++;
    if (open?.sender) open.sender.enqueue(notification);
    else if (!open && !this.#loaded)
      return; // on disk, from where `load` takes it
    else if (!open || open.broken !== null) {
      this.#reject(notification, open?.broken ?? `channel ${notification.channel} does not exist any more`);
    }
  }

  /** Stores a notification of its own (test, verification, confirmation) and sends it. */
  async send(what: Unsent, also?: (batch: Batch, notification: Notification) => void): Promise<Notification> {
    return this.#host.journal.submit("operator", (batch) => {
      const notification = this.#store(batch, what);
      also?.(batch, notification);
      return notification;
    });
  }

  /** Stores several of its own, all or none, with what `also` adds, and sends them. */
  async sendTogether(
    what: readonly Unsent[],
    also: (batch: Batch, notifications: readonly Notification[]) => void,
  ): Promise<readonly Notification[]> {
    return this.#host.journal.submit("operator", (batch) => {
      const notifications = what.map((one) => this.#store(batch, one));
      also(batch, notifications);
      return notifications;
    });
  }

  #store(batch: Batch, what: Unsent): Notification {
    const notification: Notification = {
      callout: 0,
      alarm: 0,
      occurrence: 0,
      sequence: 0,
      priority: "high",
      step: 0,
      round: 0,
      attempts: 0,
      sentAt: null,
      receipt: null,
      digest: null,
      repliedAt: null,
      ...what,
      id: batch.nextId("notification"),
      state: "pending",
      dueAt: batch.now,
      createdAt: batch.now,
    };
    batch.notification(notification);
    batch.afterwards(() => this.enqueue(notification));
    return notification;
  }

  /** Sends a test message by one of a person's methods. */
  async test(person: string, method: string, actor: Actor): Promise<Notification> {
    const { body } = this.#host.site().items.person.get(person) ?? {};
    const found = body?.methods.find(({ id }) => id === method);
    if (!body || !found) {
      throw new Fault(
        "not-found",
        `${body?.name ?? person} has no contact method ${method}; look at the person's methods`,
      );
    }
    const { channel, address } = found;
    const because = `${actor.id} asked for a test message`;
    return this.send({ kind: "test", person, method, channel, address, text: null, because }, (batch, notification) =>
      batch.audit({
        actor,
        action: "notification.test",
        object: `person:${person}`,
        sentence: `${actor.id} sent ${body.name} a test message by ${this.#name(channel)}.`,
        details: { notification: notification.id, method, address },
      }),
    );
  }

  /**
   * What waits for a channel, or for one person on it, is not sent any more. Resolves with how many there were.
   *
   * @param person id, or null: everybody
   */
  async purge(channel: string, person: string | null, actor: Actor, reason: string): Promise<number> {
    const open = this.#channels.get(channel);
    if (!open) throw new Fault("not-found", `there is no channel ${channel}`);
    await this.#results.drained();
    const { sender } = open;
    const underWay = sender?.purge(person ?? undefined) ?? [];
    try {
      const purged = await purgeStored(this.#host, { channel: open.item, underWay, person, actor, reason });
      open.waiting = person === null ? underWay.length : Math.max(0, open.waiting - purged);
      open.tell();
      return purged;
    } finally {
      sender?.goOn();
    }
  }

  /** A channel that sounds falls silent. Nothing is acknowledged by it. Resolves with how many announcements that were. */
  async silence(channel: string, actor: Actor): Promise<number> {
    const open = this.#channels.get(channel);
    if (!open) throw new Fault("not-found", `there is no channel ${channel}`);
    const silenced = (await open.sender?.silence()) ?? null;
    if (silenced === null) throw new Fault("conflict", `${open.item.name} makes no sound that could be silenced`);
    await this.#host.journal.submit("operator", (batch) =>
      batch.audit({
        actor,
        action: "channel.silenced",
        object: `channel:${channel}`,
        sentence: `${actor.id} silenced ${silenced} announcements of ${open.item.name}; nothing was acknowledged by it.`,
        details: { silenced },
      }),
    );
    return silenced;
  }

  /** A far side said afterwards that it could not deliver (a bounce): the person's next way is used. */
  async bounced(notification: Notification, because: string): Promise<void> {
    await this.#results.drained();
    this.#results.add({
      notification: { ...notification, state: "rejected", dueAt: null, because },
      before: notification,
      stored: () => {
        const open = this.#channels.get(notification.channel);
        if (open) open.failed++;
      },
    });
    await this.#results.drained();
  }

  /** A far side said later what became of a message that it had taken. What it says about others' messages doesn't count. */
  async #afterwards(channel: string, id: number, delivery: Parameters<ChannelHost["afterwards"]>[1]): Promise<void> {
    // A fast far side says it before `deliver` has answered.
    await this.#channels.get(channel)?.sender?.attempted(id);
    await this.#results.drained();
    const notification = await readNotification(this.#host.pool, id);
    if (notification?.channel !== channel || notification.state !== "accepted") return;
    if (delivery.outcome === "rejected") return this.bounced(notification, delivery.because);
    const { because, receipt = notification.receipt } = delivery;
    const delivered = { ...notification, state: "delivered", because, receipt } as const;
    this.#results.add({ notification: delivered, before: notification, stored: () => {} });
    await this.#results.drained();
  }

  /** An open channel, to try it out. Throws a `Fault` when it can't send at all. */
  lineForTrial(channel: string): LineForTrial {
    const open = this.#channels.get(channel);
    if (!open) throw new Fault("not-found", `There is no channel '${channel}'.`);
    const { sender, dialogue, broken, item } = open;
    if (!sender || !dialogue) {
      throw new Fault(
        "conflict",
        `${item.name} can't be tried: ${broken ?? "it is being opened; try again in a moment"}.`,
      );
    }
    const send = (notification: Notification) => {
      open.waiting++;
      return sender.trial(notification);
    };
    return { name: item.name, host: item.host, dialogue, send };
  }

  /** The person has answered: whatever is still written about this notification says so. */
  replied(id: number, at: Instant): void {
    this.#replied.set(id, at);
    // Results that were on their way have long been written after so many further answers.
    if (this.#replied.size > 10_000)
      for (const old of [...this.#replied.keys()].slice(0, 5000)) this.#replied.delete(old);
  }

  /** A channel's settings with their secrets opened, for the inbox that belongs to it. */
  async settings(channel: string): Promise<Record<string, unknown>> {
    const item = this.#host.site().items.channel.get(channel)?.body;
    if (!item) throw new Fault("not-found", `there is no channel ${channel}`);
    return this.#host.unseal(item);
  }

  /** Replies of a channel can't be read: as bad as not being able to send. Null: they can again. */
  inboxTrouble(channel: string, why: string | null): void {
    this.#channels.get(channel)?.inboxTrouble(why);
  }

  health(): ChannelHealth[] {
    return Array.from(this.#channels.values(), ({ health }) => health);
  }

  /** Finishes what is under way and writes its results. What waits stays on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#applying;
    const senders = [...this.#channels.values()].flatMap(({ sender }) => sender ?? []);
    await Promise.all(senders.map((sender) => sender.finish(STOP_PATIENCE_MS)));
    await this.#results.drained();
    this.#results.close();
  }

  async #apply(): Promise<void> {
    if (this.#closed) return;
    const configured = this.#host.site().items.channel;
    for (const [id, open] of this.#channels) {
      if (configured.has(id)) continue;
      await this.#shut(open);
      this.#channels.delete(id);
      open.ownAlarm(null);
      await this.#rejectStored(id, `channel ${open.item.name} was removed`);
    }
    for (const [id, versioned] of configured) {
      const open = this.#channels.get(id);
      if (open && open.version === versioned.version) continue;
      if (open) await this.#shut(open);
      await this.#open(id, versioned, open);
    }
  }

  async #open(
    id: string,
    { version, body: item }: Versioned<ChannelItem>,
    before: OpenChannel | undefined,
  ): Promise<void> {
    const open = before ?? new OpenChannel(this.#host, item, version);
    open.renew(item, version);
    this.#channels.set(id, open);
    if (!item.enabled) {
      open.broken = `channel ${item.name} is switched off`;
      open.change("disabled", open.broken);
    } else {
      try {
        const sender = await openSender(this.#host, open, {
          results: this.#results,
          afterwards: (notification, delivery) => this.#afterwards(id, notification, delivery),
        });
        open.change("up", "opened");
        // What an earlier run of this server said about the channel ends here; the first message will tell.
        if (!before) open.ownAlarm(null);
        open.sender = sender;
        sender.start();
      } catch (thrown) {
        open.broken = `channel ${item.name} can't be opened: ${saying(thrown)}`;
        open.change("failing", open.broken);
      }
    }
    if (open.broken !== null && before) await this.#rejectStored(id, open.broken);
  }

  async #shut(open: OpenChannel): Promise<void> {
    const { sender } = open;
    open.sender = null;
    await sender?.finish(PATIENCE_MS);
    await this.#results.drained();
  }

  #reject(notification: Notification, because: string): void {
    this.#results.add({
      notification: { ...notification, state: "rejected", dueAt: null, because },
      stored: (stored) => this.#channels.get(notification.channel)?.count(stored),
    });
  }

  /** Everything that waits on disk for a channel that can't send. */
  async #rejectStored(channel: string, because: string): Promise<void> {
    for (const share of await readShares(this.#host.pool, channel)) {
      let page: Notification[];
      let after = 0;
      do {
        page = await readWaiting(this.#host.pool, channel, share, after, REJECTED_AT_ONCE);
        for (const notification of page) this.#reject(notification, because);
        after = page.at(-1)?.id ?? after;
        await this.#results.drained();
      } while (page.length === REJECTED_AT_ONCE);
    }
  }

  #name(channel: string): string {
    return this.#host.site().items.channel.get(channel)?.body.name ?? channel;
  }
}
