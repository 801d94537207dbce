import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  APART_MS,
  HOLD_MS,
  judgePrimary,
  judgePromise,
  judgeStandby,
  judgeStart,
  NEAR_BYTES,
  type PrimaryFacts,
  type PromiseFacts,
  SILENT_MS,
  type StandbyFacts,
  type StartFacts,
} from "./judge.ts";
import { type Cast, judgeVote, VOTE_MS } from "./vote.ts";

const NOW = 1_000_000;

const primary: PrimaryFacts = {
  now: NOW,
  synchronous: true,
  healthy: false,
  healthyAt: NOW - HOLD_MS,
  behindBytes: 0,
  leaving: false,
  witness: "none",
};
const standby: StandbyFacts = {
  now: NOW,
  heardAt: NOW - SILENT_MS,
  synchronous: true,
  forMs: HOLD_MS,
  behindBytes: 0,
  deadAt: NOW - SILENT_MS + 100,
  ready: true,
  witness: false,
};
const start: StartFacts = {
  kept: { role: "primary", alone: false, token: 7 },
  database: true,
  joinedAsStandby: false,
  peer: null,
  vote: null,
};
const peer = { active: false, role: "standby", token: 7, sameDatabase: true } as const;

describe("the active core", () => {
  const CASES: readonly [string, Partial<PrimaryFacts>, string][] = [
    ["waits for a standby that is here", { healthy: true }, "synchronous"],
    [
      "begins to wait once it is near",
      { healthy: true, synchronous: false, behindBytes: NEAR_BYTES - 1 },
      "synchronous",
    ],
    ["doesn't wait while it is far behind", { healthy: true, synchronous: false, behindBytes: NEAR_BYTES }, "alone"],
    ["acknowledges nothing at first when it is gone", { healthyAt: NOW - HOLD_MS + 1 }, "hold"],
    ["then goes on alone", {}, "alone"],
    ["goes on at once when it leaves in order", { healthyAt: NOW, leaving: true }, "alone"],
    ["asks the witness first", { witness: "asking" }, "hold"],
    ["goes on when the witness has it on record", { witness: "granted" }, "alone"],
    ["acknowledges nothing without standby and witness", { witness: { refused: "it can't be asked" } }, "hold"],
  ];
  for (const [what, facts, be] of CASES) it(what, () => assert.equal(judgePrimary({ ...primary, ...facts }).be, be));
});

describe("what a standby is promised", () => {
  const promising: PromiseFacts = { now: NOW, synchronous: true, healthyAt: NOW, leaving: false, witnessed: false };
  const CASES: readonly [string, Partial<PromiseFacts>, { synchronous: boolean; forMs: number }][] = [
    ["counts from when it was last seen to take the stream", {}, { synchronous: true, forMs: HOLD_MS }],
    ["is shorter when that is a while ago", { healthyAt: NOW - 1500 }, { synchronous: true, forMs: HOLD_MS - 1500 }],
    ["is nothing when the core may go on alone now", { healthyAt: NOW - HOLD_MS }, { synchronous: false, forMs: 0 }],
    [
      "holds however old that is when the witness is asked before",
      { healthyAt: NOW - HOLD_MS, witnessed: true },
      { synchronous: true, forMs: 0 },
    ],
    ["is nothing while commits don't wait", { synchronous: false, witnessed: true }, { synchronous: false, forMs: 0 }],
    ["is nothing to a standby that stops", { leaving: true, witnessed: true }, { synchronous: false, forMs: 0 }],
  ];
  for (const [what, facts, promised] of CASES)
    it(what, () => {
      const { witnessed, ...said } = judgePromise({ ...promising, ...facts });
      assert.deepEqual(said, promised);
      assert.equal(witnessed, facts.witnessed ?? false);
    });
});

describe("a standby", () => {
  const CASES: readonly [string, Partial<StandbyFacts>, string, RegExp][] = [
    ["follows while it hears the active core", { heardAt: NOW - SILENT_MS + 1 }, "follow", /answers/],
    ["takes over from one that was seen to end", {}, "take", /silent for 3\.0 s/],
    ["doesn't when it merely lost the way", { deadAt: null }, "refuse", /the way is cut/],
    ["doesn't when it saw the end too late", { forMs: 100 + APART_MS - 1 }, "refuse", /in between/],
    ["may just have seen it in time", { forMs: 100 + APART_MS }, "take", /has ended/],
    ["says by how much it is stale", { synchronous: false, behindBytes: 4711 }, "refuse", /stale.* 4711 bytes behind/],
    ["doesn't know enough right after its start", { heardAt: null }, "refuse", /since it started/],
    ["needs its database", { ready: false }, "refuse", /database/],
    ["asks the witness", { deadAt: null, witness: true }, "ask", /silent/],
    ["is stale whatever the witness says", { synchronous: false, witness: true }, "refuse", /stale/],
    ["asks the witness what it can't know itself", { heardAt: null, witness: true }, "ask", /since this one started/],
  ];
  for (const [what, facts, does, because] of CASES)
    it(what, () => {
      const verdict = judgeStandby({ ...standby, ...facts });
      assert.equal(verdict.do, does);
      assert.match(verdict.because, because);
    });
});

describe("a node that starts", () => {
  const CASES: readonly [string, Partial<StartFacts>, string][] = [
    ["is the first of the pair", { kept: null }, "active"],
    ["stands by when it joined as a standby", { kept: null, database: false, joinedAsStandby: true }, "standby"],
    ["stops when both have a site", { kept: null, peer: { ...peer, active: true, sameDatabase: false } }, "stop"],
    ["stays a standby", { kept: { role: "standby", alone: true, token: 0 } }, "standby"],
    ["gives way to who took over", { peer: { ...peer, active: true } }, "standby"],
    ["gives way to who is about to", { peer: { ...peer, role: "primary", token: 8 } }, "standby"],
    ["goes on before its standby", { peer }, "active"],
    ["goes on when it had been alone", { kept: { role: "primary", alone: true, token: 7 } }, "active"],
    ["waits when it can't know", {}, "wait"],
    ["waits when the witness doesn't agree", { vote: false }, "wait"],
    ["goes on when the witness agrees", { vote: true }, "active"],
  ];
  for (const [what, facts, be] of CASES) it(what, () => assert.equal(judgeStart({ ...start, ...facts }).be, be));
});

describe("the witness", () => {
  const last: Cast = { node: "a", token: 7, alone: false, takesOver: false, at: NOW - VOTE_MS };
  const renewal = { node: "a", token: 7, alone: false, takesOver: false };
  const takeOver = { node: "b", token: 8, alone: true, takesOver: true };
  it("agrees with the first active core it hears of, and with no standby before", () => {
    assert.equal(judgeVote(renewal, null, NOW).granted, true);
    assert.equal(judgeVote(takeOver, null, NOW).granted, false);
  });
  it("lets the active core go on alone, and nobody take over from it then", () => {
    assert.equal(judgeVote({ ...renewal, alone: true }, last, NOW).granted, true);
    assert.match(judgeVote(takeOver, { ...last, alone: true }, NOW).because, /stale/);
  });
  it("lets the other one take over only when the active core is silent", () => {
    assert.match(judgeVote(takeOver, { ...last, at: NOW - 1000 }, NOW).because, /heard 1\.0 s ago/);
    assert.equal(judgeVote(takeOver, last, NOW).granted, true);
  });
  it("refuses the former active core that comes back", () => {
    assert.match(judgeVote(renewal, { ...takeOver, at: NOW - 60_000 }, NOW).because, /lease 8.*stale/);
  });
});
