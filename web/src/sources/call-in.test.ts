import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_MENU } from "../../../src/speech/menu-words.ts";
import { digitsFor, draftOf, menuOf, STORED_PIN, settingsWith } from "./call-in.ts";

const TRUNKS = [{ name: "PBX", server: "pbx.example", user: "880" }];
const BEN = { person: "ben", number: "42", pin: STORED_PIN };

test("a channel that nobody can call begins with today's menu, and stays as it is while it is off", () => {
  const settings = { trunks: TRUNKS, calls: 2 };
  const draft = draftOf(settings);
  assert.equal(draft.on, false);
  assert.deepEqual(menuOf(draft), DEFAULT_MENU);
  assert.deepEqual(settingsWith(settings, draft), settings);
});

test("what was edited takes the place of callIn, and the rest of the settings stays", () => {
  const settings = {
    trunks: TRUNKS,
    callIn: { persons: [BEN], menu: [{ digit: "7", entry: "standing" }] },
    calls: 2,
  };
  const draft = draftOf(settings);
  assert.deepEqual(draft.persons, [BEN]);
  const points = [{ key: "12", point: "plant/pt-101" }];
  const digits = { ...draft.digits, end: "0", waiting: "9" } as const;
  assert.deepEqual(settingsWith(settings, { ...draft, points, digits }), {
    trunks: TRUNKS,
    calls: 2,
    callIn: {
      persons: [BEN],
      points,
      menu: [
        { digit: "7", entry: "standing" },
        { digit: "9", entry: "waiting" },
        { digit: "0", entry: "end" },
      ],
    },
  });
  assert.deepEqual(settingsWith(settings, { ...draft, on: false }), { trunks: TRUNKS, calls: 2 });
});

test("a digit can be chosen once", () => {
  const { digits } = draftOf({});
  assert.deepEqual(digitsFor("waiting", digits), ["1", "6", "7", "8", "9"]);
  assert.deepEqual(digitsFor("waiting", { ...digits, waiting: null, end: null }), ["1", "6", "7", "8", "9", "0"]);
});
