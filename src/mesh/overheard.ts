import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Heard, Traffic, TrafficLine } from "#drivers/traffic.ts";
import type { Clock } from "#kernel/clock.ts";
import { storable } from "#kernel/text.ts";
import type { OverheardLine, OverheardLineSchema } from "./generated/tocsin/mesh/v1/mesh_pb.ts";

type Line = MessageInitShape<typeof OverheardLineSchema>;

/** Lines of a host go out together, that often: at most 200 a second. What is more is counted and said. */
const TOGETHER_MS = 250;
const MOST_TOGETHER = 50;
/** Characters of what a host may say of one message: why it was refused, or what is known of who sent it. */
const MOST_SAID = 1000;
const MOST_RAW = 4096;
const MOST_ABOUT = 20;

/**
 * A driver host's ear for those who watch its sources: what is refused or unknown goes to the core as it comes, by the same
 * way as reports and never before them. What is taken arrives there as a report.
 */
export class Overhearing {
  readonly #traffic: Pick<Traffic, "watch">;
  readonly #clock: Clock;
  readonly #send: (lines: Line[]) => boolean;
  readonly #leave = new Map<string, () => void>();
  readonly #skipped = new Map<string, number>();
  #lines: Line[] = [];
  #cancel: (() => void) | null = null;

  /** @param send says whether the lines are on their way; they are not kept for another time */
  constructor(traffic: Pick<Traffic, "watch">, clock: Clock, send: (lines: Line[]) => boolean) {
    this.#traffic = traffic;
    this.#clock = clock;
    this.#send = send;
  }

  /** Follows these sources and no others any more. */
  follow(sources: readonly string[]): void {
    for (const [source, leave] of this.#leave) {
      if (sources.includes(source)) continue;
      leave();
      this.#leave.delete(source);
      this.#skipped.delete(source);
    }
    for (const source of sources) {
      if (this.#leave.has(source)) continue;
      this.#leave.set(
        source,
        this.#traffic.watch(source, (line) => this.#take(source, line)),
      );
    }
    if (this.#leave.size > 0) return;
    this.#cancel?.();
    this.#cancel = null;
    this.#lines = [];
  }

  #take(source: string, heard: TrafficLine): void {
    const line = lineOf(source, heard);
    if (!line) return;
    if (this.#lines.length < MOST_TOGETHER) this.#lines.push(line);
    else this.#skip(source);
    this.#later();
  }

  #later(): void {
    this.#cancel ??= this.#clock.at(this.#clock.now() + TOGETHER_MS, () => {
      this.#cancel = null;
      this.#flush();
    });
  }

  /** What the way has no room for counts as skipped, and is said once it has. */
  #flush(): void {
    const skipped = Array.from(
      this.#skipped,
      ([source, value]): Line => ({ source, line: { case: "skipped", value } }),
    );
    const lines = this.#lines;
    this.#lines = [];
    if (this.#send([...lines, ...skipped])) return this.#skipped.clear();
    for (const { source } of lines) this.#skip(source ?? "");
    this.#later();
  }

  #skip(source: string): void {
    this.#skipped.set(source, (this.#skipped.get(source) ?? 0) + 1);
  }
}

/** null: it reaches the core otherwise. */
function lineOf(source: string, heard: TrafficLine): Line | null {
  switch (heard.outcome) {
    case "refused":
      return { source, line: { case: "refused", value: { why: heard.why, raw: heard.raw } } };
    case "unknown":
      return { source, line: { case: "unknown", value: { key: heard.key, about: { ...heard.about } } } };
    case "taken":
    case "missed":
      return null;
  }
}

/** What a host says that it overheard, within bounds; null: something that only a newer host says. */
export function heardIn({ line }: OverheardLine): Heard | { outcome: "missed"; count: number } | null {
  switch (line.case) {
    case "refused": {
      const { why, raw } = line.value;
      return { outcome: "refused", why: storable(why, MOST_SAID), raw: storable(raw, MOST_RAW) };
    }
    case "unknown": {
      const { key, about } = line.value;
      const known = Object.entries(about).slice(0, MOST_ABOUT);
      const within = known.map(([name, value]) => [storable(name, MOST_SAID), storable(value, MOST_SAID)]);
      return { outcome: "unknown", key: storable(key, MOST_SAID), about: Object.fromEntries(within) };
    }
    case "skipped":
      return { outcome: "missed", count: line.value };
    case undefined:
      return null;
  }
}
