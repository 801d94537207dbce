import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { KnownDevices } from "./known-devices.ts";
import { pepperOf } from "./password-hash.ts";

const DAY_MS = 86_400_000;
const pepper = pepperOf(new Secret(Buffer.alloc(32, 3)));
const other = pepperOf(new Secret(Buffer.alloc(32, 4)));
const devices = new KnownDevices(() => Promise.resolve([pepper]));

describe("a known device", () => {
  it("is one of the operator who signed in there, for 90 days, and of nobody else", async () => {
    const carried = await devices.remember("anna", "", 0);
    assert.ok(await devices.of("anna", carried, DAY_MS));
    assert.equal(await devices.of("ben", carried, DAY_MS), null);
    assert.equal(await devices.of("anna", carried, 91 * DAY_MS), null);
  });

  it("is known to a whole shift, each with a mark of their own, and of twelve at most", async () => {
    let carried = "";
    for (let n = 0; n < 20; n++) carried = await devices.remember(`operator${n}`, carried, n);
    const known = await Promise.all(Array.from({ length: 20 }, (_, n) => devices.of(`operator${n}`, carried, 1000)));
    assert.deepEqual(
      known.map((mark) => mark !== null),
      Array.from({ length: 20 }, (_, n) => n >= 8),
    );
    assert.ok(carried.length < 700);
  });

  it("gets a new mark at every sign-in, in place of the old one", async () => {
    const before = await devices.remember("anna", "", 0);
    const after = await devices.remember("anna", before, 1000);
    assert.notEqual(before, after);
    assert.equal(after.split("~").length, 1);
  });

  it("is not believed when its mark is forged, cut, another server's or nonsense", async () => {
    const carried = await devices.remember("anna", "", 0);
    const foreign = await new KnownDevices(() => Promise.resolve([other])).remember("anna", "", 0);
    const swapped = carried.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    for (const tried of [foreign, swapped, carried.slice(1), `${carried}x`, "~~~", "a.b.c", "~".repeat(100_000)]) {
      assert.equal(await devices.of("anna", tried, 0), null);
    }
    const renewed = new KnownDevices(() => Promise.resolve([other, pepper]));
    assert.ok(await renewed.of("anna", carried, 0), "an older pepper's mark is still good");
  });
});
