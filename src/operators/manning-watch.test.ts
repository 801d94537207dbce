import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { Report } from "#events/event.ts";
import { type SiteDraft, siteOf } from "../../test/peers/escalation-site.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import type { Client, Watcher } from "./manning.ts";
import { ManningWatch } from "./manning-watch.ts";
import { Presence } from "./presence.ts";
import { Sessions } from "./sessions.ts";

const GATE: SiteDraft = { workstation: [{ id: "gate", name: "Gate", mustBeManned: true }] };
const POINT = "workstation/gate";

describe("the watch over what must be manned", () => {
  let clock: VirtualClock;
  let site: SiteDraft;
  let watchers: Watcher[];
  let clients: Client[];
  let reports: Report[];
  let sessions: Sessions;
  let watch: ManningWatch;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const told = () => reports.splice(0).map(({ kind, point }) => `${kind} ${point}`);
  const somebody = async (...present: Watcher[]) => {
    watchers = present;
    sessions.changed();
    await turn();
  };

  beforeEach(() => {
    clock = new VirtualClock();
    site = GATE;
    watchers = [];
    clients = [];
    reports = [];
    sessions = new Sessions();
    const access = { sessions, presence: new Presence(), watchers: () => watchers, clients: () => clients };
    watch = new ManningWatch({ clock, site: () => siteOf(site), access, own: (report) => reports.push(report) });
  });

  it("gives screens their grace to come back after a start, and then says it once", async () => {
    watch.start([]);
    await turn();
    clock.advance(9_999);
    assert.deepEqual(told(), []);
    clock.advance(1);
    assert.deepEqual(told(), [`raise ${POINT}`]);
    await somebody();
    clock.advance(60_000);
    assert.deepEqual(told(), []);
  });

  it("says nothing when somebody comes within the grace, which then begins anew", async () => {
    watch.start([]);
    await turn();
    clock.advance(9_000);
    await somebody({ session: "a", workstation: "gate", partitions: null });
    clock.advance(60_000);
    await somebody();
    clock.advance(9_000);
    assert.deepEqual(told(), []);
    clock.advance(1_000);
    assert.deepEqual(told(), [`raise ${POINT}`]);
  });

  it("P-094 goes on with an alarm that stands since before a restart or take-over: it isn't raised again, and is cleared", async () => {
    watch.start([{ point: POINT, condition: "unmanned" }]);
    await turn();
    clock.advance(60_000);
    assert.deepEqual(told(), []);
    await somebody({ session: "a", workstation: "gate", partitions: null });
    assert.deepEqual(told(), [`clear ${POINT}`]);
  });

  it("clears what need not be manned any more, also when that changed while nothing ran", async () => {
    site = { workstation: [{ id: "gate", name: "Gate" }] };
    watch.start([{ point: POINT, condition: "unmanned" }]);
    await turn();
    assert.deepEqual(told(), [`clear ${POINT}`]);
  });

  it("P-095 says when a workstation is lost that nobody signed out of, and that it is back, and nothing of a planned end", async () => {
    site = { workstation: [{ id: "gate", name: "Gate", alarmWhenLost: true }] };
    const screen = async (...present: Client[]) => {
      clients = present;
      await somebody();
    };
    watch.start([]);
    await screen({ workstation: "gate", live: true });
    await screen({ workstation: "gate", live: false });
    clock.advance(9_999);
    await screen({ workstation: "gate", live: true });
    clock.advance(60_000);
    assert.deepEqual(told(), [], "a reload is no loss");
    await screen({ workstation: "gate", live: false });
    clock.advance(10_000);
    assert.deepEqual(
      reports.splice(0).map(({ kind, condition }) => [kind, condition]),
      [["raise", "lost"]],
    );
    await screen({ workstation: "gate", live: true });
    assert.deepEqual(told(), [`clear ${POINT}`]);
    await screen();
    clock.advance(60_000);
    assert.deepEqual(told(), [], "whoever signs out has ended it as planned");
  });

  it("leaves nothing running when it is stopped", async () => {
    watch.start([]);
    await turn();
    watch.stop();
    await somebody();
    assert.equal(clock.pending, 0);
    assert.deepEqual(told(), []);
  });
});
