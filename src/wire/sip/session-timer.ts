import { type Field, field, type SipMessage, type SipRequest } from "./message.ts";

export interface SessionTimer {
  readonly seconds: number;
  readonly refresher: "ours" | "theirs";
}

/** Session-Expires (RFC 4028 §4) as the caller sees it; null: the session has no end. Absurd times count as the shortest one, 90 s. */
export function readSessionExpires(message: SipMessage): SessionTimer | null {
  const [, digits, behind = ""] = /^(\d{1,9})\s*(;.*)?$/u.exec(field(message, "session-expires") ?? "") ?? [];
  if (digits === undefined) return null;
  return {
    seconds: Math.max(90, Number(digits)),
    refresher: /;\s*refresher\s*=\s*uac/iu.test(behind) ? "ours" : "theirs",
  };
}

/** What our 2xx says to an INVITE with a session timer (RFC 4028 §9), and the timer as we see it; null: it has none. */
export function answerSessionExpires(
  request: SipRequest,
): { readonly timer: SessionTimer; readonly fields: readonly Field[] } | null {
  const asked = readSessionExpires(request);
  if (!asked) return null;
  // Whoever asked refreshes, unless they named us: theirs is the other way round.
  const refresher = /;\s*refresher\s*=\s*uas/iu.test(field(request, "session-expires") ?? "") ? "uas" : "uac";
  return {
    timer: { seconds: asked.seconds, refresher: refresher === "uas" ? "ours" : "theirs" },
    fields: [
      ["session-expires", `${asked.seconds};refresher=${refresher}`],
      ...(refresher === "uac" ? [["require", "timer"] as const] : []),
    ],
  };
}
