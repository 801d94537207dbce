import { useSyncExternalStore } from "react";

let isGuided = false;
const watchers = new Set<() => void>();

/** Whether somebody came from the checklist to do a step of it on another page: until they are back there, or have enough of it. */
export function useGuided(): boolean {
  return useSyncExternalStore(watch, () => isGuided);
}

export function guide(on: boolean): void {
  isGuided = on;
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
