import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Journal } from "#store/batch.ts";
import { GENESIS, hashBoth } from "./chain.ts";
import { checkpointText } from "./checkpoint.ts";
import { Frontier, type Node } from "./merkle.ts";
import { signNote } from "./note.ts";
import { type KeySealer, type SigningKey, signingKey } from "./signing-key.ts";
import { entriesBetween } from "./trail.ts";
import { checkpointsBefore, STORED_LEVELS, type StoredCheckpoint, storeCheckpoint } from "./tree-store.ts";

/** A checkpoint is signed when so many entries are new, or so long after the first new one. */
const CHECKPOINT_ENTRIES = 1000;
const CHECKPOINT_MS = 60_000;
/** How long after a commit its entries are read; what comes meanwhile is read with them. */
const LATENCY_MS = 1000;
/** Entries read and hashed at once: 2 ms of the processor. */
const PAGE = 250;
/** While much waits to be decided the reading waits, but not longer than this. */
const PATIENCE_MS = 10_000;

export interface NotaryParts {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly seal: KeySealer;
  /** Number of the last entry on disk. */
  readonly written: () => number;
  /** Whether the alarm path has the processor now. */
  readonly busy: () => boolean;
  /** Told of every new checkpoint. */
  readonly signed: () => void;
  /** Told when signing fails, with why; and with null once it works again. */
  readonly trouble: (because: string | null) => void;
}

/**
 * Signs what the trail is. It reads the entries back after they were stored, off the alarms' way, so it signs what is on
 * disk and never what was only meant to be: a core killed at any moment leaves checkpoints that fit the chain, and two
 * cores that both believe to be the active one sign the same. It signs nothing above an entry that doesn't fit the chain.
 */
export class Notary {
  readonly #parts: NotaryParts;
  #key: SigningKey | undefined;
  #tree = new Frontier();
  #head: Buffer = GENESIS;
  #loaded = false;
  /** Nodes that are not stored yet. */
  #nodes: Node[] = [];
  #signed = 0;
  #signAt: Instant | null = null;
  #busySince: Instant | null = null;
  #cancel = () => {};
  #ringsAt: Instant | null = null;
  #running: Promise<void> | undefined;
  #stopped = false;
  /** What was told last; undefined: nothing yet. */
  #trouble: string | null | undefined;

  constructor(parts: NotaryParts) {
    this.#parts = parts;
  }

  /** After a commit that may have brought entries. Costs nothing. */
  wake(): void {
    if (!this.#stopped && this.#parts.written() > this.#tree.size) this.#ringAt(this.#parts.clock.now() + LATENCY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#running;
  }

  #ringAt(at: Instant): void {
    if (this.#ringsAt !== null && this.#ringsAt <= at) return;
    this.#cancel();
    this.#ringsAt = at;
    this.#cancel = this.#parts.clock.at(at, () => {
      this.#ringsAt = null;
      this.#running ??= this.#work().finally(() => {
        this.#running = undefined;
      });
    });
  }

  async #work(): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      await this.#load();
      await this.#follow();
      if (this.#signAt !== null && clock.now() >= this.#signAt) await this.#sign();
      this.#tell(null);
    } catch (thrown) {
      if (this.#stopped) return;
      // From what is stored, not from what may be half done here.
      this.#loaded = false;
      if (typeof this.#trouble !== "string")
        log.warn({ because: saying(thrown) }, "the audit trail could not be signed");
      // A database that is away says so itself, and everybody hears of it.
      if (thrown instanceof Fault && !thrown.transient) this.#tell(thrown.message);
      this.#ringAt(clock.now() + CHECKPOINT_MS);
      return;
    }
    if (this.#stopped) return;
    if (this.#signAt !== null) this.#ringAt(this.#signAt);
    this.wake();
  }

  async #load(): Promise<void> {
    if (this.#loaded) return;
    this.#key ??= await signingKey(this.#parts);
    const [last] = await checkpointsBefore(this.#parts.pool, Number.MAX_SAFE_INTEGER, 1);
    const tree = last ? Frontier.of(last.size, last.frontier) : new Frontier();
    if (!tree?.root().equals(last?.root ?? tree.root())) {
      throw new Fault(
        "untrusted",
        "The last checkpoint of the audit trail is damaged: its root isn't that of its nodes.",
      );
    }
    this.#tree = tree;
    this.#head = last?.head ?? GENESIS;
    this.#nodes = [];
    this.#signed = tree.size;
    this.#signAt = null;
    this.#loaded = true;
  }

  /** Takes in what was written, page by page, and signs at every thousandth entry on the way. */
  async #follow(): Promise<void> {
    const { pool, clock, written } = this.#parts;
    while (!this.#stopped && this.#tree.size < written()) {
      if (this.#leavesTheProcessor()) return this.#ringAt(clock.now() + LATENCY_MS);
      const from = this.#tree.size + 1;
      for (const entry of await entriesBetween(pool, from, Math.min(written(), from + PAGE - 1))) {
        const { link, leaf } = hashBoth(this.#head, entry);
        if (entry.seq !== this.#tree.size + 1 || !link.equals(entry.hash)) throw broken(this.#tree.size + 1);
        this.#head = entry.hash;
        this.#tree.push(leaf, (node) => {
          if (node.level % STORED_LEVELS === 0) this.#nodes.push(node);
        });
        this.#signAt ??= clock.now() + CHECKPOINT_MS;
      }
      if (this.#tree.size < from) throw broken(from);
      if (this.#tree.size - this.#signed >= CHECKPOINT_ENTRIES) await this.#sign();
    }
  }

  #leavesTheProcessor(): boolean {
    const { busy, clock } = this.#parts;
    if (!busy()) this.#busySince = null;
    else this.#busySince ??= clock.now();
    return this.#busySince !== null && clock.now() - this.#busySince < PATIENCE_MS;
  }

  async #sign(): Promise<void> {
    const key = this.#key;
    if (!key || this.#tree.size === this.#signed) return;
    const root = this.#tree.root();
    const text = checkpointText({ origin: key.name, size: this.#tree.size, root });
    const checkpoint: StoredCheckpoint = {
      size: this.#tree.size,
      at: this.#parts.clock.now(),
      note: signNote(text, key, Buffer.from(key.secret.open(), "base64")),
      root,
      head: this.#head,
      frontier: this.#tree.stored(),
    };
    await storeCheckpoint(this.#parts.pool, checkpoint, this.#nodes);
    this.#signed = checkpoint.size;
    this.#nodes = [];
    this.#signAt = null;
    this.#parts.signed();
  }

  #tell(because: string | null): void {
    if (because === this.#trouble) return;
    this.#trouble = because;
    this.#parts.trouble(because);
  }
}

function broken(seq: number): Fault {
  return new Fault(
    "untrusted",
    `Entry ${seq} of the audit trail is missing or doesn't follow the one before: nothing above it is signed any more. Run "tocsin audit-trail verify", and find out who had access to the database.`,
  );
}
