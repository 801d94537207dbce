import assert from "node:assert/strict";
import { test } from "node:test";
import { type Circuit, CLOSED, failed, room } from "./circuit.ts";

const afterFailures = (times: number, step = 0): Circuit => {
  let circuit = CLOSED;
  for (let at = 0; at < times; at++) circuit = failed(circuit, at * step, "connection refused");
  return circuit;
};

test("opens after three failures in a row and says why", () => {
  assert.equal(afterFailures(2).state, "closed");
  assert.deepEqual(afterFailures(3), {
    state: "open",
    failures: 3,
    since: 0,
    probeAt: 1000,
    because: "connection refused",
  });
});

test("one message at a time asks whether it is back, more and more seldom", () => {
  let circuit = afterFailures(3);
  const waits: number[] = [];
  for (let probe = 0; probe < 6; probe++) {
    assert.ok(circuit.state === "open");
    assert.equal(room(circuit, circuit.probeAt - 1, 64), 0);
    assert.equal(room(circuit, circuit.probeAt, 64), 1);
    const now = circuit.probeAt;
    circuit = failed(circuit, now, "still down");
    assert.ok(circuit.state === "open" && circuit.since === 0);
    waits.push(circuit.probeAt - now);
  }
  assert.deepEqual(waits, [2000, 4000, 8000, 10_000, 10_000, 10_000]);
});

test("what was under way when it opened does not count as a failed probe", () => {
  const circuit = failed(afterFailures(3), 500, "reset");
  assert.deepEqual(circuit, { state: "open", failures: 3, since: 0, probeAt: 1000, because: "reset" });
});

test("a far side that asks for time is left alone that long, at most a minute", () => {
  const asked = failed({ state: "closed", failures: 2 }, 0, "429", 30_000);
  assert.ok(asked.state === "open");
  assert.equal(asked.probeAt, 30_000);
  const long = failed({ state: "closed", failures: 2 }, 0, "429", 3_600_000);
  assert.ok(long.state === "open");
  assert.equal(long.probeAt, 60_000);
});

test("the first failure makes careful before the circuit opens", () => {
  assert.equal(room(CLOSED, 0, 64), 64);
  assert.equal(room(afterFailures(1), 0, 64), 2);
  assert.equal(room(afterFailures(1), 0, 1), 1);
});
