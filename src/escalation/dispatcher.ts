import type { Alarm } from "#alarms/alarm.ts";
import type { AlarmChange, AlarmListener } from "#alarms/orders.ts";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import { begun, begunAgain, goneOn, tellsNobody, toNobody, whyAnother } from "./annunciated.ts";
import { acknowledge } from "./answer.ts";
import type { Callout, Notification } from "./callout.ts";
import { cleared } from "./cleared.ts";
import { CoverageWatch } from "./coverage-watch.ts";
import { escalateNow } from "./decide.ts";
import { unknownAlarm } from "./last-resort.ts";
import { OpenCallouts } from "./open-callouts.ts";
import { OwnAlarms } from "./own-alarms.ts";
import { Present, type PresentParts } from "./present.ts";
import { Rejections } from "./rejections.ts";
import { Sheet, title } from "./sheet.ts";
import { Telling } from "./telling.ts";

export interface DispatcherParts extends PresentParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly alarm: (id: number) => Alarm | undefined;
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

/** Sees to it that somebody answers: the only part of escalation that acts. */
export class Dispatcher implements AlarmListener {
  readonly #parts: DispatcherParts;
  readonly #open: OpenCallouts;
  readonly #telling: Telling;
  readonly #ownAlarms: OwnAlarms;
  readonly #rejections: Rejections;
  readonly #coverage: CoverageWatch;
  readonly #present: Present;
  #sheet: Sheet | null = null;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#open = new OpenCallouts(parts.clock, (due) => this.#ring(due));
    this.#telling = new Telling(parts);
    this.#ownAlarms = new OwnAlarms(parts.own);
    this.#rejections = new Rejections(this.#ownAlarms);
    this.#coverage = new CoverageWatch(parts, this.#ownAlarms, () => this.#present);
    this.#present = new Present(parts, () => this.#coverage.again());
  }

  // -- what is asked of it -----------------------------------------------------------------------------------------------

  /** State as the database has it; what is overdue happens once, in order. Begins to watch the on-call schedules. */
  load(callouts: Iterable<Callout>): void {
    this.#open.load(callouts);
    this.#ownAlarms.remember(this.#parts.alarms?.() ?? []);
    for (const { state, policy, alarm } of this.#open.all()) {
      if (state === "exhausted") this.#ownAlarms.rememberExhausted(policy, alarm);
    }
    this.#coverage.start();
  }

  /** To be called after a change of the site or of a verification. */
  siteChanged(): void {
    this.#coverage.again();
  }

  stop(): void {
    this.#coverage.stop();
    this.#open.stop();
    this.#telling.stop();
  }

  /** The callout of the alarm's present occurrence; one that ended because nobody is told says why. */
  calloutOf(alarm: number): Callout | undefined {
    return this.#open.get(alarm);
  }

  /** A callout whose occurrence is open, by its own id. */
  callout(id: number): Callout | undefined {
    return this.#open.byId(id);
  }

  /** How many callouts are open. */
  get size(): number {
    return this.#open.size;
  }

  /** To be asked before an acknowledgement is carried out: a policy may want several persons to answer. */
  judgeAnswer(alarm: number, actor: Actor): Judgement {
    const callout = this.#open.get(alarm);
    if (callout?.state !== "running") {
      return { acknowledges: true, callout: callout ?? null, because: "one acknowledgement is enough" };
    }
    const { who, name } = this.#present.whoIs(actor);
    const answer = acknowledge(callout, who, this.#parts.clock.now(), this.#present.policyOf(callout), name);
    return { acknowledges: answer.done, callout: answer.callout, because: answer.because };
  }

  /** Notes an answer that does not acknowledge the alarm yet. */
  noteAnswer(batch: Batch, alarm: number, actor: Actor): Callout | undefined {
    const callout = this.#open.get(alarm);
    if (callout?.state !== "running") return callout;
    const { who, name } = this.#present.whoIs(actor);
    const answer = acknowledge(callout, who, batch.now, this.#present.policyOf(callout), name);
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
      if (tellsNobody(callout)) {
        throw new Fault("conflict", `"${about.text}" can't be escalated, because ${callout.because}.`);
      }
      const sheet = this.#sheetOf(batch);
      const { name } = this.#present.whoIs(actor);
      sheet.audit(actor, "callout.escalated", callout, `${name} escalated ${title(about)}`);
      if (callout.state !== "running") this.#settled(sheet, callout);
      return this.#advance(sheet, escalateNow(callout, batch.now), about, "callout.step", actor);
    });
  }

  /** All attempts of a message were rejected: the person's next method, or an alarm of our own. */
  failed(batch: Batch, notification: Notification, because: string): void {
    const sheet = this.#sheetOf(batch);
    if (notification.kind === "digest") return this.#rejections.digest(sheet, notification, because);
    const callout = this.#open.get(notification.alarm);
    const alarm = this.#parts.alarm(notification.alarm);
    if (notification.kind !== "alarm" || callout?.id !== notification.callout || !alarm) return;
    if (callout.sequence !== notification.sequence) return;
    const instead = this.#rejections.instead(sheet, callout, alarm, notification, because);
    const sentence = `${instead.because} (${because}), about ${title(alarm)}`;
    sheet.audit(TIMER, "callout.method-failed", callout, sentence);
    if (instead.callout !== callout) this.#open.put(sheet, instead.callout);
    const { told, waiting, step, round } = callout.position;
    const isLast = round > 0 || step + 1 >= this.#present.policyOf(callout).steps.length;
    // Nobody else knows: there is no use in waiting for an answer.
    if (instead.unreachable && callout.state === "running" && told.length === 1 && waiting.length === 0 && !isLast) {
      this.#advance(sheet, escalateNow(callout, batch.now), alarm, "callout.step", TIMER);
      sheet.auditSteps(TIMER);
    }
  }

  // -- what the engine tells ---------------------------------------------------------------------------------------------

  changed(batch: Batch, change: AlarmChange): readonly string[] {
    if (change.effects.length === 0) return NOTHING;
    const sheet = this.#sheetOf(batch);
    return sheet.consequencesOf(() => this.#follow(sheet, change));
  }

  #follow(sheet: Sheet, change: AlarmChange): void {
    const { effects, alarm } = change;
    const callout = this.#open.get(alarm.id);
    if (callout) {
      if (effects.includes("stop-callout")) this.#stopped(sheet, callout, change);
      if (effects.includes("clear-callout") || effects.includes("terminal")) this.#cleared(sheet, change);
      if (effects.includes("terminal")) this.#ends(sheet, alarm.id, change.because);
    }
    if (effects.includes("begin-callout")) this.#begins(sheet, change);
    else if (effects.includes("re-annunciate")) this.#goesOn(sheet, alarm);
  }

  #begins(sheet: Sheet, change: AlarmChange): void {
    const { batch } = sheet;
    const { alarm } = change;
    const way = this.#present.router.wayOf(alarm, batch.now);
    let callout = this.#open.get(alarm.id);
    const another = callout ? whyAnother(callout, alarm, way) : null;
    if (another !== null) {
      this.#ends(sheet, alarm.id, another);
      callout = undefined;
    }
    if (way.to === null) {
      const none = toNobody(callout ?? { id: batch.nextId("callout"), startedAt: batch.now }, alarm, way.because);
      this.#open.put(sheet, none);
      sheet.audit(INTAKE, "callout.none", none, `${sheet.callout(alarm)}: ${way.because}`);
    } else if (callout) {
      this.#settled(sheet, callout);
      const again = begunAgain(callout, change, way.to, way.because, batch.now);
      this.#advance(sheet, again, alarm, "callout.begun-again", INTAKE);
    } else {
      const position = sheet.beginning(way.to.policy, alarm.priority);
      const first = begun(batch.nextId("callout"), alarm, way.to, position, way.because, batch.now);
      this.#advance(sheet, first, alarm, "callout.begun", INTAKE);
    }
  }

  #goesOn(sheet: Sheet, alarm: Alarm): void {
    const callout = this.#open.get(alarm.id);
    if (callout) this.#open.put(sheet, goneOn(callout, alarm));
  }

  /** Answered, or hidden by shelving, suppression or taking out of service. */
  #stopped(sheet: Sheet, callout: Callout, { alarm, because, actor }: AlarmChange): void {
    if (alarm.shelf || alarm.suppressedBy.length > 0 || alarm.outOfService) {
      this.#ends(sheet, alarm.id, because);
    } else if (!tellsNobody(callout)) {
      const { who, name } = this.#present.whoIs(actor);
      const answer = acknowledge(callout, who, sheet.batch.now, this.#present.policyOf(callout), name);
      this.#answered(sheet, answer.callout, answer.done, actor);
    }
  }

  #answered(sheet: Sheet, callout: Callout, done: boolean, actor: Actor): void {
    this.#open.put(sheet, callout);
    if (done) this.#settled(sheet, callout);
    else {
      const alarm = this.#parts.alarm(callout.alarm) ?? unknownAlarm(callout);
      sheet.audit(actor, "callout.answered", callout, `${sheet.callout(alarm)}: ${callout.because}`);
    }
  }

  /** The condition has gone: those who were told may want to know, and the policy says whether the others still must. */
  #cleared(sheet: Sheet, { alarm, before }: AlarmChange): void {
    const callout = this.#open.get(alarm.id);
    if (!callout || tellsNobody(callout) || !before?.active || alarm.active) return;
    const policy = this.#present.policyOf(callout);
    if (policy.tellCleared && callout.position.told.length > 0) {
      const messages = cleared(callout, sheet.directory, sheet.now);
      this.#telling.tell(sheet, "cleared", callout, alarm, messages, policy.digest);
    }
    if (policy.whenCleared === "stop" && callout.state === "running") {
      const because = "the condition has gone, and the policy asks for nobody then";
      this.#open.put(sheet, { ...callout, state: "ended", dueAt: null, because });
    }
  }

  #ends(sheet: Sheet, alarm: number, because: string): void {
    const callout = this.#open.get(alarm);
    if (!callout) return;
    this.#open.end(sheet, callout, because);
    this.#rejections.forget(callout.id);
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
          sheet.auditSteps(TIMER);
        },
        alarms.length * ROWS_EACH,
      )
      .catch((thrown: unknown) => {
        log.warn({ callouts: alarms.length }, `callouts that are due wait: ${saying(thrown)}`);
        const at = clock.now() + RETRY_MS;
        for (const alarm of alarms) this.#open.remind(alarm, at);
      });
  }

  #due(sheet: Sheet, id: number): void {
    const callout = this.#open.get(id);
    if (!callout || callout.dueAt === null) return;
    if (callout.dueAt > sheet.batch.now) return this.#open.remind(id, callout.dueAt);
    const alarm = this.#parts.alarm(id);
    if (callout.state === "acknowledged") {
      const because = `acknowledged ${this.#present.policyOf(callout).acknowledgementExpiresSec ?? 0} s ago and still active`;
      if (!alarm?.active) return this.#open.put(sheet, { ...callout, dueAt: null });
      if (this.#parts.reAlarm?.(sheet.batch, id, because)) return;
    }
    this.#advance(sheet, callout, alarm ?? unknownAlarm(callout), "callout.step", TIMER);
  }

  /** Decides what comes next and carries it out. Callouts that stand alike in one batch share their decision. */
  #advance(sheet: Sheet, callout: Callout, alarm: Alarm, action: string, actor: Actor): Callout {
    const policy = this.#present.policyOf(callout);
    const decision = sheet.decide(callout, policy);
    if (decision.rule === "wait") {
      const waits = { ...callout, dueAt: decision.until };
      this.#open.put(sheet, waits);
      if (action !== "callout.step") {
        const at = decision.until === null ? "" : `, first step at ${new Date(decision.until).toISOString()}`;
        sheet.audit(actor, action, waits, `${sheet.callout(alarm)}: ${callout.because}${at}`);
      }
      return waits;
    }
    const { state, position, messages, because, nobody } = decision;
    const next: Callout = { ...callout, state, position, dueAt: decision.dueAt, because };
    const digests = this.#telling.tell(sheet, "alarm", next, alarm, messages, policy.digest);
    const told = digests.size > 0 ? { ...next, because: sheet.digested(because, digests) } : next;
    this.#open.put(sheet, told);
    const what = decision.rule === "exhausted" ? "callout.exhausted" : action;
    if (what === "callout.step" && actor === TIMER) sheet.auditStep(told, alarm);
    else sheet.audit(actor, what, told, `${sheet.callout(alarm)}: ${told.because}`);
    if (alarm.source !== OWN_SOURCE) {
      if (decision.rule === "exhausted") {
        sheet.reports.push(() => this.#ownAlarms.exhausted(policy, alarm, because));
      }
      if (nobody) {
        sheet.reports.push(() => this.#ownAlarms.nobody(policy, nobody, messages.length > 0));
      } else if (messages.length > 0 && this.#ownAlarms.stands(`policy/${policy.id}`, "nobody")) {
        sheet.reports.push(() => this.#ownAlarms.somebody(policy));
      }
    }
    return told;
  }

  // -- bookkeeping -------------------------------------------------------------------------------------------------------

  #settled({ reports }: Sheet, { policy, alarm }: Callout): void {
    reports.push(() => this.#ownAlarms.settled(policy, alarm));
  }

  /** What belongs to this batch; the first to ask has it sent off after the commit. */
  #sheetOf(batch: Batch): Sheet {
    if (this.#sheet?.batch === batch) return this.#sheet;
    const sheet = new Sheet(batch, this.#present.directory);
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
}

const NOTHING: readonly string[] = Object.freeze([]);
