import type { Alarm } from "#alarms/alarm.ts";
import type { CallDesk as Desk } from "#channels/channel.ts";
import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { readNotification } from "#channels/rows.ts";
import { sameNumber } from "#channels/telephone-number.ts";
import { onDuty } from "#escalation/on-call.ts";
import { PRIORITIES } from "#events/event.ts";
import { nearest } from "#site/areas.ts";
import type { Language } from "#site/language.ts";
import type { Person } from "#site/person.ts";
import { alarmTextIn } from "#site/said.ts";
import { languageOf, settingsOf } from "#site/site.ts";
import { zonesOf } from "#site/time-words.ts";
import type { Journal } from "#store/batch.ts";
import type { OrderDesk, OrderDeskHost } from "./order-desk.ts";
import type { QuestionDesk, QuestionDeskHost } from "./question-desk.ts";
import { pointCalled } from "./questions.ts";
import { TEXTS } from "./texts.ts";

/** As many as anybody listens to. */
const SPOKEN = 10;
/** Of the newest events, among which the value of a point is looked for: some hundredths of a second. */
const LOOKED_THROUGH = 20_000;

export interface CallDeskHost extends QuestionDeskHost, OrderDeskHost {
  readonly journal: Journal;
  readonly alarms: QuestionDeskHost["alarms"] & OrderDeskHost["alarms"];
}

/** What people who call in can have, by the questions and orders of those who write. */
export class CallDesk {
  readonly #host: CallDeskHost;
  readonly #questions: QuestionDesk;
  readonly #orders: OrderDesk;

  constructor(host: CallDeskHost, questions: QuestionDesk, orders: OrderDesk) {
    this.#host = host;
    this.#questions = questions;
    this.#orders = orders;
  }

  /** The desk as one channel has it. */
  on(channel: string): Desk {
    const { site } = this.#host;
    return {
      language: async () => settingsOf(site()).language,
      personAt: async (number) => this.#personAt(channel, number),
      languageOf: async (person) => (this.#active(person) ? languageOf(site(), person) : null),
      waiting: async (person) =>
        (await this.#questions.waiting(person)).map(({ alarm, notification }) => ({
          alarm: alarm.id,
          notification: notification.id,
          text: spoken(alarm, languageOf(site(), person)),
          instructions: this.#instructions(alarm),
        })),
      called: (notification) => this.#called(notification),
      onDutyBesides: async (person) => this.#onDutyBesides(person, channel),
      standing: (person) => this.#standing(person),
      value: (person, point) => this.#value(person, point),
      duty: (person, on) => this.#duty(person, on),
      record: (call) => this.#record(call),
    };
  }

  #active(id: string): Person | null {
    const person = this.#host.site().items.person.get(id)?.body;
    return person?.active ? person : null;
  }

  #personAt(channel: string, number: string): string | null {
    const isTheirs = (method: Person["methods"][number]) =>
      method.channel === channel && sameNumber(method.address, number);
    const found = Array.from(this.#host.site().items.person.values(), ({ body }) => body).filter(
      ({ active, methods }) => active && methods.some(isTheirs),
    );
    return found.length === 1 ? (found[0]?.id ?? null) : null;
  }

  async #called(id: number): ReturnType<Desk["called"]> {
    const { pool, alarms } = this.#host;
    const notification = await readNotification(pool, id);
    const alarm = notification?.kind === "alarm" ? alarms.alarm(notification.alarm) : undefined;
    if (!notification || !alarm) return null;
    const { person } = notification;
    return { person, alarm: alarm.id, notification: id, instructions: this.#instructions(alarm) };
  }

  #instructions({ source, point }: Alarm): string | null {
    return nearest(this.#host.site(), `${source}/${point}`, "instructions");
  }

  #onDutyBesides(person: string, channel: string): Awaited<ReturnType<Desk["onDutyBesides"]>> {
    const { site, clock } = this.#host;
    for (const { body } of site().items.schedule.values()) {
      for (const duty of onDuty(body, clock.now())) {
        const address = this.#active(duty.person)?.methods.find((method) => method.channel === channel)?.address;
        if (duty.person !== person && address !== undefined) return { person: duty.person, address };
      }
    }
    return null;
  }

  async #standing(id: string): Promise<string> {
    const person = this.#active(id);
    if (!person) return "";
    const language = languageOf(this.#host.site(), id);
    const standing = Array.from(this.#host.alarms.all())
      .filter(({ active, shelf, outOfService }) => active && !shelf && !outOfService)
      .toSorted((one, other) => PRIORITIES.indexOf(one.priority) - PRIORITIES.indexOf(other.priority));
    const lines = standing.slice(0, SPOKEN).map((alarm) => spoken(alarm, language));
    if (standing.length > SPOKEN) lines.push(TEXTS[language].andMore(standing.length - SPOKEN));
    return [await this.#questions.textFor({ ask: "report" }, person), ...lines].join("\n");
  }

  async #value(id: string, about: string): Promise<string> {
    const { site, pool } = this.#host;
    const person = this.#active(id);
    if (!person) return "";
    const point = pointCalled(site(), about);
    const status = await this.#questions.textFor({ ask: "status", about }, person);
    if (!point) return status;
    const { rows } = await pool.query<{ value: number; at: Date }>(
      `select value, at from (select * from core.event order by id desc limit ${LOOKED_THROUGH}) newest
        where source = $1 and point = $2 and value is not null order by id desc limit 1`,
      [point.source, point.address],
    );
    const [newest] = rows;
    const texts = TEXTS[languageOf(site(), id)];
    if (!newest) return `${texts.noValueAt(point.name)}\n${status}`;
    const at = texts.time(newest.at.getTime(), zonesOf(site(), person));
    return `${texts.valueAt(point.name, `${texts.number(newest.value)}${point.unit ? ` ${point.unit}` : ""}`, at)}\n${status}`;
  }

  async #duty(id: string, on: boolean): Promise<string> {
    const texts = TEXTS[languageOf(this.#host.site(), id)];
    const person = this.#active(id);
    if (!person) return texts.notListed;
    const { tell } = await this.#orders.duty(on, [], { person, via: "phone", proven: true });
    return tell(texts);
  }

  async #record({ person, action, sentence }: Parameters<Desk["record"]>[0]): Promise<void> {
    await this.#host.journal.submit("operator", (batch) =>
      batch.audit({
        actor: { id: person === null ? "person:unknown" : `person:${person}`, via: "phone" },
        action,
        object: person === null ? "server" : `person:${person}`,
        sentence,
      }),
    );
  }
}

function spoken(alarm: Alarm, language: Language): string {
  const text = oneLine(alarmTextIn(language, alarm)).replace(/\.$/u, "");
  return `${WORDS[language].priority[alarm.priority]}: ${text}.`;
}
