import { type RefObject, useEffect, useState } from "react";
import type { Layout } from "./listing.ts";

/** What of a list is in view, in pixels from its top: a little more, so that scrolling finds it drawn. */
interface Window {
  readonly top: number;
  readonly bottom: number;
  readonly layout: Layout;
}

/** Below this width rows are cards. */
const NARROW = 1000;
const WIDE_LAYOUT: Layout = { head: 36, row: 49 };
const CARD_LAYOUT: Layout = { head: 44, row: 174 };
/** Drawn beyond what is seen; a new window is only made after scrolling that far, so that most frames draw nothing. */
const STEP = 245;

/** Follows how far a list is scrolled, and how large it is. Heights grow with the letters that somebody has chosen. */
export function useWindow(scroller: RefObject<HTMLElement | null>): Window {
  const [window, setWindow] = useState<Window>({ top: 0, bottom: 1000, layout: layoutNow() });
  useEffect(() => {
    const list = scroller.current;
    if (!list) return undefined;
    let height = 0;
    let layout = layoutNow();
    function look(): void {
      if (!list) return;
      const top = (Math.floor(list.scrollTop / STEP) - 1) * STEP;
      const bottom = top + (Math.ceil(height / STEP) + 3) * STEP;
      setWindow((now) =>
        now.top === top && now.bottom === bottom && now.layout === layout ? now : { top, bottom, layout },
      );
    }
    // Asked for while it scrolls, sizes would have the browser lay out the page once more in each frame.
    function measure(): void {
      height = list?.clientHeight ?? 0;
      layout = layoutNow();
      look();
    }
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(list);
    list.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      list.removeEventListener("scroll", look);
    };
  }, [scroller]);
  return window;
}

function layoutNow(): Layout {
  const { head, row } = window.innerWidth < NARROW ? CARD_LAYOUT : WIDE_LAYOUT;
  const letters = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  return { head: Math.round(head * letters), row: Math.round(row * letters) };
}
