import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { z } from "zod";
import type { Driver, DriverHost, LinkState, Session } from "#drivers/driver.ts";
import type { Report } from "#events/event.ts";
import { type Clock, systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { silentLog } from "#kernel/log.ts";

/** The far side of one protocol, as small as it can be: it dials in (or is dialled), speaks, and listens. */
export interface Peer extends AsyncDisposable {
  /**
   * Makes one alarm come true and resolves once the driver took it: by its acknowledgement, or, of a device that is
   * polled and never learns, once `house.stored` grew. Stays open while the driver does not take it.
   */
  raise(): Promise<"taken">;
  /** Does what the device does when nobody took its alarm: sends it again. One that is polled just waits. */
  repeat(): Promise<"taken">;
  /** Sends bytes that mean nothing; one that is polled answers a request with them. Resolves once they are sent. */
  babble(bytes: Uint8Array): Promise<void>;
}

/** What a driver's own test brings along. It is made anew for every test of the contract and disposed of after it. */
export interface Rig<Settings extends z.ZodObject> extends AsyncDisposable {
  readonly settings: z.input<Settings>;
  /** The far side, once the driver is open. A device that is polled may already stand behind `settings`. */
  peer(session: Session, house: House): Promise<Peer>;
}

/** Stands in for the house: remembers what it is told, and stores or refuses as a test wishes. */
export class House {
  readonly reports: Report[] = [];
  /** Those of `reports` that resolved. */
  readonly stored: Report[] = [];
  readonly links: { readonly state: LinkState; readonly why: string; readonly part: string | undefined }[] = [];
  readonly refusals: { readonly why: string; readonly raw: string }[] = [];
  readonly candidates: { readonly key: string; readonly about: Readonly<Record<string, string>> }[] = [];
  /** What a test puts in the way of storing. */
  storing: (report: Report) => Promise<void> = () => Promise.resolve();
  /** Alarms of the clock that are set and have neither rung nor been cancelled. */
  waiting = 0;
  readonly host: DriverHost;
  readonly #stop = new AbortController();

  constructor(clock: Clock = systemClock) {
    this.host = {
      source: "source-under-test",
      signal: this.#stop.signal,
      clock: { now: () => clock.now(), at: (at, ring) => this.#at(clock, at, ring) },
      log: silentLog,
      report: async (report) => {
        this.reports.push(report);
        await this.storing(report);
        this.stored.push(report);
      },
      link: (state, why, part) => void this.links.push({ state, why, part }),
      refused: (why, raw) => void this.refusals.push({ why, raw }),
      candidate: (key, about) => void this.candidates.push({ key, about }),
    };
  }

  abort(): void {
    this.#stop.abort(new Fault("not-active", "the source was switched off"));
  }

  #at(clock: Clock, at: number, ring: () => void): () => void {
    let set = true;
    this.waiting++;
    const unset = () => {
      if (set) this.waiting--;
      set = false;
    };
    const cancel = clock.at(at, () => {
      unset();
      ring();
    });
    return () => {
      unset();
      cancel();
    };
  }
}

/** What holds for every driver, whatever it speaks. A driver's own test file calls this with its own rig. */
export function driverContract<Settings extends z.ZodObject>(
  driver: Driver<Settings>,
  setUp: () => Promise<Rig<Settings>>,
): void {
  /** Opens everything, runs the test, closes everything, and asks that nothing stays open. */
  const withDriver = async (
    test: (parts: { session: Session; peer: Peer; house: House; rig: Rig<Settings> }) => Promise<void>,
  ) => {
    const before = handles();
    const house = new House();
    {
      await using rig = await setUp();
      await using session = await driver.open(driver.settings.parse(rig.settings), house.host);
      session.lost.catch(() => {});
      await using peer = await rig.peer(session, house);
      await test({ session, peer, house, rig });
    }
    await until(() => house.waiting === 0 && handles() <= before);
  };

  describe(`${driver.name} keeps the driver contract`, () => {
    it("describes itself and every setting", () => {
      assert.match(driver.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(driver.title && driver.standard);
      for (const [key, setting] of Object.entries(driver.settings.shape)) {
        assert.ok((setting as z.ZodType).description, `setting ${key} has no description to draw a form from`);
      }
    });

    it("names the ports that it uses", async () => {
      await using rig = await setUp();
      assert.ok(driver.ports(driver.settings.parse(rig.settings)).length > 0);
    });

    it("tells its peer that it took an alarm only once the house has stored it", () =>
      withDriver(async ({ peer, house }) => {
        const stored = Promise.withResolvers<void>();
        house.storing = () => stored.promise;
        const answer = peer.raise();
        await until(() => house.reports.length === 1);
        assert.equal(await answerSoFar(answer), "nothing yet");
        stored.resolve();
        assert.equal(await answer, "taken");
        assert.equal(house.stored.length, 1);
      }));

    it("does not take an alarm that the house could not store, and takes its repeat", () =>
      withDriver(async ({ peer, house }) => {
        let failures = 0;
        house.storing = () => {
          failures++;
          return Promise.reject(new Fault("overloaded", "the database is away", { transient: true }));
        };
        const first = peer.raise();
        await until(() => failures > 0);
        assert.equal(await answerSoFar(first), "nothing yet");
        assert.equal(house.stored.length, 0);
        house.storing = () => Promise.resolve();
        assert.equal(await peer.repeat(), "taken");
        assert.equal(house.stored.length, 1);
        first.catch(() => {});
      }));

    it("fills every report that it makes", () =>
      withDriver(async ({ peer, house }) => {
        await peer.raise();
        for (const report of house.reports) {
          assert.ok(report.point.length > 0 && report.point.length <= 200);
          assert.ok(report.condition.length <= 60);
          assert.ok(report.raw.length > 0 && report.raw.length <= 4096);
        }
      }));

    it("says that the link is up", () =>
      withDriver(async ({ house }) => {
        await until(() => house.links.some(({ state }) => state === "up"));
        assert.ok(house.links.every(({ why }) => why.length > 0));
      }));

    it("goes on after bytes that mean nothing", () =>
      withDriver(async ({ peer, house }) => {
        await peer.babble(Uint8Array.of(0, 255, 13, 10, 7, 34, 42, 48));
        await peer.babble(new Uint8Array(300).fill(0x41));
        assert.equal(await peer.raise(), "taken");
        assert.equal(house.stored.length, 1);
      }));

    it("can be opened again after it was closed", async () => {
      for (let turn = 0; turn < 2; turn++) {
        await withDriver(async ({ peer }) => assert.equal(await peer.raise(), "taken"));
      }
    });

    it("ends by itself when the signal aborts, and can still be closed", async () => {
      const before = handles();
      const house = new House();
      {
        await using rig = await setUp();
        await using session = await driver.open(driver.settings.parse(rig.settings), house.host);
        session.lost.catch(() => {});
        {
          await using _peer = await rig.peer(session, house);
          house.abort();
          await until(() => house.waiting === 0);
        }
      }
      await until(() => handles() <= before);
    });

    it("does not open when the signal has aborted already", async () => {
      const before = handles();
      const house = new House();
      house.abort();
      {
        await using rig = await setUp();
        await assert.rejects(async () => {
          const session = await driver.open(driver.settings.parse(rig.settings), house.host);
          session.lost.catch(() => {});
          await session[Symbol.asyncDispose]();
        });
      }
      await until(() => house.waiting === 0 && handles() <= before);
    });
  });
}

/** Sockets and listeners that keep this process alive. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /^(TCP|UDP|Pipe|TLS)/i.test(kind)).length;
}

/** Turns the event loop until it holds; the test runner's time limit is the only patience there is. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** What has been answered after the event loop had every chance to bring an answer. */
async function answerSoFar(answer: Promise<string>): Promise<string> {
  const turns = async () => {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    return "nothing yet";
  };
  return Promise.race([answer, turns()]);
}
