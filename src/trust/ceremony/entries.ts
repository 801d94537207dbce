import type { Actor, AuditRow } from "#store/batch.ts";
import type { Enrolled } from "./authority-run.ts";
import type { Ended } from "./ended.ts";
import { type Expected, MOST_MISMATCHES, type Wanted } from "./window.ts";

/** What the trail and the alarm say about ceremonies. Pure. */

/** Nobody of ours did it: somebody on the wire. */
const WIRE: Actor = { id: "tocsin", via: "intake" };
const OBJECT = "trust:window";

/** `a driver-host on the machine b2`. */
export function inWords({ role, node, instance }: Expected): string {
  const what = role === null ? "a module" : `a ${role}`;
  const which = instance === null ? "" : ` "${instance}"`;
  return `${what}${which} on ${node === null ? "any machine" : `the machine ${node}`}`;
}

export function opened(by: Actor, minutes: number, port: number, expected: Expected): AuditRow {
  return {
    actor: by,
    action: "trust.window-opened",
    object: OBJECT,
    sentence: `Port ${port} was opened for ${minutes} minutes, for ${inWords(expected)} to join the site.`,
    details: { minutes, port, expected },
  };
}

export function closed(by: Actor | null, because: string, figures: { attempts: number; turnedAway: number }): AuditRow {
  const { attempts, turnedAway } = figures;
  return {
    actor: by ?? WIRE,
    action: "trust.window-closed",
    object: OBJECT,
    sentence: `The window for a machine to join was closed, for ${because}; ${attempts} connections had been let in, ${turnedAway} turned away.`,
    details: figures,
  };
}

export function tokenMade(by: Actor, wanted: Wanted, minutes: number, port: number): AuditRow {
  return {
    actor: by,
    action: "trust.token-made",
    object: OBJECT,
    sentence: `A token was given out with which ${inWords(wanted)} can join the site once within ${minutes} minutes, on port ${port}.`,
    details: { ...wanted, minutes, port },
  };
}

/** The other half of this pair is in the joiner's trail. */
export function enrolled({ uri, wanted, from, keyHash, transcript, mode, by }: Enrolled): AuditRow {
  const how = mode === "pair" ? "two people compared the code" : "with a token, nobody compared a code";
  return {
    actor: by,
    action: "trust.enrolled",
    object: `peer:${uri}`,
    sentence: `${inWords(wanted)} joined the site from ${from}: ${how}; transcript ${transcript}.`.replace(/^a/, "A"),
    details: { transcript, mode, from, keyHash, ...wanted },
  };
}

export function unanswered({ uri, wanted, from, transcript }: Enrolled): AuditRow {
  return {
    actor: WIRE,
    action: "trust.enrolment-unanswered",
    object: `peer:${uri}`,
    sentence: `The certificate for ${inWords(wanted)} was given out to ${from}, which did not say that it stored it. If it did not join, deny its certificate; it can join again.`,
    details: { transcript, from, ...wanted },
  };
}

/** A machine that came so far as to say what it wants to be, and was not let in. */
export function refused(wanted: Wanted, from: string, ended: Ended, ours: string | null): AuditRow {
  const who = ended.byPeer ? "The other side ended it" : "It was refused here";
  return {
    actor: WIRE,
    action: ended.end === "mismatch" ? "trust.mismatch" : "trust.refused",
    object: OBJECT,
    sentence: `${inWords(wanted)} did not join from ${from}. ${who}: ${ended.message}`.replace(/^a/, "A"),
    details: { end: ended.end, from, ...wanted, transcript: ours, theirs: ended.byPeer ? ended.transcript : null },
  };
}

/** One run in which the halves did not fit. */
export interface Mismatch {
  readonly from: string;
  /** Ours, and what the far side said was its own; null: it had none, or said none. */
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** For the alarm: all transcripts of both sides, and what they mean. */
export function interceptionText(mismatches: readonly Mismatch[]): string {
  const pairs = mismatches.map(
    ({ from, ours, theirs }) => `${from}: here ${ours ?? "none"}, there ${theirs ?? "not said"}`,
  );
  const same = mismatches.every(({ ours, theirs }) => ours !== null && ours === theirs);
  const meaning = same
    ? "Both sides name the same transcripts, as they do when somebody mistypes"
    : "Transcripts that differ mean that somebody stands between the two machines";
  return `Possible interception: ${MOST_MISMATCHES} times the code did not fit when a machine was to join, and the window was closed. ${meaning}. ${pairs.join("; ")}`;
}
