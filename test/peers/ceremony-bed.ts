import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { silentLog } from "#kernel/log.ts";
import type { Actor } from "#store/batch.ts";
import { type Authority, openAuthority } from "#trust/authority.ts";
import { CeremonyDesk } from "#trust/ceremony/desk.ts";
import { Ended } from "#trust/ceremony/ended.ts";
import { type Joined, type JoinOrder, join } from "#trust/ceremony/joiner.ts";
import { readToken } from "#trust/ceremony/token.ts";
import type { Expected, Wanted } from "#trust/ceremony/window.ts";
import type { WindowView } from "#trust/ceremony/window-view.ts";
import { Seal } from "#trust/seal.ts";
import { InstantJournal } from "./instant-journal.ts";
import { SteppedClock } from "./stepped-clock.ts";

export const ANNA: Actor = { id: "operator:anna", via: "screen" };
export const HOST: Wanted = { role: "driver-host", node: "b2", instance: "building" };
export const ANYBODY: Expected = { role: null, node: null, instance: null };

type Alarm = Parameters<ConstructorParameters<typeof CeremonyDesk>[0]["own"]>[0];

/** An authority with its window, on a port of its own, and joiners that a test lets type what it wants. */
export class CeremonyBed {
  readonly clock = new SteppedClock();
  readonly journal = new InstantJournal(this.clock);
  readonly alarms: Alarm[] = [];
  readonly desk: CeremonyDesk;
  readonly authority: Authority;
  readonly #folder: string;

  private constructor(folder: string, authority: Authority, port: number) {
    this.#folder = folder;
    this.authority = authority;
    this.desk = new CeremonyDesk({
      clock: this.clock,
      log: silentLog,
      journal: this.journal,
      version: "1.0.0",
      listenAt: { host: "127.0.0.1", port },
      authority: () => Promise.resolve(authority),
      own: (alarm) => this.alarms.push(alarm),
    });
  }

  static async open(port = 0): Promise<CeremonyBed> {
    const folder = mkdtempSync(path(tmpdir(), "tocsin-ceremony-"));
    const authority = await openAuthority({ dataFolder: folder, seal: new Seal(randomBytes(32)), now: Date.now() });
    return new CeremonyBed(folder, authority, port);
  }

  /** The window, open for ten minutes. @returns its port */
  async openWindow(expected: Expected = ANYBODY): Promise<number> {
    return (await this.desk.open({ minutes: 10, expected }, ANNA)).port;
  }

  /** A machine whose person types what `digits` answers, which is asked with the words of their screen. */
  async joins(
    port: number,
    digits: (words: readonly string[]) => string | Promise<string>,
    wanted: Wanted = HOST,
    stored: Joined[] = [],
    clock = this.clock,
  ): Promise<Joined> {
    const order: JoinOrder = {
      place: { host: "127.0.0.1", port },
      wanted,
      reached: () => {},
      compare: {
        by: "person",
        ask: (words, ended) =>
          Promise.race([
            Promise.resolve(digits(words)),
            new Promise<never>((_, reject) =>
              ended.addEventListener("abort", () => reject(ended.reason as Error), { once: true }),
            ),
          ]),
      },
      store: (joined) => void stored.push(joined),
    };
    return join(order, { clock, version: "1.0.0" });
  }

  joinsWith(token: string, port: number, wanted: Wanted = HOST, stored: Joined[] = []): Promise<Joined> {
    const read = readToken(token);
    if (!read) throw new Error("not a token");
    const compare = { by: "token", token: read } as const;
    const place = { host: "127.0.0.1", port };
    const store = (joined: Joined) => void stored.push(joined);
    return join({ place, wanted, reached: () => {}, compare, store }, { clock: this.clock, version: "1.0.0" });
  }

  /** Two honest people: each types what they hear. */
  async pair(port: number, stored: Joined[] = []): Promise<Joined> {
    const heard = Promise.withResolvers<readonly string[]>();
    const digits = Promise.withResolvers<string>();
    const joining = this.joins(
      port,
      (words) => {
        heard.resolve(words);
        return digits.promise;
      },
      HOST,
      stored,
    );
    const run = await this.until((view) => view.run);
    this.desk.type(run.id, (await heard.promise).join(" "), ANNA);
    digits.resolve(run.digits.replace(" ", ""));
    return joining;
  }

  /** The view as soon as it is so. */
  async until<T>(of: (view: WindowView) => T | null | undefined | false): Promise<T> {
    for (let looks = 0; looks < 5000; looks++) {
      const found = of(this.desk.view());
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`it did not come to pass: ${of.toString()}; ${JSON.stringify(this.desk.view())}`);
  }

  /** The trail's actions, in order. */
  get actions(): string[] {
    return this.journal.audit.map(({ action }) => action);
  }

  /** The first one of this action in the trail. */
  entry(action: string) {
    return this.journal.audit.find((one) => one.action === action);
  }

  async close(): Promise<void> {
    await this.desk.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What a joiner's ceremony must have ended with. */
export const ended =
  (end: string, said = /./) =>
  (thrown: unknown) => {
    assert(thrown instanceof Ended, String(thrown));
    assert.deepEqual([thrown.end, said.test(thrown.message)], [end, true], thrown.message);
    return true;
  };
