import { type FocusEvent, useCallback, useRef, useState } from "react";

/** The places that somebody leaves by this: the field itself, and each part of the form that the focus is no longer in. */
export function placesLeft(field: EventTarget, next: EventTarget | null): string[] {
  if (!(field instanceof HTMLElement)) return [];
  const left = [field.getAttribute("name") ?? ""];
  for (let part = field.closest<HTMLElement>("[data-place]"); part; ) {
    if (!(next instanceof Node && part.contains(next))) left.push(part.dataset["place"] ?? "");
    part = part.parentElement?.closest<HTMLElement>("[data-place]") ?? null;
  }
  return left.filter((place) => place !== "");
}

interface Left {
  readonly places: ReadonlySet<string>;
  readonly onBlur: (event: FocusEvent) => void;
  readonly onPointerDownCapture: () => void;
}

/**
 * Where somebody has been in a form. A press of the mouse that leaves a field counts once it is over: what is said there then
 * would move the button from under it.
 */
export function useLeft(): Left {
  const [places, setPlaces] = useState<ReadonlySet<string>>(NONE);
  const isPressed = useRef(false);
  const waiting = useRef<string[]>([]);
  const tell = useCallback(() => {
    const news = waiting.current;
    waiting.current = [];
    setPlaces((before) => (news.every((one) => before.has(one)) ? before : new Set([...before, ...news])));
  }, []);
  const onPointerDownCapture = useCallback(() => {
    isPressed.current = true;
    const over = () => {
      window.removeEventListener("pointerup", over);
      window.removeEventListener("pointercancel", over);
      isPressed.current = false;
      // After the click that it makes.
      window.setTimeout(tell);
    };
    window.addEventListener("pointerup", over);
    window.addEventListener("pointercancel", over);
  }, [tell]);
  const onBlur = useCallback(
    (event: FocusEvent) => {
      // Another window is looked at, and the field is still the one that is being filled in.
      if (!document.hasFocus()) return;
      waiting.current.push(...placesLeft(event.target, event.relatedTarget));
      if (!isPressed.current) tell();
    },
    [tell],
  );
  return { places, onBlur, onPointerDownCapture };
}

const NONE: ReadonlySet<string> = new Set();
