import { hostname } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { version } from "#kernel/version.ts";
import { FileSink } from "./file-sink.ts";
import type { Sink } from "./sink.ts";
import { type SyslogSettings, SyslogSink } from "./syslog-sink.ts";
import { Witness, type WitnessHealth, type WitnessParts } from "./witness.ts";
import type { WitnessNodes } from "./witness-nodes.ts";

/** A witness as the site describes it. */
export interface WitnessSettings {
  readonly id: string;
  readonly enabled: boolean;
  readonly to:
    | { readonly kind: "file"; readonly path: string }
    | ({ readonly kind: "syslog" } & SyslogSettings)
    | { readonly kind: "node"; readonly node: string };
  readonly spoolMb: number;
}

export interface WitnessesParts extends Omit<WitnessParts, "folder" | "trouble"> {
  readonly dataFolder: string;
  readonly trouble: (witness: string, because: string | null) => void;
  readonly nodes: WitnessNodes;
}

const MB = 1_000_000;

/** All witnesses of the site; each works by itself. */
export class Witnesses {
  readonly #parts: WitnessesParts;
  readonly #running = new Map<string, { readonly settings: WitnessSettings; readonly witness: Witness }>();

  constructor(parts: WitnessesParts) {
    this.#parts = parts;
  }

  /** Begins with those that are new, ends those that are gone or off, begins anew with those that were changed. */
  async apply(wanted: Iterable<WitnessSettings>): Promise<void> {
    const settings = new Map(Array.from(wanted, (one) => [one.id, one]));
    const { nodes } = this.#parts;
    const on = [...settings.values()].filter(({ enabled }) => enabled);
    nodes.expect(new Set(on.flatMap(({ to }) => (to.kind === "node" ? [to.node] : []))));
    for (const [id, { settings: before, witness }] of this.#running) {
      const now = settings.get(id);
      if (now?.enabled && isDeepStrictEqual(now, before)) continue;
      this.#running.delete(id);
      await witness.stop();
    }
    for (const [id, one] of settings) {
      if (!one.enabled || this.#running.has(id)) continue;
      const folder = join(this.#parts.dataFolder, "witnesses", id);
      const trouble = (because: string | null) => this.#parts.trouble(id, because);
      const witness = new Witness(sinkOf(one.to, nodes), one.spoolMb * MB, { ...this.#parts, folder, trouble });
      this.#running.set(id, { settings: one, witness });
      witness.wake();
    }
  }

  wake(): void {
    for (const { witness } of this.#running.values()) witness.wake();
  }

  health(): readonly (WitnessHealth & { readonly id: string })[] {
    return Array.from(this.#running, ([id, { witness }]) => ({ id, ...witness.health }));
  }

  /** Resolves with null when at least one would take an entry now, or with why none would. */
  async assured(): Promise<string | null> {
    const running = [...this.#running.values()];
    if (running.length === 0) return "the site has no witness that is switched on";
    const answers = await Promise.all(running.map(({ witness }) => witness.assured()));
    return answers.includes(null) ? null : answers.join("; ");
  }

  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#running.values(), ({ witness }) => witness.stop()));
  }
}

function sinkOf(to: WitnessSettings["to"], nodes: WitnessNodes): Sink {
  switch (to.kind) {
    case "file":
      return new FileSink(to.path);
    case "syslog":
      return new SyslogSink(to, { host: hostname(), version });
    case "node":
      return nodes.sinkOf(to.node);
  }
}
