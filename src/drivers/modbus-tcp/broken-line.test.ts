import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DOOR, register, stage } from "../../../test/peers/modbus-stage.ts";

describe("a Modbus TCP session with a device that breaks the line or the protocol", () => {
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
});
