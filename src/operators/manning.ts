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

/** A browser of a workstation in which somebody is signed in. */
export interface Client {
  readonly workstation: string | null;
  /** Whether it has a live stream open, locked or not. */
  readonly live: boolean;
}

/** Something that must be so, or else is an alarm once that has lasted too long. */
export interface Expectation {
  readonly point: string;
  readonly condition: (typeof PLACE_CONDITIONS)[number];
  readonly holds: boolean;
  readonly graceMs: number;
  /** What the alarm says, and why it went. */
  readonly text: { readonly broken: string; readonly kept: string };
}

/** Conditions of the alarms about workstations and partitions. */
export const PLACE_CONDITIONS = ["unmanned", "lost"] as const;

/** All that the site wants of its workstations and partitions, and whether it is so. */
export function expectationsOf(site: Site, watchers: readonly Watcher[], clients: readonly Client[]): Expectation[] {
  const manned = watchedPlaces(site).map((place) => ({
    point: `${place.kind}/${place.id}`,
    condition: "unmanned" as const,
    holds: isManned(place, watchers),
    graceMs: place.graceMs,
    text: {
      broken:
        place.kind === "workstation"
          ? `Nobody watches at the workstation ${place.name}, which must be manned. Sign in or unlock there.`
          : `Nobody watches the partition ${place.name}, which must be manned. Sign in or unlock a screen that shows it.`,
      kept:
        place.kind === "workstation"
          ? `somebody watches at the workstation ${place.name} again`
          : `somebody watches the partition ${place.name} again`,
    },
  }));
  const connected = Array.from(site.items.workstation.values(), ({ body }) => body)
    .filter(({ alarmWhenLost }) => alarmWhenLost)
    .map(({ id, name, graceSec }) => {
      const here = clients.filter(({ workstation }) => workstation === id);
      return {
        point: `workstation/${id}`,
        condition: "lost" as const,
        holds: here.length === 0 || here.some(({ live }) => live),
        graceMs: graceSec * 1000,
        text: {
          broken: `The workstation ${name} has lost its connection, and nobody signed out there. Look after its browser and its network.`,
          kept:
            here.length === 0
              ? `nobody is signed in at the workstation ${name} any more`
              : `the workstation ${name} is connected again`,
        },
      };
    });
  return [...manned, ...connected];
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
export function placesText(places: readonly Pick<WatchedPlace, "kind" | "name">[]): string {
  return places.map(({ kind, name }) => `the ${kind} ${name}`).join(" and ");
}
