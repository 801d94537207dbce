import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createServer } from "node:tls";
import { loadSettings } from "#kernel/settings.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { WholeServer } from "../../test/peers/whole-server.ts";
import { checkLive, judgeForgeries, judgeManning, judgeOldTls, tryOldTls } from "./doctor-live.ts";

const alarm = (condition: string, active = true) => ({
  point: "partition/east",
  condition,
  active,
  text: `It is ${condition}.`,
});

test("P-094 P-095 RBAC-06 CLI-01 say what nobody watches now, and which workstation is lost", () => {
  const said = (...alarms: Parameters<typeof judgeManning>[0]) =>
    judgeManning(alarms).map(({ id, state, found }) => `${id} ${state}: ${found}`);
  assert.match(said().join(), /RBAC-06 good.*CLI-01 good/);
  assert.match(
    said(alarm("unmanned", false), alarm("full")).join(),
    /RBAC-06 good.*CLI-01 good/,
    "past, or something else",
  );
  assert.equal(said(alarm("unmanned"))[0], "RBAC-06 wrong: It is unmanned.");
  assert.equal(said(alarm("lost"))[1], "CLI-01 wrong: It is lost.");
});

test("P-084 OPR-13 a claim that is believed is wrong, and one that nobody answered was not tried", () => {
  assert.equal(judgeForgeries({ header: 401, token: 401 }).state, "good");
  assert.equal(judgeForgeries({ header: 401, token: null }).state, "advice");
  const believed = judgeForgeries({ header: 200, token: null });
  assert.deepEqual([believed.state, believed.found], ["wrong", "Not answered with 401: header (200)."]);
});

test("P-084 P-094 OPR-13 RBAC-06 a running server believes no claim, and tells that nobody watches what must be manned", async (t) => {
  const server = await WholeServer.fresh({
    partition: [{ id: "east", name: "East", mustBeManned: true, graceSec: 0 }],
  });
  t.after(() => server.stop());
  const settings = loadSettings({ dataFolder: server.dataFolder });
  const look = async () => new Map((await checkLive(settings)).map((one) => [one.id, one]));
  let found = await look();
  assert.equal(found.get("OPR-13")?.found, "The server believes no name that is not proven.");
  assert.equal(found.get("TLS-01")?.state, "good");
  assert.equal(found.get("CLI-01")?.state, "good");
  while (found.get("RBAC-06")?.state !== "wrong") found = await look();
  assert.match(found.get("RBAC-06")?.found ?? "", /Nobody watches the partition East/);
});

test("there is nothing to say where no server runs", async () => {
  assert.deepEqual(await checkLive(loadSettings({ dataFolder: "/nonexistent/tocsin" })), []);
});

test("P-050 TLS-01 a port that still speaks TLS 1.2 is found, one that refuses it is good, and a closed one was not tried", async () => {
  const authority = await makeAuthority();
  const own = await authority.issue("localhost");
  for (const [minVersion, state] of [
    ["TLSv1.2", "wrong"],
    ["TLSv1.3", "good"],
  ] as const) {
    const server = createServer({ ...own, minVersion }).on("tlsClientError", () => {});
    await once(server.listen(0, "localhost"), "listening");
    const { port } = server.address() as AddressInfo;
    assert.equal(judgeOldTls(await tryOldTls(port)).state, state);
    server.close();
    await once(server, "close");
    assert.equal(judgeOldTls(await tryOldTls(port)).state, "advice");
  }
});
