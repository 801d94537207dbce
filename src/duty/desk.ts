import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { Notification } from "#escalation/callout.ts";
import { directoryOf } from "#escalation/directory.ts";
import { unusable } from "#escalation/plan.ts";
import { quietAt } from "#escalation/quiet.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { minuteWords } from "#kernel/wall-clock.ts";
import { planDuty } from "#replies/duty.ts";
import { SiteConflict } from "#site/refusal.ts";
import type { Schedule } from "#site/schedule.ts";
import { languageOf, type Site, type Versioned } from "#site/site.ts";
import type { SiteStore } from "#site/store.ts";
import { timeIn, zonesOf } from "#site/time-words.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { type LeaveWish, planLeave } from "./leave.ts";
import { type DutyNotices, NOTICES } from "./notices.ts";
import { expiresAt, type Swap, stateOf, swapped, whyAnswered, whyNotAccepted, whyNotOffered } from "./swap.ts";
import { storeAnswer, storedSwap, storeOffer, swapsOf } from "./swap-rows.ts";

export interface DutyHost {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly pool: Pool;
  readonly site: SiteStore;
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** Whether somebody can sign in as this person, and so answer an offer. */
  readonly answers: (person: string) => boolean;
  /** Told after a swap was offered, answered or withdrawn. */
  readonly changed: () => void;
  readonly send: (
    what: Pick<Notification, "kind" | "person" | "method" | "channel" | "address" | "text" | "because" | "priority">,
  ) => Promise<unknown>;
}

/** Who does something: a person, by their account. */
export interface DutyPerson {
  readonly person: string;
  readonly name: string;
  readonly actor: Actor;
}

const CONFLICTS = 5;

/** Changes that people make to their own duty: swaps with a colleague, off and on. Schedule, swap and trail in one batch. */
export class DutyDesk {
  readonly #host: DutyHost;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(host: DutyHost) {
    this.#host = host;
  }

  swapsOf(person: string): Promise<Swap[]> {
    return swapsOf(this.#host.pool, person);
  }

  /** Resolves with the offer once it is stored, and the taker on the way to be told. */
  async offer(by: DutyPerson, wish: Pick<Swap, "schedule" | "taker" | "from" | "to" | "note">): Promise<Swap> {
    const { clock, journal } = this.#host;
    const now = clock.now();
    const { body: schedule } = this.#schedule(wish.schedule);
    this.#refuseAbsent(wish.taker);
    const why = whyNotOffered(schedule, { ...wish, giver: by.person }, now, this.#nameOf);
    if (why) throw new Fault("invalid", why);
    const swap: Swap = {
      ...wish,
      id: randomBytes(12).toString("base64url"),
      giver: by.person,
      offeredAt: now,
      expiresAt: expiresAt(wish, now),
      state: "offered",
      answeredAt: null,
    };
    const what = this.#spanText(schedule, swap);
    const sentence = `${by.name} offered ${this.#nameOf(swap.taker)} ${what}${noted(swap.note)}.`;
    await journal.submit("operator", (batch) => {
      storeOffer(batch, swap);
      batch.afterwards(this.#host.changed);
      this.#audit(batch, "swap.offered", swap, by, sentence);
    });
    await this.#tell(swap.taker, (say) => say.words.offered(by.name, say.span(schedule, swap), swap.note));
    return swap;
  }

  /** The taker has the duty from now on, or from the swap's beginning. */
  accept(id: string, by: DutyPerson): Promise<Swap> {
    return this.#inTurn(async () => {
      const swap = await this.#concerning(id, by.person);
      await this.#change(swap.schedule, by, (schedule, now) => {
        const why = whyNotAccepted(schedule, swap, by.person, now, this.#nameOf);
        if (why) throw new Fault("conflict", why);
        const sentence = `${by.name} accepted ${this.#spanText(schedule, swap)} from ${this.#nameOf(swap.giver)}.`;
        return {
          schedule: swapped(schedule, swap, now),
          alongside: (batch) => {
            storeAnswer(batch, swap.id, "accepted");
            batch.afterwards(this.#host.changed);
            this.#audit(batch, "swap.accepted", swap, by, sentence);
          },
        };
      });
      const { body: schedule } = this.#schedule(swap.schedule);
      await this.#tell(swap.giver, (say) => say.words.taken(by.name, say.span(schedule, swap)));
      return { ...swap, state: "accepted", answeredAt: this.#host.clock.now() };
    });
  }

  /** Declined by whom it was offered to, or withdrawn by who offered it. */
  end(id: string, by: DutyPerson): Promise<Swap> {
    return this.#inTurn(async () => {
      const swap = await this.#concerning(id, by.person);
      const state = stateOf(swap, this.#host.clock.now());
      if (state !== "offered") throw new Fault("conflict", whyAnswered(state));
      const outcome = by.person === swap.taker ? "declined" : "withdrawn";
      const schedule = this.#host.site.get("schedule", swap.schedule)?.body;
      const what = schedule ? this.#spanText(schedule, swap) : "a shift";
      const sentence =
        outcome === "declined"
          ? `${by.name} declined ${what} of ${this.#nameOf(swap.giver)}, who keeps it.`
          : `${by.name} withdrew the offer of ${what} to ${this.#nameOf(swap.taker)}.`;
      await this.#host.journal.submit("operator", (batch) => {
        storeAnswer(batch, id, outcome);
        batch.afterwards(this.#host.changed);
        this.#audit(batch, `swap.${outcome}`, swap, by, sentence);
      });
      await this.#tell(outcome === "declined" ? swap.giver : swap.taker, ({ words, span }) =>
        words[outcome](by.name, schedule ? span(schedule, swap) : words.someShift),
      );
      return { ...swap, state: outcome, answeredAt: this.#host.clock.now() };
    });
  }

  /** Off duty from now on. Refused where that leaves a gap, unless `leaveGap`. Resolves with when it ends. */
  async leave(id: string, by: DutyPerson, wish: Omit<LeaveWish, "person"> & { leaveGap: boolean }): Promise<Instant> {
    const { standIn, leaveGap } = wish;
    if (standIn !== undefined) this.#refuseAbsent(standIn, false);
    const until = await this.#change(id, by, (schedule, now) => {
      const planned = planLeave(schedule, { ...wish, person: by.person }, now);
      if (planned.outcome === "off already") {
        throw new Fault("conflict", `You are not on duty in ${schedule.name} now; there is nothing to take you off.`);
      }
      if (planned.outcome === "stand-in is on duty already") {
        throw new Fault(
          "conflict",
          `${this.#nameOf(standIn ?? "")} is on duty in ${schedule.name} already; choose somebody else, or nobody.`,
        );
      }
      const gap = planned.gaps[0];
      if (gap && !leaveGap) {
        throw new Fault(
          "conflict",
          `Nobody would be on duty in ${schedule.name} from ${shown(gap.from, schedule)} to ${shown(gap.to, schedule)}. Name somebody who stands in, or say that the gap is meant.`,
        );
      }
      const stands = standIn === undefined ? "" : `; ${this.#nameOf(standIn)} stands in`;
      const open = gap ? "; NOBODY is on duty instead" : "";
      return {
        schedule: planned.schedule,
        answer: planned.until,
        alongside: (batch) =>
          batch.audit({
            actor: by.actor,
            action: "duty.off",
            object: `schedule:${id}`,
            sentence: `${by.name} went off duty in ${schedule.name} until ${shown(planned.until, schedule)}${stands}${open}.`,
            details: {
              person: by.person,
              standIn: standIn ?? null,
              until: finite(planned.until),
              leavesGap: gap !== undefined,
            },
          }),
      };
    });
    if (standIn !== undefined) {
      const { body: schedule } = this.#schedule(id);
      await this.#tell(standIn, (say) => say.words.standsIn(by.name, schedule.name, say.at(until, schedule)));
    }
    return until;
  }

  /** On duty besides the others. Resolves with when it ends. */
  async report(id: string, by: DutyPerson, hours: number | undefined): Promise<Instant> {
    return this.#change(id, by, (schedule, now) => {
      const wish = { person: by.person, on: true, hours, via: "the page" };
      const planned = planDuty(schedule, wish, now);
      if (planned.outcome === "already") {
        throw new Fault("conflict", `You are on duty in ${schedule.name} already.`);
      }
      return {
        schedule: planned.schedule,
        answer: planned.until,
        alongside: (batch) =>
          batch.audit({
            actor: by.actor,
            action: "duty.on",
            object: `schedule:${id}`,
            sentence: `${by.name} reported on duty in ${schedule.name} until ${shown(planned.until, schedule)}.`,
            details: { person: by.person, until: finite(planned.until) },
          }),
      };
    });
  }

  /** Somebody else may change the schedule at the same moment: then it is decided again. */
  async #change<T>(
    id: string,
    by: DutyPerson,
    decide: (schedule: Schedule, now: Instant) => { schedule: Schedule; alongside: (batch: Batch) => void; answer?: T },
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      const { version, body } = this.#schedule(id);
      const { schedule, alongside, answer } = decide(body, this.#host.clock.now());
      try {
        await this.#host.site.put({ kind: "schedule", body: schedule }, { actor: by.actor, version, alongside });
        return answer as T;
      } catch (thrown) {
        if (!(thrown instanceof SiteConflict) || tries === CONFLICTS) throw thrown;
      }
    }
  }

  /** One answer after the other, so that of two only the first counts. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #concerning(id: string, person: string): Promise<Swap> {
    const swap = await storedSwap(this.#host.pool, id);
    if (swap && (swap.giver === person || swap.taker === person)) return swap;
    throw new Fault("not-found", "There is no such swap that concerns you; the page 'My shift' shows those there are.");
  }

  #schedule(id: string): Versioned<Schedule> {
    const found = this.#host.site.get("schedule", id);
    if (found) return found;
    throw new Fault("not-found", `There is no schedule '${id}'; look at the page 'On call'.`);
  }

  #refuseAbsent(person: string, mustAnswer = true): void {
    const found = this.#host.site.get("person", person)?.body;
    if (!found?.active) throw new Fault("invalid", `There is no active person '${person}'; choose somebody else.`);
    if (mustAnswer && !this.#host.answers(person)) {
      throw new Fault(
        "invalid",
        `Nobody can sign in as ${found.name}, so the offer could not be accepted; choose somebody else, or ask whoever plans duty.`,
      );
    }
  }

  readonly #nameOf = (person: string): string => this.#host.site.get("person", person)?.body.name ?? person;

  #spanText(schedule: Schedule, { from, to }: Swap): string {
    return `the duty in ${schedule.name} from ${shown(from, schedule)} to ${shown(to, schedule)} (${schedule.timeZone})`;
  }

  #audit(batch: Batch, action: string, swap: Swap, by: DutyPerson, sentence: string): void {
    const { id, schedule, giver, taker, from, to, note } = swap;
    const details = { swap: id, giver, taker, from, to, note };
    batch.audit({ actor: by.actor, action, object: `schedule:${schedule}`, sentence, details });
  }

  /** By every way that may be used now, in the person's language; whoever has none sees it on their page. */
  async #tell(person: string, notice: (say: Say) => string): Promise<void> {
    const { site, clock, verified, send } = this.#host;
    const body = site.get("person", person)?.body;
    if (!body) return;
    const directory = directoryOf(site.current, verified);
    const zone = directory.zoneOf(body);
    const text = notice(sayIn(site.current, person));
    for (const { id, channel, address } of body.methods) {
      if (unusable(person, { channel, address }, directory) !== null) continue;
      if (quietAt(body, id, "low", zone, clock.now())) continue;
      const because = "a shift is offered, taken or given up";
      await send({ kind: "notice", priority: "low", person, method: id, channel, address, text, because });
    }
  }
}

/** How one person is told: in their language, times by the clocks of the schedule. */
interface Say {
  readonly words: DutyNotices;
  readonly at: (at: Instant, schedule: Schedule) => string;
  readonly span: (schedule: Schedule, swap: Pick<Swap, "from" | "to">) => string;
}

function sayIn(site: Site, person: string): Say {
  const language = languageOf(site, person);
  const words = NOTICES[language];
  const at = (instant: Instant, schedule: Schedule) =>
    Number.isFinite(instant) ? timeIn(language, instant, zonesOf(site, schedule), "minute") : words.openEnd;
  return {
    words,
    at,
    span: (schedule, { from, to }) => words.span(schedule.name, at(from, schedule), at(to, schedule)),
  };
}

function noted(note: string): string {
  return note === "" ? "" : `, saying '${note}'`;
}

function finite(at: Instant): Instant | null {
  return Number.isFinite(at) ? at : null;
}

/** `30 Nov 2026, 08:00` as the schedule's clocks show it. */
function shown(at: Instant, { timeZone }: Schedule): string {
  if (!Number.isFinite(at)) return "further notice";
  return minuteWords(at, timeZone);
}
