import { useCallback, useLayoutEffect, useRef } from "react";

/** The same function from one drawing to the next, which does what the last drawing wants: rows that it is given to stay as they are. */
export function useStable<Given extends unknown[]>(act: (...given: Given) => void): (...given: Given) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...given: Given) => latest.current(...given), []);
}
