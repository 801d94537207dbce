import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { exampleAlarm } from "../alarms/example.ts";
import type { AlarmView } from "../api/contract.ts";
import { neighbourOf, nextWaiting } from "./neighbour.ts";

const alarm = (id: number, facts: Partial<AlarmView> = {}) => exampleAlarm({ id, raisedAt: 1000 + id, ...facts });
const rows = (...views: readonly AlarmView[]) => views.map((view) => ({ view }));

describe("the alarm before and behind", () => {
  const critical = alarm(1, { priority: "critical" });
  const high = alarm(2, { priority: "high" });
  const known = alarm(3, { priority: "critical", state: "acknowledged" });
  const shelved = alarm(4, { priority: "critical", state: "shelved" });
  const all = rows(known, shelved, high, critical);

  it("is the next one in the order of urgency, and never one that is hidden", () => {
    assert.equal(neighbourOf(critical, all, "behind"), high);
    assert.equal(neighbourOf(high, all, "behind"), known);
    assert.equal(neighbourOf(known, all, "before"), high);
  });
  it("is none at the ends", () => {
    assert.equal(neighbourOf(critical, all, "before"), null);
    assert.equal(neighbourOf(known, all, "behind"), null);
    assert.equal(neighbourOf(critical, [], "behind"), null);
  });
  it("is found from an alarm that stands in no list any more", () => {
    assert.equal(neighbourOf(alarm(9, { priority: "high", raisedAt: 1 }), all, "before"), high);
  });
});

describe("the next alarm that waits", () => {
  const critical = alarm(1, { priority: "critical" });
  const high = alarm(2, { priority: "high" });
  const known = alarm(3, { priority: "critical", state: "acknowledged" });
  const shelved = alarm(4, { priority: "critical", state: "shelved" });

  it("is the next one behind, and after the last the most urgent again", () => {
    assert.equal(nextWaiting(critical, rows(known, shelved, high, critical)), high);
    assert.equal(nextWaiting(high, rows(known, shelved, high, critical)), critical);
  });
  it("is found from one that was acknowledged just now, behind which none waits", () => {
    assert.equal(nextWaiting(known, rows(known, shelved, high, critical)), critical);
  });
  it("is none where no other one waits", () => {
    assert.equal(nextWaiting(high, rows(known, shelved, high)), null);
  });
});
