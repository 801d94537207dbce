import type { Instant } from "#kernel/clock.ts";
import type { Block } from "./blocks.ts";

/** Longest and shortest rest of a unit that does not answer. */
const LEAST_BACK_OFF_MS = 1000;
const MOST_BACK_OFF_MS = 60_000;
/** A device that is busy is asked again after this. */
const BUSY_MS = 250;
/** After this a split block is tried whole again: the refusal may have been that of a device just starting. */
const FORGET_SPLIT_MS = 15 * 60_000;
/** So many polls in a row decide whether the pace is kept. */
const PACE_POLLS = 20;

/** A block and when it is due. */
export interface Poll {
  readonly block: Block;
  readonly dueAt: Instant;
  /** How many times in a row it brought nothing. */
  readonly missed: number;
}

interface Entry extends Poll {
  dueAt: Instant;
  missed: number;
  /** When it last brought values, or was first planned. */
  goodAt: Instant;
  /** The block as planned, when this is a part of it. */
  readonly whole: Block;
}

interface UnitState {
  readonly unit: number;
  failures: number;
  down: boolean;
  backOffMs: number;
  notBefore: Instant;
  entries: Entry[];
}

/** How a poll came to nothing. */
export type Miss =
  | "no-answer" // nothing came back in time
  | "no-path" //   a gateway says that it can't reach the unit
  | "later" //     the device is busy
  | "failed" //    the device answered, but not with values
  | "refused"; //  the device will not give these addresses, ever, as far as it knows

/**
 * Decides which block is read next. One request is under way at a time; units take turns, so that neither a unit with
 * many blocks nor a dead one starves the others.
 */
export class Schedule {
  readonly #units: UnitState[];
  readonly #missedPolls: number;
  readonly #splits = new Map<Block, Instant>();
  /** Units that have failed since anything at all came back. */
  readonly #silent = new Set<number>();
  #silence = 0;
  #turn = -1;
  #late = 0;
  #kept = 0;

  constructor(blocks: readonly Block[], missedPolls: number, now: Instant) {
    this.#missedPolls = missedPolls;
    this.#units = [...Map.groupBy(blocks, (block) => block.unit)].map(([unit, own]) => ({
      unit,
      failures: 0,
      down: false,
      backOffMs: 0,
      notBefore: now,
      entries: own.map((block) => ({ block, whole: block, dueAt: now, missed: 0, goodAt: now })),
    }));
  }

  /** What to read now, or until when there is nothing to read. */
  next(
    now: Instant,
  ): { readonly kind: "read"; readonly poll: Poll } | { readonly kind: "wait"; readonly until: Instant } {
    for (const [whole, since] of this.#splits) if (since + FORGET_SPLIT_MS <= now) this.#forget(whole, now);
    let until = Number.POSITIVE_INFINITY;
    for (let step = 1; step <= this.#units.length; step++) {
      const turn = (this.#turn + step) % this.#units.length;
      const unit = this.#units[turn];
      const first = unit?.entries.reduce((a, b) => (b.dueAt < a.dueAt ? b : a));
      if (!unit || !first) continue;
      const at = Math.max(first.dueAt, unit.notBefore);
      if (at <= now) {
        this.#turn = turn;
        return { kind: "read", poll: first };
      }
      until = Math.min(until, at);
    }
    return { kind: "wait", until };
  }

  isDown(unit: number): boolean {
    return this.#unit(unit).down;
  }

  /** The poll brought values. @returns whether its unit had been down */
  answered(poll: Poll, now: Instant): { readonly unitBack: boolean } {
    this.#heard();
    const entry = this.#entry(poll);
    const { intervalMs } = entry.block;
    this.#keepPace(entry, now);
    const unitBack = this.#back(this.#unit(poll.block.unit), now);
    entry.missed = 0;
    entry.goodAt = now;
    // Slots that have passed are skipped, not made up for: a burst of old polls would tell nothing new.
    const slots = Math.max(1, Math.ceil((now - entry.dueAt + 1) / intervalMs));
    entry.dueAt += slots * intervalMs;
    return { unitBack };
  }

  /**
   * The poll brought none. `stale`: so often and for so long that the last values must no longer be believed. `unitDown`
   * and `unitBack` tell a change.
   */
  missed(poll: Poll, how: Miss, now: Instant): { stale: boolean; unitDown: boolean; unitBack: boolean } {
    const entry = this.#entry(poll);
    const unit = this.#unit(poll.block.unit);
    const answers = how !== "no-answer" && how !== "no-path";
    const unitBack = answers && this.#back(unit, now);
    entry.missed++;
    entry.dueAt = now + this.#rest(entry, how);
    const stale = entry.missed >= this.#missedPolls && now - entry.goodAt >= this.#missedPolls * entry.block.intervalMs;
    if (how !== "no-answer") this.#heard();
    if (answers) return { stale, unitDown: false, unitBack };
    if (how === "no-answer") {
      this.#silent.add(unit.unit);
      this.#silence++;
    }
    unit.failures++;
    const unitDown = !unit.down && unit.failures >= this.#missedPolls;
    if (unitDown) unit.down = true;
    if (unit.down) {
      unit.backOffMs = Math.min(MOST_BACK_OFF_MS, unitDown ? LEAST_BACK_OFF_MS : unit.backOffMs * 2);
      unit.notBefore = now + unit.backOffMs;
    }
    return { stale, unitDown, unitBack };
  }

  /** Reads the parts from now on instead of the block, and at once, until the split is forgotten. */
  split(poll: Poll, parts: readonly Block[], now: Instant): { readonly unitBack: boolean } {
    this.#heard();
    const unit = this.#unit(poll.block.unit);
    const { whole } = this.#entry(poll);
    if (!this.#splits.has(whole)) this.#splits.set(whole, now);
    unit.entries = [
      ...unit.entries.filter((entry) => entry !== poll),
      ...parts.map((block) => ({ block, whole, dueAt: now, missed: 0, goodAt: now })),
    ];
    return { unitBack: this.#back(unit, now) };
  }

  /** Nothing at all comes back any more, from no unit: the connection is a black hole. */
  isSilent(): boolean {
    return this.#silence >= this.#missedPolls && this.#silent.size === this.#units.length;
  }

  /** False while polls have long come late: the tags ask for more than the device can answer. */
  keepsPace(): boolean {
    return this.#late < PACE_POLLS;
  }

  /** How many requests are needed to read everything once. */
  get blocks(): readonly Block[] {
    return this.#units.flatMap((unit) => unit.entries.map((entry) => entry.block));
  }

  #rest(entry: Entry, how: Miss): number {
    if (how === "later") return BUSY_MS;
    const { intervalMs } = entry.block;
    if (how === "refused") return Math.max(intervalMs, MOST_BACK_OFF_MS);
    const beyond = Math.min(16, Math.max(0, entry.missed - this.#missedPolls));
    return Math.max(intervalMs, Math.min(MOST_BACK_OFF_MS, intervalMs * 2 ** beyond));
  }

  /** The unit speaks. When it had been down, everything of it is read at once. */
  #back(unit: UnitState, now: Instant): boolean {
    const unitBack = unit.down;
    if (unitBack) for (const entry of unit.entries) entry.dueAt = Math.min(entry.dueAt, now);
    unit.failures = 0;
    unit.down = false;
    unit.backOffMs = 0;
    unit.notBefore = now;
    return unitBack;
  }

  #heard(): void {
    this.#silent.clear();
    this.#silence = 0;
  }

  #keepPace(entry: Entry, now: Instant): void {
    if (now - entry.dueAt > entry.block.intervalMs) {
      this.#late++;
      this.#kept = 0;
    } else if (++this.#kept >= PACE_POLLS) this.#late = 0;
  }

  #forget(whole: Block, now: Instant): void {
    this.#splits.delete(whole);
    const unit = this.#unit(whole.unit);
    unit.entries = [
      ...unit.entries.filter((entry) => entry.whole !== whole),
      { block: whole, whole, dueAt: now, missed: 0, goodAt: now },
    ];
  }

  #unit(unit: number): UnitState {
    const found = this.#units.find((state) => state.unit === unit);
    if (!found) throw new RangeError(`unit ${unit} is not scheduled`);
    return found;
  }

  #entry(poll: Poll): Entry {
    const found = this.#unit(poll.block.unit).entries.find((entry) => entry === poll);
    if (!found) throw new RangeError("a poll that is no longer scheduled");
    return found;
  }
}
