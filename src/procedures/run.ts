import type { Alarm } from "#alarms/alarm.ts";
import type { Instant } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { Procedure } from "#site/procedure.ts";
import { followerOf, type Step } from "#site/procedure.ts";
import type { Versioned } from "#site/site.ts";
import type { Actor } from "#store/batch.ts";

const LONGEST = 2000;

export const RUN_STATES = ["running", "done", "ended-early"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What an entry of a run's log says about its step. `overdue`, `raised` and `called` leave the run where it is. */
export const ENTRY_KINDS = ["done", "decided", "skipped", "waited", "overdue", "raised", "called", "ended"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
const STAYING: ReadonlySet<EntryKind> = new Set(["overdue", "raised", "called"]);

/** Somebody, and what people call them. */
export interface By {
  readonly actor: Actor;
  readonly name: string;
}

export interface Attachment {
  /** Id of an uploaded file. */
  readonly file: string;
  readonly name: string;
}

/** One thing that happened in a run. */
export interface Entry {
  /** From 1. */
  readonly number: number;
  readonly at: Instant;
  /** Id of the step; null: it is about the whole run. */
  readonly step: string | null;
  readonly kind: EntryKind;
  /** What was decided; the reason why it was skipped or ended; what was said about the call. */
  readonly said: string | null;
  readonly comment: string | null;
  readonly attachments: readonly Attachment[];
  /** Number of the message by which somebody is called. */
  readonly message: number | null;
  readonly by: string;
  readonly byName: string;
  readonly via: string;
}

/** A procedure that is gone through for one occurrence of an alarm, in the version that it had when it began. */
export interface Run {
  /** `<occurrence>-<procedure>`: an occurrence has each procedure once. */
  readonly id: string;
  readonly alarm: number;
  readonly occurrence: number;
  readonly partition: string;
  readonly procedure: Procedure;
  readonly version: number;
  readonly state: RunState;
  /** Whose turn it is; null once it has ended. */
  readonly step: string | null;
  /** How many steps are over. An order names it, so that two people at once do not answer each other's step. */
  readonly turn: number;
  readonly stepAt: Instant;
  /** When the step reminds, goes on by itself, or is so late that an alarm is raised; null: never. */
  readonly dueAt: Instant | null;
  /** Since when it has taken too long. */
  readonly overdueAt: Instant | null;
  readonly startedAt: Instant;
  readonly startedBy: string;
  readonly startedByName: string;
  readonly endedAt: Instant | null;
  readonly log: readonly Entry[];
}

/** What somebody says about the step whose turn it is. */
export interface Answer {
  readonly step: string;
  readonly turn: number;
  readonly outcome: "done" | "skipped";
  /** Of a decision, from 0. */
  readonly choice?: number | undefined;
  readonly comment?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
  /** Why it is skipped. */
  readonly reason?: string | undefined;
}

export type Decided =
  | { readonly kind: "goes-on"; readonly run: Run; readonly entry: Entry }
  /** `conflict`: the run has moved on; `invalid`: something is missing. */
  | { readonly kind: "refused"; readonly why: "conflict" | "invalid"; readonly because: string };

export function runId(occurrence: number, procedure: string): string {
  return `${occurrence}-${procedure}`;
}

export function begun(alarm: Alarm, { body, version }: Versioned<Procedure>, by: By, now: Instant): Run {
  const first = body.steps[0];
  return {
    id: runId(alarm.occurrence, body.id),
    alarm: alarm.id,
    occurrence: alarm.occurrence,
    partition: alarm.partition,
    procedure: body,
    version,
    state: "running",
    step: first?.id ?? null,
    turn: 0,
    stepAt: now,
    dueAt: first ? dueAt(first, now) : null,
    overdueAt: null,
    startedAt: now,
    startedBy: by.actor.id,
    startedByName: by.name,
    endedAt: null,
    log: [],
  };
}

/** The run after an answer, or why it is refused. */
export function answered(run: Run, answer: Answer, by: By, now: Instant): Decided {
  const step = stepOf(run);
  if (!step) return refused("conflict", endedBecause(run));
  if (answer.turn !== run.turn || answer.step !== step.id) return refused("conflict", movedOn(run, answer, step));
  const missing = answer.outcome === "skipped" ? whyNotSkipped(step, answer) : whyNotDone(step, answer, run, now);
  if (missing !== null) return refused("invalid", missing);
  const skipped = answer.outcome === "skipped";
  const choice = step.type === "decision" && !skipped ? answer.choice : undefined;
  const entry = entryOf(run, now, by, {
    step: step.id,
    kind: skipped ? "skipped" : step.type === "decision" ? "decided" : "done",
    said: skipped ? trimmed(answer.reason) : choiceText(step, choice),
    comment: trimmed(answer.comment),
    attachments: skipped ? [] : (answer.attachments ?? []),
  });
  return { kind: "goes-on", run: advanced(run, step, choice, entry, now), entry };
}

/** What the time brings: a reminder, or the end of a timer. Null: nothing is due. */
export function atTime(run: Run, by: By, now: Instant): Extract<Decided, { kind: "goes-on" }> | null {
  const step = stepOf(run);
  if (!step || run.dueAt === null || run.dueAt > now) return null;
  if (step.type === "timer" && step.whenOver === "continue") {
    const entry = entryOf(run, now, by, { step: step.id, kind: "waited" });
    return { kind: "goes-on", run: advanced(run, step, undefined, entry, now), entry };
  }
  const { whenLate } = run.procedure;
  const isLate = run.overdueAt !== null;
  const entry = entryOf(run, now, by, { step: step.id, kind: isLate ? "raised" : "overdue" });
  const next = isLate || !whenLate ? null : now + whenLate.afterSec * 1000;
  const overdueAt = run.overdueAt ?? now;
  return { kind: "goes-on", run: { ...run, dueAt: next, overdueAt, log: [...run.log, entry] }, entry };
}

/** Whether the step whose turn it is takes so long that an alarm was raised. */
export function isAlarming({ overdueAt, step, stepAt, log }: Run): boolean {
  return (
    overdueAt !== null && log.some((entry) => entry.kind === "raised" && entry.step === step && entry.at >= stepAt)
  );
}

/** The run once somebody has ended it before its last step. */
export function endedEarly(run: Run, reason: string, by: By, now: Instant): Decided {
  if (run.step === null) return refused("conflict", endedBecause(run));
  if (!run.procedure.mayEndEarly) {
    return refused("invalid", `The procedure ${run.procedure.name} can't be ended early: go through its steps.`);
  }
  const said = trimmed(reason);
  if (said === null) return refused("invalid", "Ending a procedure early needs a reason.");
  const entry = entryOf(run, now, by, { step: null, kind: "ended", said });
  return { kind: "goes-on", entry, run: { ...over(run, now), state: "ended-early", log: [...run.log, entry] } };
}

/** The run once the server was asked to call somebody for its step. */
export function called(
  run: Run,
  step: Step,
  { said, message }: { readonly said: string; readonly message: number },
  by: By,
  now: Instant,
): Extract<Decided, { kind: "goes-on" }> {
  const entry = entryOf(run, now, by, { step: step.id, kind: "called", said, message });
  return { kind: "goes-on", run: { ...run, log: [...run.log, entry] }, entry };
}

export function stepOf(run: Pick<Run, "step" | "procedure">): Step | undefined {
  return run.procedure.steps.find(({ id }) => id === run.step);
}

function advanced(run: Run, step: Step, choice: number | undefined, entry: Entry, now: Instant): Run {
  const id = followerOf(run.procedure.steps, step, choice);
  const follower = run.procedure.steps.find((one) => one.id === id);
  const gone = { ...run, turn: run.turn + 1, overdueAt: null, log: [...run.log, entry] };
  if (!follower) return { ...over(gone, now), state: "done" };
  return { ...gone, step: follower.id, stepAt: now, dueAt: dueAt(follower, now) };
}

function over(run: Run, now: Instant): Run {
  return { ...run, step: null, dueAt: null, overdueAt: null, endedAt: now };
}

function dueAt(step: Step, now: Instant): Instant | null {
  if (step.type === "timer") return now + step.seconds * 1000;
  return step.withinSec === undefined ? null : now + step.withinSec * 1000;
}

function entryOf(
  run: Run,
  at: Instant,
  { actor, name }: By,
  what: Pick<Entry, "step" | "kind"> & Partial<Pick<Entry, "said" | "comment" | "attachments" | "message">>,
): Entry {
  const number = run.log.length + 1;
  return {
    number,
    at,
    said: null,
    comment: null,
    attachments: [],
    message: null,
    ...what,
    by: actor.id,
    byName: name,
    via: actor.via,
  };
}

function whyNotSkipped(step: Step, { reason }: Answer): string | null {
  if (!step.mayBeSkipped) return `The step '${step.text}' can't be skipped.`;
  return trimmed(reason) === null ? "Skipping a step needs a reason." : null;
}

function whyNotDone(step: Step, answer: Answer, run: Run, now: Instant): string | null {
  switch (step.type) {
    case "decision":
      return step.choices[answer.choice ?? -1] ? null : "Choose one of the answers of this step.";
    case "comment":
      return trimmed(answer.comment) === null ? "This step needs a comment." : null;
    case "attachment":
      return (answer.attachments ?? []).length === 0 ? "This step needs a file." : null;
    case "timer":
      return run.overdueAt === null && run.dueAt !== null && run.dueAt > now
        ? "The time of this step is not over yet."
        : null;
    case "instruction":
    case "check":
    case "call":
    case "link":
      return null;
  }
}

function choiceText(step: Step, choice: number | undefined): string | null {
  return step.type === "decision" ? (step.choices[choice ?? -1]?.text ?? null) : null;
}

function movedOn(run: Run, answer: Answer, present: Step): string {
  const last = run.log.findLast(({ kind, step }) => step === answer.step && !STAYING.has(kind));
  const now = `The step whose turn it is now: '${present.text}'.`;
  return last
    ? `${last.byName} was faster: that step is ${last.kind} already. ${now}`
    : `It is not that step's turn. ${now}`;
}

function endedBecause(run: Run): string {
  const last = run.log.at(-1);
  const by = last ? `: ${last.byName} did the last of it` : "";
  return `The procedure ${run.procedure.name} is over${by}.`;
}

function refused(why: "conflict" | "invalid", because: string): Decided {
  return { kind: "refused", why, because };
}

function trimmed(text: string | undefined): string | null {
  return storable(text?.trim() ?? "", LONGEST) || null;
}
