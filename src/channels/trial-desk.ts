import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Site } from "#site/site.ts";
import type { Actor, Journal } from "#store/batch.ts";
import type { Delivery } from "./channel.ts";
import type { DialogueLine } from "./dialogue.ts";
import type { Outbox } from "./outbox.ts";

export interface TrialDeskHost {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly site: () => Site;
  readonly outbox: Pick<Outbox, "lineForTrial">;
}

/** To whom the test message goes: by a person's method, or to an address that nobody has yet. */
export type TrialTarget = { readonly person: string; readonly method: string } | { readonly address: string };

/** One test of a channel: what was said with the far side, and how it ended. */
export interface Trial {
  readonly id: number;
  readonly channel: string;
  readonly startedAt: Instant;
  readonly lines: readonly DialogueLine[];
  /** null: it is under way. */
  readonly delivery: Delivery | null;
}

/** Kept in memory, for the person who looks. */
const KEPT = 20;

/** Tries channels out before the eyes of whoever sets them up: one message at once, past what waits, and the dialogue. */
export class TrialDesk {
  readonly #host: TrialDeskHost;
  readonly #trials = new Map<number, Trial>();

  constructor(host: TrialDeskHost) {
    this.#host = host;
  }

  get(channel: string, id: number): Trial | undefined {
    const trial = this.#trials.get(id);
    return trial?.channel === channel ? trial : undefined;
  }

  /** Resolves once it has begun. Rejects with a `Fault` when the channel can't send at all, or there is no such method. */
  async begin(channel: string, target: TrialTarget, actor: Actor): Promise<Trial> {
    const { clock, journal, outbox } = this.#host;
    const { name, dialogue, send, host } = outbox.lineForTrial(channel);
    const to = this.#addressOf(channel, target);
    const listening = dialogue.listen();
    if (host !== undefined) {
      listening.note(`The notifier host ${host} sends for this channel; what it says with the far side stays there.`);
    }
    const whom = "address" in target ? target.address : `${target.person} by ${target.method}`;
    try {
      return await journal.submit("operator", (batch) => {
        const id = batch.nextId("notification");
        const trial: Trial = { id, channel, startedAt: clock.now(), lines: listening.lines, delivery: null };
        const notification = {
          ...to,
          id,
          kind: "test",
          callout: 0,
          alarm: 0,
          occurrence: 0,
          sequence: 0,
          priority: "low",
          channel,
          step: 0,
          round: 0,
          state: "pending",
          attempts: 0,
          // Not for the queue: it is sent here and now, or not at all.
          dueAt: null,
          createdAt: batch.now,
          sentAt: null,
          because: `${actor.id} tries the channel out`,
          receipt: null,
          digest: null,
          text: null,
          repliedAt: null,
        } as const;
        batch.notification(notification);
        batch.audit({
          actor,
          action: "channel.tried",
          object: `channel:${channel}`,
          sentence: `${actor.id} tried ${name} out with a test message to ${whom}.`,
          details: { notification: id, address: to.address },
        });
        batch.afterwards(() => {
          this.#keep(trial);
          void send(notification).then((delivery) => {
            listening.note(delivery.because);
            listening.stop();
            this.#keep({ ...trial, delivery });
          });
        });
        return trial;
      });
    } catch (thrown) {
      listening.stop();
      throw thrown;
    }
  }

  #addressOf(channel: string, target: TrialTarget): { person: string; method: string; address: string } {
    if ("address" in target) return { person: "", method: "", address: target.address };
    const { person, method } = target;
    const body = this.#host.site().items.person.get(person)?.body;
    const found = body?.methods.find(({ id }) => id === method);
    if (found?.channel !== channel) {
      throw new Fault(
        "not-found",
        `${body?.name ?? person} has no contact method ${method} on this channel; look at the person.`,
      );
    }
    return { person, method, address: found.address };
  }

  #keep(trial: Trial): void {
    this.#trials.set(trial.id, trial);
    const [eldest] = this.#trials.keys();
    if (this.#trials.size > KEPT && eldest !== undefined) this.#trials.delete(eldest);
  }
}
