import { type Dispatch, type SetStateAction, useEffect, useState } from "react";

const places = new Map<string, unknown>();

/** Like `useState`, but remembered while the page is loaded: whoever unlocks a screen or takes it over finds the place again. */
export function useKept<T>(key: string, initial: T): [T, Dispatch<SetStateAction<T>>] {
  const [value, set] = useState<T>(() => (places.has(key) ? (places.get(key) as T) : initial));
  useEffect(() => {
    places.set(key, value);
  }, [key, value]);
  return [value, set];
}
