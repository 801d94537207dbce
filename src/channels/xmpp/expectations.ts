import type { Delivery, Message } from "../channel.ts";

/** A receipt can come days later; older ones than that many messages ago are nobody's concern. */
const REMEMBERED = 5000;

interface Sent {
  readonly notification: number;
  readonly to: string;
  /** Wakes whoever still waits for the server to take the message. */
  readonly wake: () => void;
  accepted: boolean;
  /** What the far side said of it before the server had. */
  said: Delivery | null;
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

  /** Resolves only when the far side says something of the message before the server has taken it; see `accepted`. */
  message(id: string, { id: notification, to }: Message): Promise<void> {
    for (const [old] of this.#sent) {
      if (this.#sent.size < REMEMBERED) break;
      this.#sent.delete(old);
    }
    return new Promise((resolve) => {
      this.#sent.set(id, { notification, to: to.toLowerCase(), wake: resolve, accepted: false, said: null });
    });
  }

  /** The server has the message. Returns what the far side has said of it already: a fast one's receipt comes first. */
  accepted(id: string): Delivery | null {
    const sent = this.#sent.get(id);
    if (!sent) return null;
    sent.accepted = true;
    if (sent.said) this.#sent.delete(id);
    return sent.said;
  }

  /**
   * The far side at `from` says, once, what became of a message.
   *
   * @returns the notification, when it was accepted before; null when it is still under way and learns it there, or isn't ours
   */
  said(id: string, from: string, delivery: Delivery): number | null {
    const sent = this.#sent.get(id);
    if (sent?.to !== from) return null;
    if (sent.accepted) {
      this.#sent.delete(id);
      return sent.notification;
    }
    sent.said ??= delivery;
    sent.wake();
    return null;
  }

  /** The stream is gone: whoever waits for an answer gets none. */
  lost(): void {
    for (const { reject } of this.#answers.values()) reject(new Error("the stream was lost"));
    this.#answers.clear();
  }
}
