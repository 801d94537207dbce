import type { Alarm } from "#alarms/alarm.ts";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Timetable } from "#kernel/timetable.ts";
import type { Procedure } from "#site/procedure.ts";
import { alarmTextIn } from "#site/said.ts";
import { languageOf, type Versioned } from "#site/site.ts";
import type { Batch } from "#store/batch.ts";
import { whomToCall } from "./call.ts";
import { beginsByItself, fits } from "./fits.ts";
import { lateReport, passedReport } from "./late.ts";
import type { ProceduresHost } from "./procedures.ts";
import { insertRun, readIdsOf, readRun, readRunning, updateRun } from "./rows.ts";
import {
  type Answer,
  answered,
  atTime,
  type By,
  begun,
  called,
  type Decided,
  type Entry,
  endedEarly,
  isAlarming,
  type Run,
  runId,
  stepOf,
} from "./run.ts";
import { beginSentence, entrySentence } from "./sentence.ts";

const RETRY_MS = 10_000;
/** So many begin in one transaction; a flood of alarms must not make one of them endless. */
const TOGETHER = 100;
/** What is remembered of occurrences that are over is forgotten when so many have gathered. */
const SWEEP_AT = 1000;
const OURSELVES: By = { actor: { id: "tocsin", via: "timer" }, name: "Tocsin" };

/** Begins response procedures, takes what people say about their steps, and reminds of what takes too long. */
export class ProcedureDesk {
  readonly #host: ProceduresHost;
  readonly #running = new Map<string, Run>();
  /** Ids of the runs of open occurrences, ended ones too: what was done is not begun again. */
  readonly #begun = new Set<string>();
  readonly #due: Timetable<string>;
  readonly #waiting = new Set<number>();
  #sweepAt = SWEEP_AT;
  #cancel: (() => void) | undefined;
  #beginning = false;
  #stopped = false;

  constructor(host: ProceduresHost) {
    this.#host = host;
    this.#due = new Timetable(host.clock, (ids) => {
      for (const id of ids) this.#ring(id);
    });
  }

  async load(): Promise<void> {
    const { pool, alarms } = this.#host;
    for (const run of await readRunning(pool)) this.#keep(run);
    this.#tellLate();
    const open = Array.from(alarms(), ({ occurrence }) => occurrence).filter((occurrence) => occurrence !== 0);
    for (const id of await readIdsOf(pool, open)) this.#begun.add(id);
    this.apply();
  }

  /** What is raised now and shall begin by itself, begins. */
  apply(): void {
    for (const alarm of this.#host.alarms()) if (this.mayBegin(alarm)) this.#waiting.add(alarm.id);
    if (this.#waiting.size > 0) this.#begin();
  }

  stop(): void {
    this.#stopped = true;
    this.#due.stop();
    this.#cancel?.();
  }

  /** What is gone through now. */
  running(): Iterable<Run> {
    return this.#running.values();
  }

  /** The enabled procedures that are for this alarm, those that begin by themselves first. */
  fitting(alarm: Alarm): Versioned<Procedure>[] {
    return this.#procedures()
      .filter(({ body }) => fits(body, alarm, this.#host.site()))
      .sort((a, b) => a.body.begins.localeCompare(b.body.begins) * -1 || a.body.name.localeCompare(b.body.name));
  }

  mayBegin(alarm: Alarm): boolean {
    return this.#toBegin(alarm).length > 0;
  }

  raised(alarm: number): void {
    this.#waiting.add(alarm);
    this.#begin();
  }

  /** @param occurrence the one that the operator saw */
  async begin(alarmId: number, occurrence: number, procedure: string, by: By): Promise<Run> {
    const id = runId(occurrence, procedure);
    if (this.#begun.has(id)) {
      const known = this.#running.get(id) ?? (await readRun(this.#host.pool, id));
      if (known) throw new Fault("conflict", `${known.startedByName} was faster: that procedure has begun already.`);
    }
    return this.#order((batch) => {
      const alarm = this.#host.alarm(alarmId);
      const document = this.#host.site().items.procedure.get(procedure);
      if (!alarm || alarm.occurrence === 0 || alarm.occurrence !== occurrence) {
        throw new Fault("conflict", "This occurrence of the alarm is over; look at how the alarm stands now.");
      }
      if (!document || !fits(document.body, alarm, this.#host.site())) {
        throw new Fault("not-found", `There is no procedure '${procedure}' for alarm ${alarmId}.`);
      }
      const known = this.#running.get(id);
      if (known) throw new Fault("conflict", `${known.startedByName} was faster: that procedure has begun already.`);
      return this.#start(batch, alarm, document, by);
    });
  }

  answer(id: string, answer: Answer, by: By): Promise<Run> {
    return this.#change(id, (run, now) => answered(run, answer, by, now));
  }

  end(id: string, reason: string, by: By): Promise<Run> {
    return this.#change(id, (run, now) => endedEarly(run, reason, by, now));
  }

  /** The server calls whom the step names. Resolves once the message is stored. */
  async call(id: string, step: string, by: By): Promise<Run> {
    const run = await this.run(id);
    const present = stepOf(run);
    if (present?.type !== "call" || present.id !== step) {
      throw new Fault("conflict", "It is not the turn of that call; look at how the procedure stands now.");
    }
    const { site, verified, send, alarm } = this.#host;
    const found = whomToCall(present, site(), verified);
    if (found.kind === "nobody") throw new Fault("conflict", found.because);
    const { person, method } = found;
    const about = alarm(run.alarm);
    let after = run;
    await send(
      {
        kind: "notice",
        priority: about?.priority ?? "high",
        alarm: run.alarm,
        occurrence: run.occurrence,
        person: person.id,
        method: method.id,
        channel: method.channel,
        address: method.address,
        text: [about && alarmTextIn(languageOf(site(), person.id), about), run.procedure.name, present.text]
          .filter(Boolean)
          .join(". "),
        because: `${by.name} asked for it in the procedure ${run.procedure.name}`,
      },
      (batch, notification) => {
        const now = this.#running.get(id);
        if (now?.step !== step) throw new Fault("conflict", "The procedure went on meanwhile; nobody was called.");
        const said = `${person.name}, ${method.address}`;
        const decided = called(now, present, { said, message: notification.id }, by, batch.now);
        this.#put(batch, decided.run, decided.entry, by);
        after = decided.run;
      },
    );
    return after;
  }

  /** Throws `not-found`. */
  async run(id: string): Promise<Run> {
    const run = this.#running.get(id) ?? (await readRun(this.#host.pool, id));
    if (!run) throw new Fault("not-found", `There is no run '${id}' of a procedure.`);
    return run;
  }

  // -- by themselves -----------------------------------------------------------------------------------------------------

  #begin(): void {
    if (this.#beginning || this.#stopped) return;
    this.#beginning = true;
    void this.#beginAll().finally(() => {
      this.#beginning = false;
    });
  }

  async #beginAll(): Promise<void> {
    const { clock, log } = this.#host;
    try {
      while (this.#waiting.size > 0 && !this.#stopped) {
        const some = [...this.#waiting].slice(0, TOGETHER);
        await this.#order((batch) => {
          for (const id of some) {
            const alarm = this.#host.alarm(id);
            if (alarm) for (const document of this.#toBegin(alarm)) this.#start(batch, alarm, document, OURSELVES);
          }
        });
        for (const id of some) this.#waiting.delete(id);
      }
    } catch (thrown) {
      log.warn({ alarms: this.#waiting.size }, `procedures wait, because they could not be stored: ${saying(thrown)}`);
      this.#cancel = clock.at(clock.now() + RETRY_MS, () => this.#begin());
    }
  }

  #toBegin(alarm: Alarm): Versioned<Procedure>[] {
    const site = this.#host.site();
    return this.#procedures().filter(
      ({ body }) => beginsByItself(body, alarm, site) && !this.#begun.has(runId(alarm.occurrence, body.id)),
    );
  }

  #ring(id: string): void {
    const { log, clock } = this.#host;
    this.#order((batch) => {
      const run = this.#running.get(id);
      const decided = run && atTime(run, OURSELVES, batch.now);
      if (decided) this.#put(batch, decided.run, decided.entry, OURSELVES);
    }).catch((thrown: unknown) => {
      log.warn({ run: id }, `that a step is due could not be stored: ${saying(thrown)}`);
      this.#due.set(id, clock.now() + RETRY_MS);
    });
  }

  // -- what it stores ----------------------------------------------------------------------------------------------------

  async #change(id: string, decide: (run: Run, now: Instant) => Decided): Promise<Run> {
    const stored = await this.run(id);
    return this.#order((batch) => {
      const decided = decide(this.#running.get(id) ?? stored, batch.now);
      if (decided.kind === "refused") throw new Fault(decided.why, decided.because);
      const { run, entry } = decided;
      this.#put(batch, run, entry, {
        actor: { id: entry.by, via: entry.via as By["actor"]["via"] },
        name: entry.byName,
      });
      return run;
    });
  }

  /** Alone in its transaction, and decided only when the one before is on disk: memory is what is stored. */
  #order<T>(work: (batch: Batch) => T): Promise<T> {
    return this.#host.journal.submit("operator", work);
  }

  #start(batch: Batch, alarm: Alarm, document: Versioned<Procedure>, by: By): Run {
    const run = begun(alarm, document, by, batch.now);
    insertRun(batch, run);
    batch.audit({
      actor: by.actor,
      action: "procedure.begun",
      object: `alarm:${run.alarm}`,
      partition: run.partition,
      sentence: beginSentence(run),
      details: { run: run.id, procedure: run.procedure.id, version: run.version },
    });
    batch.afterwards(() => {
      this.#remember(run.id);
      this.#keep(run);
      this.#tell(run);
    });
    return run;
  }

  #put(batch: Batch, run: Run, entry: Entry, by: By): void {
    updateRun(batch, run, entry);
    batch.audit({
      actor: by.actor,
      action: `procedure.${entry.kind}`,
      object: `alarm:${run.alarm}`,
      partition: run.partition,
      sentence: entrySentence(run, entry),
      details: {
        run: run.id,
        procedure: run.procedure.id,
        version: run.version,
        step: entry.step,
        entry: entry.number,
      },
    });
    batch.afterwards(() => {
      const before = this.#running.get(run.id);
      this.#keep(run);
      this.#tell(run);
      const isLate = isAlarming(run);
      if (isLate !== (before !== undefined && isAlarming(before))) this.#host.own(lateReport(run, isLate));
    });
  }

  /** What was stored and could not be told before the server ended. */
  #tellLate(): void {
    const late = [...this.#running.values()].filter(isAlarming).map((run) => lateReport(run, true));
    const points = new Set(late.map(({ point }) => point));
    const passed = this.#host.standing().flatMap((point) => (points.has(point) ? [] : (passedReport(point) ?? [])));
    for (const report of [...late, ...passed]) this.#host.own(report);
  }

  #remember(id: string): void {
    this.#begun.add(id);
    if (this.#begun.size < this.#sweepAt) return;
    const open = new Set(Array.from(this.#host.alarms(), ({ occurrence }) => String(occurrence)));
    for (const one of this.#begun) if (!open.has(one.slice(0, one.indexOf("-")))) this.#begun.delete(one);
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#begun.size);
  }

  #keep(run: Run): void {
    if (run.endedAt === null) this.#running.set(run.id, run);
    else this.#running.delete(run.id);
    this.#due.set(run.id, run.dueAt);
  }

  #tell({ id, alarm, partition, state, overdueAt }: Run): void {
    this.#host.feed.publish("procedure", { id, alarm, partition, state, overdue: overdueAt !== null });
  }

  #procedures(): Versioned<Procedure>[] {
    return [...this.#host.site().items.procedure.values()];
  }
}
