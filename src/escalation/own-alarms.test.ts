import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OWN_SOURCE } from "#events/event.ts";
import { anna, blank, draft, policy, Stage, step } from "../../test/peers/dispatcher-stage.ts";
import { type SiteDraft, siteOf } from "../../test/peers/escalation-site.ts";

describe("the alarms that escalation raises about itself", () => {
  it("tells the fallback and raises an alarm when nobody is on duty; the alarm goes when somebody is", () => {
    const stage = new Stage(policy({ steps: [{ tell: [{ schedule: "vacant" }] }], fallback: [{ person: "boss" }] }));
    stage.dispatcher.load([]);
    stage.clock.advance(0);
    assert.deepEqual(stage.reported, ["raise duty/vacant coverage-gap"]);
    stage.raise(1);
    stage.raise(2);
    assert.deepEqual(stage.said, ["0 boss mail", "0 boss mail"]);
    assert.deepEqual(stage.reported.slice(1), ["raise duty/vacant nobody"]);
    assert.match(stage.own[1]?.text ?? "", /Policy Policy had nobody to tell: nobody is on duty in Vacant shift/);
    stage.site = siteOf({
      ...policy({ steps: [{ tell: [{ schedule: "vacant" }] }] }),
      schedule: [
        {
          id: "vacant",
          name: "Vacant shift",
          timeZone: "UTC",
          rotations: [{ id: "r", members: ["anna"], startsOn: "2026-01-01", every: { unit: "day", count: 1 } }],
        },
      ],
    });
    stage.raise(3);
    stage.clock.advance(0);
    assert.equal(stage.sent.at(-1)?.person, "anna");
    assert.deepEqual(stage.reported.slice(2), ["clear duty/vacant coverage-gap", "clear duty/vacant nobody"]);
  });

  it("P-094 says that nobody has the watch over a place that must be manned, until somebody has or the place is gone", () => {
    const stage = new Stage(draft());
    const partition = [{ id: "east", name: "East", mustBeManned: true, watch: "watch" }];
    const every = { unit: "day", count: 1 };
    const watch = (...members: string[]) => [
      {
        id: "watch",
        name: "Watch",
        timeZone: "UTC",
        rotations: members.length > 0 ? [{ id: "r", members, startsOn: "2026-01-01", every }] : [],
      },
    ];
    const look = (site: SiteDraft) => {
      const before = stage.reported.length;
      stage.site = siteOf(draft(site));
      stage.dispatcher.load([]);
      stage.clock.advance(0);
      return stage.reported.slice(before).filter((one) => one.includes("partition/"));
    };
    assert.deepEqual(look({ partition, schedule: watch() }), ["raise partition/east nobody-on-duty"]);
    assert.deepEqual(look({ partition, schedule: watch("anna") }), ["clear partition/east nobody-on-duty"]);
    assert.deepEqual(look({ partition, schedule: watch() }), ["raise partition/east nobody-on-duty"]);
    assert.deepEqual(look({ schedule: watch() }), ["clear partition/east nobody-on-duty"]);
  });

  it("never raises an alarm about its own alarms", () => {
    const stage = new Stage(policy({ steps: [{ waitSec: 60, tell: [{ schedule: "vacant" }] }] }));
    stage.raise(1, { source: OWN_SOURCE });
    stage.clock.advance(1_000_000);
    assert.equal(stage.callout(1).state, "exhausted");
    assert.deepEqual(stage.own, []);
  });

  it("says of a flood that nobody answers it once, after twenty", () => {
    const stage = new Stage(policy({ steps: [step("anna")] }));
    for (let id = 1; id <= 50; id++) stage.raise(id);
    stage.clock.advance(60_000);
    assert.equal(stage.reported.length, 21);
    assert.equal(stage.reported[20], "raise policy/p exhausted");
    for (let id = 1; id <= 50; id++) stage.acknowledge(id, anna);
    assert.equal(stage.reported.length, 42);
    assert.ok(stage.reported.includes("clear policy/p exhausted"));
  });

  it("remembers over a restart which alarms it has raised about itself", () => {
    const stage = new Stage(policy({ steps: [step("anna")] }));
    for (let id = 1; id <= 22; id++) stage.raise(id);
    stage.clock.advance(60_000);
    for (const [index, { point, condition }] of stage.own.entries()) {
      stage.alarms.set(100 + index, { ...blank(100 + index), source: OWN_SOURCE, point, condition, active: true });
    }
    stage.own.length = 0;
    stage.restart();
    stage.clock.advance(0);
    assert.equal(stage.own.length, 0);
    for (let id = 1; id <= 22; id++) stage.acknowledge(id, anna);
    assert.equal(stage.reported.filter((report) => report.startsWith("clear callout/")).length, 20);
    assert.equal(stage.reported.filter((report) => report === "clear policy/p exhausted").length, 1);
  });
});
