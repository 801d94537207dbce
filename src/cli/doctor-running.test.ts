import assert from "node:assert/strict";
import { it } from "node:test";
import { everything } from "../../test/peers/port-site.ts";
import { judgeRunning } from "./doctor-running.ts";

const said = (unit: string | null, uid: number, findings: Parameters<typeof judgeRunning>[0]["findings"] = []) =>
  judgeRunning({ matrix: { ...everything(), uid }, findings, unit }).map(({ check, state }) => `${check} ${state}`);

it("W-011 says whether the server runs in its unit", () => {
  assert.deepEqual(said("tocsin.service", 990), ["sandbox good", "port matrix good"]);
  assert.deepEqual(said("user@1000.service", 1000), ["sandbox advice", "port matrix good"]);
  assert.deepEqual(said(null, 0), ["sandbox advice", "port matrix good"]);
});

it("W-067 says what listens and should not, and leaves other programs to their own check", () => {
  const finding = {
    transport: "tcp",
    address: "0.0.0.0",
    port: 9999,
    flow: null,
    text: "Tocsin listens on 9999",
  } as const;
  assert.deepEqual(said("tocsin.service", 990, [{ ...finding, what: "undeclared" }])[1], "port matrix wrong");
  assert.deepEqual(said("tocsin.service", 990, [{ ...finding, what: "foreign" }])[1], "port matrix good");
  assert.deepEqual(said("tocsin.service", 990, null)[1], "port matrix advice");
});
