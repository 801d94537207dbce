import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { enter } from "../api/queries.ts";

const CHANNEL = "tocsin signed in";

/**
 * Whoever signs in at one window of this browser is signed in at all of them: pages on other monitors come back by themselves.
 *
 * @param operator who is signed in at this window
 * @param waits whether it shows nothing but the sign-in
 */
export function useSignInElsewhere(operator: string | null, waits: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    const others = new BroadcastChannel(CHANNEL);
    if (operator !== null) others.postMessage(operator);
    // Whom the server doesn't know by now signs in here.
    else if (waits) others.addEventListener("message", () => void enter(queries).catch(() => {}));
    return () => others.close();
  }, [operator, waits, queries]);
}
