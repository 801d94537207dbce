import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Verdict } from "#audit/verify.ts";
import { judgeBehind, judgeOverdue, judgeVerified } from "./judge-trail.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const MIN = 60_000;
const WHOLE: Verdict = { entries: 7, last: null, findings: [], more: 0, signed: 7, archived: 0, repeated: 0 };
const missing = { kind: "removed", from: 3, to: 3, because: "Entry 3 is missing." } as const;

describe("the look after the audit trail", () => {
  const CASES = [
    ["nothing waits for a checkpoint", judgeOverdue(null, NOW), "clear", /in time/],
    ["an entry waits as it may", judgeOverdue(NOW - 9 * MIN, NOW), "clear", /in time/],
    ["an entry waits too long", judgeOverdue(NOW - 11 * MIN, NOW), "raise", /for 11 minutes/],
    ["a witness has all", judgeBehind({ id: "worm", name: "Off site" }, 0, null, NOW), "clear", /keeps up/],
    [
      "a witness is a little behind",
      judgeBehind({ id: "worm", name: "Off site" }, 40, NOW - MIN, NOW),
      "clear",
      /keeps up/,
    ],
    [
      "a witness is far behind",
      judgeBehind({ id: "worm", name: "Off site" }, 40, NOW - 20 * MIN, NOW),
      "raise",
      /witness Off site is 40 entries.*20 minutes/,
    ],
    ["the trail is whole", judgeVerified(WHOLE), "clear", /7 entries/],
    ["one finding", judgeVerified({ ...WHOLE, findings: [missing] }), "raise", /verify: Entry 3 is missing\. Run/],
    ["more of them", judgeVerified({ ...WHOLE, findings: [missing], more: 2 }), "raise", /And 2 more\./],
  ] as const;
  for (const [what, report, kind, says] of CASES) {
    it(`${kind}s when ${what}`, () => {
      assert.equal(report.kind, kind);
      assert.match(report.text ?? "", says);
    });
  }
});
