import { useEffect } from "react";
import { useWatched, Watched } from "../watched.ts";

/** What can be laid over any page by a key. */
type Overlay = "palette" | "help";

class OverlayDesk extends Watched<Overlay | null> {
  constructor() {
    super(null);
  }

  show(overlay: Overlay | null): void {
    this.set(overlay);
  }
}

export const overlayDesk = new OverlayDesk();

export function useOverlay(): Overlay | null {
  return useWatched(overlayDesk);
}

/** Ctrl+K (⌘K) searches and orders, F1 and ? help; never over a dialog that waits for an answer. */
export function useOverlayKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const overlay = overlayOf(event);
      if (!overlay || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      overlayDesk.show(overlay);
    }
    // Before the browser's own help and search, and before a page's keys.
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, []);
}

function overlayOf({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): Overlay | null {
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k") return "palette";
  if (key === "F1") return "help";
  const isTyping = target instanceof Element && target.closest("input:not([type=checkbox]), textarea, select") !== null;
  // The list of alarms shows its keys itself.
  const isOthers = location.pathname === "/" || isTyping || ctrlKey || metaKey || altKey;
  return key === "?" && !isOthers ? "help" : null;
}
