import { useEffect } from "react";

const OWN = "tocsin window ";
const MAIN = "tocsin main window";
/** A main window that is loaded anew is back by then. */
const BACK_MS = 5000;

/** Where a window stands on the monitors, in CSS pixels. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whether this window shows one page and nothing around it. Its name says so, which outlives reloads and changes of the page. */
export const isOwnWindow = ownWindow();

function ownWindow(): boolean {
  const wished = new URLSearchParams(location.search).get("window") === "1";
  if (wished && !window.name.startsWith(OWN)) window.name = OWN + location.pathname;
  return window.name.startsWith(OWN);
}

/** Opens a page in a window of its own, where it stood the last time. False: the browser doesn't open windows for us. */
export function openWindow(path: string): boolean {
  const { left, top, width, height } = placeOf(path) ?? { left: 80, top: 80, width: 900, height: 700 };
  const features = `popup=yes,left=${left},top=${top},width=${width},height=${height}`;
  const opened = window.open(`${path}${path.includes("?") ? "&" : "?"}window=1`, OWN + path, features);
  opened?.focus();
  return opened !== null;
}

function placeOf(path: string): Place | null {
  try {
    const place = JSON.parse(localStorage.getItem(`tocsin place ${path}`) ?? "null") as Partial<Place> | null;
    if (!place) return null;
    const { left, top, width, height } = place;
    const all = [left, top, width, height];
    return all.every(Number.isFinite) ? ({ left, top, width, height } as Place) : null;
  } catch {
    return null;
  }
}

/** A window of its own remembers where it stands, and closes once no main window is left. */
export function useOwnWindow(): void {
  useEffect(() => {
    if (!isOwnWindow) return holdMain();
    const remember = () => {
      const { screenX: left, screenY: top, innerWidth: width, innerHeight: height } = window;
      localStorage.setItem(
        `tocsin place ${window.name.slice(OWN.length)}`,
        JSON.stringify({ left, top, width, height }),
      );
    };
    window.addEventListener("pagehide", remember);
    const stop = new AbortController();
    void closeWithMain(stop.signal);
    return () => {
      window.removeEventListener("pagehide", remember);
      stop.abort();
    };
  }, []);
}

/** While a main window is open, it holds this lock together with the other ones. */
function holdMain(): () => void {
  if (!("locks" in navigator)) return () => {};
  const stop = new AbortController();
  const held = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
  navigator.locks.request(MAIN, { mode: "shared", signal: stop.signal }, () => held).catch(() => {});
  return () => stop.abort();
}

async function closeWithMain(signal: AbortSignal): Promise<void> {
  if (!("locks" in navigator)) return;
  while (!signal.aborted) {
    // Nobody has it all to himself before the last main window has gone.
    await navigator.locks.request(MAIN, { signal }, () => {}).catch(() => {});
    await new Promise((resolve) => window.setTimeout(resolve, BACK_MS));
    const { held = [] } = await navigator.locks.query();
    if (!signal.aborted && !held.some(({ name }) => name === MAIN)) return window.close();
  }
}
