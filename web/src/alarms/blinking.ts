import { type RefObject, useEffect } from "react";
import { eachSecond } from "../time.ts";

/**
 * Lets what waits in a list blink, a second bright and a second dim, all of it in step with the clock (WCAG 2.2, 2.3.1,
 * allows three flashes a second), by an attribute of the list. The browser draws once a second for the clock anyway; an
 * animation would have it draw sixty times for as long as an alarm waits.
 */
export function useBlinking(list: RefObject<HTMLElement | null>): void {
  useEffect(() => eachSecond(() => list.current?.toggleAttribute("data-dim")), [list]);
}
