import type { Alarm } from "#alarms/alarm.ts";
import { judgeShelving } from "#alarms/judge.ts";
import type { AlarmOrders } from "#alarms/orders.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Person } from "#site/person.ts";
import { SiteConflict } from "#site/refusal.ts";
import type { Schedule } from "#site/schedule.ts";
import { type Site, settingsOf } from "#site/site.ts";
import type { SiteStore } from "#site/store.ts";
import { zonesOf } from "#site/time-words.ts";
import type { Actor } from "#store/batch.ts";
import { AnswerLimit } from "./answer-limit.ts";
import { type DutyChange, type DutyWish, MOST_HOURS, planDuty, readDutyWords, scheduleMeant } from "./duty.ts";
import { type Done, GOOD_FOR_MIN, PendingOrders } from "./pending-orders.ts";
import { pointCalled } from "./questions.ts";
import { WAYS, type Way } from "./said.ts";
import { readShelving } from "./shelving.ts";
import type { Tell, Texts } from "./texts.ts";
import { ENGLISH } from "./texts-english.ts";

const CONFLICTS = 3;
/** How often one person is asked back within an hour: each time the number can be guessed three times. */
const ASKED_PER_HOUR = 20;

export interface OrderDeskHost {
  readonly clock: Clock;
  readonly site: () => Site;
  readonly alarms: Pick<AlarmOrders, "alarm" | "all" | "shelve">;
  /** Whether the person has an account whose rights reach so far. */
  readonly mayShelve: (person: string, alarm: Alarm) => boolean;
  readonly changeSite: SiteStore["put"];
}

/** Who orders, and by which way. `proven`: a right code came with it, or a PIN in the call. */
export interface Orderer {
  readonly person: Person;
  readonly via: Way;
  readonly proven: boolean;
}

/** Carries out what people order by text besides answering: shelving, and duty. Whoever isn't proven is asked first. */
export class OrderDesk {
  readonly #host: OrderDeskHost;
  readonly #pending: PendingOrders;
  readonly #asked: AnswerLimit;

  constructor(host: OrderDeskHost) {
    this.#host = host;
    this.#pending = new PendingOrders(host.clock);
    this.#asked = new AnswerLimit(host.clock, ASKED_PER_HOUR);
  }

  confirm(person: Person, number: string): Promise<Done> {
    return this.#pending.confirm(person.id, number);
  }

  /** @param named the alarm whose code came with it, when no point is named */
  async shelve(words: readonly string[], orderer: Orderer, named: Alarm | null): Promise<Done> {
    const site = this.#host.site();
    const wish = readShelving(words, (name) => pointCalled(site, name) !== null);
    if (!wish || (wish.point === null && !named)) return refused((texts) => texts.howToShelve);
    const point = wish.point === null ? null : pointCalled(site, wish.point);
    const alarms = point ? this.#standingAt(point.id) : named ? [named] : [];
    if (alarms.length === 0) return refused((texts) => texts.noAlarmAt(point?.name ?? ""));
    const refusals = alarms.flatMap((alarm) => this.#whyNotShelve(alarm, orderer.person, wish) ?? []);
    if (refusals.length > 0) return refused((texts) => refusals.map((tell) => tell(texts)).join(" "));
    const { minutes, reason } = wish;
    const actor: Actor = { id: `person:${orderer.person.id}`, via: orderer.via };
    const carryOut = async (): Promise<Done> => {
      const told: Tell[] = [];
      for (const { id, occurrence } of alarms) {
        // It may have become another matter, or the right may have ended, until it was confirmed.
        const alarm = this.#host.alarms.alarm(id);
        if (alarm?.occurrence !== occurrence) return refused((texts) => texts.ended);
        const because = this.#whyNotShelve(alarm, orderer.person, wish);
        if (because) return refused(because);
        await this.#host.alarms.shelve({ alarm: id, actor, minutes, reason });
        told.push((texts) => texts.shelved(texts.alarm(alarm), minutes));
      }
      return { kind: "done", tell: (texts) => told.map((tell) => tell(texts)).join(" ") };
    };
    return this.#orAsk(orderer, carryOut, (texts) => texts.wouldShelve(alarms.map(texts.alarm), minutes));
  }

  async duty(on: boolean, words: readonly string[], orderer: Orderer): Promise<Done> {
    const { person, via } = orderer;
    const said = readDutyWords(words);
    if (!said) return refused((texts) => texts.badHours(MOST_HOURS));
    const meant = scheduleMeant(this.#host.site(), person.id, said.named);
    if ("unclear" in meant) return refused((texts) => texts.whichSchedule(meant.unclear));
    if ("notTheirs" in meant) return refused((texts) => texts.noDutyHere(meant.notTheirs));
    const { id } = meant.schedule;
    const wish: DutyWish = { person: person.id, on, hours: said.hours, via: WAYS[via] };
    const planned = planDuty(meant.schedule, wish, this.#host.clock.now());
    const name = meant.schedule.name;
    const until = this.#until(planned.until, meant.schedule);
    if (planned.outcome === "already") {
      return refused((texts) => (on ? texts.alreadyOn(name, until(texts)) : texts.alreadyOff(name)));
    }
    const ask: Tell = (texts) => (on ? texts.wouldGoOn : texts.wouldGoOff)(name, until(texts));
    return this.#orAsk(orderer, () => this.#changeDuty(id, wish, { id: `person:${person.id}`, via }, person.name), ask);
  }

  /** Somebody else may change the schedule at the same moment: then it is planned again. */
  async #changeDuty(id: string, wish: DutyWish, actor: Actor, name: string): Promise<Done> {
    const { site, changeSite, clock } = this.#host;
    for (let tries = 1; ; tries++) {
      const present = site().items.schedule.get(id);
      if (!present) return refused((texts) => texts.whichSchedule([]));
      if (!("schedule" in scheduleMeant(site(), wish.person, id))) {
        return refused((texts) => texts.noDutyHere(present.body.name));
      }
      const planned = planDuty(present.body, wish, clock.now());
      const tell = this.#dutyTold(wish, present.body, planned);
      if (planned.outcome === "already") return refused(tell);
      const sentence = `${name} reported ${wish.on ? "on" : "off"} duty by ${wish.via}: ${tell(ENGLISH)}`;
      try {
        await changeSite(
          { kind: "schedule", body: planned.schedule },
          {
            actor,
            version: present.version,
            alongside: (batch) =>
              batch.audit({
                actor,
                action: wish.on ? "duty.on" : "duty.off",
                object: `schedule:${id}`,
                sentence,
                details: { person: wish.person, until: Number.isFinite(planned.until) ? planned.until : null },
              }),
          },
        );
        return { kind: "done", tell };
      } catch (thrown) {
        if (!(thrown instanceof SiteConflict) || tries === CONFLICTS) throw thrown;
      }
    }
  }

  #dutyTold({ on }: DutyWish, schedule: Schedule, planned: DutyChange): Tell {
    const until = this.#until(planned.until, schedule);
    const { name } = schedule;
    if (planned.outcome === "already") {
      return (texts) => (on ? texts.alreadyOn(name, until(texts)) : texts.alreadyOff(name));
    }
    const persons = this.#host.site().items.person;
    const others = planned.others.map((id) => persons.get(id)?.body.name ?? id);
    return (texts) => (on ? texts.nowOn : texts.nowOff)(name, until(texts), others);
  }

  /** By the clocks of the schedule; null: for good. */
  #until(until: Instant, schedule: Schedule): (texts: Texts) => string | null {
    const zones = zonesOf(this.#host.site(), schedule);
    return (texts) => (Number.isFinite(until) ? texts.time(until, zones) : null);
  }

  #orAsk({ person, proven }: Orderer, carryOut: () => Promise<Done>, order: Tell): Promise<Done> {
    const safely = async () => {
      try {
        return await carryOut();
      } catch (thrown) {
        if (!(thrown instanceof Fault) || thrown.transient) throw thrown;
        return refused((texts) => texts.refusal(thrown.message));
      }
    };
    if (proven) return safely();
    if (!this.#asked.allows(person.id)) return Promise.resolve(refused((texts) => texts.askedTooOften));
    const number = this.#pending.keep(person.id, safely);
    return Promise.resolve({ kind: "asked", tell: (texts) => texts.reallyMeant(order(texts), number, GOOD_FOR_MIN) });
  }

  #standingAt(point: string): Alarm[] {
    return [...this.#host.alarms.all()].filter(
      (alarm) =>
        `${alarm.source}/${alarm.point}` === point &&
        alarm.occurrence > 0 &&
        !alarm.shelf &&
        !alarm.outOfService &&
        alarm.suppressedBy.length === 0,
    );
  }

  #whyNotShelve(alarm: Alarm, person: Person, wish: { minutes: number; reason: string }): Tell | null {
    if (!this.#host.mayShelve(person.id, alarm)) return (texts) => texts.notYoursToShelve(texts.alarm(alarm));
    const limits = settingsOf(this.#host.site()).shelving;
    const judged = judgeShelving(alarm, { ...wish, by: person.id }, limits, this.#host.clock.now());
    if ("shelf" in judged) return null;
    switch (judged.why) {
      case "priority":
        return (texts) => texts.shelvingForbidden(texts.alarm(alarm), alarm.priority);
      case "too-long":
        return (texts) => texts.shelvingTooLong(texts.alarm(alarm), alarm.priority, limits[alarm.priority]);
      case "reason":
      case "time":
        return (texts) => texts.howToShelve;
    }
  }
}

function refused(tell: Tell): Done {
  return { kind: "refused", tell };
}
