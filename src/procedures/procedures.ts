import type { Pool } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { Notification } from "#escalation/callout.ts";
import type { Report } from "#events/event.ts";
import type { Feed } from "#events/feed.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import type { ProcedureDesk } from "./desk.ts";
import type { Run } from "./run.ts";

export interface ProceduresHost {
  readonly journal: Journal;
  /** Reads only. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly feed: Feed;
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
  /** Points of our own that are in alarm. */
  readonly standing: () => readonly string[];
  readonly site: () => Site;
  readonly alarm: (id: number) => Alarm | undefined;
  readonly alarms: () => Iterable<Alarm>;
  /** Whether the owner has confirmed this address. */
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** Stores a message and sends it. */
  readonly send: (
    what: Pick<Notification, "kind" | "person" | "method" | "channel" | "address" | "text" | "because"> &
      Partial<Pick<Notification, "priority" | "alarm" | "occurrence">>,
    also: (batch: Batch, notification: Notification) => void,
  ) => Promise<Notification>;
}

/** The desk of response procedures, which is loaded once there is something to do: a site without any has no memory for it. */
export class Procedures {
  readonly #host: ProceduresHost;
  #loading: Promise<ProcedureDesk> | undefined;
  #open: ProcedureDesk | undefined;
  #stopped = false;

  constructor(host: ProceduresHost) {
    this.#host = host;
  }

  desk(): Promise<ProcedureDesk> {
    this.#loading ??= this.#load().catch((thrown: unknown) => {
      this.#loading = undefined;
      throw thrown;
    });
    return this.#loading;
  }

  /** What is gone through now: nothing while there was nothing to do. */
  running(): Iterable<Run> {
    return this.#open?.running() ?? [];
  }

  /** What ran before a restart goes on; what was raised meanwhile and begins by itself, begins. */
  async start(): Promise<void> {
    const { pool, site } = this.#host;
    const running = await pool.query("select from core.procedure_run where ended_at is null limit 1");
    if (running.rowCount !== 0 || site().items.procedure.size > 0) await this.desk();
  }

  /** Told within the batch that changes an alarm. */
  changed(batch: Batch, alarm: Alarm): void {
    if (this.#open?.mayBegin(alarm)) batch.afterwards(() => this.#open?.raised(alarm.id));
  }

  /** Call it when procedures may have changed. */
  siteChanged(): void {
    if (this.#open) return this.#open.apply();
    if (this.#host.site().items.procedure.size === 0) return;
    this.desk().catch((thrown: unknown) => {
      this.#host.log.error({ because: saying(thrown) }, "the response procedures could not be loaded");
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#open?.stop();
  }

  async #load(): Promise<ProcedureDesk> {
    const { ProcedureDesk } = await import("./desk.ts");
    const desk = new ProcedureDesk(this.#host);
    await desk.load();
    if (this.#stopped) desk.stop();
    else this.#open = desk;
    return desk;
  }
}
