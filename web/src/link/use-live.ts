import { useSyncExternalStore } from "react";
import { useWatched } from "../watched.ts";
import type { LinkState } from "./link.ts";
import { trusted } from "./link.ts";
import { type Live, live } from "./live.ts";

export function useLive(): Live {
  return useWatched(live);
}

export function useLink(): LinkState {
  return useSyncExternalStore(live.subscribe, () => live.snapshot().state);
}

/** Whether orders can be given: the server is there and can store them. */
export function useTrusted(): boolean {
  return useSyncExternalStore(live.subscribe, () => trusted(live.snapshot().state));
}

/** Since when the screen can't be trusted; null while it can. */
export function lostSince(state: LinkState): number | null {
  if (state.link.is === "lost") return state.link.since;
  return state.database?.since ?? null;
}
