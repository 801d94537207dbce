import { readFileSync } from "node:fs";
import type { Report } from "#events/event.ts";
import type { Clock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Place } from "#kernel/port.ts";
import { type Finding, findingsOf } from "./findings.ts";
import type { Matrix } from "./flow.ts";
import { type Listener, machineListeners, ownInodes } from "./listeners.ts";
import { type MatrixParts, matrixOf } from "./matrix.ts";

const LOOK_MS = 60_000;
/** Of the points of our own alarms about ports. */
const POINTS = "ports/";

/** What the operating system says about listening sockets. */
export interface Machine {
  listeners(): readonly Listener[];
  /** Inodes of the sockets of this process. */
  own(): ReadonlySet<number>;
}

export const thisMachine: Machine = { listeners: () => machineListeners(), own: () => ownInodes() };

export interface PortDeskParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** Absent: the matrix is shown and compared with nothing. */
  readonly machine?: Machine | undefined;
  /** Reports under the source `tocsin`. */
  readonly own: (report: Report) => void;
  readonly facts: () => Omit<MatrixParts, "at">;
}

/** The matrix as it stands, and every minute whether the machine agrees with it. */
export class PortDesk {
  readonly #parts: PortDeskParts;
  /** Points of our own that are in alarm. */
  readonly #raised = new Set<string>();
  #seenBefore = new Set<string>();
  #cancel = () => {};

  constructor(parts: PortDeskParts) {
    this.#parts = parts;
  }

  /** Where Tocsin itself listens, so that nothing else is put there. */
  taken(): ReadonlyMap<string, Place> {
    const { settings, webPort } = this.#parts.facts();
    const { listen, mesh, trust, failover } = settings;
    const places = new Map<string, Place>([
      ["Tocsin's own page", { transport: "tcp", host: listen.host, port: webPort }],
    ]);
    if (mesh) {
      places.set("Tocsin's own mesh", { transport: "tcp", ...mesh.listen });
      for (const { module, port } of mesh.modulePorts) {
        places.set(`the mesh port of ${module}`, { transport: "tcp", host: mesh.listen.host, port });
      }
      places.set("Tocsin's own trust ceremony", { transport: "tcp", host: trust.host ?? "::", port: trust.port });
    }
    if (failover) places.set("Tocsin's own failover", { transport: "tcp", ...failover.listen });
    return places;
  }

  matrix(): Matrix {
    const { clock, facts } = this.#parts;
    return matrixOf({ ...facts(), at: clock.now() });
  }

  /** Findings null: nobody looked at the machine. Unit null: no service manager runs this process. */
  look(): { readonly matrix: Matrix; readonly findings: readonly Finding[] | null; readonly unit: string | null } {
    const { machine } = this.#parts;
    const matrix = this.matrix();
    return {
      matrix,
      findings: machine ? findingsOf(matrix, machine.listeners(), machine.own()) : null,
      unit: unitOf(),
    };
  }

  /** @param standing points of our own that are in alarm */
  start(standing: Iterable<string>): void {
    for (const point of standing) if (point.startsWith(POINTS)) this.#raised.add(point);
    if (this.#parts.machine) this.#later();
  }

  stop(): void {
    this.#cancel();
    this.#raised.clear();
    this.#seenBefore.clear();
  }

  #later(): void {
    const { clock, log } = this.#parts;
    this.#cancel = clock.at(clock.now() + LOOK_MS, () => {
      try {
        this.#judge(this.look().findings ?? []);
      } catch (thrown) {
        log.warn({ because: saying(thrown) }, "the ports of this machine could not be compared with the matrix");
      }
      this.#later();
    });
  }

  /** A socket that is just being opened or closed is no finding: what two looks in a row see is one. */
  #judge(findings: readonly Finding[]): void {
    const ours = new Map(findings.filter(({ what }) => what !== "foreign").map((one) => [pointOf(one), one]));
    for (const [point, { what, text }] of ours) {
      if (!this.#seenBefore.has(point) || this.#raised.has(point)) continue;
      this.#raised.add(point);
      this.#parts.own({ ...about(point), kind: "raise", condition: what, text: text.slice(0, 300) });
    }
    for (const point of this.#raised) {
      if (ours.has(point)) continue;
      this.#raised.delete(point);
      const [, what = ""] = point.split("/");
      this.#parts.own({
        ...about(point),
        kind: "clear",
        condition: what,
        text: "The machine agrees with the port matrix",
      });
    }
    this.#seenBefore = new Set(ours.keys());
  }
}

/** The systemd unit in which this process runs, as its control group says (cgroups(7)). */
function unitOf(): string | null {
  try {
    return /\/([^/]+\.service)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? null;
  } catch {
    return null;
  }
}

function pointOf({ what, transport, port, flow }: Finding): string {
  return `${POINTS}${what}/${flow ?? `${transport}-${port}`}`;
}

function about(point: string) {
  return { point, category: "system", priority: "high", raw: "" } as const;
}
