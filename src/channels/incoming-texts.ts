import type { Instant } from "#kernel/clock.ts";
import type { Place } from "#wire/sms/header.ts";
import { Reassembly } from "#wire/sms/reassembly.ts";
import type { ChannelHost } from "./channel.ts";

/** A part of a text whose other parts are still to come. */
export interface IncomingPart extends Place {
  readonly from: string;
  readonly text: string;
  readonly cameAt: Instant;
}

/** Where parts are kept for one channel: the far side forgets each as soon as it was taken. */
export interface IncomingParts {
  all(): Promise<readonly IncomingPart[]>;
  keep(part: IncomingPart): Promise<void>;
  /** All parts of one text. */
  drop(from: string, of: Pick<Place, "reference" | "total">): Promise<void>;
}

/** What people write to a channel whose texts come in parts. */
export class IncomingTexts {
  readonly #host: Pick<ChannelHost, "clock" | "log" | "heard" | "parts">;
  readonly #reassembly: Reassembly;
  #recalled: Promise<void> | null = null;

  constructor(host: Pick<ChannelHost, "clock" | "log" | "heard" | "parts">) {
    this.#host = host;
    this.#reassembly = new Reassembly((from, { came, ...of }) => {
      host.log.warn(`of a text from ${from} only ${came} of ${of.total} parts have come within a day; it is given up`);
      host.parts?.drop(from, of).catch((error: unknown) => host.log.warn({ error }, "its parts are still kept"));
    });
  }

  /** Resolves once it was dealt with or is kept until the rest is there. Rejects when it must be brought again. */
  async take(from: string, text: string, place: Place | null): Promise<void> {
    const { clock, heard, parts } = this.#host;
    if (place === null || place.total === 1) return void (await heard({ from, text }));
    await this.#recall();
    const now = clock.now();
    await parts?.keep({ ...place, from, text, cameAt: now });
    const whole = this.#reassembly.take(from, text, place, now);
    if (whole === null) return;
    await heard({ from, text: whole });
    this.#reassembly.done(from, place);
    await parts?.drop(from, place);
  }

  /** Once. A text that was complete is not heard by this: its last part was not taken, so the far side brings it again. */
  #recall(): Promise<void> {
    this.#recalled ??= (async () => {
      for (const { from, text, cameAt, ...place } of (await this.#host.parts?.all()) ?? []) {
        this.#reassembly.take(from, text, place, cameAt);
      }
    })().catch((thrown: unknown) => {
      this.#recalled = null;
      throw thrown;
    });
    return this.#recalled;
  }
}
