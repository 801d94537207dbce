import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alarm } from "#alarms/alarm.ts";
import { ChannelItem } from "#site/channel-item.ts";
import { Person } from "#site/person.ts";
import { Procedure, stepMistakes } from "#site/procedure.ts";
import { whomToCall } from "./call.ts";
import { beginsByItself, fits } from "./fits.ts";
import { lateReport } from "./late.ts";
import {
  type Answer,
  answered,
  atTime,
  type By,
  begun,
  called,
  endedEarly,
  isAlarming,
  type Run,
  stepOf,
} from "./run.ts";
import { beginSentence, entrySentence } from "./sentence.ts";

const ANNA: By = { actor: { id: "operator:anna", via: "screen" }, name: "Anna" };
const BERT: By = { actor: { id: "operator:bert", via: "screen" }, name: "Bert" };
const CLOCK: By = { actor: { id: "tocsin", via: "timer" }, name: "Tocsin" };
const FILE = { file: "a".repeat(64), name: "photo.jpg" };

const ALARM = {
  id: 17,
  source: "boiler",
  point: "t1",
  condition: "high",
  partition: "north",
  category: "process",
  priority: "high",
  tags: ["steam"],
  text: "Too hot",
  occurrence: 23,
  active: true,
  shelf: null,
  outOfService: null,
  suppressedBy: [],
} as unknown as Alarm;

const procedure = (steps: readonly object[], rest: object = {}) =>
  Procedure.parse({ id: "hot", name: "Too hot", steps, ...rest });

function running(steps: readonly object[], rest: object = {}): Run {
  return begun(ALARM, { version: 3, body: procedure(steps, rest) }, ANNA, 1000);
}

function goesOn(run: Run, answer: Partial<Answer> = {}, by = ANNA, now = 2000): Run {
  const decided = answered(run, { step: run.step ?? "", turn: run.turn, outcome: "done", ...answer }, by, now);
  return decided.kind === "goes-on" ? decided.run : assert.fail(decided.because);
}

function refusal(run: Run, answer: Partial<Answer> = {}, now = 2000) {
  const decided = answered(run, { step: run.step ?? "", turn: run.turn, outcome: "done", ...answer }, BERT, now);
  return decided.kind === "refused" ? decided : assert.fail("it was not refused");
}

const check = (id: string, rest: object = {}) => ({ id, type: "check", text: `Check ${id}`, ...rest });

describe("a run of a procedure", () => {
  it("goes through its steps in their order, and is done after the last one", () => {
    const first = running([check("one"), check("two")]);
    assert.equal(first.step, "one");
    const second = goesOn(first);
    assert.deepEqual([second.step, second.turn, second.state], ["two", 1, "running"]);
    const over = goesOn(second, {}, BERT, 3000);
    assert.deepEqual([over.step, over.state, over.endedAt], [null, "done", 3000]);
    assert.deepEqual(
      over.log.map(({ number, step, kind, byName }) => [number, step, kind, byName]),
      [
        [1, "one", "done", "Anna"],
        [2, "two", "done", "Bert"],
      ],
    );
  });

  it("follows what was decided, also back to an earlier step", () => {
    const steps = [
      check("look"),
      {
        id: "hot",
        type: "decision",
        text: "Hot?",
        choices: [
          { text: "Yes", next: "look" },
          { text: "No", next: "end" },
        ],
      },
      check("never", { next: "end" }),
    ];
    const asked = goesOn(running(steps));
    const again = goesOn(asked, { choice: 0 });
    assert.deepEqual([again.step, again.turn, again.log.at(-1)?.said], ["look", 2, "Yes"]);
    assert.equal(goesOn(goesOn(again), { choice: 1 }).state, "done");
    assert.match(refusal(asked).because, /Choose one of the answers/);
    assert.match(refusal(asked, { choice: 2 }).because, /Choose one of the answers/);
  });

  const NEEDS: readonly (readonly [string, object, Partial<Answer>, Partial<Answer>, RegExp])[] = [
    ["a comment", { type: "comment" }, { comment: "   " }, { comment: "A valve" }, /needs a comment/],
    ["a file", { type: "attachment" }, { attachments: [] }, { attachments: [FILE] }, /needs a file/],
    [
      "a reason to skip",
      { type: "check", mayBeSkipped: true },
      { outcome: "skipped", reason: " " },
      { outcome: "skipped", reason: "No key" },
      /needs a reason/,
    ],
  ];
  for (const [what, step, without, given, why] of NEEDS) {
    it(`asks for ${what}`, () => {
      const run = running([{ id: "s", text: "S", ...step }]);
      const refused = refusal(run, without);
      assert.equal(refused.why, "invalid");
      assert.match(refused.because, why);
      assert.equal(goesOn(run, given).state, "done");
    });
  }

  it("lets no step be skipped that the procedure doesn't allow", () => {
    assert.match(
      refusal(running([check("one")]), { outcome: "skipped", reason: "No time" }).because,
      /can't be skipped/,
    );
  });

  it("tells the second of two people at once who was faster, and what is to be done now", () => {
    const run = goesOn(running([check("one"), check("two")]));
    const refused = refusal(run, { step: "one", turn: 0 });
    assert.equal(refused.why, "conflict");
    assert.equal(
      refused.because,
      "Anna was faster: that step is done already. The step whose turn it is now: 'Check two'.",
    );
  });

  it("refuses an answer to the same step of an earlier round", () => {
    const steps = [
      check("look"),
      { id: "hot", type: "decision", text: "Hot?", choices: [{ text: "Yes", next: "look" }, { text: "No" }] },
    ];
    const again = goesOn(goesOn(running(steps)), { choice: 0 });
    assert.equal(refusal(again, { step: "look", turn: 0 }).why, "conflict");
  });

  it("takes nothing after its end", () => {
    const over = goesOn(running([check("one")]));
    assert.match(refusal(over, { step: "one", turn: 0 }).because, /is over: Anna did the last of it/);
    assert.equal(endedEarly(over, "why not", BERT, 5000).kind, "refused");
    assert.equal(atTime(over, CLOCK, 9e9), null);
  });

  it("reminds once of a step that takes too long, which can be done all the same", () => {
    const run = running([check("one", { withinSec: 60 })]);
    assert.equal(run.dueAt, 61_000);
    assert.equal(atTime(run, CLOCK, 60_999), null);
    const late = atTime(run, CLOCK, 61_000);
    assert.deepEqual(
      [late?.run.overdueAt, late?.run.dueAt, late?.run.step, late?.entry.kind],
      [61_000, null, "one", "overdue"],
    );
    assert.ok(late);
    assert.equal(goesOn(late.run, {}, BERT, 70_000).state, "done");
  });

  it("raises an alarm about a step that nobody does long after its time, where its document says so, once", () => {
    const run = running([check("one", { withinSec: 60 }), check("two")], { whenLate: { afterSec: 30 } });
    const late = atTime(run, CLOCK, 61_000)?.run ?? assert.fail();
    assert.deepEqual([late.dueAt, isAlarming(late)], [91_000, false]);
    assert.equal(atTime(late, CLOCK, 90_999), null);
    const raised = atTime(late, CLOCK, 91_000) ?? assert.fail();
    assert.deepEqual(
      [raised.entry.kind, raised.run.overdueAt, raised.run.dueAt, raised.run.step, isAlarming(raised.run)],
      ["raised", 61_000, null, "one", true],
    );
    assert.match(entrySentence(raised.run, raised.entry), /^Nobody has done the step 'Check one' long after its time/);
    const { point, kind, priority, text } = lateReport(raised.run, true);
    assert.deepEqual([point, kind, priority], ["procedure/23-hot", "raise", "high"]);
    assert.match(text ?? "", /Nobody goes on with the procedure Too hot for alarm 17\. Open alarm 17/);
    const on = goesOn(raised.run, {}, BERT, 95_000);
    assert.deepEqual([on.step, isAlarming(on)], ["two", false]);
    assert.match(refusal(on, { step: "one", turn: 0 }).because, /Bert was faster/);
  });

  it("raises no alarm about a step to which a decision came back, before it is late again", () => {
    const steps = [
      check("look", { withinSec: 60 }),
      { id: "hot", type: "decision", text: "Hot?", choices: [{ text: "Yes", next: "look" }, { text: "No" }] },
    ];
    const late = atTime(running(steps, { whenLate: { afterSec: 0 } }), CLOCK, 61_000)?.run ?? assert.fail();
    const raised = atTime(late, CLOCK, 61_000)?.run ?? assert.fail();
    const again = goesOn(goesOn(raised, {}, ANNA, 62_000), { choice: 0 }, ANNA, 63_000);
    assert.deepEqual([again.step, again.overdueAt, isAlarming(again)], ["look", null, false]);
  });

  it("can have its timer answered once that has rung, though an alarm is still to come", () => {
    const wait = { id: "wait", type: "timer", text: "Wait", seconds: 60 };
    const rung = atTime(running([wait, check("two")], { whenLate: { afterSec: 300 } }), CLOCK, 61_000);
    assert.equal(goesOn(rung?.run ?? assert.fail(), {}, ANNA, 62_000).step, "two");
  });

  it("waits for a timer that must not be cut short, and goes on by itself where it shall", () => {
    const wait = { id: "wait", type: "timer", text: "Wait", seconds: 60 };
    const reminding = running([wait, check("two")]);
    assert.match(refusal(reminding, {}, 60_000).because, /not over yet/);
    const rung = atTime(reminding, CLOCK, 61_000);
    assert.ok(rung);
    assert.equal(goesOn(rung.run, {}, ANNA, 61_000).step, "two");
    const going = atTime(running([{ ...wait, whenOver: "continue" }, check("two")]), CLOCK, 61_000);
    assert.deepEqual([going?.run.step, going?.entry.kind, going?.run.turn], ["two", "waited", 1]);
    assert.equal(
      goesOn(running([{ ...wait, mayBeSkipped: true }]), { outcome: "skipped", reason: "It is out" }).state,
      "done",
    );
  });

  it("ends early with a reason, where the procedure allows it", () => {
    const run = running([check("one")]);
    const ended = endedEarly(run, "A false alarm", ANNA, 5000);
    assert.ok(ended.kind === "goes-on");
    assert.deepEqual([ended.run.state, ended.run.step, ended.entry.said], ["ended-early", null, "A false alarm"]);
    assert.equal(endedEarly(run, "  ", ANNA, 5000).kind, "refused");
    assert.equal(endedEarly(running([check("one")], { mayEndEarly: false }), "why", ANNA, 5000).kind, "refused");
  });

  it("keeps what the database can't store out of its log", () => {
    const run = goesOn(running([{ id: "s", type: "comment", text: "S" }]), { comment: `a\0b ${"x".repeat(3000)}` });
    assert.equal(run.log[0]?.comment?.length, 2000);
    assert.doesNotMatch(run.log[0]?.comment ?? "", /\0/);
  });

  it("says everything as a sentence", () => {
    const run = running([
      { id: "s", type: "comment", text: "Cause?" },
      { id: "c", type: "call", text: "Call", whom: { name: "Fire brigade", number: "112" } },
    ]);
    assert.equal(beginSentence(run), "Anna began the procedure Too hot (hot) for alarm 17 (occurrence 23), version 3.");
    const told = goesOn(run, { comment: "A valve", attachments: [FILE] });
    assert.equal(
      entrySentence(told, told.log[0] ?? assert.fail()),
      `Anna did the step 'Cause?' in the procedure Too hot (hot) for alarm 17 (occurrence 23). Comment: A valve Attached: photo.jpg (${FILE.file}).`,
    );
    const rung = called(told, stepOf(told) ?? assert.fail(), { said: "Bert, +4930", message: 9 }, ANNA, 3000);
    assert.equal(rung.entry.message, 9);
    assert.match(
      entrySentence(rung.run, rung.entry),
      /^Anna had the server call \(Bert, \+4930\) for the step 'Call' in/,
    );
    const ended = endedEarly(told, "false", ANNA, 1);
    assert.ok(ended.kind === "goes-on");
    assert.match(entrySentence(ended.run, ended.entry), /^Anna ended it early, because: false, in .* It is over\.$/);
  });
});

describe("whom the server calls", () => {
  const ben = Person.parse({
    id: "ben",
    name: "Ben",
    methods: [
      { id: "mail", channel: "mail", address: "ben@plant.example" },
      { id: "old", channel: "off", address: "+491" },
      { id: "phone", channel: "phone", address: "+492" },
    ],
  });
  const channel = (id: string, kind: string, enabled: boolean) =>
    [id, { version: 1, body: ChannelItem.parse({ id, name: id, kind, enabled }) }] as const;
  const channels = new Map([
    channel("mail", "smtp", true),
    channel("off", "voice", false),
    channel("phone", "voice", true),
  ]);
  const step = (whom: object) => {
    const [first] = procedure([{ id: "c", type: "call", text: "Call", whom }]).steps;
    return first?.type === "call" ? first : assert.fail();
  };
  const found = (whom: object, person: typeof ben, isVerified: boolean) => {
    const items = { channel: channels, person: new Map([["ben", { version: 1, body: person }]]) };
    const answer = whomToCall(step(whom), { items } as unknown as Parameters<typeof whomToCall>[1], () => isVerified);
    return answer.kind === "found" ? answer.method.id : answer.because;
  };

  it("by the first confirmed number on a voice channel that is switched on", () => {
    assert.equal(found({ person: "ben" }, ben, true), "phone");
  });
  it("is nobody otherwise, and why", () => {
    assert.match(found({ person: "ben" }, ben, false), /Ben has no confirmed telephone number/);
    assert.match(found({ person: "ben" }, { ...ben, active: false }, true), /no active person 'ben'/);
    assert.match(found({ person: "eva" }, ben, true), /no active person 'eva'/);
    assert.match(found({ name: "Fire brigade", number: "112" }, ben, true), /dial 112 yourself/);
  });
});

describe("which procedures are for an alarm", () => {
  const area = (id: string, parent?: string) => [id, { version: 1, body: { id, name: id, parent } }];
  const SITE = {
    items: {
      area: new Map([area("works"), area("cellar", "works"), area("attic", "works"), area("pit", "cellar")] as never),
      point: new Map([["boiler/t1", { version: 1, body: { area: "cellar" } }]]),
    },
  } as unknown as Parameters<typeof fits>[2];
  const FITTING: readonly (readonly [string, object, boolean])[] = [
    ["all", {}, true],
    ["none that is off", { enabled: false }, false],
    ["its partition", { partitions: ["north"] }, true],
    ["another partition", { partitions: ["south"] }, false],
    ["its source", { sources: ["boiler"] }, true],
    ["its point", { points: ["boiler/t1"] }, true],
    ["points that begin alike", { points: ["x/y", "boiler/t*"] }, true],
    ["another point", { points: ["boiler/t10"] }, false],
    ["its condition", { conditions: ["high"] }, true],
    ["another condition", { conditions: ["low"] }, false],
    ["one of its tags", { tags: ["gas", "steam"] }, true],
    ["another tag", { tags: ["gas"] }, false],
    ["its area", { areas: ["cellar"] }, true],
    ["an area above its own", { areas: ["attic", "works"] }, true],
    ["an area beside its own", { areas: ["attic"] }, false],
    ["an area below its own", { areas: ["pit"] }, false],
    ["its area, not its priority", { areas: ["works"], priorities: ["low"] }, false],
    ["its priority, not its category", { priorities: ["high"], categories: ["fire"] }, false],
  ];
  for (const [what, match, expected] of FITTING) {
    it(`${what}`, () => assert.equal(fits(procedure([check("one")], match), ALARM, SITE), expected));
  }

  it("begin by themselves only for what is raised and shown", () => {
    const auto = procedure([check("one")], { begins: "when-raised" });
    assert.equal(beginsByItself(auto, ALARM, SITE), true);
    assert.equal(beginsByItself(procedure([check("one")]), ALARM, SITE), false);
    const aboutOne = { ...ALARM, source: "tocsin", point: "procedure/23-hot" };
    assert.equal(beginsByItself(auto, aboutOne, SITE), false, "it would be late about being late");
    for (const hidden of [{ occurrence: 0 }, { active: false }, { suppressedBy: ["inhibit"] }]) {
      assert.equal(beginsByItself(auto, { ...ALARM, ...hidden }, SITE), false);
    }
  });
});

describe("the steps of a procedure", () => {
  const said = (steps: readonly object[]) => stepMistakes(procedure(steps).steps).map(({ message }) => message);

  it("are good where every way leads on", () => {
    assert.deepEqual(said([check("one", { next: "two" }), check("two", { next: "end" })]), []);
  });
  it("have names of their own, and lead to steps that exist", () => {
    assert.match(said([check("one"), check("one")])[0] ?? "", /steps\.1\.id|steps\[1\]/);
    assert.match(said([check("one", { next: "nowhere" })])[0] ?? "", /the id of a step, or 'end'/);
  });
  it("are all reached", () => {
    assert.match(said([check("one", { next: "end" }), check("lost")])[0] ?? "", /another one leads to.*lost/);
  });
  it("never circle without anybody's answer", () => {
    const wait = { type: "timer", text: "Wait", seconds: 1, whenOver: "continue" };
    assert.match(
      said([
        { id: "a", ...wait },
        { id: "b", ...wait, next: "a" },
      ])[0] ?? "",
      /endless circle/,
    );
    assert.deepEqual(said([{ id: "a", ...wait }, check("b", { next: "a" })]), []);
  });
});
