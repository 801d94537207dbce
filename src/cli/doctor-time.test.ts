import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeTime, readSources } from "./doctor-time.ts";

/** As chronyc 4.3 prints them: `^` is a server; `*` followed, `+` combined with it, `?` unreachable, `x` a liar. */
const source = (state: string, name: string) => `^,${state},${name},2,6,377,12,0.000012,0.000015,0.0021`;
const NONE = "-,0,0,0,-,0,0,0,0";
const NTS = "NTS,1,15,256,33,0,0,8,100";

for (const [what, sources, authentication, state] of [
  ["two that agree", [source("*", "a.example"), source("+", "b.example")], [`a.example,${NONE}`], "good"],
  ["one that is authenticated", [source("*", "a.example")], [`a.example,${NTS}`], "good"],
  ["one alone", [source("*", "a.example")], [`a.example,${NONE}`], "advice"],
  ["two, of which one lies", [source("*", "a.example"), source("x", "b.example")], [`b.example,${NTS}`], "advice"],
  ["two that can't be reached", [source("?", "a.example"), source("?", "b.example")], [], "advice"],
  ["none", [], [], "advice"],
] as const) {
  test(`TIM-02 ${what}: ${state}`, () => {
    assert.equal(judgeTime(readSources(sources.join("\n"), authentication.join("\n"))).state, state);
  });
}

test("P-102 TIM-02 wants a clock that is synchronised, with two sources or an authenticated one", () => {
  const good = { synchronised: true, usable: 2, authenticated: 0 };
  for (const [sources, state] of [
    [good, "good"],
    [{ ...good, usable: 1, authenticated: 1 }, "good"],
    [{ ...good, usable: 1 }, "advice"],
    [{ ...good, synchronised: false }, "advice"],
    [null, "advice"],
  ] as const) {
    assert.equal(judgeTime(sources).state, state);
  }
});
