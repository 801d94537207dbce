import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { type AlarmPage, type AlarmView, type Callout, type FeedMessage, PRIORITIES } from "../api/contract.ts";
import { BURST_MS } from "./bursts.ts";
import { exampleAlarm } from "./example.ts";
import { AlarmModel, beginOf } from "./model.ts";
import { tabOf, waitsForAcknowledgement } from "./order.ts";
import { audible } from "./sound.ts";

const page = (seq: number, items: AlarmView[], epoch = "e1"): AlarmPage => ({
  items,
  next: null,
  total: items.length,
  feed: { epoch, seq },
});
const alarm = (seq: number, facts: Partial<AlarmView>): FeedMessage => ({
  seq,
  topic: "alarm",
  data: exampleAlarm(facts),
});
const states = ({ rows }: AlarmModel) => [...rows.values()].map((row) => [row.view.id, row.view.state]);

function started(...pages: AlarmPage[]): AlarmModel {
  const model = new AlarmModel();
  assert.equal(model.load(pages.length > 0 ? pages : [page(5, [exampleAlarm({ id: 1 })])]), true);
  return model;
}

test("an alarm that is on two pages stands once, as the later page knows it", () => {
  const model = started(
    page(5, [exampleAlarm({ id: 1 })]),
    page(7, [exampleAlarm({ id: 1, state: "acknowledged" }), exampleAlarm({ id: 2 })]),
  );
  assert.deepEqual(states(model), [
    [1, "acknowledged"],
    [2, "unacknowledged"],
  ]);
  assert.deepEqual(beginOf([page(7, []), page(5, [])]), { epoch: "e1", seq: 5 }, "the feed is read from the oldest on");
});

test("pages of two runs of the server are refused, and what was there stays", () => {
  const model = started();
  assert.equal(model.load([page(5, []), page(1, [], "e2")]), false);
  assert.equal(model.add(page(6, [exampleAlarm({ id: 2 })], "e2")), false);
  assert.deepEqual(states(model), [[1, "unacknowledged"]]);
});

test("a message that is older than the row's page is ignored", () => {
  const model = started(page(5, []), page(8, [exampleAlarm({ id: 1, state: "acknowledged" })]));
  model.merge([alarm(7, { id: 1 })]);
  assert.deepEqual(states(model), [[1, "acknowledged"]]);
});

test("a repeat of a message changes nothing", () => {
  const model = started();
  model.merge([alarm(6, { id: 2 })]);
  model.merge([alarm(6, { id: 2, state: "shelved" })]);
  assert.deepEqual(states(model), [
    [1, "unacknowledged"],
    [2, "unacknowledged"],
  ]);
});

test("an alarm that became normal leaves the list, and comes back when it is raised again", () => {
  const model = started();
  model.merge([alarm(6, { id: 1, state: "normal" })]);
  assert.deepEqual(states(model), []);
  model.merge([alarm(7, { id: 1 })]);
  assert.deepEqual(states(model), [[1, "unacknowledged"]]);
});

test("a page that was on its way while its alarm went doesn't bring it back; one that is newer does", () => {
  const model = started();
  model.merge([alarm(9, { id: 2, state: "normal" }), alarm(10, { id: 1, state: "normal" })]);
  model.add(page(8, [exampleAlarm({ id: 1 }), exampleAlarm({ id: 2 }), exampleAlarm({ id: 3 })]));
  assert.deepEqual(states(model), [[3, "unacknowledged"]]);
  model.add(page(11, [exampleAlarm({ id: 1 })]));
  assert.deepEqual(states(model).length, 2);
});

const callout: Callout = {
  id: 77,
  alarm: 1,
  occurrence: 10,
  sequence: 1,
  partition: "site",
  priority: "high",
  policy: "night",
  policyVersion: 1,
  state: "running",
  position: {
    step: 1,
    round: 0,
    stepAt: 0,
    waiting: [],
    told: ["anna"],
    acknowledged: [],
    acknowledgementEndsAt: null,
  },
  dueAt: 9000,
  startedAt: 0,
  endedAt: null,
  because: "step 2",
};

test("a callout's progress shows on its alarm, and so does its end", () => {
  const model = started();
  model.merge([{ seq: 6, topic: "callout", data: callout }]);
  assert.deepEqual(model.rows.get(1)?.view.callout, {
    id: 77,
    state: "running",
    step: 1,
    told: ["anna"],
    dueAt: 9000,
    because: "step 2",
  });
  model.merge([{ seq: 7, topic: "callout", data: { ...callout, state: "ended", endedAt: 5 } }]);
  assert.equal(model.rows.get(1)?.view.callout?.state, "ended");
});

test("a callout of an alarm that isn't listed is ignored", () => {
  const model = started();
  model.merge([{ seq: 6, topic: "callout", data: { ...callout, alarm: 99 } }]);
  assert.deepEqual(states(model), [[1, "unacknowledged"]]);
});

test("an answer that is older than what the feed said is ignored", () => {
  const model = started();
  model.merge([alarm(6, { id: 1, sequence: 2, changedAt: 3000 })]);
  model.answer(exampleAlarm({ id: 1, state: "acknowledged", changedAt: 2000 }));
  assert.deepEqual(states(model), [[1, "unacknowledged"]]);
});

test("an answer never brings back an alarm that has gone", () => {
  const model = started();
  model.merge([alarm(6, { id: 1, state: "normal" })]);
  model.answer(exampleAlarm({ id: 1, state: "acknowledged", changedAt: 9000 }));
  assert.deepEqual(states(model), []);
});

test("an answer shows at once, before the feed tells it", () => {
  const model = started();
  model.answer(exampleAlarm({ id: 1, state: "acknowledged", changedAt: 2000 }));
  assert.deepEqual(states(model), [[1, "acknowledged"]]);
});

const STATES = ["normal", "unacknowledged", "acknowledged", "returned", "shelved", "suppressed"] as const;

test("counts, what sounds and what there is to choose are right after thousands of changes (seed 5)", () => {
  const random = seeded(5);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const model = started(page(1, []));
  let heard = 0;
  model.watch({ changed: () => void heard++, reset: () => assert.fail("nothing is loaded anew") });
  for (let seq = 2; seq < 5000; seq++) {
    model.merge([
      alarm(seq, {
        id: 1 + Math.floor(random() * 300),
        state: pick(STATES),
        priority: pick(PRIORITIES),
        source: pick(["a", "b", "c"]),
        sourceName: "",
        area: pick(["hall", null]),
        silent: random() < 0.1,
        raisedAt: Math.floor(random() * 100 * BURST_MS),
      }),
    ]);
  }
  assert.ok(heard > 4000);
  const views = [...model.rows.values()].map(({ view }) => view);
  const count = (fits: (view: AlarmView) => boolean) => views.filter(fits).length;
  const { counts, waiting } = model.table;
  for (const tab of ["open", "shelved", "suppressed", "out-of-service"] as const) {
    assert.equal(
      counts[tab],
      count((view) => tabOf(view) === tab),
      tab,
    );
  }
  for (const priority of PRIORITIES) {
    assert.equal(
      waiting[priority],
      count((view) => view.priority === priority && waitsForAcknowledgement(view)),
    );
  }
  const sounding = [...model.audible()];
  assert.deepEqual(new Set(sounding), new Set(views.filter(audible)));
  const ranks = sounding.map(({ priority }) => PRIORITIES.indexOf(priority));
  assert.deepEqual(
    ranks,
    ranks.toSorted((a, b) => a - b),
    "the gravest first",
  );
  assert.deepEqual(
    Object.fromEntries([...model.choices("source")].map(([id, { count: found }]) => [id, found])),
    Object.fromEntries(["a", "b", "c"].map((id) => [id, count(({ source }) => source === id)])),
  );
  assert.equal(
    model.choices("area").get("hall")?.count,
    count(({ area }) => area === "hall"),
  );
  for (const view of views) assert.equal(model.bursts.of(view.id) !== undefined, tabOf(view) === "open");
});
