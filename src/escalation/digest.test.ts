import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { Digest, Flood, mayBeDigested } from "./digest.ts";

const limit = { moreThan: 3, withinSec: 60 };

describe("mayBeDigested", () => {
  for (const priority of PRIORITIES) {
    const may = priority !== "life-safety" && priority !== "critical";
    it(`${priority}: ${may}`, () => assert.equal(mayBeDigested(priority, limit, false), may));
  }
  it("never on a channel that wants its messages singly", () => assert.equal(mayBeDigested("low", limit, true), false));
  it("never by a policy without a limit", () => assert.equal(mayBeDigested("low", null, false), false));
});

describe("Flood", () => {
  const how = (flood: Flood, ...at: number[]) => at.map((sec) => flood.admit(sec * 1000)).join(" ");

  it("lets the first ones go singly", () => {
    assert.equal(how(new Flood(limit), 0, 1, 2, 3, 4), "singly singly singly digest digest");
  });
  it("is none when they come slowly", () => {
    assert.equal(how(new Flood(limit), 0, 20, 40, 60, 80, 100), "singly singly singly singly singly singly");
  });
  it("lasts as long as they come, also when the first are long ago", () => {
    const seconds = Array.from({ length: 50 }, (_, index) => index * 10);
    assert.equal(
      how(new Flood(limit), ...seconds),
      ["singly", "singly", "singly", ...Array(47).fill("digest")].join(" "),
    );
  });
  it("is over when they become few", () => {
    assert.equal(
      how(new Flood(limit), 0, 0, 0, 0, 61, 62, 63, 64),
      "singly singly singly digest singly singly singly digest",
    );
  });

  it("sends digests after 1 s, then at widening intervals while it lasts", () => {
    const flood = new Flood(limit);
    const flushes: number[] = [];
    for (let ms = 0; ms <= 200_000; ms += 100) {
      if (flood.digest && ms >= flood.digest.flushAt) {
        flushes.push(ms);
        flood.flushed(ms);
      }
      if (flood.admit(ms) === "digest" && !flood.digest) flood.open(1, ms);
    }
    assert.deepEqual(
      flushes.map((ms) => ms / 1000),
      [1.3, 6.3, 21.3, 81.3, 141.3],
    );
  });

  it("lets a digest go before its time once its burst is over, and not while a few trickle in", () => {
    for (const [count, calmMs, over] of [
      [50, 200, true],
      [50, 199, false],
      [49, 60_000, false],
    ] as const) {
      const flood = new Flood({ moreThan: 1, withinSec: 60 });
      const digest = flood.open(1, 0);
      for (let n = 0; n < count; n++) {
        flood.admit(1000);
        digest.add({ priority: "high", text: "hot" });
      }
      assert.equal(flood.isOver(1000 + calmMs), over, `${count} alarms, ${calmMs} ms calm`);
    }
  });

  it("begins with 1 s again in the next flood", () => {
    const flood = new Flood(limit);
    for (const at of [0, 0, 0, 0]) flood.admit(at);
    assert.equal(flood.open(1, 0).flushAt, 1_000);
    flood.flushed(1_000);
    assert.equal(flood.open(2, 1_000).flushAt, 6_000);
    flood.flushed(6_000);
    for (const at of [100_000, 100_000, 100_000]) assert.equal(flood.admit(at), "singly");
    assert.equal(flood.admit(100_000), "digest");
    assert.equal(flood.open(3, 100_000).flushAt, 101_000);
  });
});

describe("Digest", () => {
  it("counts, and names the gravest three, of equals the newest", () => {
    const digest = new Digest(1, 0, 1000);
    for (const [priority, text] of [
      ["low", "a"],
      ["medium", "b"],
      ["low", "c"],
      ["medium", "d"],
      ["high", "e"],
      ["medium", "f"],
      ["low", "g"],
    ] as const) {
      digest.add({ priority, text });
    }
    assert.equal(digest.priority, "high");
    assert.equal(
      digest.textIn("en"),
      "7 alarms in one message\n- high: e\n- medium: f\n- medium: d\nand 4 more\nSee the list of alarms, and acknowledge there.",
    );
  });

  it("counts what has gone apart", () => {
    const digest = new Digest(1, 0, 1000);
    digest.add({ priority: "high", text: "a", cleared: true });
    assert.match(digest.textIn("en"), /^1 alarm gone\n/);
    digest.add({ priority: "low", text: "b" });
    digest.add({ priority: "low", text: "c", cleared: true });
    assert.match(digest.textIn("en"), /^1 alarm in one message, 2 alarms gone\n- low: b\nSee/);
    assert.match(digest.textIn("de"), /^1 Alarm in einer Nachricht, 2 Alarme behoben\n- niedrig: b\nAlle stehen/);
  });
});
