import { field, type SipMessage } from "./message.ts";

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
