import { useEffect } from "react";
import { holdMain, mainWatch } from "./main-window.ts";

const OWN = "tocsin window ";

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

/**
 * Opens a page in a window of its own, with what it looks for, where it stood the last time. False: the browser doesn't open
 * windows for us.
 */
export function openWindow(path: string): boolean {
  const { left, top, width, height } = placeOf(path) ?? { left: 80, top: 80, width: 900, height: 700 };
  const features = `popup=yes,left=${left},top=${top},width=${width},height=${height}`;
  const opened = window.open(`${path}${path.includes("?") ? "&" : "?"}window=1`, OWN + path, features);
  opened?.focus();
  return opened !== null;
}

/** Whatever a page was looking for, it stands at the same place. */
function keyOf(path: string): string {
  return `tocsin place ${path.split("?")[0]}`;
}

function placeOf(path: string): Place | null {
  try {
    const place = JSON.parse(localStorage.getItem(keyOf(path)) ?? "null") as Partial<Place> | null;
    if (!place) return null;
    const { left, top, width, height } = place;
    const all = [left, top, width, height];
    return all.every(Number.isFinite) ? ({ left, top, width, height } as Place) : null;
  } catch {
    return null;
  }
}

/** A window of its own remembers where it stands, and follows whether a main window is left. */
export function useOwnWindow(): void {
  useEffect(() => {
    if (!isOwnWindow) return holdMain();
    const remember = () => {
      const { screenX: left, screenY: top, innerWidth: width, innerHeight: height } = window;
      localStorage.setItem(keyOf(window.name.slice(OWN.length)), JSON.stringify({ left, top, width, height }));
    };
    window.addEventListener("pagehide", remember);
    const stop = new AbortController();
    void mainWatch.follow(stop.signal);
    return () => {
      window.removeEventListener("pagehide", remember);
      stop.abort();
    };
  }, []);
}
