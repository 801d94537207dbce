import type { Pool } from "pg";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor, Journal } from "#store/batch.ts";
import { type Archive, writeArchive } from "./archive.ts";
import { beginningOf, holdsOf, partsOfTrail } from "./removals.ts";
import { judgeRetention, type Part, type RetentionPlan } from "./retention.ts";
import { checkpointsBefore } from "./tree-store.ts";
import { ARCHIVED } from "./verify.ts";

const DAY_MS = 86_400_000;
/** Not while the start still has the processor. */
const FIRST_AFTER_MS = 600_000;
const CALM_MS = 200;
/** The database gives up at once while somebody reads the trail; a verification takes half a minute. */
const ATTEMPTS = 12;
const AGAIN_MS = 5000;

export interface RetentionParts {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: () => { readonly keepDays: number; readonly archiveFolder?: string | undefined };
  readonly witnesses: () => readonly { readonly id: string; readonly confirmed: number }[];
  readonly busy: () => boolean;
  /** Told why what is due could not be archived; and with null once it could. */
  readonly trouble: (because: string | null) => void;
}

/** What was archived and removed at one time. */
export interface Retained {
  readonly first: number;
  readonly last: number;
  readonly archive: string;
}

/** Archives and removes what the trail need not keep any longer: by itself every day where the site names a folder. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #stopping = new AbortController();
  #running: Promise<Retained[]> | undefined;
  #cancel = () => {};

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#later(FIRST_AFTER_MS);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Fault("not-active", "this core is stopping", { transient: true }));
    this.#cancel();
    await this.#running?.catch(() => undefined);
  }

  /** What would be archived and removed now, and what stays although it is old enough. */
  async plan(): Promise<RetentionPlan> {
    const { pool, clock, settings, witnesses } = this.#parts;
    const [newest] = await checkpointsBefore(pool, Number.MAX_SAFE_INTEGER, 1);
    return judgeRetention({
      now: clock.now(),
      keepDays: settings().keepDays,
      parts: await partsOfTrail(pool),
      holds: await holdsOf(pool),
      signed: newest?.size ?? 0,
      witnesses: witnesses(),
    });
  }

  /** Archives and removes what is due. Who asks while it is under way gets the answer of that. */
  run(actor: Actor): Promise<Retained[]> {
    this.#running ??= this.#run(actor).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  #later(ms: number): void {
    const { clock, settings, log, trouble } = this.#parts;
    this.#cancel = clock.at(clock.now() + ms, () => {
      this.#later(DAY_MS);
      if (settings().archiveFolder === undefined) return;
      this.run({ id: "tocsin", via: "timer" }).then(
        () => trouble(null),
        (thrown: unknown) => {
          if (this.#stopping.signal.aborted) return;
          log.error({ because: saying(thrown) }, "the audit trail could not be archived");
          if (!(thrown instanceof Fault && thrown.transient)) trouble(saying(thrown));
        },
      );
    });
  }

  async #run(actor: Actor): Promise<Retained[]> {
    const { archiveFolder: folder } = this.#parts.settings();
    if (folder === undefined) {
      throw new Fault(
        "misconfigured",
        "The site names no folder for archives, so nothing of the audit trail is removed. Set audit.archiveFolder in the site's settings.",
      );
    }
    const retained: Retained[] = [];
    for (const part of (await this.plan()).goes) {
      const archive = await writeArchive(
        { pool: this.#parts.pool, folder, calm: () => this.#calm() },
        part,
        await beginningOf(this.#parts.pool),
      );
      await this.#removeOnceFree(part, archive, actor);
      retained.push({ first: part.first, last: part.last, archive: archive.file });
    }
    return retained;
  }

  async #removeOnceFree(part: Part, archive: Archive, actor: Actor): Promise<void> {
    const { clock } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#remove(part, archive, actor);
      } catch (thrown) {
        if (attempt === ATTEMPTS || !/is being read just now/.test(saying(thrown))) throw thrown;
        await waitUntil(clock, clock.now() + AGAIN_MS, this.#stopping.signal);
      }
    }
  }

  /** The entry that tells of it and the removal are one transaction. */
  async #remove(part: Part, { file, hash, frontier }: Archive, actor: Actor): Promise<void> {
    const { pool, journal } = this.#parts;
    const { first, last, ends } = part;
    const { rows } = await pool.query<{ hash: Buffer }>("select hash from audit.entry where seq = $1", [last]);
    const head = rows[0]?.hash.toString("hex");
    await journal.submit("operator", (batch) => {
      batch.also("select audit.remove_oldest($1, $2, $3, $4)", [last, frontier, file, hash]);
      batch.audit({
        actor,
        action: ARCHIVED,
        object: "audit-trail",
        sentence: `Entries ${first} to ${last} of the audit trail, up to ${new Date(ends).toISOString().slice(0, 10)}, were archived in ${file} and removed from the database.`,
        details: { first, last, hash: head, archive: file, sha256: hash.toString("hex") },
      });
    });
  }

  async #calm(): Promise<void> {
    const { busy, clock } = this.#parts;
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    while (busy()) await waitUntil(clock, clock.now() + CALM_MS, signal);
  }
}
