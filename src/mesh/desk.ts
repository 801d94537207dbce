import { type Clock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { MeshSettings } from "#kernel/settings.ts";
import type { Actor } from "#store/batch.ts";
import type { Mesh, MeshParts } from "./mesh.ts";
import type { ModuleHealth } from "./navigation.ts";

const AGAIN_MS = 10_000;

export interface MeshDeskParts {
  /** null: the node has no mesh, and what it would need is not loaded. */
  readonly settings: MeshSettings | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly trust: MeshParts["trust"];
}

/** What an active core has. */
export interface MeshGround extends Omit<MeshParts, "settings" | "clock" | "log" | "trust"> {
  /** Resolves once it is worth asking for this node's certificate. */
  readonly ready: Promise<void>;
}

/** The running core's hold on its modules. */
export class MeshDesk {
  readonly #parts: MeshDeskParts;
  #mesh: Mesh | undefined;
  #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** Why no module can register; null: they can. */
  #closed: string | null = "the mesh has not been opened yet";

  constructor(parts: MeshDeskParts) {
    this.#parts = parts;
    if (parts.settings === null) this.#closed = "tocsin.yaml opens no mesh port";
  }

  /** Why no module can register; null: they can. */
  get closed(): string | null {
    return this.#closed;
  }

  /** Where it listens; 0: nowhere. */
  get port(): number {
    return this.#mesh?.port ?? 0;
  }

  modules(): readonly ModuleHealth[] {
    return this.#mesh?.modules() ?? [];
  }

  /** When this core becomes the active one: the port is opened, and tried again until it is. */
  start({ ready, ...ground }: MeshGround): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const { settings } = this.#parts;
    if (settings === null) return;
    this.#running = ready.then(() => this.#open({ ...this.#parts, ...ground, settings }, signal));
  }

  /** When it no longer is. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Fault("not-active", "this core stops"));
    await this.#running;
    const mesh = this.#mesh;
    this.#mesh = undefined;
    await mesh?.close();
  }

  /** Throws a `Fault` when there is no such module, or it isn't connected. @param id `driver-host/plant-2` */
  async restart(id: string, because: string, actor: Actor): Promise<void> {
    if (!this.#mesh) throw new Fault("not-active", `No module can be restarted: ${this.#closed}.`);
    await this.#mesh.restart(id, because, actor);
  }

  async #open(parts: MeshParts, stop: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    const { Mesh } = await import("./mesh.ts");
    while (!stop.aborted) {
      try {
        this.#mesh = await Mesh.open(parts);
        this.#closed = null;
        return;
      } catch (thrown) {
        this.#closed = saying(thrown);
        log.error({ because: this.#closed }, "the mesh can't be opened; trying again");
        await waitUntil(clock, clock.now() + AGAIN_MS, stop).catch(() => {});
      }
    }
  }
}
