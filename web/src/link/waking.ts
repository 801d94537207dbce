/**
 * Calls it when the page may have stood still, or its network: it is to be seen again, the browser has thawed it, or the machine has
 * a network again. The answer ends it.
 */
export function onWaking(act: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const seen = () => document.visibilityState === "visible" && act();
  document.addEventListener("visibilitychange", seen, { signal });
  document.addEventListener("resume", act, { signal });
  window.addEventListener("pageshow", act, { signal });
  window.addEventListener("online", act, { signal });
  return () => stop.abort();
}

/** Waits before the next attempt; less when the page wakes, for somebody looks at it now. */
export function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      window.clearTimeout(timer);
      leave();
      stop.removeEventListener("abort", over);
      resolve();
    };
    const timer = window.setTimeout(over, ms);
    const leave = onWaking(over);
    stop.addEventListener("abort", over, { once: true });
  });
}
