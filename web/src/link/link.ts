/** How the page stands to the server, all times by the server's clock. Only `live` with a database that is up may look calm. */
type Link =
  /** Nothing was shown yet. */
  | { readonly is: "connecting"; readonly since: number }
  /** The list is whole and the stream speaks; `heardAt`: when it last did. */
  | { readonly is: "live"; readonly since: number; readonly heardAt: number }
  /** What is on screen is as old as `goodAt`; null: there never was anything. */
  | {
      readonly is: "lost";
      readonly since: number;
      readonly goodAt: number | null;
      readonly why: string;
      readonly attempts: number;
    };

export interface LinkState {
  readonly link: Link;
  /** Why the server can't store, since when; null while its database is up. */
  readonly database: { readonly since: number; readonly because: string } | null;
  /** The last time without connection, until the operator has read about it. */
  readonly missed: { readonly from: number; readonly to: number } | null;
}

export type LinkInput =
  /** The list was loaded whole and the stream goes on from there. */
  | { readonly kind: "caught-up"; readonly at: number }
  /** Something came by the stream, were it only a heartbeat. */
  | { readonly kind: "heard"; readonly at: number }
  | { readonly kind: "ended"; readonly at: number; readonly why: string }
  | { readonly kind: "tick"; readonly at: number }
  | { readonly kind: "database"; readonly at: number; readonly up: boolean; readonly because: string }
  | { readonly kind: "read" };

/** Heartbeats come every 5 s; two of them missing is a lost server. */
export const SILENCE_MS = 10_000;

export function startLink(at: number): LinkState {
  return { link: { is: "connecting", since: at }, database: null, missed: null };
}

export function nextLink(state: LinkState, input: LinkInput, silent: string): LinkState {
  const { link } = state;
  switch (input.kind) {
    case "caught-up": {
      const missed = link.is === "lost" && link.goodAt !== null ? { from: link.goodAt, to: input.at } : state.missed;
      // The feed tells of a database that is down; what it told before is of yesterday.
      return { database: null, missed, link: { is: "live", since: input.at, heardAt: input.at } };
    }
    case "heard":
      if (link.is !== "live") return state;
      // Heard after a long silence, nothing is known of the time between: the machine slept, or the browser held the page still.
      if (input.at - link.heardAt > SILENCE_MS) return { ...state, link: lost(link, input.at, silent) };
      return { ...state, link: { ...link, heardAt: input.at } };
    case "ended":
      return { ...state, link: lost(link, input.at, input.why) };
    case "tick": {
      const since = link.is === "live" ? link.heardAt : link.is === "connecting" ? link.since : input.at;
      // A clock that was set back says nothing about the silence: it is counted from there.
      if (input.at < since) return { ...state, link: heardNow(link, input.at) };
      return input.at - since > SILENCE_MS ? { ...state, link: lost(link, input.at, silent) } : state;
    }
    case "database":
      if (input.up) return state.database ? { ...state, database: null } : state;
      return { ...state, database: { since: state.database?.since ?? input.at, because: input.because } };
    case "read":
      return { ...state, missed: null };
  }
}

function heardNow(link: Link, at: number): Link {
  return link.is === "live" ? { ...link, heardAt: at } : { ...link, since: at };
}

/** The last moment of which the screen is known to be right is when the server last spoke. */
function lost(link: Link, at: number, why: string): Link {
  switch (link.is) {
    case "connecting":
      return { is: "lost", since: at, goodAt: null, why, attempts: 1 };
    case "live":
      return { is: "lost", since: at, goodAt: link.heardAt, why, attempts: 1 };
    case "lost":
      return { ...link, why, attempts: link.attempts + 1 };
  }
}

/** Whether all that lies between the two is that the server was heard again, of which a screen shows nothing. */
export function looksAlike(one: LinkState, other: LinkState): boolean {
  const isLive = one.link.is === "live" && other.link.is === "live" && one.link.since === other.link.since;
  return isLive && one.database === other.database && one.missed === other.missed;
}

/** Whether it was found just now that nothing is heard any more: the stream, should it still stand, is given up and all is loaded anew. */
export function fellSilent(input: LinkInput, before: LinkState, after: LinkState): boolean {
  return input.kind !== "ended" && before.link.is !== "lost" && after.link.is === "lost";
}

/** Whether what is on screen may be taken for the present state. */
export function trusted(state: LinkState): boolean {
  return state.link.is === "live" && state.database === null;
}

/** Whether anything was ever shown: what is counted then is of that time, and nothing is not calm before it. */
export function isKnown({ link }: LinkState): boolean {
  return link.is === "live" || (link.is === "lost" && link.goodAt !== null);
}

/** 1, 2, 4, then every 5 s: a screen that waits for its server may knock often, but not hammer. */
export function retryAfterMs(attempts: number): number {
  return Math.min(5000, 1000 * 2 ** Math.max(0, attempts - 1));
}
