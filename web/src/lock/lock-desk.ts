import { call, Problem } from "../api/client.ts";
import type { UnmannedPlace } from "../api/contract.ts";
import { unsent } from "../unsent.ts";
import { useWatched, Watched } from "../watched.ts";

export interface LockState {
  /** This screen shows nothing but that alarms exist. */
  readonly locked: boolean;
  /** The server knows it too; until then only this screen is locked. */
  readonly told: boolean;
  /** What nobody watches since this screen was locked or somebody signed out here. */
  readonly unmanned: readonly UnmannedPlace[];
}

const OPEN: LockState = { locked: false, told: true, unmanned: [] };
const AGAIN_MS = 3000;
/** Survives a reload: a lock that the server doesn't know of must not be undone by it. */
const OWED = "tocsin-lock-owed";

/** Locks this screen at once, whatever the network does, and the session on the server as soon as it answers. */
class LockDesk extends Watched<LockState> {
  #timer = 0;

  constructor() {
    super(sessionStorage.getItem(OWED) === null ? OPEN : { locked: true, told: false, unmanned: [] });
  }

  lock(idle: boolean): void {
    if (this.snapshot().locked) return;
    unsent.interrupted();
    sessionStorage.setItem(OWED, "yes");
    this.set({ locked: true, told: false, unmanned: [] });
    void this.tell(idle);
  }

  /** The server says that the session is locked. */
  lockedByServer(): void {
    if (this.snapshot().locked) return;
    unsent.interrupted();
    this.set({ locked: true, told: true, unmanned: [] });
  }

  /** The server has unlocked the session, or it has ended. */
  opened(): void {
    window.clearTimeout(this.#timer);
    sessionStorage.removeItem(OWED);
    if (this.snapshot() !== OPEN) this.set(OPEN);
  }

  /** Somebody signed out here. */
  left(unmanned: readonly UnmannedPlace[]): void {
    this.set({ ...OPEN, unmanned });
  }

  async tell(idle: boolean): Promise<void> {
    window.clearTimeout(this.#timer);
    try {
      const answer = await call<{ unmanned: UnmannedPlace[] }>("POST", "/api/v1/session/lock", { idle });
      sessionStorage.removeItem(OWED);
      if (this.snapshot().locked) this.set({ locked: true, told: true, unmanned: answer.unmanned });
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 401) this.opened();
      else this.#timer = window.setTimeout(() => void this.tell(idle), AGAIN_MS);
    }
  }
}

export const lockDesk = new LockDesk();

export function useLock(): LockState {
  return useWatched(lockDesk);
}
