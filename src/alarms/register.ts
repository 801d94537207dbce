import type { Alarm } from "./alarm.ts";
import { Tally } from "./tally.ts";

/**
 * The alarms in memory: by id, and by source and point. Most points have one alarm, so a lone id is kept without a list
 * around it (100,000 alarms: 10 MB less).
 */
export class Register {
  readonly tally = new Tally();
  readonly #alarms = new Map<number, Alarm>();
  readonly #points = new Map<string, Map<string, number | number[]>>();

  get size(): number {
    return this.#alarms.size;
  }

  all(): IterableIterator<Alarm> {
    return this.#alarms.values();
  }

  get(id: number): Alarm | undefined {
    return this.#alarms.get(id);
  }

  put(alarm: Alarm): void {
    const before = this.#alarms.get(alarm.id);
    if (!before) this.#index(alarm);
    this.#alarms.set(alarm.id, alarm);
    this.tally.change(before, alarm);
  }

  find(source: string, point: string, condition: string): Alarm | undefined {
    const ids = this.#points.get(source)?.get(point);
    if (ids === undefined) return undefined;
    if (typeof ids === "number") {
      const alarm = this.#alarms.get(ids);
      return alarm?.condition === condition ? alarm : undefined;
    }
    return ids.map((id) => this.#alarms.get(id)).find((alarm) => alarm?.condition === condition);
  }

  /**
   * Alarms of a source whose point is `pattern`, or begins with what stands before its final `*`.
   * A pattern without `*` costs one look-up.
   */
  *ofPoint(source: string, pattern: string): Generator<Alarm> {
    const points = this.#points.get(source);
    if (!points) return;
    if (!pattern.endsWith("*")) {
      yield* this.#those(points.get(pattern));
      return;
    }
    const head = pattern.slice(0, -1);
    for (const [point, ids] of points) if (point.startsWith(head)) yield* this.#those(ids);
  }

  *#those(ids: number | number[] | undefined): Generator<Alarm> {
    if (ids === undefined) return;
    for (const id of typeof ids === "number" ? [ids] : ids) {
      const alarm = this.#alarms.get(id);
      if (alarm) yield alarm;
    }
  }

  #index({ id, source, point }: Alarm): void {
    let points = this.#points.get(source);
    if (!points) this.#points.set(source, (points = new Map<string, number | number[]>()));
    const there = points.get(point);
    points.set(point, there === undefined ? id : typeof there === "number" ? [there, id] : [...there, id]);
  }
}
