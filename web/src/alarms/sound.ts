import { type AlarmView, type LockedCounts, PRIORITIES, type Priority } from "../api/contract.ts";

/** What this screen's annunciator was told. Silence concerns what sounds now; to acknowledge is something else. */
export interface Annunciator {
  readonly muted: boolean;
  /** Keys of annunciations that were silenced here. */
  readonly silenced: ReadonlySet<string>;
  /** Start of the loss of connection that was silenced here. */
  readonly silencedLoss: number | null;
  /** Keys of late steps that were silenced here. */
  readonly silencedLate: ReadonlySet<string>;
  /** The latest change of an alarm that was silenced here: a locked screen knows no more of them. */
  readonly silencedUpTo: number;
}

export const AUDIBLE: Annunciator = {
  muted: false,
  silenced: new Set(),
  silencedLoss: null,
  silencedLate: new Set(),
  silencedUpTo: 0,
};

export type Sounding =
  | { readonly sound: "lost" | "late"; readonly because: string }
  | { readonly sound: Priority; readonly because: string }
  | { readonly sound: null; readonly because: string };

/** An alarm that is annunciated again (its sequence rose) sounds again. */
export function annunciation(alarm: Pick<AlarmView, "id" | "occurrence" | "sequence">): string {
  return `${alarm.id}:${alarm.occurrence}:${alarm.sequence}`;
}

/** ISA-18.2: only what is unacknowledged and still stands (or is latched) is audible. */
export function audible(alarm: Pick<AlarmView, "state" | "silent">): boolean {
  return !alarm.silent && (alarm.state === "unacknowledged" || alarm.state === "latched-unacknowledged");
}

/**
 * A step of a procedure that takes too long sounds when no alarm does.
 * @param alarms the gravest first
 * @param lostSince when the connection was lost (or the database went down); null while all is well
 * @param late keys of the steps whose time has run out
 */
export function decideSound(
  annunciator: Annunciator,
  alarms: Iterable<AlarmView>,
  lostSince: number | null,
  late: readonly string[] = [],
): Sounding {
  if (annunciator.muted) return { sound: null, because: "this screen is muted" };
  if (lostSince !== null && annunciator.silencedLoss !== lostSince) {
    return { sound: "lost", because: "what is shown can't be trusted" };
  }
  let silenced = 0;
  for (const alarm of alarms) {
    if (!audible(alarm)) continue;
    if (annunciator.silenced.has(annunciation(alarm))) silenced++;
    else return { sound: alarm.priority, because: `a ${alarm.priority} alarm waits to be acknowledged` };
  }
  if (late.some((key) => !annunciator.silencedLate.has(key))) {
    return { sound: "late", because: "a step of a procedure takes too long" };
  }
  return { sound: null, because: silenced > 0 ? `${silenced} alarms were silenced here` : "nothing waits" };
}

/** Silences what sounds now, and forgets what is over. */
export function silence(
  annunciator: Annunciator,
  alarms: Iterable<AlarmView>,
  lostSince: number | null,
  late: readonly string[] = [],
): Annunciator {
  const silenced = new Set<string>();
  let silencedUpTo = 0;
  for (const alarm of alarms) {
    if (!audible(alarm)) continue;
    silenced.add(annunciation(alarm));
    silencedUpTo = Math.max(silencedUpTo, alarm.changedAt);
  }
  return { ...annunciator, silenced, silencedLoss: lostSince, silencedLate: new Set(late), silencedUpTo };
}

/** Forgets silenced steps that are no longer late: a locked screen only knows how many there are. */
export function noteLate(annunciator: Annunciator, late: readonly string[]): Annunciator {
  const silencedLate = new Set(late.filter((key) => annunciator.silencedLate.has(key)));
  return silencedLate.size === annunciator.silencedLate.size ? annunciator : { ...annunciator, silencedLate };
}

/** How many steps are late on a locked screen, and how many of them were silenced before. */
export interface LockedLate {
  readonly steps: number;
  readonly silenced: number;
}

/** Nobody knows which of them was done: it is taken for a silenced one, so that what is left rather sounds than not. */
export function noteLockedLate(before: LockedLate, steps: number): LockedLate {
  const done = Math.max(0, before.steps - steps);
  return { steps, silenced: Math.max(0, before.silenced - done) };
}

/**
 * On a locked screen: what was silenced before stays silent, whatever is new sounds. Muting ends with the lock, for nobody
 * is there to look.
 */
export function decideLockedSound(
  annunciator: Pick<Annunciator, "silencedLoss" | "silencedUpTo">,
  counts: LockedCounts | null,
  lostSince: number | null,
  late: LockedLate = { steps: 0, silenced: 0 },
): Sounding {
  if (lostSince !== null && annunciator.silencedLoss !== lostSince) {
    return { sound: "lost", because: "what is shown can't be trusted" };
  }
  const gravest = PRIORITIES.find((priority) => {
    const { sounding = 0, latestAt = null } = counts?.[priority] ?? {};
    return sounding > 0 && (latestAt ?? 0) > annunciator.silencedUpTo;
  });
  if (gravest) return { sound: gravest, because: `a ${gravest} alarm waits to be acknowledged` };
  if (late.steps > late.silenced) return { sound: "late", because: "a step of a procedure takes too long" };
  return { sound: null, because: "nothing new waits" };
}

/** A tone: Hz and ms; 0 Hz is a pause. */
type Tone = readonly [hertz: number, ms: number];
/** `everyMs`: from the beginning of one run to the next. */
export interface Melody {
  readonly tones: readonly Tone[];
  readonly everyMs: number;
}

/** Graver is faster and higher; each can be told by its rhythm alone. */
export const MELODIES: Record<Priority | "late" | "lost", Melody> = {
  "life-safety": {
    tones: [
      [960, 120],
      [770, 120],
      [960, 120],
      [770, 120],
      [960, 120],
      [770, 120],
    ],
    everyMs: 900,
  },
  critical: {
    tones: [
      [880, 140],
      [0, 60],
      [880, 140],
      [0, 60],
      [880, 140],
    ],
    everyMs: 1800,
  },
  high: {
    tones: [
      [740, 180],
      [0, 90],
      [740, 180],
    ],
    everyMs: 3000,
  },
  medium: { tones: [[587, 260]], everyMs: 6000 },
  low: { tones: [[440, 260]], everyMs: 15_000 },
  late: {
    tones: [
      [523, 150],
      [0, 80],
      [523, 150],
      [0, 80],
      [392, 320],
    ],
    everyMs: 5000,
  },
  lost: {
    tones: [
      [660, 220],
      [494, 220],
      [330, 440],
    ],
    everyMs: 4000,
  },
};
