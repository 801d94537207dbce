import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ALARM_INPUTS, ALARM_STATES, type Alarm, type AlarmInput, type AlarmState } from "./alarm.ts";
import { dueOf, type LifeCycleRules, newAlarm, type StepContext, step, timersDue } from "./life-cycle.ts";

const NOW = 1_000_000;
const RULES: LifeCycleRules = {
  latched: false,
  acknowledgementRequired: true,
  acknowledgeOnClear: false,
  rearmWindowMs: 300_000,
  reAlarmMs: null,
};
const LATCHED = { ...RULES, latched: true };
const INFORMATIONAL = { ...RULES, acknowledgementRequired: false };

const NORMAL = newAlarm({
  id: 17,
  source: "plc-1",
  point: "boiler.temperature",
  condition: "high",
  partition: "site",
  category: "technical",
  priority: "high",
  tags: [],
  text: "Boiler too hot",
  now: 0,
});

let occurrence = 40;
const CONTEXT: StepContext = {
  now: NOW,
  nextOccurrence: () => ++occurrence,
  actor: "person:anna",
  shelf: { kind: "timed", until: NOW + 60_000, by: "operator:anna", reason: "maintenance" },
  outOfService: { by: "operator:anna", reason: "defective", until: NOW + 90_000 },
  reason: "rule:night",
};

/** The alarm after these inputs; each must change something. */
function after(inputs: string, rules = RULES, alarm: Alarm = NORMAL, context = CONTEXT): Alarm {
  for (const input of inputs.split(" ").filter(Boolean) as AlarmInput[]) {
    const answer = step(alarm, input, rules, context);
    assert.equal(answer.kind, "changed", `${alarm.state}, ${input}: ${"because" in answer ? answer.because : ""}`);
    if (answer.kind === "changed") alarm = answer.alarm;
  }
  return alarm;
}

const WAYS: Record<AlarmState, string> = {
  normal: "",
  unacknowledged: "activate",
  acknowledged: "activate acknowledge",
  returned: "activate return",
  "latched-unacknowledged": "activate return",
  "latched-acknowledged": "activate acknowledge return",
  shelved: "activate shelve",
  suppressed: "activate suppress",
  "out-of-service": "activate remove",
};
const SHORT: Record<string, string> = {
  NORM: "normal",
  UNACK: "unacknowledged",
  ACKED: "acknowledged",
  RTNUN: "returned",
  LUNACK: "latched-unacknowledged",
  LACK: "latched-acknowledged",
  SHLVD: "shelved",
  DSUPR: "suppressed",
  OOSRV: "out-of-service",
};

/**
 * Drawn a second time on purpose, in the short names of ISA-18.2: `-` ignored, `x` refused. The latched rows are walked with
 * latched rules, every other with plain ones; the hidden alarms are active, so they ring when they show.
 */
const PICTURE = `
         activate return acknowledge unacknowledge reset escalate ease  re-alarm shelve unshelve suppress unsuppress remove restore lose   regain
  NORM   UNACK    -      x           x             x     -        -     -        SHLVD  x        DSUPR    -          OOSRV  x       NORM   -
  UNACK  -        RTNUN  ACKED       x             x     UNACK    UNACK UNACK    SHLVD  x        DSUPR    -          OOSRV  x       UNACK  -
  ACKED  -        NORM   ACKED       UNACK         x     UNACK    ACKED UNACK    SHLVD  x        DSUPR    -          OOSRV  x       ACKED  -
  RTNUN  UNACK    -      NORM        x             x     -        -     -        SHLVD  x        DSUPR    -          OOSRV  x       RTNUN  -
  LUNACK UNACK    -      LACK        x             x     -        -     -        SHLVD  x        DSUPR    -          OOSRV  x       LUNACK -
  LACK   ACKED    -      -           LUNACK        NORM  -        -     -        SHLVD  x        DSUPR    -          OOSRV  x       LACK   -
  SHLVD  -        SHLVD  x           x             x     SHLVD    SHLVD -        SHLVD  UNACK    DSUPR    -          OOSRV  x       SHLVD  -
  DSUPR  -        DSUPR  x           x             x     DSUPR    DSUPR -        DSUPR  x        -        UNACK      OOSRV  x       DSUPR  -
  OOSRV  -        OOSRV  x           x             x     OOSRV    OOSRV -        OOSRV  x        OOSRV    -          OOSRV  UNACK   OOSRV  -
`;

describe("every cell of the alarm's life", () => {
  const [head = "", ...rows] = PICTURE.trim().split("\n");
  const inputs = head.trim().split(/\s+/) as AlarmInput[];
  const walked = new Set<string>();
  for (const row of rows) {
    const [short = "", ...cells] = row.trim().split(/\s+/);
    const from = SHORT[short] as AlarmState;
    const rules = from.startsWith("latched") ? LATCHED : RULES;
    inputs.forEach((input, column) => {
      walked.add(`${from} ${input}`);
      it(`${from}, ${input}: ${cells[column]}`, () => {
        const alarm = after(WAYS[from], rules);
        assert.equal(alarm.state, from);
        const answer = step(alarm, input, rules, { ...CONTEXT, actor: "person:ben" });
        const said = answer.kind === "changed" ? answer.transition.to : answer.kind;
        const cell = cells[column] ?? "";
        assert.equal(said, cell === "-" ? "ignored" : cell === "x" ? "refused" : SHORT[cell]);
        if (answer.kind !== "changed") return assert.match(answer.because, /\w{3}/);
        assert.equal(answer.transition.from, from);
        assert.equal(answer.alarm.state, answer.transition.to);
        assert.match(answer.transition.because, /\w{3}/);
      });
    });
  }
  it("was walked", () => assert.equal(walked.size, ALARM_STATES.length * ALARM_INPUTS.length));
});

/** Every row of the sheet's table of transitions, with what the rest of the house must do. */
const SHEET: [what: string, way: string, input: AlarmInput, to: string, effects: string, rules?: LifeCycleRules][] = [
  ["raised", "", "activate", "UNACK", "annunciate begin-callout"],
  ["raised as information", "", "activate", "ACKED", "annunciate", INFORMATIONAL],
  ["acknowledged", "activate", "acknowledge", "ACKED", "stop-callout"],
  ["gone unacknowledged", "activate", "return", "RTNUN", "clear-callout"],
  [
    "gone, which acknowledges",
    "activate",
    "return",
    "NORM",
    "clear-callout terminal",
    { ...RULES, acknowledgeOnClear: true },
  ],
  ["gone as information", "activate", "return", "NORM", "clear-callout terminal", INFORMATIONAL],
  ["gone, latched", "activate", "return", "LUNACK", "", LATCHED],
  ["more severe, unacknowledged", "activate", "escalate", "UNACK", "re-annunciate begin-callout"],
  ["re-alarm, unacknowledged", "activate", "re-alarm", "UNACK", "re-annunciate"],
  ["gone after the acknowledgement", "activate acknowledge", "return", "NORM", "clear-callout terminal"],
  ["gone after the acknowledgement, latched", "activate acknowledge", "return", "LACK", "clear-callout", LATCHED],
  ["more severe after the acknowledgement", "activate acknowledge", "escalate", "UNACK", "re-annunciate begin-callout"],
  ["more severe, information", "activate", "escalate", "ACKED", "re-annunciate", INFORMATIONAL],
  ["re-alarm after the acknowledgement", "activate acknowledge", "re-alarm", "UNACK", "re-annunciate begin-callout"],
  ["less severe", "activate escalate acknowledge", "ease", "ACKED", ""],
  ["acknowledgement taken back", "activate acknowledge", "unacknowledge", "UNACK", "re-annunciate begin-callout"],
  ["seen after it had gone", "activate return", "acknowledge", "NORM", "stop-callout terminal"],
  ["back within the window", "activate return", "activate", "UNACK", "re-annunciate"],
  ["latched, acknowledged", "activate return", "acknowledge", "LACK", "stop-callout clear-callout", LATCHED],
  ["latched, back", "activate return", "activate", "UNACK", "", LATCHED],
  ["latched and acknowledged, back", "activate acknowledge return", "activate", "ACKED", "", LATCHED],
  ["reset", "activate acknowledge return", "reset", "NORM", "terminal", LATCHED],
  ["shelved while it rings", "activate", "shelve", "SHLVD", "stop-callout"],
  ["shelved after it had gone", "activate return", "shelve", "SHLVD", "stop-callout terminal"],
  ["shelved in peace", "", "shelve", "SHLVD", ""],
  ["true on the shelf", "shelve", "activate", "SHLVD", ""],
  ["gone on the shelf", "activate shelve", "return", "SHLVD", "terminal"],
  ["off the shelf, still true", "activate shelve", "unshelve", "UNACK", "re-annunciate begin-callout"],
  ["off the shelf, true since", "shelve activate", "unshelve", "UNACK", "annunciate begin-callout"],
  ["off the shelf, gone", "activate shelve return", "unshelve", "NORM", ""],
  [
    "off the shelf, gone, latched",
    "activate shelve return",
    "unshelve",
    "LUNACK",
    "re-annunciate begin-callout",
    LATCHED,
  ],
  ["off the shelf, acknowledged and latched", "activate acknowledge shelve return", "unshelve", "LACK", "", LATCHED],
  ["off the shelf, information", "shelve activate", "unshelve", "ACKED", "annunciate", INFORMATIONAL],
  ["suppressed", "activate acknowledge", "suppress", "DSUPR", "stop-callout"],
  ["no longer suppressed, true", "suppress activate", "unsuppress", "UNACK", "annunciate begin-callout"],
  ["no longer suppressed, gone", "suppress activate return", "unsuppress", "NORM", ""],
  ["out of service", "activate", "remove", "OOSRV", "stop-callout"],
  ["back in service, true", "remove activate", "restore", "UNACK", "annunciate begin-callout"],
  ["back in service, gone", "activate remove return", "restore", "NORM", ""],
  ["source lost", "activate", "lose", "UNACK", ""],
];

describe("the rows of the sheet", () => {
  for (const [what, way, input, to, effects, rules = RULES] of SHEET) {
    it(what, () => {
      const answer = step(after(way, rules), input, rules, CONTEXT);
      assert.equal(answer.kind, "changed");
      if (answer.kind !== "changed") return;
      assert.equal(answer.transition.to, SHORT[to]);
      assert.equal(answer.transition.effects.join(" "), effects);
    });
  }

  it("a reset before the acknowledgement is refused, and says what to do", () => {
    const answer = step(after("activate return", LATCHED), "reset", LATCHED, CONTEXT);
    assert.deepEqual(answer, {
      kind: "refused",
      because: "Nobody has acknowledged this alarm yet. Acknowledge it first, then reset it.",
    });
  });
});

describe("an occurrence", () => {
  it("begins with sequence 1, and each further annunciation counts up", () => {
    const raised = after("activate");
    assert.equal(raised.sequence, 1);
    const worse = after("escalate", RULES, raised);
    assert.deepEqual([worse.occurrence, worse.sequence, worse.severity], [raised.occurrence, 2, 2]);
    const back = after("return activate", RULES, worse);
    assert.deepEqual([back.occurrence, back.sequence, back.chatter], [raised.occurrence, 3, 1]);
  });

  it("goes on with its callout when the condition is back within the window, and calls anew after it", () => {
    const gone = after("activate return");
    for (const [passed, effects] of [
      [300_000, "re-annunciate"],
      [300_001, "re-annunciate begin-callout"],
    ] as const) {
      const answer = step(gone, "activate", RULES, { ...CONTEXT, now: NOW + passed });
      assert.equal(answer.kind === "changed" && answer.transition.effects.join(" "), effects);
    }
  });

  it("ends once, and the next one has another number", () => {
    const first = after("activate");
    const ended = after("acknowledge return", RULES, first);
    assert.deepEqual([ended.occurrence, ended.sequence, ended.severity], [0, 0, 0]);
    assert(after("activate", RULES, ended).occurrence > first.occurrence);
  });

  it("keeps who acknowledged first, and forgets it when it is annunciated again", () => {
    const acknowledged = after("activate acknowledge");
    const also = after("acknowledge", RULES, acknowledged, { ...CONTEXT, actor: "person:ben", now: NOW + 5 });
    assert.deepEqual([also.acknowledgedBy, also.acknowledgedAt], ["person:anna", NOW]);
    assert.equal(step(also, "acknowledge", RULES, CONTEXT).kind, "ignored");
    assert.equal(after("escalate", RULES, also).acknowledgedBy, null);
  });

  it("stays latched when the configuration drops the latch meanwhile", () => {
    assert.equal(after("return", RULES, after("activate", LATCHED)).state, "latched-unacknowledged");
  });

  it("rings when a latched one comes back more severe than it was acknowledged", () => {
    const answer = step(after("activate acknowledge return", LATCHED), "activate", LATCHED, {
      ...CONTEXT,
      severity: 2,
    });
    assert.equal(answer.kind === "changed" && answer.transition.to, "unacknowledged");
  });

  it("isn't more severe with the same severity", () => {
    assert.equal(step(after("activate"), "escalate", RULES, { ...CONTEXT, severity: 1 }).kind, "ignored");
    assert.equal(step(after("activate"), "ease", RULES, { ...CONTEXT, severity: 1 }).kind, "ignored");
  });

  it("shows the exact reason when one is given", () => {
    const answer = step(NORMAL, "activate", RULES, { ...CONTEXT, because: "93.5 is above 90", value: 93.5 });
    assert.equal(answer.kind === "changed" && answer.transition.because, "93.5 is above 90");
    assert.equal(answer.kind === "changed" && answer.alarm.value, 93.5);
  });
});

describe("the overlay", () => {
  it("has the precedence out of service, suppressed, shelved; taking one away leaves the others", () => {
    const all = after("activate shelve suppress remove");
    assert.equal(all.state, "out-of-service");
    const suppressed = after("restore", RULES, all);
    assert.equal(suppressed.state, "suppressed");
    const shelved = after("unsuppress", RULES, suppressed);
    assert.equal(shelved.state, "shelved");
    assert.equal(after("unshelve", RULES, shelved).state, "unacknowledged");
  });

  it("counts reasons: only the last one that goes lets the alarm show", () => {
    const other = { ...CONTEXT, reason: "inhibit" };
    const twice = after("suppress", RULES, after("activate suppress"), other);
    assert.deepEqual(twice.suppressedBy, ["rule:night", "inhibit"]);
    assert.equal(step(twice, "suppress", RULES, other).kind, "ignored");
    const once = after("unsuppress", RULES, twice);
    assert.deepEqual([once.state, once.suppressedBy], ["suppressed", ["inhibit"]]);
    assert.equal(step(once, "unsuppress", RULES, CONTEXT).kind, "ignored");
    assert.equal(after("unsuppress", RULES, once, other).state, "unacknowledged");
  });

  it("ends a one-shot shelf when the condition goes, and rings at the next raise", () => {
    const shelf = { kind: "one-shot", until: NOW + 60_000, by: "operator:anna", reason: "known" } as const;
    const shelved = after("shelve", RULES, after("activate"), { ...CONTEXT, shelf });
    const answer = step(shelved, "return", RULES, CONTEXT);
    assert.equal(answer.kind, "changed");
    if (answer.kind !== "changed") return;
    assert.deepEqual([answer.alarm.state, answer.alarm.shelf, answer.alarm.dueAt], ["normal", null, null]);
    assert.deepEqual(answer.transition.effects, ["terminal"]);
    assert.equal(after("activate", RULES, answer.alarm).state, "unacknowledged");
  });

  it("keeps a one-shot shelf's end silent while another reason hides the alarm", () => {
    const shelf = { kind: "one-shot", until: NOW + 60_000, by: "operator:anna", reason: "known" } as const;
    const hidden = after("shelve suppress", LATCHED, after("activate", LATCHED), { ...CONTEXT, shelf });
    const gone = after("return", LATCHED, hidden);
    assert.deepEqual([gone.state, gone.shelf, gone.latched], ["suppressed", null, true]);
  });

  it("applies the on-delay again when a suppression ends, so that a change of mode is no burst", () => {
    const answer = step(after("suppress activate"), "unsuppress", RULES, { ...CONTEXT, delayAgain: true });
    assert.equal(answer.kind, "changed");
    if (answer.kind !== "changed") return;
    assert.deepEqual([answer.alarm.state, answer.alarm.active], ["normal", false]);
    assert.deepEqual(answer.transition.effects, []);
    assert.equal(after("activate", RULES, answer.alarm).state, "unacknowledged");
  });
});

describe("a lost source", () => {
  it("freezes the state: neither raise nor return counts before it is back", () => {
    const lost = after("activate lose");
    assert.equal(lost.quality, "uncertain");
    for (const input of ["activate", "return", "escalate", "ease", "re-alarm"] as const) {
      const answer = step(lost, input, RULES, CONTEXT);
      assert.equal(answer.kind, "ignored");
      assert.match(answer.kind === "ignored" ? answer.because : "", /lost/);
    }
    assert.equal(after("regain return", RULES, lost).state, "returned");
  });

  it("can still be acknowledged and shelved", () => {
    assert.equal(after("activate lose acknowledge").state, "acknowledged");
    assert.equal(after("activate lose shelve").state, "shelved");
  });
});

describe("the timers of an alarm", () => {
  const rules = { ...RULES, reAlarmMs: 30_000 };

  it("ring the earliest first, from absolute times", () => {
    const alarm = after("activate acknowledge", rules);
    assert.equal(alarm.dueAt, NOW + 30_000);
    const both = after("remove shelve", rules, alarm);
    assert.equal(both.dueAt, NOW + 60_000);
    assert.deepEqual(timersDue(both, rules, NOW + 59_999), []);
    assert.deepEqual(timersDue(both, rules, NOW + 90_000), ["unshelve", "remove"]);
  });

  it("remind once of an alarm that is still out of service", () => {
    const removed = after("remove", rules);
    const reminded = after("remove", rules, removed, { ...CONTEXT, outOfService: undefined });
    assert.deepEqual([reminded.state, reminded.outOfService?.until, reminded.dueAt], ["out-of-service", null, null]);
  });

  it("do not ring for an alarm that nobody can know about", () => {
    const lost = after("activate acknowledge lose", rules);
    assert.equal(lost.dueAt, null);
    assert.equal(dueOf(after("regain", rules, lost), rules), NOW + 30_000);
  });
});
