import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { Outbox } from "#channels/outbox.ts";
import { readNotification } from "#channels/rows.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Person } from "#site/person.ts";
import type { Site } from "#site/site.ts";
import type { Actor, Journal } from "#store/batch.ts";
import type { Done } from "./pending-orders.ts";
import { whyTooLate } from "./too-late.ts";

export interface AnswerDeskHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly site: () => Site;
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
  readonly alarms: Pick<AlarmOrders, "acknowledge" | "alarm">;
  readonly dispatcher: { escalateNow(alarm: number, actor: Actor): Promise<unknown> };
  readonly outbox: Pick<Outbox, "replied">;
}

/** Carries out what is answered to a message, once for each message, whoever of two racing answers comes first. */
export class AnswerDesk {
  readonly #host: AnswerDeskHost;
  readonly #answering = new Set<number>();
  /** By alarm: the answer that is being carried out, behind which others wait. */
  readonly #turns = new Map<number, Promise<unknown>>();

  constructor(host: AnswerDeskHost) {
    this.#host = host;
  }

  answer(
    notification: Notification,
    verb: "acknowledge" | "escalate",
    comment: string,
    via: Actor["via"],
  ): Promise<Done> {
    return this.once(notification, verb, via, (alarm, _, actor) =>
      verb === "escalate" ? this.#escalate(alarm, actor) : this.#acknowledge(notification, comment, actor),
    );
  }

  /** Each for itself; what is refused is told once. @param named how many were named, others' messages among them */
  async acknowledgeSeveral(notifications: readonly Notification[], named: number, via: Actor["via"]): Promise<Done> {
    const acknowledged: Notification[] = [];
    const refusals: Done[] = [];
    for (const one of notifications) {
      const done = await this.answer(one, "acknowledge", "", via);
      if (done.kind === "done") acknowledged.push(one);
      else refusals.push(done);
    }
    return {
      kind: acknowledged.length > 0 ? "done" : "refused",
      tell: (texts) => {
        const because = new Set(refusals.map(({ tell }) => tell(texts)));
        const names = acknowledged.map(({ alarm }) => {
          const known = this.#host.alarms.alarm(alarm);
          return known ? texts.alarm(known) : `${alarm}`;
        });
        return [texts.severalAcknowledged(names, named), ...because].join(" ");
      },
    };
  }

  /** @param act what it does; only an acknowledgement and what is put on the shelf use the message up */
  async once(
    { id, ...sent }: Notification,
    verb: "acknowledge" | "escalate" | "shelve",
    via: Actor["via"],
    act: (alarm: Alarm, person: Person, actor: Actor) => Promise<Done>,
  ): Promise<Done> {
    const person = this.#host.site().items.person.get(sent.person)?.body;
    if (!person?.active) return { kind: "refused", tell: (texts) => texts.notListed };
    if (this.#answering.has(id)) return { kind: "refused", tell: (texts) => texts.justBeingAnswered };
    this.#answering.add(id);
    try {
      return await this.#inTurn(sent.alarm, async () => {
        const { alarms, clock, pool, called } = this.#host;
        const current = (await readNotification(pool, id)) ?? { id, ...sent };
        const alarm = alarms.alarm(sent.alarm);
        const tooLate = whyTooLate(current, alarm ?? null, { now: clock.now(), called }, verb);
        if (tooLate) return { kind: "refused", tell: tooLate.tell };
        if (!alarm) return { kind: "refused", tell: (texts) => texts.ended };
        const done = await act(alarm, person, { id: `person:${person.id}`, via });
        if (done.kind === "done" && verb !== "escalate") await this.#markReplied(id);
        return done;
      });
    } catch (thrown) {
      if (thrown instanceof Fault && !thrown.transient) {
        return { kind: "refused", tell: (texts) => texts.refusal(thrown.message) };
      }
      throw thrown;
    } finally {
      this.#answering.delete(id);
    }
  }

  /** Of two who answer at the same moment the second one hears that the first one has taken it over. */
  async #inTurn(alarm: number, answer: () => Promise<Done>): Promise<Done> {
    const before = this.#turns.get(alarm) ?? Promise.resolve();
    const mine = before.then(answer, answer);
    this.#turns.set(alarm, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(alarm) === mine) this.#turns.delete(alarm);
    }
  }

  async #acknowledge({ alarm, occurrence, sequence }: Notification, comment: string, actor: Actor): Promise<Done> {
    const order = { alarm, occurrence, sequence, actor, comment: comment || undefined };
    const after = await this.#host.alarms.acknowledge(order);
    const { acknowledged } = after;
    const tell: Done["tell"] = (texts) => (acknowledged ? texts.acknowledged : texts.noted)(texts.alarm(after));
    return { kind: "done", tell };
  }

  async #escalate(alarm: Alarm, actor: Actor): Promise<Done> {
    await this.#host.dispatcher.escalateNow(alarm.id, actor);
    return { kind: "done", tell: (texts) => texts.escalated(texts.alarm(alarm)) };
  }

  async #markReplied(id: number): Promise<void> {
    const { journal, outbox } = this.#host;
    await journal.submit("operator", (batch) => {
      outbox.replied(id, batch.now);
      batch.also("update core.notification set replied_at = $2 where id = $1 and replied_at is null", [
        id,
        new Date(batch.now),
      ]);
    });
  }
}
