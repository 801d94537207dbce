import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { type Changes, OURSELVES } from "./changes.ts";
import type { PointRulebook } from "./point-rules.ts";

/** `unheard`: the machine that speaks with the source is lost, and one alarm stands for all that it serves. */
export type LinkState = "up" | "degraded" | "down" | "unheard";

const AGAIN_MS = 1000;
const LOST: readonly string[] = ["down", "unheard"];

export interface SourceLinksParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly site: () => Site;
  readonly changes: Changes;
  readonly rulebook: PointRulebook;
  /** Stops judging the values of a source, or of the part whose points begin with `part`. */
  readonly freezeConditions: (batch: Batch, source: string, part: string) => void;
  /** Reports under the source `tocsin` within the batch. */
  readonly own: (batch: Batch, report: Report) => void;
}

/**
 * Whether sources can be heard. While one is down its alarms keep their state as uncertain, and one alarm stands for all of
 * them; `degraded` is heard.
 */
export class SourceLinks {
  readonly #parts: SourceLinksParts;
  /** As it is stored, by source and part. */
  readonly #links = new Map<string, string>();
  /** As it was told last: what could not be stored is tried again while it still holds. */
  readonly #told = new Map<string, LinkState>();
  #stopped = false;

  constructor(parts: SourceLinksParts) {
    this.#parts = parts;
  }

  load(links: Iterable<{ source: string; part: string; state: string }>): void {
    for (const { source, part, state } of links) this.#links.set(keyOf(source, part), state);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** @param part what the points begin with; "" for the whole source */
  tell(source: string, part: string, state: LinkState, why: string): void {
    const key = keyOf(source, part);
    this.#told.set(key, state);
    this.#parts.journal
      .submit("alarm", (batch) => this.#note(batch, source, part, state, why))
      .catch((thrown: unknown) => {
        const { clock, log } = this.#parts;
        if (this.#stopped) return;
        log.warn({ source, part, state, because: saying(thrown) }, "a change of link was not stored; trying again");
        clock.at(clock.now() + AGAIN_MS, () => {
          if (!this.#stopped && this.#told.get(key) === state) this.tell(source, part, state, why);
        });
      });
  }

  #note(batch: Batch, source: string, part: string, state: LinkState, why: string): void {
    const key = keyOf(source, part);
    const before = this.#links.get(key);
    if (before === state) return;
    this.#links.set(key, state);
    batch.sourceState(source, part, state, why);
    const isLost = LOST.includes(state);
    if (isLost !== LOST.includes(before ?? "")) this.#freeze(batch, source, part, isLost, why);
    // What stood for the source while its machine is lost goes on standing: nobody knows better.
    if (state === "down" || (!isLost && LOST.includes(before ?? ""))) {
      this.#stand(batch, source, part, state === "down", why);
    }
  }

  #freeze(batch: Batch, source: string, part: string, isDown: boolean, why: string): void {
    const { changes, rulebook, freezeConditions } = this.#parts;
    let count = 0;
    changes.together(() => {
      for (const pattern of part === "" ? ["*"] : [part, `${part}/*`]) {
        for (const alarm of Array.from(changes.register.ofPoint(source, pattern))) {
          const rules = rulebook.of(alarm.source, alarm.point);
          const input = isDown ? "lose" : "regain";
          if (changes.step(batch, alarm, input, rules, OURSELVES, { detail: why }) !== alarm) count++;
        }
      }
    });
    if (isDown) freezeConditions(batch, source, part);
    if (count === 0) return;
    const became = isDown
      ? "keep their state as uncertain: the source is lost"
      : "are certain again: the source is back";
    batch.audit({
      actor: OURSELVES,
      action: isDown ? "source.frozen" : "source.thawed",
      object: `source:${source}`,
      sentence: `${count} alarms of ${source} ${became} (${why}).`,
    });
  }

  /** The one alarm that stands for all of the source's. */
  #stand(batch: Batch, source: string, part: string, isDown: boolean, why: string): void {
    const config = this.#parts.site().items.source.get(source)?.body;
    const name = `Source ${config?.name ?? source}${part === "" ? "" : `, ${part},`}`;
    this.#parts.own(batch, {
      point: part === "" ? `source/${source}` : `source/${source}/${part}`,
      kind: isDown ? "raise" : "clear",
      category: "communication",
      condition: "source-lost",
      priority: config?.lossPriority ?? "high",
      text: `${name} is ${isDown ? "lost" : "back"}: ${why}`,
      raw: "",
    });
  }
}

function keyOf(source: string, part: string): string {
  return `${source}\n${part}`;
}
