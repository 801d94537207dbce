import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { type AlarmView, type FeedMessage, PRIORITIES } from "../api/contract.ts";
import { ARRANGEMENTS, type Arrangement, byGravity, groupKeyOf, waitingIn } from "./arrangement.ts";
import { BURST_MS } from "./bursts.ts";
import { exampleAlarm } from "./example.ts";
import { type Asked, type Layout, type Line, Listing } from "./listing.ts";
import { AlarmModel } from "./model.ts";
import { byUrgency, type Filter, NO_FILTER, passes, tabOf, waitsForAcknowledgement } from "./order.ts";
import { Searcher, searchOf } from "./search.ts";

const LAYOUT: Layout = { head: 30, row: 50 };

function modelOf(...alarms: Partial<AlarmView>[]): AlarmModel {
  const model = new AlarmModel();
  const items = alarms.map((facts) => exampleAlarm(facts));
  assert.ok(model.load([{ items, next: null, total: items.length, feed: { epoch: "e", seq: 1 } }]));
  return model;
}

function listingOf(model: AlarmModel, asked: Partial<Asked> = {}): Listing {
  const listing = new Listing(model, {
    tab: "open",
    filter: NO_FILTER,
    arrangement: "list",
    sort: "urgency",
    folded: new Set(),
    ...asked,
  });
  listing.follow();
  return listing;
}

let seq = 100;
const tell = (model: AlarmModel, facts: Partial<AlarmView>) =>
  model.merge([{ seq: ++seq, topic: "alarm", data: exampleAlarm(facts) }]);

const all = (listing: Listing) => listing.between(LAYOUT, 0, listing.height(LAYOUT));
const names = (lines: readonly Line[]) => lines.map((line) => (line.kind === "group" ? line.group.key : line.view.id));

test("as a list, the most urgent stands first, and nothing has a head", () => {
  const model = modelOf({ id: 1, priority: "low" }, { id: 2, priority: "critical" }, { id: 3, state: "shelved" });
  assert.deepEqual(names(all(listingOf(model))), [2, 1]);
});

test("lanes keep their places, empty ones too, and fold up to their heads", () => {
  const model = modelOf({ id: 1, priority: "low" }, { id: 2, priority: "critical" }, { id: 3, priority: "critical" });
  const listing = listingOf(model, { arrangement: "lanes" });
  const lanes = ["lane life-safety", "lane critical", 3, 2, "lane high", "lane medium", "lane low", 1];
  assert.deepEqual(names(all(listing)), lanes);
  assert.equal(listing.height(LAYOUT), 5 * 30 + 3 * 50);
  listing.fold("lane critical", true);
  assert.deepEqual(
    names(all(listing)),
    lanes.filter((line) => line !== 2 && line !== 3),
  );
  assert.equal(listing.size, 3, "what is folded is still there");
  assert.equal(listing.lineOf({ id: 2 }, LAYOUT), null);
  assert.equal(listing.nextWaiting(-1)?.id, 3, "and is found when it waits");
  tell(model, { id: 4, priority: "critical" });
  assert.deepEqual([...listing.groups].map(waitingIn), [0, 3, 0, 0, 1]);
});

test("groups stand by the gravest that waits in them, and go when they are empty", () => {
  const model = modelOf(
    { id: 1, source: "a", priority: "low" },
    { id: 2, source: "b", priority: "high", state: "acknowledged" },
    { id: 3, source: "c", priority: "medium" },
  );
  const listing = listingOf(model, { arrangement: "source" });
  assert.deepEqual(names(all(listing)), ["source c", 3, "source a", 1, "source b", 2]);
  tell(model, { id: 4, source: "b", priority: "life-safety" });
  tell(model, { id: 3, source: "c", state: "normal" });
  assert.deepEqual(names(all(listing)), ["source b", 4, 2, "source a", 1]);
});

test("an area goes before a partition where a point has one", () => {
  const model = modelOf({ id: 1, area: "hall" }, { id: 2, partition: "east" });
  assert.deepEqual(names(all(listingOf(model, { arrangement: "area" }))), ["area hall", 1, "partition east", 2]);
});

test("by cause, those that came together stand under the first of them, in the order in which they came", () => {
  const model = modelOf(
    { id: 1, raisedAt: 5000, priority: "low" },
    { id: 2, raisedAt: 4000 },
    { id: 3, raisedAt: 10 * BURST_MS },
  );
  const listing = listingOf(model, { arrangement: "cause" });
  assert.deepEqual(names(all(listing)), ["burst 1", 2, 1, "alone", 3]);
  tell(model, { id: 4, raisedAt: 10 * BURST_MS + 1 });
  assert.deepEqual(names(all(listing)), ["burst 2", 3, 4, "burst 1", 2, 1]);
  tell(model, { id: 2, state: "normal" });
  assert.deepEqual(names(all(listing)), ["burst 2", 3, 4, "alone", 1]);
});

test("what a rule hides stands under that rule", () => {
  const model = modelOf({ id: 1, state: "suppressed", suppressedBy: ["rule:mains"] });
  const listing = listingOf(model, { arrangement: "cause", tab: "suppressed" });
  assert.deepEqual(names(all(listing)), ["reason rule:mains", 1]);
});

test("what changed before it was followed is not missed", () => {
  const model = modelOf({ id: 1 });
  const listing = new Listing(model, {
    tab: "open",
    filter: NO_FILTER,
    arrangement: "list",
    sort: "urgency",
    folded: new Set(),
  });
  tell(model, { id: 2, priority: "critical" });
  assert.deepEqual(names(all(listing)), [1]);
  const leave = listing.follow();
  assert.deepEqual(names(all(listing)), [2, 1]);
  leave();
  tell(model, { id: 3 });
  assert.equal(listing.size, 2);
});

test("while it is held nothing moves, what is new is counted, and what went keeps its place", () => {
  const model = modelOf({ id: 1, priority: "low" }, { id: 2 });
  const listing = listingOf(model);
  listing.hold();
  tell(model, { id: 3, priority: "life-safety" });
  tell(model, { id: 2, state: "acknowledged" });
  tell(model, { id: 1, state: "normal" });
  assert.deepEqual(names(all(listing)), [2, 1]);
  assert.equal(listing.withheld, 1);
  assert.equal(listing.nextWaiting(-1), null, "what was acknowledged meanwhile waits no more");
  listing.release();
  assert.deepEqual(names(all(listing)), [3, 2]);
  assert.equal(listing.withheld, 0);
});

test("the next that waits comes behind the present one, and from the top after the end", () => {
  const model = modelOf({ id: 1 }, { id: 2 }, { id: 3, state: "acknowledged" });
  const listing = listingOf(model);
  assert.equal(listing.nextWaiting(-1)?.id, 2);
  assert.equal(listing.nextWaiting(0)?.id, 1);
  assert.equal(listing.nextWaiting(1)?.id, 2);
  assert.equal(listing.nextWaiting(2)?.id, 2);
  assert.equal(listingOf(modelOf({ id: 3, state: "acknowledged" })).nextWaiting(0), null);
});

test("a range goes over heads, in both directions; shown is what isn't folded", () => {
  const model = modelOf({ id: 1, source: "a" }, { id: 2, source: "b" }, { id: 3, source: "b" });
  const listing = listingOf(model, { arrangement: "source", folded: new Set(["source a"]) });
  assert.deepEqual(names(all(listing)), ["source a", "source b", 3, 2]);
  assert.deepEqual([...listing.shown()], [3, 2]);
  assert.deepEqual(listing.range(3, 0), [3, 2]);
  assert.deepEqual(listing.range(2, 2), [3]);
});

test("what is found says by what, and keeps saying it while alarms come and go", () => {
  const model = modelOf({ id: 1, text: "Pump 3" }, { id: 2, pointName: "Pump" }, { id: 3 });
  const listing = listingOf(model, { filter: { ...NO_FILTER, text: "pump" } });
  assert.deepEqual(listing.found, [
    ["text", 1],
    ["point", 1],
  ]);
  tell(model, { id: 2, pointName: "Pump", state: "normal" });
  assert.deepEqual(listing.found, [["text", 1]]);
  assert.equal(listing.size, 1);
});

/** Everything that the list must show, by sorting all anew. */
function slow(model: AlarmModel, { tab, filter, arrangement, folded }: Asked): (string | number)[] {
  const searcher = new Searcher();
  const views = [...model.rows.values()]
    .map(({ view }) => view)
    .filter(
      (view) => tabOf(view) === tab && passes(filter, view) && searcher.find(searchOf(filter.text), view) !== null,
    );
  if (arrangement === "list") return views.sort(byUrgency).map(({ id }) => id);
  const groups = new Map<string, AlarmView[]>();
  for (const view of views) {
    const key = groupKeyOf(arrangement, view, model.bursts);
    groups.set(key, [...(groups.get(key) ?? []), view]);
  }
  if (arrangement === "lanes") {
    for (const priority of PRIORITIES) if (!groups.has(`lane ${priority}`)) groups.set(`lane ${priority}`, []);
  }
  const gravity = (key: string) => {
    const ranks = (groups.get(key) ?? [])
      .filter(waitsForAcknowledgement)
      .map(({ priority }) => PRIORITIES.indexOf(priority));
    const waiting = PRIORITIES.map((_, rank) => ranks.filter((one) => one === rank).length);
    const [kind = "", of = ""] = key.split(" ");
    const order =
      kind === "lane"
        ? PRIORITIES.findIndex((one) => one === of)
        : kind === "burst"
          ? -Number(of)
          : Number(key === "alone");
    return { kind, key, waiting, order, name: key } as Parameters<typeof byGravity>[0];
  };
  return [...groups.keys()]
    .sort((a, b) => byGravity(gravity(a), gravity(b)))
    .flatMap((key) => {
      const members = (groups.get(key) ?? []).sort(
        key.startsWith("burst") ? (a, b) => (a.raisedAt ?? 0) - (b.raisedAt ?? 0) || a.id - b.id : byUrgency,
      );
      return [key, ...(folded.has(key) ? [] : members.map(({ id }) => id))];
    });
}

const FILTERS: Filter[] = [NO_FILTER, { ...NO_FILTER, priority: "high" }, { ...NO_FILTER, text: "door -boiler" }];
const STATES = ["normal", "unacknowledged", "acknowledged", "returned", "shelved"] as const;

for (const arrangement of ARRANGEMENTS satisfies readonly Arrangement[]) {
  test(`${arrangement}: after thousands of changes every line stands where sorting all anew puts it (seed 17)`, () => {
    const random = seeded(17);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const model = modelOf();
    const listings = FILTERS.map((filter) =>
      listingOf(model, { arrangement, filter, folded: new Set(["lane medium", "source b", "area x", "alone"]) }),
    );
    const change = (): FeedMessage => ({
      seq: ++seq,
      topic: "alarm",
      data: exampleAlarm({
        id: 1 + Math.floor(random() * 400),
        state: pick(STATES),
        priority: pick(PRIORITIES),
        source: pick(["a", "b", "c"]),
        area: pick(["x", "y", null]),
        text: pick(["door", "boiler", "door and boiler"]),
        raisedAt: Math.floor(random() * 60 * BURST_MS),
      }),
    });
    for (let batch = 0; batch < 150; batch++) {
      const isHeld = random() < 0.2;
      if (isHeld) for (const listing of listings) listing.hold();
      model.merge(Array.from({ length: 20 }, change));
      if (isHeld) for (const listing of listings) listing.release();
      for (const listing of batch % 10 === 0 ? listings : []) {
        const lines = all(listing);
        assert.deepEqual(names(lines), slow(model, listing.asked));
        assert.equal(listing.length, lines.length);
        let y = 0;
        for (const [position, line] of lines.entries()) {
          assert.equal(line.position, position);
          assert.equal(line.y, y);
          y += line.kind === "group" ? LAYOUT.head : LAYOUT.row;
          const what = line.kind === "group" ? { group: line.group.key } : { id: line.view.id };
          assert.deepEqual(listing.lineOf(what, LAYOUT), line);
        }
        assert.equal(listing.height(LAYOUT), y);
        const top = Math.floor(random() * y);
        const seen = lines.filter(
          (line) => line.y < top + 400 && line.y + (line.kind === "group" ? LAYOUT.head : LAYOUT.row) > top,
        );
        assert.deepEqual(listing.between(LAYOUT, top, top + 400), seen);
        assert.deepEqual(
          listing.at(Math.floor(lines.length / 2)),
          all(listing)[Math.floor(lines.length / 2)] && {
            ...all(listing)[Math.floor(lines.length / 2)],
            y: Math.floor(lines.length / 2),
          },
        );
      }
    }
  });
}
