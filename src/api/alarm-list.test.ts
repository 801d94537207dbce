import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALARM_STATES, type Alarm, type AlarmState } from "#alarms/alarm.ts";
import { PRIORITIES } from "#events/event.ts";
import { ALARM_FILTERS, type AlarmFilter, type AlarmPlace, listAlarms } from "./alarm-list.ts";

function alarm(id: number, more: Partial<Alarm>): Alarm {
  return {
    id,
    source: "web",
    point: `p${id}`,
    condition: "fire",
    partition: "site",
    category: "fire",
    priority: "high",
    tags: [],
    text: `Alarm ${id}`,
    state: "unacknowledged",
    active: true,
    acknowledged: false,
    latched: false,
    shelf: null,
    suppressedBy: [],
    outOfService: null,
    quality: "good",
    severity: 1,
    occurrence: id,
    sequence: 1,
    chatter: 0,
    raisedAt: id,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    dueAt: null,
    foundActive: false,
    silent: false,
    value: null,
    changedAt: id,
    ...more,
  };
}

/** Every state × priority, several of each, in an order of no meaning. */
const ALL: Alarm[] = Array.from({ length: 2000 }, (_, i) => {
  const id = ((i * 7919) % 2000) + 1;
  const state = ALARM_STATES[id % ALARM_STATES.length] ?? "normal";
  const priority = PRIORITIES[id % PRIORITIES.length] ?? "low";
  return alarm(id, {
    state,
    priority,
    raisedAt: (id * 31) % 500,
    active: id % 2 === 0,
    partition: id % 3 === 0 ? "east" : "west",
  });
});

describe("the list of alarms", () => {
  const isUnacknowledged = ({ state }: Alarm) =>
    ["unacknowledged", "returned", "latched-unacknowledged"].includes(state);

  it("shows unacknowledged ones first, then by priority, then the newest, page by page and each once", () => {
    const expected = ALL.toSorted(
      (a, b) =>
        Number(isUnacknowledged(b)) - Number(isUnacknowledged(a)) ||
        PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
        (b.raisedAt ?? 0) - (a.raisedAt ?? 0) ||
        b.id - a.id,
    );
    for (const limit of [1, 7, 100, 500, 2000]) {
      const seen: number[] = [];
      let after: AlarmPlace | null = null;
      do {
        const page: ReturnType<typeof listAlarms> = listAlarms(ALL, { state: "all", limit, after });
        assert.equal(page.total, ALL.length);
        seen.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after && seen.length < 3000 && limit > 1);
      const most = limit === 1 ? 1 : ALL.length;
      assert.deepEqual(
        seen,
        expected.slice(0, most).map(({ id }) => id),
        `pages of ${limit}`,
      );
    }
  });

  const SHOWS: Readonly<Record<AlarmFilter, readonly AlarmState[]>> = {
    open: ["unacknowledged", "acknowledged", "returned", "latched-unacknowledged", "latched-acknowledged"],
    active: ALARM_STATES,
    unacknowledged: ["unacknowledged", "returned", "latched-unacknowledged"],
    shelved: ["shelved"],
    suppressed: ["suppressed"],
    "out-of-service": ["out-of-service"],
    all: ALARM_STATES,
  };
  for (const state of ALARM_FILTERS) {
    it(`with the filter '${state}' shows ${SHOWS[state].join(", ")}`, () => {
      const { items, total } = listAlarms(ALL, { state, limit: 5000 });
      const expected = ALL.filter((one) => SHOWS[state].includes(one.state) && (state !== "active" || one.active));
      assert.equal(total, expected.length);
      assert.deepEqual(new Set(items), new Set(expected));
    });
  }

  it("filters by priority, partition, source and text together", () => {
    const query = {
      state: "all",
      limit: 5000,
      priorities: new Set(["high", "low"] as const),
      partitions: new Set(["east"]),
      fits: ({ text }: Alarm) => text.includes("9"),
    } as const;
    const { items } = listAlarms(ALL, query);
    assert.ok(items.length > 10);
    for (const one of items) {
      assert.ok(query.priorities.has(one.priority as "high") && one.partition === "east" && one.text.includes("9"));
    }
    assert.equal(listAlarms(ALL, { state: "all", limit: 10, source: "other" }).total, 0);
  });
});
