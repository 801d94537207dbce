import type { Counts } from "./media.ts";
import type { Session } from "./sdp.ts";

/** What the studio tells its thread about the call `id`. */
export type StudioOrder = { readonly id: number } & (
  | { readonly order: "open"; readonly address: string; readonly from: number; readonly to: number }
  | { readonly order: "agree"; readonly session: Session; readonly key: Uint8Array | null }
  | { readonly order: "play"; readonly turn: number; readonly sound: Uint8Array }
  | { readonly order: "stop" | "count" | "close" }
);

/** What the thread tells of the call `id`. */
export type StudioNews = { readonly id: number } & (
  | { readonly news: "opened"; readonly port: number }
  | { readonly news: "failed"; readonly because: string }
  | { readonly news: "digit"; readonly digit: string }
  | { readonly news: "played"; readonly turn: number }
  /** `worstMs`: how late the last packet of a beat has left at most since this was asked before, of all calls. */
  | { readonly news: "counted"; readonly counts: Counts; readonly worstMs: number }
  | { readonly news: "closed" }
);
