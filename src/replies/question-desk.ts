import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { Outbox } from "#channels/outbox.ts";
import { readUnanswered } from "#channels/rows.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Person } from "#site/person.ts";
import { languageOf, type Site } from "#site/site.ts";
import { AnswerLimit } from "./answer-limit.ts";
import type { ReplyCodes } from "./code.ts";
import { answerTo, type Question } from "./questions.ts";
import { whyTooLate } from "./too-late.ts";

const PER_HOUR = 30;

export interface QuestionDeskHost {
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly site: () => Site;
  /** What is called who did something; null: nobody who is known. */
  readonly called: (actor: string) => string | null;
  readonly codes: ReplyCodes;
  readonly alarms: Pick<AlarmOrders, "all" | "alarm">;
  readonly outbox: Pick<Outbox, "send">;
}

/** Answers what people ask. The answer goes to the address that the site knows, so that a forged sender learns nothing. */
export class QuestionDesk {
  readonly #host: QuestionDeskHost;
  readonly #limit: AnswerLimit;

  constructor(host: QuestionDeskHost) {
    this.#host = host;
    this.#limit = new AnswerLimit(host.clock, PER_HOUR);
  }

  /** @returns whether it was answered; not when the person has asked too often */
  async answer(question: Question, person: Person, method: Person["methods"][number]): Promise<boolean> {
    if (!this.#limit.allows(method.address)) return false;
    const { id, channel, address } = method;
    await this.#host.outbox.send({
      kind: "confirmation",
      person: person.id,
      method: id,
      channel,
      address,
      text: await this.textFor(question, person),
      because: `${person.name} asked for it: ${question.ask}`,
    });
    return true;
  }

  async textFor(question: Question, person: Person): Promise<string> {
    const { site, alarms, clock, codes } = this.#host;
    const waiting = (await this.waiting(person.id)).map(({ alarm, notification }) => ({
      alarm,
      code: codes.code(notification.id),
    }));
    const facts = { site: site(), alarms: alarms.all(), waiting, now: clock.now() };
    return answerTo(question, person, languageOf(site(), person.id), facts);
  }

  /** The newest message about each alarm that this person can still answer. */
  async waiting(person: string): Promise<{ readonly alarm: Alarm; readonly notification: Notification }[]> {
    const { pool, alarms, clock, called } = this.#host;
    const open = Array.from(alarms.all()).filter(({ acknowledged }) => !acknowledged);
    const unanswered = await readUnanswered(
      pool,
      person,
      open.map(({ id }) => id),
    );
    const seen = new Set<number>();
    return unanswered.flatMap((notification) => {
      const alarm = alarms.alarm(notification.alarm);
      if (!alarm || seen.has(alarm.id) || whyTooLate(notification, alarm, { now: clock.now(), called })) return [];
      seen.add(alarm.id);
      return [{ alarm, notification }];
    });
  }
}
