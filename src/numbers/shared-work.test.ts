import assert from "node:assert/strict";
import { it } from "node:test";
import { SharedWork } from "./shared-work.ts";

function begun() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const seen: { signal?: AbortSignal; forgotten: number } = { forgotten: 0 };
  const work = new SharedWork<string>(
    ({ signal, tell }) => {
      if (signal) seen.signal = signal;
      tell?.(0.25);
      return promise;
    },
    () => seen.forgotten++,
  );
  return { work, seen, resolve, reject };
}

it("work goes on while anybody waits, and is given up when the last has gone", async () => {
  const { work, seen } = begun();
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = [work.wait(first.signal), work.wait(second.signal)].map((one) => assert.rejects(one, /gone/));
  assert.equal(work.share, 0.25);
  first.abort(new Error("gone"));
  assert.equal(seen.signal?.aborted, false);
  second.abort(new Error("gone"));
  assert.equal(seen.signal?.aborted, true);
  assert.equal(seen.forgotten, 1);
  await Promise.all(waiting);
});

it("what is done stays done, whoever goes then", async () => {
  const { work, seen, resolve } = begun();
  const gone = new AbortController();
  const answer = work.wait(gone.signal);
  resolve("figures");
  assert.equal(await answer, "figures");
  gone.abort(new Error("gone"));
  assert.equal(seen.signal?.aborted, false);
  assert.equal(await work.wait(), "figures");
  assert.deepEqual([work.ended, seen.forgotten], [true, 0]);
});

it("what failed is forgotten, so that it can be tried again", async () => {
  const { work, seen, reject } = begun();
  const answer = work.wait();
  reject(new Error("the database is away"));
  await assert.rejects(answer, /database is away/);
  assert.deepEqual([work.ended, seen.forgotten], [true, 1]);
});
