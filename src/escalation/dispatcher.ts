import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmChange, AlarmListener } from "#alarms/orders.ts";
import { OWN_SOURCE, PRIORITIES, type Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { Timetable } from "#kernel/timetable.ts";
import type { Policy, Site } from "#site/site.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { acknowledge } from "./answer.ts";
import type { Callout, Notification, Planned, Position } from "./callout.ts";
import { coverage } from "./coverage.ts";
import { begin, beginning, type Decision, decide, dueAt, escalateNow, reAnnunciate } from "./decide.ts";
import { type Directory, directoryOf } from "./directory.ts";
import { lastResort, unknownAlarm } from "./last-resort.ts";
import { nextMethod } from "./next-method.ts";
import { OwnAlarms, ownReport } from "./own-alarms.ts";
import { methodsFor, type Nobody, unusable } from "./plan.ts";
import { Router } from "./router.ts";
import { notificationOf, put, Telling } from "./telling.ts";

export interface DispatcherParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  /** Another object after every change of the site. */
  readonly site: () => Site;
  /** Any version that ever was. */
  readonly policyVersion: (id: string, version: number) => Policy | undefined;
  readonly alarm: (id: number) => Alarm | undefined;
  /** Whether the owner has confirmed this address. */
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** Reports under the source `tocsin`; called after a commit. */
  readonly own: (report: Report) => void;
  /** Takes a notification that is due; called after the commit that stores it. */
  readonly deliver: (notification: Notification) => void;
  readonly feed: Feed;
  /** All alarms, asked once at the start: which of our own stand already. */
  readonly alarms?: () => Iterable<Alarm>;
  /**
   * Annunciates an acknowledged alarm again, within the batch, because its acknowledgement expired; false when it can't
   * be. Absent: the callout starts anew and the alarm stays acknowledged.
   */
  readonly reAlarm?: (batch: Batch, alarm: number, because: string) => boolean;
}

/** Whether an answer acknowledges the alarm, or more persons must answer. */
export interface Judgement {
  readonly acknowledges: boolean;
  readonly callout: Callout | null;
  readonly because: string;
}

const TIMER: Actor = { id: "tocsin", via: "timer" };
const INTAKE: Actor = { id: "tocsin", via: "intake" };
const PER_SUBMIT = 500;
const ROWS_EACH = 4;
const RETRY_MS = 250;
const HOUR_MS = 3_600_000;
const NOBODY = "";
/** Under which persons are noted that a digest could not be sent to. */
const OF_DIGESTS = 0;

/** What one batch sets off after its commit, and what was decided in it for all that stand alike. */
interface Sheet {
  readonly batch: Batch;
  readonly directory: Directory;
  readonly callouts: Callout[];
  readonly notifications: Notification[];
  readonly reports: (() => void)[];
  readonly beginnings: Map<Policy, Position>;
  readonly decisions: Map<Position, { of: Callout; decision: Decision }>;
  /** Reasons that name a digest, so that equal ones are one string. */
  readonly reasons: Map<string, string>;
}

/** Sees to it that somebody answers: the only part of escalation that acts. */
export class Dispatcher implements AlarmListener {
  readonly #parts: DispatcherParts;
  /** By alarm: callouts whose occurrence is open. */
  readonly #open = new Map<number, Callout>();
  readonly #timers: Timetable<number>;
  readonly #telling: Telling;
  readonly #ownAlarms: OwnAlarms;
  /** By callout and person: methods that were rejected, and those that were used in their place. */
  readonly #tried = new Map<number, Map<string, Map<string, { rejected: boolean }>>>();
  #router: Router;
  #directory: Directory;
  #sheet: Sheet | null = null;
  #cancelCoverage = () => {};
  #watching = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#timers = new Timetable(parts.clock, (due) => this.#ring(due));
    this.#telling = new Telling(parts);
    this.#ownAlarms = new OwnAlarms(parts.own);
    const site = parts.site();
    this.#router = new Router(site);
    this.#directory = directoryOf(site, parts.verified);
  }

  // -- what is asked of it -----------------------------------------------------------------------------------------------

  /** State as the database has it; what is overdue happens once, in order. Begins to watch the on-call schedules. */
  load(callouts: Iterable<Callout>): void {
    const positions = new Map<string, Position>();
    for (const callout of callouts) {
      if (callout.endedAt !== null) continue;
      const shared = { ...callout, position: sharedPosition(callout, positions) };
      this.#open.set(callout.alarm, shared);
      if (shared.dueAt !== null) this.#timers.set(shared.alarm, shared.dueAt);
    }
    this.#ownAlarms.remember(this.#parts.alarms?.() ?? []);
    for (const { state, policy, alarm } of this.#open.values()) {
      if (state === "exhausted") this.#ownAlarms.rememberExhausted(policy, alarm);
    }
    this.#watching = true;
    this.siteChanged();
  }

  /** To be called after a change of the site or of a verification. */
  siteChanged(): void {
    if (!this.#watching) return;
    this.#cancelCoverage();
    this.#cancelCoverage = this.#parts.clock.at(this.#parts.clock.now(), () => this.#watchCoverage());
  }

  stop(): void {
    this.#watching = false;
    this.#cancelCoverage();
    this.#timers.stop();
    this.#telling.stop();
  }

  /** The callout of the alarm's present occurrence; one that ended because nobody is told says why. */
  calloutOf(alarm: number): Callout | undefined {
    return this.#open.get(alarm);
  }

  get size(): number {
    return this.#open.size;
  }

  /** To be asked before an acknowledgement is carried out: a policy may want several persons to answer. */
  judgeAnswer(alarm: number, actor: Actor): Judgement {
    const callout = this.#open.get(alarm);
    if (callout?.state !== "running") {
      return { acknowledges: true, callout: callout ?? null, because: "one acknowledgement is enough" };
    }
    const { who, name } = this.#whoIs(actor);
    const answer = acknowledge(callout, who, this.#parts.clock.now(), this.#policyOf(callout), name);
    return { acknowledges: answer.done, callout: answer.callout, because: answer.because };
  }

  /** Notes an answer that does not acknowledge the alarm yet. */
  noteAnswer(batch: Batch, alarm: number, actor: Actor): Callout | undefined {
    const callout = this.#open.get(alarm);
    if (callout?.state !== "running") return callout;
    const { who, name } = this.#whoIs(actor);
    const answer = acknowledge(callout, who, batch.now, this.#policyOf(callout), name);
    this.#answered(this.#sheetOf(batch), answer.callout, answer.done, actor);
    return answer.callout;
  }

  /** The next step begins now. Rejects with a `Fault` when the alarm has no callout to escalate. */
  escalateNow(alarm: number, actor: Actor): Promise<Callout> {
    return this.#parts.journal.submit("operator", (batch) => {
      const callout = this.#open.get(alarm);
      const about = this.#parts.alarm(alarm);
      if (!about) throw new Fault("not-found", `There is no alarm ${alarm}. Reload the list.`);
      if (!callout) {
        throw new Fault("conflict", `"${about.text}" is not ringing, so there is nobody to escalate it to.`);
      }
      if (callout.policy === NOBODY) {
        throw new Fault("conflict", `"${about.text}" can't be escalated, because ${callout.because}.`);
      }
      const sheet = this.#sheetOf(batch);
      const { name } = this.#whoIs(actor);
      this.#audit(sheet, actor, "callout.escalated", callout, `${name} escalated ${title(about)}`);
      if (callout.state !== "running") this.#settled(sheet, callout);
      return this.#advance(sheet, escalateNow(callout, batch.now), about, "callout.step", actor);
    });
  }

  /** All attempts of a message were rejected: the person's next method, or an alarm of our own. */
  failed(batch: Batch, notification: Notification, because: string): void {
    const sheet = this.#sheetOf(batch);
    if (notification.kind === "digest") return this.#digestFailed(sheet, notification, because);
    if (notification.kind !== "alarm") return;
    const callout = this.#open.get(notification.alarm);
    const alarm = this.#parts.alarm(notification.alarm);
    if (!callout || !alarm || callout.id !== notification.callout || callout.sequence !== notification.sequence) return;
    const { person } = notification;
    const tried = this.#triedFor(callout, person);
    tried.set(notification.method, { rejected: true });
    const instead = nextMethod(callout, notification, tried, sheet.directory, batch.now);
    const sentence = `${instead.because} (${because}), about ${title(alarm)}`;
    this.#audit(sheet, TIMER, "callout.method-failed", callout, sentence);
    // A second method is never put into a digest: the first one was tried and failed.
    for (const message of instead.messages) {
      tried.set(message.method, { rejected: false });
      sheet.notifications.push(put(batch, notificationOf(batch, "alarm", instead.callout, message)));
    }
    if (instead.callout !== callout) this.#put(sheet, instead.callout);
    if (!instead.unreachable) return;
    if (alarm.source !== OWN_SOURCE) {
      sheet.reports.push(() => this.#ownAlarms.notReached(alarm.id, person, `${instead.because} (${because})`));
    }
    // Nobody else knows: there is no use in waiting for an answer.
    const { told, waiting, step, round } = callout.position;
    const isLast = round > 0 || step + 1 >= this.#policyOf(callout).steps.length;
    if (callout.state === "running" && told.length === 1 && waiting.length === 0 && !isLast) {
      this.#advance(sheet, escalateNow(callout, batch.now), alarm, "callout.step", TIMER);
    }
  }

  #triedFor({ id }: Callout, person: string): Map<string, { rejected: boolean }> {
    const persons = this.#tried.get(id) ?? new Map<string, Map<string, { rejected: boolean }>>();
    this.#tried.set(id, persons);
    const tried = persons.get(person) ?? new Map<string, { rejected: boolean }>();
    persons.set(person, tried);
    return tried;
  }

  /** The same digest by the method that follows in the person's list. */
  #digestFailed(sheet: Sheet, notification: Notification, because: string): void {
    const { batch, directory } = sheet;
    const person = directory.person(notification.person);
    const methods = person?.active ? person.methods : [];
    const failed = methods.findIndex(({ id }) => id === notification.method);
    const next = methods.slice(failed + 1).find((one) => unusable(notification.person, one, directory) === null);
    if (!next) {
      const text = `${person?.name ?? notification.person} did not get digest ${notification.id}: ${because}`;
      sheet.reports.push(() => this.#ownAlarms.notReached(OF_DIGESTS, notification.person, text));
      return;
    }
    const instead: Notification = {
      ...notification,
      id: batch.nextId("notification"),
      method: next.id,
      channel: next.channel,
      address: next.address,
      state: "pending",
      attempts: 0,
      dueAt: batch.now,
      sentAt: null,
      receipt: null,
      because: `digest ${notification.id} could not be sent by ${notification.method}: ${because}`,
    };
    sheet.notifications.push(put(batch, instead));
  }

  // -- what the engine tells ---------------------------------------------------------------------------------------------

  changed(batch: Batch, change: AlarmChange): void {
    const { effects, alarm } = change;
    if (effects.length === 0) return;
    const sheet = this.#sheetOf(batch);
    const callout = this.#open.get(alarm.id);
    if (callout) {
      if (effects.includes("stop-callout")) this.#stopped(sheet, callout, change);
      if (effects.includes("clear-callout") || effects.includes("terminal")) this.#cleared(sheet, change);
      if (effects.includes("terminal")) this.#ends(sheet, alarm.id, change.because);
    }
    if (effects.includes("begin-callout")) this.#begins(sheet, change);
    else if (effects.includes("re-annunciate")) this.#goesOn(sheet, alarm);
  }

  #begins(sheet: Sheet, { alarm, before }: AlarmChange): void {
    const { batch } = sheet;
    const way = this.#routerNow().wayOf(alarm, batch.now);
    let callout = this.#open.get(alarm.id);
    if (callout && (callout.occurrence !== alarm.occurrence || callout.policy !== (way.policy ?? NOBODY))) {
      this.#ends(sheet, alarm.id, callout.occurrence === alarm.occurrence ? way.because : "another occurrence began");
      callout = undefined;
    }
    if (way.to === null) return this.#nobodyIsTold(sheet, alarm, callout, way.because);
    const { policy, version } = way.to;
    if (callout) {
      this.#settled(sheet, callout);
      const { sequence, priority } = alarm;
      const again = { ...callout, sequence, priority, policyVersion: version };
      const worse = isWorse(alarm, before);
      const anew = before?.active
        ? reAnnunciate(again, sequence, batch.now, worse ? callout.position.told : [])
        : { ...begin(policy, version, again, batch.now, way.because), startedAt: callout.startedAt };
      this.#advance(sheet, anew, alarm, "callout.begun-again", INTAKE);
      return;
    }
    let position = sheet.beginnings.get(policy);
    if (!position) {
      position = beginning(policy, batch.now);
      sheet.beginnings.set(policy, position);
    }
    const first: Callout = {
      id: batch.nextId("callout"),
      alarm: alarm.id,
      occurrence: alarm.occurrence,
      sequence: alarm.sequence,
      partition: alarm.partition,
      priority: alarm.priority,
      policy: policy.id,
      policyVersion: version,
      state: "running",
      position,
      dueAt: position.endsAt ?? null,
      startedAt: batch.now,
      endedAt: null,
      because: way.because,
    };
    this.#advance(sheet, first, alarm, "callout.begun", INTAKE);
  }

  /** Stored like a callout, so that everybody can see that nobody was told, and why. */
  #nobodyIsTold(sheet: Sheet, alarm: Alarm, before: Callout | undefined, because: string): void {
    const { batch } = sheet;
    const { id, occurrence, sequence, partition, priority } = alarm;
    const none: Callout = {
      ...(before ?? { id: batch.nextId("callout"), startedAt: batch.now }),
      alarm: id,
      occurrence,
      sequence,
      partition,
      priority,
      policy: NOBODY,
      policyVersion: 0,
      state: "ended",
      position: NO_POSITION,
      dueAt: null,
      endedAt: null,
      because,
    };
    this.#put(sheet, none);
    this.#audit(sheet, INTAKE, "callout.none", none, `${title(alarm)}: ${because}`);
  }

  /** Annunciated again, and the callout goes on where it is. */
  #goesOn(sheet: Sheet, { id, sequence, priority, active }: Alarm): void {
    const callout = this.#open.get(id);
    if (!callout) return;
    const paused = callout.state === "ended" && callout.policy !== NOBODY && active;
    const due = paused ? dueAt(callout.position) : callout.dueAt;
    const state = paused ? "running" : callout.state;
    const because = paused ? "the condition came back: the callout goes on" : callout.because;
    this.#put(sheet, { ...callout, sequence, priority, state, dueAt: due, because });
  }

  /** Answered, or hidden by shelving, suppression or taking out of service. */
  #stopped(sheet: Sheet, callout: Callout, { alarm, because, actor }: AlarmChange): void {
    if (alarm.shelf || alarm.suppressedBy.length > 0 || alarm.outOfService) {
      this.#ends(sheet, alarm.id, because);
    } else if (callout.policy !== NOBODY) {
      const { who, name } = this.#whoIs(actor);
      const answer = acknowledge(callout, who, sheet.batch.now, this.#policyOf(callout), name);
      this.#answered(sheet, answer.callout, answer.done, actor);
    }
  }

  #answered(sheet: Sheet, callout: Callout, done: boolean, actor: Actor): void {
    this.#put(sheet, callout);
    if (done) this.#settled(sheet, callout);
    else {
      const alarm = this.#parts.alarm(callout.alarm);
      const about = alarm ? `, about ${title(alarm)}` : "";
      this.#audit(sheet, actor, "callout.answered", callout, `${callout.because}${about}`);
    }
  }

  /** The condition has gone: those who were told may want to know, and the policy says whether the others still must. */
  #cleared(sheet: Sheet, { alarm, before }: AlarmChange): void {
    const callout = this.#open.get(alarm.id);
    if (!callout || callout.policy === NOBODY || !before?.active || alarm.active) return;
    const policy = this.#policyOf(callout);
    if (policy.tellCleared && callout.position.told.length > 0) {
      const messages = callout.position.told.flatMap((id) => clearedMessages(id, callout, sheet));
      this.#telling.tell(sheet.batch, "cleared", callout, alarm, messages, policy.digest, sheet.notifications);
    }
    if (policy.whenCleared === "stop" && callout.state === "running") {
      const because = "the condition has gone, and the policy asks for nobody then";
      this.#put(sheet, { ...callout, state: "ended", dueAt: null, because });
    }
  }

  #ends(sheet: Sheet, alarm: number, because: string): void {
    const callout = this.#open.get(alarm);
    if (!callout) return;
    this.#open.delete(alarm);
    this.#timers.set(alarm, null);
    this.#tried.delete(callout.id);
    const running = callout.state === "running";
    const state = running ? "ended" : callout.state;
    const ended = { ...callout, state, dueAt: null, endedAt: sheet.batch.now };
    this.#store(sheet, running ? { ...ended, because } : ended);
    this.#settled(sheet, callout);
  }

  // -- time --------------------------------------------------------------------------------------------------------------

  #ring(due: readonly number[]): void {
    const isUrgent = (alarm: number) => this.#open.get(alarm)?.priority === "life-safety";
    const urgent = due.filter(isUrgent);
    if (urgent.length > 0) this.#submitDue("life-safety", urgent);
    const others = urgent.length > 0 ? due.filter((alarm) => !isUrgent(alarm)) : due;
    for (let from = 0; from < others.length; from += PER_SUBMIT) {
      this.#submitDue("alarm", others.slice(from, from + PER_SUBMIT));
    }
  }

  #submitDue(lane: "life-safety" | "alarm", alarms: readonly number[]): void {
    const { journal, clock, log } = this.#parts;
    journal
      .submit(
        lane,
        (batch) => {
          const sheet = this.#sheetOf(batch);
          for (const alarm of alarms) this.#due(sheet, alarm);
        },
        alarms.length * ROWS_EACH,
      )
      .catch((thrown: unknown) => {
        log.warn({ callouts: alarms.length }, `callouts that are due wait: ${saying(thrown)}`);
        const at = clock.now() + RETRY_MS;
        for (const alarm of alarms) if (this.#open.has(alarm)) this.#timers.set(alarm, at);
      });
  }

  #due(sheet: Sheet, id: number): void {
    const callout = this.#open.get(id);
    if (!callout || callout.dueAt === null) return;
    if (callout.dueAt > sheet.batch.now) return this.#timers.set(id, callout.dueAt);
    const alarm = this.#parts.alarm(id);
    if (callout.state === "acknowledged") {
      const because = `acknowledged ${this.#policyOf(callout).acknowledgementExpiresSec ?? 0} s ago and still active`;
      if (!alarm?.active) return this.#put(sheet, { ...callout, dueAt: null });
      if (this.#parts.reAlarm?.(sheet.batch, id, because)) return;
    }
    this.#advance(sheet, callout, alarm ?? unknownAlarm(callout), "callout.step", TIMER);
  }

  /** Decides what comes next and carries it out. Callouts that stand alike in one batch share their decision. */
  #advance(sheet: Sheet, callout: Callout, alarm: Alarm, action: string, actor: Actor): Callout {
    const policy = this.#policyOf(callout);
    const shared = sheet.decisions.get(callout.position);
    let decision: Decision;
    if (shared && isAlike(shared.of, callout)) decision = shared.decision;
    else {
      decision = decide(callout, policy, sheet.directory, sheet.batch.now);
      sheet.decisions.set(callout.position, { of: callout, decision });
    }
    if (decision.rule === "wait") {
      const waits = { ...callout, dueAt: decision.until };
      this.#put(sheet, waits);
      if (action !== "callout.step") {
        const at = decision.until === null ? "" : `, first step at ${new Date(decision.until).toISOString()}`;
        this.#audit(sheet, actor, action, waits, `Callout for ${title(alarm)}: ${callout.because}${at}`);
      }
      return waits;
    }
    const { state, position, messages, because, nobody } = decision;
    const next: Callout = { ...callout, state, position, dueAt: decision.dueAt, because };
    const { batch, notifications } = sheet;
    const digests = this.#telling.tell(batch, "alarm", next, alarm, messages, policy.digest, notifications);
    const told = digests.size > 0 ? { ...next, because: digested(sheet, because, digests) } : next;
    this.#put(sheet, told);
    const what = decision.rule === "exhausted" ? "callout.exhausted" : action;
    this.#audit(sheet, actor, what, told, `Callout for ${title(alarm)}: ${told.because}`);
    if (alarm.source !== OWN_SOURCE) {
      if (decision.rule === "exhausted") {
        sheet.reports.push(() => this.#ownAlarms.exhausted(policy.id, alarm, because));
      }
      if (nobody) this.#sayNobody(sheet, policy, nobody, messages.length > 0);
      else if (decision.rule === "notify" && messages.length > 0) this.#saySomebody(sheet, policy);
    }
    return told;
  }

  #saySomebody(sheet: Sheet, { id }: Policy): void {
    const point = `policy/${id}`;
    if (!this.#ownAlarms.stands(point, "nobody")) return;
    sheet.reports.push(() => this.#ownAlarms.report(ownReport("clear", point, "nobody", "somebody could be told")));
  }

  #sayNobody(sheet: Sheet, policy: Policy, nobody: Nobody, fallback: boolean): void {
    const instead = fallback ? "Others were told instead" : "Nobody was told at all";
    const text = `Policy ${policy.name} had nobody to tell: ${nobody.because}. ${instead}. Mend the schedule or the policy.`;
    const points = nobody.schedules.map((id) => `duty/${id}`);
    sheet.reports.push(() => {
      for (const point of points.length > 0 ? points : [`policy/${policy.id}`]) {
        this.#ownAlarms.report(ownReport("raise", point, "nobody", text, "high"));
      }
    });
  }

  #watchCoverage(): void {
    const { clock, log } = this.#parts;
    const now = clock.now();
    this.#routerNow();
    this.#ownAlarms.settled(NOBODY, OF_DIGESTS);
    let nextAt = now + HOUR_MS;
    try {
      const found = coverage(this.#router.site, this.#directory, now);
      for (const report of found.reports) this.#ownAlarms.report(report);
      nextAt = Math.min(nextAt, Math.max(found.nextAt, now + 1_000));
    } catch (thrown) {
      log.error(`the on-call schedules could not be checked for gaps: ${saying(thrown)}`);
    }
    this.#cancelCoverage = clock.at(nextAt, () => this.#watchCoverage());
  }

  // -- bookkeeping -------------------------------------------------------------------------------------------------------

  #put(sheet: Sheet, callout: Callout): void {
    const before = this.#open.get(callout.alarm);
    this.#open.set(callout.alarm, callout);
    if (callout.dueAt !== null || before) this.#timers.set(callout.alarm, callout.dueAt);
    this.#store(sheet, callout);
  }

  #store({ batch, callouts }: Sheet, callout: Callout): void {
    batch.callout(callout);
    callouts.push(callout);
  }

  #audit({ batch }: Sheet, actor: Actor, action: string, { alarm, partition }: Callout, sentence: string): void {
    batch.audit({ actor, action, object: `alarm:${alarm}`, partition, sentence });
  }

  #settled({ reports }: Sheet, { policy, alarm }: Callout): void {
    reports.push(() => this.#ownAlarms.settled(policy, alarm));
  }

  /** What belongs to this batch; the first to ask has it sent off after the commit. */
  #sheetOf(batch: Batch): Sheet {
    if (this.#sheet?.batch === batch) return this.#sheet;
    this.#routerNow();
    const sheet: Sheet = {
      batch,
      directory: this.#directory,
      callouts: [],
      notifications: [],
      reports: [],
      beginnings: new Map(),
      decisions: new Map(),
      reasons: new Map(),
    };
    this.#sheet = sheet;
    batch.afterwards(() => {
      if (this.#sheet === sheet) this.#sheet = null;
      const { feed, deliver } = this.#parts;
      for (const callout of sheet.callouts) feed.publish("callout", callout);
      for (const notification of sheet.notifications) deliver(notification);
      for (const report of sheet.reports) report();
    });
    return sheet;
  }

  #routerNow(): Router {
    const site = this.#parts.site();
    if (this.#router.site !== site) {
      this.#router = new Router(site);
      this.#directory = directoryOf(site, this.#parts.verified);
      this.siteChanged();
    }
    return this.#router;
  }

  /** The policy as it stood when the callout began. A version that is lost leaves the site's fallback. */
  #policyOf({ policy, policyVersion }: Callout): Policy {
    const now = this.#router.site.items.policy.get(policy);
    if (now?.version === policyVersion) return now.body;
    return (
      this.#parts.policyVersion(policy, policyVersion) ?? now?.body ?? lastResort(policy, this.#directory.siteFallback)
    );
  }

  #whoIs({ id }: Actor): { who: string; name: string } {
    const who = id.startsWith("person:") ? id.slice("person:".length) : id;
    return { who, name: this.#directory.person(who)?.name ?? who };
  }
}

const NO_POSITION: Position = {
  step: -1,
  round: 0,
  stepAt: 0,
  waiting: [],
  told: [],
  acknowledged: [],
  acknowledgementEndsAt: null,
};

/** What a decision hangs on, besides the position. */
function isAlike(one: Callout, other: Callout): boolean {
  return (
    one.policy === other.policy &&
    one.policyVersion === other.policyVersion &&
    one.priority === other.priority &&
    one.state === other.state
  );
}

function digested({ reasons }: Sheet, because: string, digests: ReadonlySet<number>): string {
  const fresh = `${because}; in digest ${[...digests].join(", ")}`;
  const known = reasons.get(fresh);
  if (known === undefined) reasons.set(fresh, fresh);
  return known ?? fresh;
}

function isWorse(alarm: Alarm, before: Alarm | undefined): boolean {
  if (!before || before.occurrence !== alarm.occurrence) return false;
  return alarm.severity > before.severity || PRIORITIES.indexOf(alarm.priority) < PRIORITIES.indexOf(before.priority);
}

/** By the methods that the person's rules use first. */
function clearedMessages(id: string, { priority }: Callout, { directory, batch }: Sheet): Planned[] {
  const person = directory.person(id);
  if (!person?.active) return [];
  const { tell } = methodsFor(person, priority, directory, batch.now);
  const first = Math.min(...tell.map(({ afterSec }) => afterSec));
  return tell
    .filter(({ afterSec }) => afterSec === first)
    .map(({ method, channel, address }) => ({
      at: batch.now,
      person: id,
      method,
      channel,
      address,
      because: "was told of the alarm, and its condition has gone",
    }));
}

/** After a start equal positions become one object again: 100,000 callouts of one flood share a few. */
function sharedPosition(callout: Callout, known: Map<string, Position>): Position {
  const { position, policy, policyVersion, priority } = callout;
  if (position.waiting.length > 0 || position.acknowledged.length > 0) return position;
  const { step, round, stepAt, endsAt, told, acknowledgementEndsAt } = position;
  const key = [policy, policyVersion, priority, step, round, stepAt, endsAt, acknowledgementEndsAt, ...told].join();
  const shared = known.get(key) ?? position;
  known.set(key, shared);
  return shared;
}

function title({ id, text }: Alarm): string {
  return `alarm ${id}, "${text}"`;
}
