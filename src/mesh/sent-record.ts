import { z } from "zod";
import type { Delivery, Message } from "#channels/channel.ts";
import type { Clock, Instant } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { SpoolLane } from "./spool-lane.ts";

/** The core gives up a message long before. */
const KEEP_MS = 24 * 3_600_000;
const MOST_BYTES = 64 * 1024 * 1024;
const SEGMENT_BYTES = 1024 * 1024;

const Taken = z.object({
  outcome: z.enum(["delivered", "accepted"]),
  because: z.string(),
  receipt: z.string().optional(),
});
type Taken = Extract<Delivery, { outcome: "delivered" | "accepted" }>;
const Kept = z.object({ key: z.string(), delivery: Taken });

/** Ids alone begin anew when a database is brought back from a backup. */
export function keyOf(channel: string, { id, createdAt }: Pick<Message, "id" | "createdAt">): string {
  return `${channel}/${id}@${createdAt}`;
}

/** What far sides have taken, on disk, for a day: a message whose answer was lost on its way to the core is not sent again. */
export class SentRecord {
  readonly #lane: SpoolLane;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #known = new Map<string, { readonly delivery: Taken; readonly at: Instant }>();
  #trouble: string | null = null;

  private constructor(lane: SpoolLane, clock: Clock, log: Logger) {
    this.#lane = lane;
    this.#clock = clock;
    this.#log = log;
  }

  static async open({ folder, clock, log }: { folder: string; clock: Clock; log: Logger }): Promise<SentRecord> {
    const found: [key: string, delivery: Taken, at: Instant][] = [];
    const lane = await SpoolLane.open({
      folder,
      clock,
      log,
      room: () => MOST_BYTES,
      keepMs: KEEP_MS,
      segmentBytes: SEGMENT_BYTES,
      found: ({ payload, heardAt }) => {
        const { key, delivery } = Kept.parse(JSON.parse(Buffer.from(payload).toString("utf8")));
        found.push([key, delivery, heardAt]);
      },
    });
    const record = new SentRecord(lane, clock, log);
    for (const [key, delivery, at] of found) record.#known.set(key, { delivery, at });
    return record;
  }

  /** What is wrong with it, for people; null: nothing. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** null: it isn't known to have been taken. */
  taken(key: string): Taken | null {
    return this.#known.get(key)?.delivery ?? null;
  }

  /** Resolves once it is on disk, or can't be: what was taken was taken all the same. */
  async add(key: string, delivery: Taken): Promise<void> {
    const now = this.#clock.now();
    this.#known.set(key, { delivery, at: now });
    for (const [old, { at }] of this.#known) {
      if (at > now - KEEP_MS) break;
      this.#known.delete(old);
    }
    try {
      await this.#lane.append(Buffer.from(JSON.stringify({ key, delivery })), now);
      this.#lane.acknowledge(this.#lane.last);
      this.#trouble = null;
    } catch (thrown) {
      this.#trouble = `what was sent can't be kept on disk: ${saying(thrown)}; after a restart it may be sent twice`;
      this.#log.error(this.#trouble);
    }
  }

  close(): Promise<void> {
    return this.#lane.close();
  }
}
