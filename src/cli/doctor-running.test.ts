import assert from "node:assert/strict";
import { it } from "node:test";
import { everything } from "../../test/peers/port-site.ts";
import { judgeRunning } from "./doctor-running.ts";

const said = (unit: string | null, uid: number, findings: Parameters<typeof judgeRunning>[0]["findings"] = []) =>
  judgeRunning({ matrix: { ...everything(), uid }, findings, unit })
    .filter(({ id }) => id === undefined)
    .map(({ check, state }) => `${check} ${state}`);

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

it("W-028 W-060 TRU-01 finds a port for joining that stays open outside a window", () => {
  const matrix = everything();
  const judge = (active: boolean, port: number | null) => {
    const flows = matrix.flows.map((flow) => (flow.id === "trust" ? { ...flow, active } : flow));
    const where = { what: "undeclared", transport: "tcp", address: "::", flow: null, text: "Tocsin listens" } as const;
    const findings = port === null ? [] : [{ ...where, port }];
    return judgeRunning({ matrix: { ...matrix, flows }, findings, unit: null }).find(({ id }) => id === "TRU-01")
      ?.state;
  };
  const port = matrix.flows.find(({ id }) => id === "trust")?.listener.port ?? assert.fail("no such flow");
  assert.deepEqual(
    [judge(true, port), judge(false, null), judge(false, port + 1), judge(false, port)],
    ["good", "good", "good", "wrong"],
  );
  const alone = { ...matrix, flows: [] };
  assert.match(judgeRunning({ matrix: alone, findings: [], unit: null })[2]?.found ?? "", /there is none/);
});

it("P-045 DRV-04 names what answers every device of its zone", () => {
  const matrix = everything();
  const judge = (peers: readonly string[] | null) => {
    const flows = matrix.flows.map((flow) => (flow.sort.startsWith("driver/") ? { ...flow, peers } : flow));
    return judgeRunning({ matrix: { ...matrix, flows }, findings: [], unit: null }).find(({ id }) => id === "DRV-04");
  };
  assert.equal(judge(["10.77.1.9"])?.state, "good");
  assert.match(judge(null)?.found ?? "", /every address of their zone: source\//);
});
