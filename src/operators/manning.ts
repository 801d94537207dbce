import type { Site } from "#site/site.ts";

/** A workstation or partition that may not be left alone. */
export interface WatchedPlace {
  readonly kind: "workstation" | "partition";
  readonly id: string;
  readonly name: string;
  /** How long it may be left alone before that is an alarm. */
  readonly graceMs: number;
}

/** Somebody who is signed in, unlocked, may act on alarms and has a live stream open. */
export interface Watcher {
  /** Public id of the session. */
  readonly session: string;
  /** Id of the client machine. */
  readonly workstation: string | null;
  /** Null: all. */
  readonly partitions: readonly string[] | null;
}

/** What the site wants to be manned at all times. */
export function watchedPlaces({ items }: Site): WatchedPlace[] {
  return (["workstation", "partition"] as const).flatMap((kind) =>
    Array.from(items[kind].values(), ({ body }) => body)
      .filter((body) => body.mustBeManned)
      .map(({ id, name, graceSec }) => ({ kind, id, name, graceMs: graceSec * 1000 })),
  );
}

export function isManned(place: WatchedPlace, watchers: readonly Watcher[]): boolean {
  return watchers.some(({ workstation, partitions }) =>
    place.kind === "workstation" ? workstation === place.id : (partitions?.includes(place.id) ?? true),
  );
}

/** What nobody would watch any more if that session went or were locked. */
export function leftUnmanned(
  places: readonly WatchedPlace[],
  watchers: readonly Watcher[],
  leaving: string,
): WatchedPlace[] {
  const others = watchers.filter(({ session }) => session !== leaving);
  return places.filter((place) => isManned(place, watchers) && !isManned(place, others));
}

/** `the workstation Gate and the partition East`, for people. */
export function placesText(places: readonly WatchedPlace[]): string {
  return places.map(({ kind, name }) => `the ${kind} ${name}`).join(" and ");
}
