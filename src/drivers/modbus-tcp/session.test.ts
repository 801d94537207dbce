import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PartTest } from "#drivers/driver.ts";
import { driverContract, House, type Rig, until } from "../../../test/contracts/driver-contract.ts";
import { DOOR, register, stage } from "../../../test/peers/modbus-stage.ts";
import { Plc } from "../../../test/peers/plc.ts";
import modbusTcp from "./index.ts";

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
