import type { Report } from "#events/event.ts";
import { saying } from "#kernel/fault.ts";

/** Whether each directory answered when it was last asked; an alarm about Tocsin itself stands while one doesn't. */
export class DirectoryHealth {
  readonly #own: (report: Report) => void;
  readonly #down = new Set<string>();

  /** @param own reports under the source `tocsin` */
  constructor(own: (report: Report) => void) {
    this.#own = own;
  }

  /** @param standing points of our own that are in alarm already */
  start(standing: Iterable<string>): void {
    this.#down.clear();
    for (const point of standing) if (point.startsWith(POINT)) this.#down.add(point.slice(POINT.length));
  }

  isDown(directory: string): boolean {
    return this.#down.has(directory);
  }

  /** Runs what asks a directory, and remembers whether it could be asked. */
  async watched<T>({ id, name }: { id: string; name: string }, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.forget(id, `'${name}' answers again`);
      return answer;
    } catch (thrown) {
      if (!this.#down.has(id)) {
        this.#down.add(id);
        this.#own({
          point: POINT + id,
          kind: "raise",
          category: "system",
          condition: "unreachable",
          priority: "high",
          text: `Nobody can sign in through '${name}': ${saying(thrown)} Who is signed in stays so; accounts of this server can still sign in.`,
          raw: "",
        });
      }
      throw thrown;
    }
  }

  /** It answers, or nobody asks it any more. */
  forget(id: string, because: string): void {
    if (!this.#down.delete(id)) return;
    this.#own({
      point: POINT + id,
      kind: "clear",
      category: "system",
      condition: "unreachable",
      priority: "high",
      text: because,
      raw: "",
    });
  }
}

const POINT = "directory/";
