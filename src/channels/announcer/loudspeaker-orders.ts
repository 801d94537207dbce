import type { Sound } from "#speech/wav.ts";

/** Where sound goes. */
export interface Sink {
  readonly by: "aplay" | "pacat" | "files";
  readonly device: string | undefined;
  readonly folder: string | undefined;
}

/** From the core to the process that sounds. Every order is also a sign of life. */
export type LoudspeakerOrder =
  | {
      readonly order: "begin";
      readonly sink: Sink;
      readonly whenLost: Sound;
      readonly ownerFile: string;
      readonly owner: string;
      /** From one time that the loss is said to the next. */
      readonly lostAgainMs: number;
    }
  | { readonly order: "play"; readonly number: number; readonly sound: Sound }
  | { readonly order: "stop" }
  | { readonly order: "alive" }
  | { readonly order: "end" };

/** `why` is null when it was played to its end. */
export interface LoudspeakerAnswer {
  readonly number: number;
  readonly why: string | null;
}

export const ALIVE_MS = 5000;
/** So long without a sign of life, and the core is lost. */
export const LOST_MS = 15_000;
