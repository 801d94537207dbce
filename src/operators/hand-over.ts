import type { Instant } from "#kernel/clock.ts";
import { isManned, placesText, type WatchedPlace, type Watcher } from "./manning.ts";

/** An offer that nobody has answered for so long has lapsed: half an hour. */
const LIVES_MS = 30 * 60_000;

/** How a hand-over stands; `lapsed` is not stored, it follows from the time and from the giver's session. */
export const HAND_OVER_STATES = ["offered", "accepted", "declined", "withdrawn", "lapsed"] as const;
export type HandOverState = (typeof HAND_OVER_STATES)[number];

export type HandedPlace = Pick<WatchedPlace, "kind" | "id" | "name">;

/** The watch over places that must be manned, given by one operator to another who must accept it. */
export interface HandOver {
  readonly id: string;
  /** Ids of operators. */
  readonly from: string;
  readonly to: string;
  /** Public id of the giver's session. */
  readonly session: string;
  readonly places: readonly HandedPlace[];
  /** What the giver wants the other one to know. */
  readonly note: string;
  readonly offeredAt: Instant;
  readonly state: HandOverState;
  readonly answeredAt: Instant | null;
}

/** Where somebody may answer alarms: partitions, null for all, or undefined for nowhere. */
export type Reach = readonly string[] | null | undefined;

/** @param giverIsHere whether the giver's session is still open */
export function stateOf({ state, offeredAt }: HandOver, giverIsHere: boolean, now: Instant): HandOverState {
  return state === "offered" && (!giverIsHere || now - offeredAt >= LIVES_MS) ? "lapsed" : state;
}

/** Which of the places somebody watches in that session. */
export function watchedIn(
  places: readonly WatchedPlace[],
  watchers: readonly Watcher[],
  session: string,
): WatchedPlace[] {
  const own = watchers.filter((watcher) => watcher.session === session);
  return places.filter((place) => isManned(place, own));
}

/** Whether somebody with that reach could watch these places; a workstation takes whoever sits down at it. */
export function couldWatch(places: readonly HandedPlace[], reach: Reach): boolean {
  return reach !== undefined && places.every(({ kind, id }) => kind === "workstation" || (reach?.includes(id) ?? true));
}

/** Why the watch can't be offered, or null. */
export function whyNotOffered(
  { from, to, places }: Pick<HandOver, "from" | "to" | "places">,
  reach: Reach,
): string | null {
  if (places.length === 0) {
    return "You watch nothing that must be manned; there is nothing to hand over, and you can sign out as you are.";
  }
  if (from === to) return "The watch is handed over to somebody else; name a colleague.";
  if (couldWatch(places, reach)) return null;
  return `'${to}' may not answer alarms of ${placesText(places)}, or is no operator who can sign in; name somebody else.`;
}

/** Why this one can't take the watch over now, or null. @param watched what they watch in the session that accepts */
export function whyNotAccepted(
  handOver: HandOver,
  by: string,
  state: HandOverState,
  watched: readonly HandedPlace[],
): string | null {
  if (state !== "offered") return whyAnswered(state);
  if (by !== handOver.to) return `Only '${handOver.to}' can accept it: it was offered to them.`;
  const missing = handOver.places.filter(
    ({ kind, id }) => !watched.some((place) => place.kind === kind && place.id === id),
  );
  if (missing.length === 0) return null;
  return `You don't watch ${placesText(missing)} yet. Sign in there, or where alarms of it are shown, keep the page open, and accept again.`;
}

export function whyAnswered(state: Exclude<HandOverState, "offered">): string {
  return state === "lapsed"
    ? "The offer has lapsed: nobody answered it within 30 minutes, or the session that made it has ended. Ask for another one."
    : `The hand-over was ${state} already; there is nothing left to decide.`;
}
