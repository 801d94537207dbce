import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type LinkInput,
  type LinkState,
  looksAlike,
  nextLink,
  retryAfterMs,
  SILENCE_MS,
  startLink,
  trusted,
} from "./link.ts";

const run = (...inputs: LinkInput[]): LinkState =>
  inputs.reduce((state, input) => nextLink(state, input, "silent"), startLink(0));
const live: LinkInput = { kind: "caught-up", at: 1000 };

test("before the first data the page is connecting, which isn't calm", () => {
  const state = run();
  assert.equal(state.link.is, "connecting");
  assert.equal(trusted(state), false);
});

test("a server that doesn't answer the first time is lost, with nothing known", () => {
  const state = run({ kind: "tick", at: SILENCE_MS + 1 });
  assert.deepEqual(state.link, { is: "lost", since: SILENCE_MS + 1, goodAt: null, why: "silent", attempts: 1 });
});

test("heartbeats keep the link live, silence of more than 10 s loses it", () => {
  const beating = run(live, { kind: "heard", at: 6000 }, { kind: "tick", at: 16_000 });
  assert.equal(trusted(beating), true);
  const silent = run(live, { kind: "heard", at: 6000 }, { kind: "tick", at: 16_001 });
  assert.deepEqual(silent.link, { is: "lost", since: 16_001, goodAt: 6000, why: "silent", attempts: 1 });
  assert.equal(trusted(silent), false);
});

test("what is heard after the machine slept doesn't make the screen of before right: it was lost, and is loaded anew", () => {
  const hours = 3 * 3_600_000;
  const woken = run(live, { kind: "heard", at: 6000 }, { kind: "heard", at: hours });
  assert.deepEqual(woken.link, { is: "lost", since: hours, goodAt: 6000, why: "silent", attempts: 1 });
  assert.deepEqual(nextLink(woken, { kind: "caught-up", at: hours + 900 }, "silent").missed, {
    from: 6000,
    to: hours + 900,
  });
});

test("a machine whose clock is set back notices a lost server as soon as ever", () => {
  const setBack = -7_200_000;
  for (const before of [startLink(1000), run(live)]) {
    const ticked = (state: LinkState, at: number) => nextLink(state, { kind: "tick", at }, "silent");
    const waiting = ticked(ticked(before, setBack), setBack + SILENCE_MS);
    assert.equal(waiting.link.is, before.link.is);
    assert.equal(ticked(waiting, setBack + SILENCE_MS + 1).link.is, "lost");
  }
});

test("a heartbeat changes nothing that is seen; a loss, a database that is down and a list loaded anew do", () => {
  const calm = run(live);
  assert.equal(looksAlike(calm, run(live, { kind: "heard", at: 6000 })), true);
  const changes: LinkInput[] = [
    { kind: "ended", at: 6000, why: "gone" },
    { kind: "database", at: 6000, up: false, because: "disk full" },
    { kind: "caught-up", at: 6000 },
  ];
  for (const change of changes) assert.equal(looksAlike(calm, run(live, change)), false, change.kind);
  const lost = run(live, { kind: "ended", at: 2000, why: "gone" });
  assert.equal(looksAlike(lost, nextLink(lost, { kind: "ended", at: 4000, why: "gone" }, "silent")), false);
});

test("a late heartbeat doesn't make a lost link live: the list must be loaded first", () => {
  const state = run(live, { kind: "ended", at: 2000, why: "gone" }, { kind: "heard", at: 3000 });
  assert.equal(state.link.is, "lost");
});

test("attempts are counted, the moment of loss and the last good moment stay", () => {
  const state = run(live, { kind: "ended", at: 2000, why: "a" }, { kind: "ended", at: 9000, why: "b" });
  assert.deepEqual(state.link, { is: "lost", since: 2000, goodAt: 1000, why: "b", attempts: 2 });
});

test("a tick never makes a lost link worse", () => {
  const before = run(live, { kind: "ended", at: 2000, why: "a" });
  assert.equal(nextLink(before, { kind: "tick", at: 99_000 }, "silent"), before);
});

test("after the reconnect the missed time is shown until it was read", () => {
  const back = run(live, { kind: "ended", at: 2000, why: "gone" }, { kind: "caught-up", at: 60_000 });
  assert.deepEqual(back.missed, { from: 1000, to: 60_000 });
  assert.equal(trusted(back), true);
  assert.equal(nextLink(back, { kind: "read" }, "silent").missed, null);
});

test("a reload without a loss misses nothing", () => {
  assert.equal(run(live, { kind: "caught-up", at: 5000 }).missed, null);
});

test("a database that is down can't be trusted although the stream speaks", () => {
  const down: LinkInput = { kind: "database", at: 2000, up: false, because: "disk full" };
  const state = run(live, down, { ...down, at: 4000 });
  assert.equal(state.link.is, "live");
  assert.deepEqual(state.database, { since: 2000, because: "disk full" });
  assert.equal(trusted(state), false);
  assert.equal(trusted(nextLink(state, { kind: "database", at: 5000, up: true, because: "" }, "silent")), true);
});

test("the page knocks again after 1, 2, 4 and then every 5 s", () => {
  assert.deepEqual([1, 2, 3, 4, 50].map(retryAfterMs), [1000, 2000, 4000, 5000, 5000]);
});

test("a database that was down before the loss of connection isn't taken for down after it", () => {
  const down: LinkInput = { kind: "database", at: 2000, up: false, because: "disk full" };
  const state = run(live, down, { kind: "ended", at: 3000, why: "gone" }, { kind: "caught-up", at: 9000 });
  assert.equal(trusted(state), true);
});
