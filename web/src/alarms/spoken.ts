import { type AlarmView, PRIORITY_ORDER, type Priority } from "../api/contract.ts";
import { type Annunciator, annunciation, audible } from "./sound.ts";

/** What this screen has said: when, and whose own text. Keys are annunciations. */
export interface Said {
  readonly at: ReadonlyMap<string, number>;
  readonly named: ReadonlySet<string>;
}

export const NOTHING_SAID: Said = { at: new Map(), named: new Set() };

/** From one time to the next, until somebody acknowledges or silences. */
export const REPEAT_MS: Record<Priority | "lost", number> = {
  "life-safety": 20_000,
  critical: 30_000,
  high: 60_000,
  medium: 180_000,
  low: 600_000,
  lost: 30_000,
};

/** As many as one request names. */
const MOST = 200;

export interface ToSay {
  readonly alarms: readonly AlarmView[];
  readonly named: readonly number[];
  readonly gravest: Priority;
}

/** Which alarms are to be said now; null: none. What was silenced here isn't, and sounds again when it is annunciated anew. */
export function toSay(annunciator: Annunciator, alarms: Iterable<AlarmView>, said: Said, now: number): ToSay | null {
  if (annunciator.muted) return null;
  const due: AlarmView[] = [];
  for (const alarm of alarms) {
    const key = annunciation(alarm);
    if (!audible(alarm) || annunciator.silenced.has(key)) continue;
    const last = said.at.get(key);
    if (last === undefined || now - last >= REPEAT_MS[alarm.priority]) due.push(alarm);
  }
  due.sort((one, other) => PRIORITY_ORDER[one.priority] - PRIORITY_ORDER[other.priority]);
  const [first] = due;
  if (!first) return null;
  const asked = due.slice(0, MOST);
  return {
    alarms: asked,
    named: asked.filter((alarm) => said.named.has(annunciation(alarm))).map(({ id }) => id),
    gravest: first.priority,
  };
}

/** @param standing what is forgotten when it stands no more */
export function afterSaying(
  said: Said,
  { alarms }: Pick<ToSay, "alarms">,
  named: readonly number[],
  standing: Iterable<AlarmView>,
  now: number,
): Said {
  const keys = new Set(Array.from(standing, annunciation));
  const at = new Map([...said.at].filter(([key]) => keys.has(key)));
  const names = new Set([...said.named].filter((key) => keys.has(key)));
  for (const alarm of alarms) {
    at.set(annunciation(alarm), now);
    if (named.includes(alarm.id)) names.add(annunciation(alarm));
  }
  return { at, named: names };
}
