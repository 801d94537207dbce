import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Candidate, type ChangeOverFacts, type Holding, judgeChangeOver, SETTLED_MS } from "./change-over.ts";

const NOW = Date.UTC(2027, 0, 15);
const FORMER: Holding = { trusts: ["AA"], vouchedBy: "AA" };
const BOTH: Holding = { trusts: ["AA", "BB"], vouchedBy: "AA" };
const NEW: Holding = { trusts: ["BB", "AA"], vouchedBy: "BB" };

const process = (holding: Holding | null, more: Partial<Candidate> = {}): Candidate => ({
  uri: "tocsin://site/driver-host/plant-2/main",
  own: false,
  role: "driver-host",
  holding,
  ...more,
});
const facts = (more: Partial<ChangeOverFacts>): ChangeOverFacts => ({
  stage: "spreading",
  next: "BB",
  keepUntil: NOW,
  candidates: [],
  changedAt: NOW - SETTLED_MS,
  now: NOW,
  ...more,
});

describe("W-031 a change of roots", () => {
  for (const [what, given, next, because] of [
    ["waits for who knows the former root alone", { candidates: [process(FORMER)] }, "wait", /1 of .* lack/],
    ["waits for who has not spoken", { candidates: [process(null)] }, "wait", /1 of .* lack/],
    ["goes on once everybody trusts the new root", { candidates: [process(BOTH)] }, "replace", /trusts the new/],
    ["goes on where nobody else is", {}, "replace", /trusts the new/],
    ["waits a moment after the last one", { changedAt: NOW - SETTLED_MS + 1 }, "wait", /only for a moment/],
    [
      "waits for a certificate that the former root vouches for",
      { stage: "replacing", candidates: [process(NEW), process(BOTH)] },
      "wait",
      /1 of .* lack/,
    ],
    [
      "keeps the former root for browsers as long as it was told",
      { stage: "replacing", candidates: [process(NEW)], keepUntil: NOW + 1 },
      "wait",
      /kept until 2027-01-15/,
    ],
    ["retires the former root", { stage: "replacing", candidates: [process(NEW)] }, "retire", /has a certificate/],
    [
      "does not wait for another core on the same folder, which uses this one's certificate",
      { candidates: [process(null, { role: "core" })] },
      "replace",
      /trusts the new/,
    ],
    [
      "waits for this core itself",
      { stage: "replacing", candidates: [process(BOTH, { role: "core", own: true })] },
      "wait",
      /1 of .* lack/,
    ],
    [
      "waits for a core elsewhere that has spoken",
      { candidates: [process(FORMER, { role: "core" })] },
      "wait",
      /1 of .* lack/,
    ],
  ] as const) {
    test(what, () => {
      const verdict = judgeChangeOver(facts(given));
      assert.equal(verdict.next, next);
      assert.match(verdict.because, because);
    });
  }

  test("says of everybody what they lack", () => {
    const candidates = [
      process(null, { uri: "a" }),
      process(FORMER, { uri: "b" }),
      process(BOTH, { uri: "c" }),
      process(NEW, { uri: "d" }),
    ];
    const { lacking } = judgeChangeOver(facts({ stage: "replacing", candidates }));
    assert.deepEqual(lacking, [
      { uri: "a", because: "it has not been heard since this core started" },
      { uri: "b", because: "it does not trust the new root yet" },
      { uri: "c", because: "its certificate is still of the former root" },
    ]);
  });
});
