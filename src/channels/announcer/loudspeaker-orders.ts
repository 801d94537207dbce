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
      readonly patience: Patience;
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

export interface Patience {
  /** From one sign of life of the core to the next. */
  readonly aliveMs: number;
  /** So long without one, and the core is lost. */
  readonly lostMs: number;
  /** From one time that the loss is said to the next. */
  readonly lostAgainMs: number;
}

export const USUAL_PATIENCE: Patience = { aliveMs: 5000, lostMs: 15_000, lostAgainMs: 60_000 };
