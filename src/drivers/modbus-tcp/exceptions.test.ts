import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { register, stage } from "../../../test/peers/modbus-stage.ts";

describe("a Modbus TCP session with a device that refuses", () => {
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
});
