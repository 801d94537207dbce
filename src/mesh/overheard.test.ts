import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Traffic } from "#drivers/traffic.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { type OverheardLine, OverheardLineSchema, UnknownDeviceSchema } from "./generated/tocsin/mesh/v1/mesh_pb.ts";
import { heardIn, Overhearing } from "./overheard.ts";

const refused = (raw: string) => ({ outcome: "refused", why: "the CRC is wrong", raw }) as const;
const taken = (raw: string) =>
  ({
    outcome: "taken",
    raw,
    report: { point: "p", kind: "note", category: "other", condition: "", raw },
  }) as const;

function bed() {
  const clock = new VirtualClock();
  const traffic = new Traffic(clock);
  const sent: OverheardLine[][] = [];
  const way = { isFree: true };
  const overhearing = new Overhearing(traffic, clock, (lines) => {
    if (way.isFree) sent.push(lines.map((line) => create(OverheardLineSchema, line)));
    return way.isFree;
  });
  return { clock, traffic, sent, way, overhearing };
}

describe("what a driver host overhears", () => {
  it("is what was refused and who is unknown, of the sources that are watched, together", () => {
    const { clock, traffic, sent, overhearing } = bed();
    traffic.note("shop", refused("before"));
    overhearing.follow(["shop"]);
    traffic.note("shop", refused("<1>"));
    traffic.note("shop", taken("comes as a report"));
    traffic.note("vault", refused("nobody watches"));
    traffic.note("shop", { outcome: "unknown", key: "9999", about: { receiver: "R1" } });
    assert.equal(sent.length, 0);
    clock.advance(250);
    assert.deepEqual(
      sent.map((lines) => lines.map(heardIn)),
      [[refused("<1>"), { outcome: "unknown", key: "9999", about: { receiver: "R1" } }]],
    );
  });

  it("ends with the last who watches, and nothing of it waits", () => {
    const { clock, traffic, sent, overhearing } = bed();
    overhearing.follow(["shop", "vault"]);
    overhearing.follow(["vault"]);
    traffic.note("shop", refused("left"));
    traffic.note("vault", refused("still there"));
    overhearing.follow([]);
    traffic.note("vault", refused("after"));
    clock.advance(1000);
    assert.deepEqual([sent, clock.pending, traffic.isWatched("vault")], [[], 0, false]);
  });

  it("is bounded: what came too fast is counted", () => {
    const { clock, traffic, sent, overhearing } = bed();
    overhearing.follow(["shop"]);
    for (let at = 0; at < 1000; at++) traffic.note("shop", refused(`<${at}>`));
    clock.advance(250);
    assert.equal(sent.length, 1);
    assert.deepEqual([sent[0]?.length, sent[0]?.slice(-1).map(heardIn)], [51, [{ outcome: "missed", count: 950 }]]);
  });

  it("gives way to reports: while there is no room nothing is kept but how much it was, of each source", () => {
    const { clock, traffic, sent, way, overhearing } = bed();
    overhearing.follow(["shop", "vault"]);
    way.isFree = false;
    for (let turn = 0; turn < 10; turn++) {
      for (let at = 0; at < 100; at++) traffic.note("shop", refused("x"));
      traffic.note("vault", refused("x"));
      clock.advance(250);
    }
    way.isFree = true;
    clock.advance(250);
    assert.deepEqual(
      sent.map((lines) => lines.map((line) => [line.source, heardIn(line)])),
      [
        [
          ["shop", { outcome: "missed", count: 1000 }],
          ["vault", { outcome: "missed", count: 10 }],
        ],
      ],
    );
    clock.advance(1000);
    assert.equal(clock.pending, 0);
  });
});

describe("what a core believes of it", () => {
  it("is cut where it is endless, and nothing where it is not known", () => {
    const read = (line: OverheardLine["line"]) => heardIn(create(OverheardLineSchema, { source: "shop", line }));
    const about = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`name ${at}`, "x".repeat(10_000)]));
    const unknown = read({ case: "unknown", value: create(UnknownDeviceSchema, { key: "9".repeat(10_000), about }) });
    assert.ok(unknown?.outcome === "unknown");
    assert.equal(unknown.key.length, 1000);
    assert.equal(Object.keys(unknown.about).length, 20);
    assert.equal(unknown.about["name 0"]?.length, 1000);
    assert.equal(read({ case: undefined }), null);
  });
});
