import { useWatched, Watched } from "../watched.ts";

const MAIN = "tocsin main window";
/** A main window that is loaded anew is back by then. */
const BACK_MS = 5000;
/** How long a window of its own stays without one: time to read why, and to keep it (WCAG 2.2, 2.2.1). */
const STAYS_MS = 20_000;
const LOOK_EVERY_MS = 1000;

/** `closesAt`: by this machine's clock; null: it stays. */
export type MainWindow = { readonly is: "open" } | { readonly is: "gone"; readonly closesAt: number | null };

/** What a window of its own knows of the main windows. */
class MainWatch extends Watched<MainWindow> {
  constructor() {
    super({ is: "open" });
  }

  /** Says when no main window is left, and closes this one some time later; goes on when there is one again. */
  async follow(signal: AbortSignal): Promise<void> {
    if (!("locks" in navigator)) return;
    while (!signal.aborted) {
      // Nobody has it all to himself before the last main window has gone.
      await navigator.locks.request(MAIN, { signal }, () => {}).catch(() => {});
      await wait(BACK_MS);
      if (signal.aborted || (await isHeld())) continue;
      this.set({ is: "gone", closesAt: Date.now() + STAYS_MS });
      while (!signal.aborted && !(await isHeld())) {
        const now = this.snapshot();
        if (now.is === "gone" && now.closesAt !== null && Date.now() >= now.closesAt) {
          window.close();
          // A window that the browser has restored is not ours to close.
          this.keep();
        }
        await wait(LOOK_EVERY_MS);
      }
      this.set({ is: "open" });
    }
  }

  /** It stays without a main window. */
  keep(): void {
    if (this.snapshot().is === "gone") this.set({ is: "gone", closesAt: null });
  }
}

export const mainWatch = new MainWatch();

export function useMainWindow(): MainWindow {
  return useWatched(mainWatch);
}

/** While a main window is open, it holds this lock together with the other ones. */
export function holdMain(): () => void {
  if (!("locks" in navigator)) return () => {};
  const stop = new AbortController();
  const held = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
  navigator.locks.request(MAIN, { mode: "shared", signal: stop.signal }, () => held).catch(() => {});
  return () => stop.abort();
}

async function isHeld(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === MAIN);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, ms));
}
