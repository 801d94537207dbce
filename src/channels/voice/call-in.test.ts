import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_MENU, type Menu, menuSentence } from "#speech/menu-words.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { advance, type CallInInput, type CallInOrder, type CallInStep, welcome } from "./call-in.ts";
import { voice } from "./index.ts";
import { PinGuard } from "./pin-guard.ts";

const SETTINGS = { name: "Tocsin", language: "en" } as const;
const ALARMS = [
  { notification: 7, text: "Pump 1 stands still." },
  { notification: 8, text: "Boiler hot." },
];

/** Other things that come than digits: silence, and what became of an order. */
const INPUTS: Readonly<Record<string, CallInInput>> = {
  "-": { kind: "silence" },
  k: { kind: "identified", who: "known" },
  w: { kind: "identified", who: "wrong" },
  l: { kind: "identified", who: "locked" },
  a: { kind: "waiting", alarms: ALARMS },
  e: { kind: "waiting", alarms: [] },
  s: { kind: "said", text: "So it is." },
  n: { kind: "no-point" },
  x: { kind: "trouble" },
};

function walk(inputs: string, known = true, menu: Menu = DEFAULT_MENU): CallInStep {
  let step = welcome(SETTINGS, known);
  for (const letter of inputs) {
    if (step.next === "hang-up") assert.fail(`it was over before ${letter} of ${inputs}`);
    step = advance(menu, step.state, INPUTS[letter] ?? { kind: "digit", digit: letter });
  }
  return step;
}
const at = (step: CallInStep) => (step.next === "hang-up" ? step.ending : step.state.at);
const ordered = (inputs: string, known = true): CallInOrder | null => {
  const step = walk(inputs, known);
  return step.next === "order" ? step.order : null;
};
const said = (inputs: string, known = true) => walk(inputs, known).say.map(({ text, prompt }) => text ?? prompt);

test("where every call that comes in leads", () => {
  const table: readonly (readonly [string, boolean, string])[] = [
    ["", true, "pin"],
    ["", false, "number"],
    ["42#", false, "pin"],
    ["#", false, "number"],
    ["123456#", true, "ordered"],
    ["1234567890", true, "ordered"],
    ["123456#k", true, "menu"],
    ["123456#w", true, "pin"],
    ["123456#w123456#w123456#w", true, "wrong-pin"],
    ["42#123456#w", false, "number"],
    ["42#123456#w43#123456#w44#123456#w", false, "wrong-pin"],
    ["123456#l", true, "locked"],
    ["123456#x", true, "trouble"],
    ["---", true, "silent"],
    ["---", false, "silent"],
    ["123456#k---", true, "silent"],
    ["123456#k1e", true, "menu"],
    ["123456#k1a", true, "alarm"],
    ["123456#k1a1", true, "confirm"],
    ["123456#k1a12", true, "alarm"],
    ["123456#k1a11s", true, "alarm"],
    ["123456#k1a11s11s", true, "menu"],
    ["123456#k1a33", true, "menu"],
    ["123456#k1a0", true, "menu"],
    ["123456#k1a---", true, "silent"],
    ["123456#k1a11x", true, "menu"],
    ["123456#k3", true, "point"],
    ["123456#k3#", true, "menu"],
    ["123456#k312#n", true, "menu"],
    ["123456#k312#s", true, "menu"],
    ["123456#k7", true, "menu"],
    ["123456#k0", true, "goodbye"],
  ];
  for (const [inputs, known, expected] of table) assert.equal(at(walk(inputs, known)), expected, inputs);
});

test("the menu is the site's: its digits, its entries, in its order", () => {
  const menu: Menu = [
    { digit: "9", entry: "standing" },
    { digit: "1", entry: "on-duty" },
  ];
  const step = walk("123456#k", true, menu);
  assert.deepEqual(
    step.say.map(({ prompt }) => prompt),
    ["entry-standing", "digit-9", "entry-on-duty", "digit-1"],
  );
  const order = (digit: string) => {
    const { next, ...rest } = walk(`123456#k${digit}`, true, menu);
    return next === "order" && "order" in rest ? rest.order : rest.say[0]?.prompt;
  };
  assert.deepEqual(order("9"), { order: "standing" });
  assert.deepEqual(order("1"), { order: "duty", on: true });
  for (const digit of "2345670*#") assert.equal(order(digit), "no-choice", digit);
  assert.equal(menuSentence(menu, "en"), "For all alarms that stand, press 9. To report on duty, press 1.");
  assert.equal(
    menuSentence(menu, "de"),
    "Für alle Alarme, die anstehen, drücken Sie 9. Um sich zum Dienst zu melden, drücken Sie 1.",
  );
});

test("a menu names each digit and each entry once, and is today's where none is set", () => {
  const read = (menu?: unknown) =>
    voice.settings.safeParse({
      trunks: [{ name: "PBX", server: "pbx.example", user: "880" }],
      callIn: { persons: [{ person: "ben", number: "42", pin: "471147" }], ...(menu === undefined ? {} : { menu }) },
    });
  assert.deepEqual(read().data?.callIn?.menu, DEFAULT_MENU);
  const table: readonly (readonly [unknown, RegExp])[] = [
    [[], />=1/u],
    [
      [
        { digit: "1", entry: "waiting" },
        { digit: "1", entry: "end" },
      ],
      /each digit once/u,
    ],
    [
      [
        { digit: "1", entry: "end" },
        { digit: "2", entry: "end" },
      ],
      /each entry once/u,
    ],
    [[{ digit: "#", entry: "end" }], /Invalid option/u],
    [[{ digit: "1", entry: "open the gate" }], /Invalid option/u],
  ];
  for (const [menu, complaint] of table) assert.match(read(menu).error?.message ?? "", complaint, JSON.stringify(menu));
});

test("what is ordered", () => {
  assert.deepEqual(ordered("99*123456#"), { order: "identify", number: null, pin: "123456" });
  assert.deepEqual(ordered("42#123456#", false), { order: "identify", number: "42", pin: "123456" });
  assert.deepEqual(ordered("123456#k1"), { order: "waiting" });
  assert.deepEqual(ordered("123456#k2"), { order: "standing" });
  assert.deepEqual(ordered("123456#k312#"), { order: "value", key: "12" });
  assert.deepEqual(ordered("123456#k4"), { order: "duty", on: true });
  assert.deepEqual(ordered("123456#k5"), { order: "duty", on: false });
  assert.deepEqual(ordered("123456#k1a11"), { order: "answer", notification: 7, verb: "acknowledge" });
  assert.deepEqual(ordered("123456#k1a311"), { order: "answer", notification: 8, verb: "acknowledge" });
  assert.deepEqual(ordered("123456#k1a4"), { order: "answer", notification: 7, verb: "escalate" });
  assert.equal(ordered("123456#k1a1"), null, "not before it is confirmed");
});

test("before the PIN nothing can be ordered, and nothing is said but who we are", () => {
  for (const known of [true, false]) {
    for (const inputs of ["", "1", "11", "2", "4", "-", "--"]) {
      const step = walk(inputs, known);
      assert.notEqual(step.next, "order", inputs);
      assert.ok(
        step.say.every(({ text }) => text === undefined || text === "This is Tocsin."),
        inputs,
      );
    }
  }
  assert.deepEqual(said("123456#k1a"), ["Pump 1 stands still.", "alarm-menu"]);
  assert.deepEqual(said("123456#k1a11s"), ["So it is.", "Boiler hot.", "alarm-menu"]);
});

test("five wrong PINs in a row close the telephone to a person for an hour, and then for longer", () => {
  const clock = new VirtualClock();
  const guard = new PinGuard(clock);
  const tries = (count: number, pin = "000000") =>
    Array.from({ length: count }, () => guard.judge("ben", "471147", pin)).join(" ");
  assert.equal(tries(4), "wrong wrong wrong wrong");
  assert.equal(tries(1, "471147"), "right");
  assert.equal(tries(5), "wrong wrong wrong wrong locked");
  assert.equal(tries(1, "471147"), "locked", "the right one does not help");
  assert.equal(guard.judge("anna", "222222", "222222"), "right", "others are not concerned");
  clock.advance(3_600_000);
  assert.equal(tries(5), "wrong wrong wrong wrong locked");
  clock.advance(3_600_000);
  assert.equal(tries(1, "471147"), "locked");
  clock.advance(3_600_000);
  assert.equal(tries(1, "471147"), "right");
  assert.equal(guard.judge(null, null, "471147"), "wrong");
  assert.equal(guard.judge("ben", "471147", ""), "wrong");
});
