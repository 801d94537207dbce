import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PartTest, Session } from "#drivers/driver.ts";
import { driverContract, House, type Rig, until } from "../../../test/contracts/driver-contract.ts";
import { Plc } from "../../../test/peers/plc.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import modbusTcp from "./index.ts";

const DOOR = { key: "door", name: "Door", unit: 1, fc: 1, address: 3, type: "bit", kind: "alarm" };
const register = (address: number, more: object = {}) => ({
  key: `r${address}`,
  name: `Register ${address}`,
  unit: 1,
  fc: 3,
  address,
  tier: "fast",
  ...more,
});

/** A simulator, a driver that polls it every 100 ms of a clock that the test moves, and what the house heard. */
async function stage(
  tags: readonly object[],
  more: { units?: number[]; settings?: object; before?: (plc: Plc) => void } = {},
) {
  const plc = await Plc.start({ units: more.units ?? [1] });
  more.before?.(plc);
  const clock = new VirtualClock();
  const house = new House(clock);
  const settings = modbusTcp.settings.parse({
    host: "127.0.0.1",
    port: plc.port,
    tiers: { fast: 100, normal: 1000 },
    tags,
    ...more.settings,
  });
  let session: Session | undefined;
  let lost: Error | undefined;
  const open = async () => {
    session = await modbusTcp.open(settings, house.host);
    session.lost.catch((thrown: Error) => {
      lost = thrown;
    });
  };
  return {
    plc,
    clock,
    house,
    open,
    read: (point: string) => session?.read?.(point) ?? assert.fail("the session can't read"),
    test: () => session?.test?.() ?? assert.fail("the session can't be tested"),
    lost: () => lost,
    /** Moves the clock on, a step at a time, giving sockets their turn, until it holds. */
    async pass(holds: () => boolean, stepMs = 10): Promise<void> {
      for (;;) {
        for (let turn = 0; turn < 20; turn++) {
          if (holds()) return;
          await new Promise((resolve) => setImmediate(resolve));
        }
        clock.advance(stepMs);
      }
    },
    said: () =>
      house.reports.map(({ point, kind, value }) => `${point} ${kind}${value === undefined ? "" : ` ${value}`}`),
    links: () => house.links.map(({ part, state, why }) => `${part ?? "-"} ${state}: ${why}`),
    async [Symbol.asyncDispose]() {
      await session?.[Symbol.asyncDispose]();
      await plc[Symbol.asyncDispose]();
      assert.equal(house.waiting, 0);
    },
  };
}

describe("a Modbus TCP session", () => {
  it("reports edges of an alarm bit, and first of all what it found", async () => {
    await using one = await stage([DOOR], { before: (plc) => void (plc.unit().coils[3] = true) });
    await one.open();
    await one.pass(() => one.house.reports.length === 1);
    assert.equal(one.house.reports[0]?.foundActive, true);
    one.plc.unit().coils[3] = false;
    await one.pass(() => one.house.reports.length === 2);
    one.plc.unit().coils[3] = true;
    await one.pass(() => one.house.reports.length === 3);
    assert.deepEqual(one.said(), ["unit-1/door raise true", "unit-1/door clear false", "unit-1/door raise true"]);
    assert.deepEqual(one.links(), [`- up: 127.0.0.1:${one.plc.port} answers`, "unit-1 up: unit 1 answers"]);
  });

  it("misses a pulse that is shorter than the poll, as its page says", async () => {
    await using one = await stage([DOOR]);
    await one.open();
    await one.pass(() => one.plc.asked.length === 2);
    one.plc.unit().coils[3] = true;
    one.plc.unit().coils[3] = false;
    await one.pass(() => one.plc.asked.length === 4);
    assert.deepEqual(one.said(), ["unit-1/door clear false"]);
  });

  it("keeps reports while they can't be stored, and hands them over in order", async () => {
    await using one = await stage([DOOR]);
    await one.open();
    await one.pass(() => one.house.stored.length === 1);
    one.house.storing = () => Promise.reject(new Error("the database is away"));
    one.plc.unit().coils[3] = true;
    const polled = one.plc.asked.length;
    await one.pass(() => one.plc.asked.length > polled + 2);
    one.plc.unit().coils[3] = false;
    await one.pass(() => one.plc.asked.length > polled + 5);
    one.house.storing = () => Promise.resolve();
    await one.pass(() => one.house.stored.length >= 3);
    assert.deepEqual(
      one.house.stored.map(({ kind }) => kind),
      ["clear", "raise", "clear"],
    );
  });

  it("says how many reports were lost with the connection while they could not be stored", async () => {
    await using one = await stage([DOOR, register(0)]);
    one.house.storing = () => Promise.reject(new Error("the database is away"));
    await one.open();
    await one.pass(() => one.plc.asked.length > 4);
    one.plc.hangUp();
    await one.pass(() => one.house.refusals.length > 0);
    assert.match(one.house.refusals[0]?.why ?? "", /^2 reports could not be stored before the connection ended/);
  });

  it("does not count as open behind a device that takes connections and never answers", async () => {
    await using one = await stage([DOOR], { before: (plc) => plc.trouble({ kind: "black-hole" }) });
    const opening = assert.rejects(
      one.open(),
      /takes the connection but answers nothing: unit 1 did not answer within 500 ms/,
    );
    await one.pass(() => one.plc.connections === 1 && one.plc.open === 0);
    await opening;
    assert.deepEqual(one.house.links, []);
  });

  it("drops a connection that has become a black hole", async () => {
    await using one = await stage([DOOR]);
    await one.open();
    one.plc.trouble({ kind: "black-hole" });
    await one.pass(() => one.lost() !== undefined);
    assert.match(one.lost()?.message ?? "", /answers nothing/);
    await one.plc.until(() => one.plc.open === 0);
  });

  it("asks once more before it believes in silence", async () => {
    await using one = await stage([DOOR]);
    await one.open();
    one.plc.trouble({ kind: "black-hole" });
    const asked = one.plc.asked.length;
    await one.pass(() => one.plc.asked.length === asked + 1);
    one.plc.trouble();
    await one.pass(() => one.plc.asked.length === asked + 4);
    assert.deepEqual([one.lost(), one.said()], [undefined, ["unit-1/door clear false"]]);
  });

  it("ignores an answer that comes too late, and reads the right one", async () => {
    await using one = await stage([register(0)]);
    await one.open();
    await one.pass(() => one.said().length === 1);
    one.plc.trouble({ kind: "hold" });
    await one.pass(() => one.plc.held === 2);
    one.plc.unit().holding[0] = 7;
    one.plc.trouble();
    await one.pass(() => one.said().length === 2);
    one.plc.unit().holding[0] = 8;
    one.plc.releaseHeld();
    await one.pass(() => one.said().length === 3);
    assert.deepEqual(one.said(), ["unit-1/r0 value 0", "unit-1/r0 value 7", "unit-1/r0 value 8"]);
    assert.match(one.house.refusals[0]?.why ?? "", /late or not ours/);
  });

  for (const { what, trouble, refusal } of [
    { what: "another transaction number", trouble: { kind: "wrong-transaction" }, refusal: /late or not ours/ },
    { what: "another unit", trouble: { kind: "wrong-unit" }, refusal: /answered for unit 2 where unit 1 was asked/ },
    {
      what: "nonsense in a frame",
      trouble: { kind: "garbage-in-frame", bytes: Uint8Array.of(3, 9, 9) },
      refusal: /announced as 9/,
    },
  ] as const) {
    it(`takes nothing from an answer with ${what}`, async () => {
      await using one = await stage([register(0), register(500)]);
      await one.open();
      await one.pass(() => one.said().length === 2);
      one.plc.unit().holding[0] = 7;
      one.plc.trouble(trouble);
      await one.pass(() => one.house.refusals.length > 0);
      assert.equal(one.said().includes("unit-1/r0 value 7"), false);
      assert.match(one.house.refusals[0]?.why ?? "", refusal);
      one.plc.trouble();
      await one.pass(() => one.said().includes("unit-1/r0 value 7"));
      assert.equal(one.lost(), undefined);
    });
  }

  for (const { what, trouble, why } of [
    {
      what: "garbage",
      trouble: { kind: "garbage", bytes: new Uint8Array(64).fill(0x41) },
      why: /no Modbus \(protocol number 16705/,
    },
    { what: "half an answer and a hang-up", trouble: { kind: "cut", bytes: 9 }, why: /closed the connection/ },
  ] as const) {
    it(`gives the connection up at ${what}`, async () => {
      await using one = await stage([register(0)]);
      await one.open();
      one.plc.trouble(trouble);
      await one.pass(() => one.lost() !== undefined);
      assert.match(one.lost()?.message ?? "", why);
    });
  }

  it("says so when the device hangs up, and a new session is one chain of polls that begins anew", async () => {
    await using one = await stage([DOOR], { before: (plc) => void (plc.unit().coils[3] = true) });
    await one.open();
    await one.pass(() => one.said().length === 1);
    one.plc.hangUp();
    await one.pass(() => one.lost() !== undefined);
    const asked = one.plc.asked.length;
    await one.open();
    const from = one.clock.now();
    await one.pass(() => one.clock.now() >= from + 1000);
    assert.ok(one.plc.asked.length - asked <= 11, `${one.plc.asked.length - asked} polls in a second of ten`);
    assert.deepEqual(one.said(), ["unit-1/door raise true", "unit-1/door raise true"]);
    assert.deepEqual([one.plc.open, one.plc.connections], [1, 2]);
  });

  it("finds the one address that a device refuses within a block, and reads the others", async () => {
    const tags = Array.from({ length: 40 }, (_, address) => register(address));
    await using one = await stage(tags, {
      before: (plc) => plc.trouble({ kind: "exception", code: 2, from: 17, to: 17 }),
    });
    await one.open();
    await one.pass(() => one.said().length === 40);
    assert.deepEqual(
      one.said().filter((text) => text.includes("quality")),
      ["unit-1/r17 quality"],
    );
    assert.match(
      one.house.reports.find(({ quality }) => quality === "bad")?.text ?? "",
      /exception 02, illegal address/,
    );
    assert.match(one.house.refusals[0]?.why ?? "", /Register 17 \(unit-1\/r17\): exception 02/);
    const asked = one.plc.asked.length;
    const from = one.clock.now();
    await one.pass(() => one.clock.now() >= from + 1000);
    const round = one.plc.asked.slice(asked);
    assert.equal(
      round.some(({ address, count }) => address <= 17 && address + count > 17),
      false,
      "remembered",
    );
    one.plc.trouble();
    await one.pass(() => one.said().includes("unit-1/r17 value 0"), 1000);
    assert.equal(one.said().at(-2), "unit-1/r17 quality");
  });

  it("gives up gaps that a device refuses to have read along", async () => {
    await using one = await stage([register(0), register(5)], {
      settings: { maxGap: 10 },
      before: (plc) => plc.trouble({ kind: "exception", code: 2, from: 1, to: 4 }),
    });
    await one.open();
    await one.pass(() => one.said().length === 2);
    assert.deepEqual(one.said(), ["unit-1/r0 value 0", "unit-1/r5 value 0"]);
  });

  it("tries a busy device again, and says nothing about it", async () => {
    await using one = await stage([register(0)], { before: (plc) => plc.trouble({ kind: "exception", code: 6 }) });
    await one.open();
    await one.pass(() => one.plc.asked.length === 2);
    one.plc.trouble();
    await one.pass(() => one.said().length === 1);
    assert.deepEqual(one.said(), ["unit-1/r0 value 0"]);
  });

  for (const { code, text } of [
    { code: 1, text: /exception 01, illegal function/ },
    { code: 4, text: /exception 04, device failure/ },
  ]) {
    it(`calls tags bad at exception 0${code} while the unit stays up, and good again`, async () => {
      await using one = await stage([register(0), register(0, { fc: 4, key: "other" })]);
      await one.open();
      await one.pass(() => one.said().length === 2);
      one.plc.trouble({ kind: "exception", code, fc: 4 });
      await one.pass(() => one.said().length === 3);
      assert.equal(one.said()[2], "unit-1/other quality");
      assert.match(one.house.reports[2]?.text ?? "", text);
      one.plc.trouble();
      await one.pass(() => one.said().length === 5, 500);
      assert.deepEqual(one.said().slice(3), ["unit-1/other quality", "unit-1/other value 0"]);
      assert.equal(
        one.links().some((link) => link.includes("down")),
        false,
      );
    });
  }

  for (const { what, trouble, why } of [
    {
      what: "falls silent",
      trouble: { kind: "black-hole", unit: 2 },
      why: /^unit-2 down: unit 2 did not answer within 500 ms$/,
    },
    {
      what: "is out of the gateway's reach",
      trouble: { kind: "exception", code: 11, unit: 2 },
      why: /^unit-2 down: unit 2: exception 0B, the unit behind the gateway did not answer/,
    },
    {
      what: "has no path",
      trouble: { kind: "exception", code: 10, unit: 2 },
      why: /^unit-2 down: unit 2: exception 0A, gateway path unavailable/,
    },
  ] as const) {
    it(`freezes one unit that ${what}, reads the other on, and begins anew when it is back`, async () => {
      const tags = [
        register(0),
        register(0, { unit: 2, key: "two", kind: "alarm", activeValue: 1 }),
        register(100, { unit: 2 }),
      ];
      await using one = await stage(tags, { units: [1, 2] });
      one.plc.unit(2).holding[0] = 1;
      await one.open();
      await one.pass(() => one.said().length === 3);
      one.plc.trouble(trouble);
      await one.pass(() => one.house.links.length === 4);
      assert.match(one.links()[3] ?? "", why);
      one.plc.unit(1).holding[0] = 5;
      await one.pass(() => one.said().includes("unit-1/r0 value 5"));
      assert.equal(
        one.said().some((text) => text.includes("quality")),
        false,
      );
      one.plc.trouble();
      await one.pass(() => one.said().length === 6);
      assert.equal(one.links()[4], "unit-2 up: unit 2 answers");
      assert.deepEqual(one.said().slice(4).toSorted(), ["unit-2/r100 value 0", "unit-2/two raise 1"]);
      assert.equal(one.house.reports.findLast(({ kind }) => kind === "raise")?.foundActive, true);
    });
  }

  it("takes a unit as down whose heartbeat stands still, and believes it again when it beats", async () => {
    const tags = [register(0, { key: "beat", name: "Watchdog", changesWithinSec: 2 }), register(1)];
    await using one = await stage(tags);
    await one.open();
    const beat = async (times: number) => {
      for (let turn = 0; turn < times; turn++) {
        const asked = one.plc.asked.length;
        one.plc.unit().holding[0] = turn + 1;
        await one.pass(() => one.plc.asked.length > asked + 5);
      }
    };
    await beat(6);
    assert.equal(one.links().length, 2);
    await one.pass(() => one.links().length === 3);
    assert.equal(
      one.links()[2],
      "unit-1 down: Watchdog has not changed for 2 s: the unit answers, but its program stands still",
    );
    const before = one.said().length;
    one.plc.unit().holding[0] = 99;
    await one.pass(() => one.links().length === 4);
    await one.pass(() => one.said().length === before + 2);
    assert.deepEqual(one.said().slice(-2), ["unit-1/beat value 99", "unit-1/r1 value 0"]);
  });

  it("says that the device is too slow for its tags", async () => {
    await using one = await stage(
      Array.from({ length: 30 }, (_, at) => register(at * 10)),
      { settings: { pauseMs: 20 } },
    );
    await one.open();
    await one.pass(() => one.links().some((link) => link.startsWith("- degraded")));
    assert.match(one.links().at(-1) ?? "", /answers more slowly than its tags ask/);
  });

  it("reads one point when somebody asks for it, between two polls, and reports nothing", async () => {
    await using one = await stage([DOOR, register(5)]);
    await one.open();
    await one.pass(() => one.house.reports.length === 2);
    one.plc.unit().holding[5] = 42;
    const reading = one.read("unit-1/r5");
    let read: unknown;
    void reading.then((found) => {
      read = found;
    });
    await one.pass(() => read !== undefined);
    assert.deepEqual(read, { value: 42, raw: "03 02 00 2A" });
    await assert.rejects(one.read("unit-1/nothing"), /tag table of this source has no unit-1\/nothing/);
  });

  it("asks each unit for its first tag when somebody tests the connection, and reports nothing", async () => {
    await using one = await stage([register(5), register(6), register(0, { unit: 2 })], { units: [1] });
    await one.open();
    await one.pass(() => one.house.reports.length === 2);
    one.plc.unit().holding[5] = 42;
    let tested: readonly PartTest[] | undefined;
    void one.test().then((found) => {
      tested = found;
    });
    await one.pass(() => tested !== undefined);
    assert.deepEqual(
      tested?.map(({ part, answers }) => [part, answers]),
      [
        ["unit-1", true],
        ["unit-2", false],
      ],
    );
    assert.match(tested?.[0]?.because ?? "", /^unit 1 function 3 address 5: 03 02 00 2A after \d+ ms$/);
    assert.match(
      tested?.[1]?.because ?? "",
      /^unit 2 function 3 address 0: (no answer came in time|the device answers)/,
    );
  });

  it("has one request under way at a time", async () => {
    await using one = await stage([register(0), register(100), register(0, { unit: 2 })], { units: [1, 2] });
    await one.open();
    one.plc.trouble({ kind: "hold" });
    await one.pass(() => one.plc.held === 1);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(one.plc.held, 1);
  });

  it("asks a device who it is, once", async () => {
    await using one = await stage([register(0)], { settings: { readIdentity: true } });
    await one.open();
    await one.pass(() => one.plc.asked.length > 5);
    assert.equal(one.links()[0], `- up: 127.0.0.1:${one.plc.port} answers: Tocsin PLC 1.0`);
    assert.equal(one.plc.asked.filter(({ fc }) => fc === 43).length, 1);
  });

  it("reads one-based tables and CSV text", async () => {
    await using one = await stage([], {
      settings: { addressing: "one-based", table: "name;unit;fc;address;tier\nLevel;1;3;1;fast" },
      before: (plc) => void (plc.unit().holding[0] = 42),
    });
    await one.open();
    await one.pass(() => one.said().length === 1);
    assert.deepEqual(one.said(), ["unit-1/level value 42"]);
  });

  it("fails with a clear message when nobody listens", async () => {
    const gone = await Plc.start();
    await gone[Symbol.asyncDispose]();
    const settings = modbusTcp.settings.parse({ host: "127.0.0.1", port: gone.port, tags: [DOOR] });
    await assert.rejects(modbusTcp.open(settings, new House().host), /cannot connect to 127\.0\.0\.1:\d+/);
  });
});

describe("Modbus TCP settings", () => {
  for (const { what, settings, why } of [
    { what: "no tags", settings: { tags: [] }, why: /at least one tag/ },
    { what: "two tags of one name", settings: { tags: [DOOR, DOOR] }, why: /"door" is taken by "Door"/ },
    {
      what: "an unknown tier",
      settings: { tags: [{ ...DOOR, tier: "hourly" }] },
      why: /one of fast, normal, slow, found hourly/,
    },
    { what: "a register read as a bit without saying which", settings: { tags: [{ ...DOOR, fc: 3 }] }, why: /0 to 15/ },
    {
      what: "a coil read as a number",
      settings: { tags: [{ ...DOOR, type: "u16" }] },
      why: /expected bit with function 1/,
    },
    {
      what: "an address beyond the end",
      settings: { tags: [register(65_535, { tier: undefined, type: "f32" })] },
      why: /0 to 65535 with zero-based/,
    },
    {
      what: "address 0 of a one-based table",
      settings: { addressing: "one-based", tags: [{ ...DOOR, address: 0 }] },
      why: /1 to 65536 with one-based/,
    },
    {
      what: "a table with a mistake",
      settings: { table: "name;unit;fc;address\nx;1;9;0" },
      why: /line 2, column fc: .*found 9/,
    },
  ]) {
    it(`are refused with ${what}`, () => {
      const checked = modbusTcp.settings.safeParse({ host: "plc", ...settings });
      assert.match(checked.error?.issues.map(({ message }) => message).join("; ") ?? "accepted", why);
    });
  }

  it("let an alarm, a fault and a disablement share one point", () => {
    const tags = ["alarm", "fault", "disable"].map((kind, address) => ({ ...DOOR, kind, address }));
    assert.equal(modbusTcp.settings.safeParse({ host: "plc", tags }).success, true);
  });
});

driverContract(modbusTcp, async (): Promise<Rig<typeof modbusTcp.settings>> => {
  const plc = await Plc.start();
  // Busy until the test raises its alarm, so that the alarm is the first thing that is read.
  plc.trouble({ kind: "exception", code: 6 });
  const settings = {
    host: "127.0.0.1",
    port: plc.port,
    tiers: { fast: 20 },
    tags: [{ ...DOOR, fc: 1 as const, type: "bit" as const, kind: "alarm" as const }],
  };
  return {
    settings,
    async peer(_session, house) {
      const stored = house.stored.length;
      const taken = async () => {
        await until(() => house.stored.length > stored);
        return "taken" as const;
      };
      return {
        async raise() {
          plc.unit().coils[3] = true;
          plc.trouble();
          return taken();
        },
        repeat: taken,
        async babble(bytes) {
          plc.trouble({ kind: "garbage-in-frame", bytes });
          const asked = plc.asked.length;
          await until(() => plc.asked.length > asked);
        },
        async [Symbol.asyncDispose]() {},
      };
    },
    [Symbol.asyncDispose]: () => plc[Symbol.asyncDispose](),
  };
});
