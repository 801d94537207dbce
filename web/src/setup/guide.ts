import { useWatched, Watched } from "../watched.ts";

class Guide extends Watched<boolean> {
  switch(on: boolean): void {
    this.set(on);
  }
}

const guided = new Guide(false);

/** Whether somebody came from the checklist to do a step of it on another page: until they are back there, or have enough of it. */
export function useGuided(): boolean {
  return useWatched(guided);
}

export function guide(on: boolean): void {
  guided.switch(on);
}
