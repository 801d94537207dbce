import type { Delivery, Message } from "../channel.ts";

/** A receipt can come days later; older ones than that many messages ago are nobody's concern. */
const REMEMBERED = 5000;

interface Sent {
  readonly notification: number;
  readonly to: string;
  readonly refuse: (delivery: Delivery) => void;
  accepted: boolean;
}

/** What we wait for from the far side: answers to questions, and news of messages. */
export class Expectations {
  readonly #answers = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #sent = new Map<string, Sent>();

  /** Resolves once the question is answered, whatever the answer says. */
  answer(id: string): Promise<void> {
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
  }

  answered(id: string): void {
    this.#answers.get(id)?.resolve();
    this.#answers.delete(id);
  }

  /** Resolves only when the message is refused before the server has taken it. */
  message(id: string, { id: notification, to }: Message): Promise<Delivery> {
    for (const [old] of this.#sent) {
      if (this.#sent.size < REMEMBERED) break;
      this.#sent.delete(old);
    }
    return new Promise((resolve) => {
      this.#sent.set(id, { notification, to: to.toLowerCase(), refuse: resolve, accepted: false });
    });
  }

  accepted(id: string): void {
    const sent = this.#sent.get(id);
    if (sent) sent.accepted = true;
  }

  /** The notification that `from` has, once; null when that is nothing that we sent there. */
  take(id: string, from: string): number | null {
    const sent = this.#sent.get(id);
    if (sent?.to !== from) return null;
    this.#sent.delete(id);
    return sent.notification;
  }

  /** The notification that was accepted before; null when it is still under way and learns it there, or isn't ours. */
  refused(id: string, from: string, delivery: Delivery): number | null {
    const accepted = this.#sent.get(id)?.accepted === true;
    if (!accepted && this.#sent.get(id)?.to === from) this.#sent.get(id)?.refuse(delivery);
    const notification = this.take(id, from);
    return accepted ? notification : null;
  }

  /** The stream is gone: whoever waits for an answer gets none. */
  lost(): void {
    for (const { reject } of this.#answers.values()) reject(new Error("the stream was lost"));
    this.#answers.clear();
  }
}
