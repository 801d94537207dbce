import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Notification } from "#escalation/callout.ts";
import type { Priority } from "#events/event.ts";
import { OPENS_AFTER } from "./circuit.ts";
import type { FarSide } from "./far-side.ts";
import { FarSides } from "./far-sides.ts";

const T0 = Date.parse("2026-03-02T12:00:00Z");
const DAY = 86_400_000;
const one = (id: number, priority: Priority = "medium") => ({ id, priority, createdAt: T0 }) as Notification;
const sides = (parallel = 8) => new FarSides(parallel, (address) => address);
const falls = (far: FarSide, because = "it is down") => {
  for (let times = 0; times < OPENS_AFTER; times++) far.failed(T0, because);
};

describe("the far sides of a channel", () => {
  it("are one for all addresses of the same name, with all places of the channel", () => {
    const all = new FarSides(8, () => "");
    assert.equal(all.of("https://one/"), all.of("https://two/"));
    all.of("").underWay = 7;
    assert.equal(all.hasPlace(all.of(""), T0), true);
  });

  it("leave half of the places to each other, for one could hang", () => {
    const all = sides();
    all.of("other");
    all.of("hangs").underWay = 3;
    assert.equal(all.hasPlace(all.of("hangs"), T0), true);
    all.of("hangs").underWay = 4;
    assert.equal(all.hasPlace(all.of("hangs"), T0), false);
    assert.equal(all.hasPlace(all.of("other"), T0), true);
  });

  it("give back what was parked once there is a place, the gravest first, or only the gravest", () => {
    const all = sides(2);
    const [free, full] = [all.of("free"), all.of("full")];
    full.underWay = 1;
    for (const [id, far, priority] of [
      [1, full, "life-safety"],
      [2, free, "high"],
      [3, free, "life-safety"],
    ] as const) {
      all.park({ notification: one(id, priority), far });
    }
    assert.equal(all.takeParked(T0, true)?.notification.id, 3);
    assert.equal(all.takeParked(T0, true), null);
    assert.deepEqual([all.takeParked(T0, false)?.notification.id, all.parked], [2, 1]);
    full.underWay = 0;
    assert.deepEqual([all.takeParked(T0, false)?.far, all.parked], [full, 0]);
  });

  it("say what troubles one of them, when to ask it, and whom to ask", () => {
    const all = sides();
    const [well, down] = [all.of("well"), all.of("down")];
    assert.deepEqual([all.trouble, all.probeAt, [...all.toProbe(T0 + DAY)]], [null, null, []]);
    falls(down);
    assert.deepEqual([all.trouble, all.probeAt], ["it is down", T0 + 1000]);
    assert.deepEqual([[...all.toProbe(T0)], [...all.toProbe(T0 + 1000)]], [[], [down]]);
    down.checking = true;
    assert.equal(all.probeAt, null, "it is being asked");
    down.checking = false;
    down.underWay = 1;
    assert.deepEqual([all.probeAt, [...all.toProbe(T0 + 1000)]], [null, []], "a message asks it");
    down.succeeded();
    assert.deepEqual([all.trouble, well.circuit.state], [null, "closed"]);
  });

  it("give up what grows too old for one that is down, and for no other", () => {
    const all = sides();
    const [busy, down] = [all.of("busy"), all.of("down")];
    falls(down);
    all.park({ notification: one(1), far: busy });
    all.park({ notification: one(2), far: down });
    assert.deepEqual([...all.takeTooOld(T0)], []);
    const old = [...all.takeTooOld(T0 + 10 * DAY)];
    assert.deepEqual(
      old.map(({ notification, far }) => [notification.id, far]),
      [[2, down]],
    );
    assert.deepEqual([all.parked, all.drain().map(({ id }) => id), all.parked], [1, [1], 0]);
  });

  it("are forgotten when there are many, unless there is something to remember of them", () => {
    const all = sides();
    const down = all.of("down");
    falls(down);
    const parked = all.of("parked");
    all.park({ notification: one(1), far: parked });
    const idle = all.of("idle");
    for (let number = 0; number < 1000; number++) all.of(`many-${number}`);
    assert.deepEqual([all.of("down"), all.of("parked")], [down, parked]);
    assert.notEqual(all.of("idle"), idle);
  });
});
