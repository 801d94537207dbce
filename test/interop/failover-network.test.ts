import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { NetworkBed, whyNoNetworks } from "../peers/network-bed.ts";
import { joins, pairOfNodes, untilStanding, untilSynchronous } from "../peers/pair.ts";
import { until, type WholeServer } from "../peers/whole-server.ts";

const skip = whyNoNetworks("ip", "/usr/bin/python3", "curl") ?? false;
const PLACES = { first: "10.77.5.1", second: "10.77.5.2", witness: "10.77.5.3" };
const WITNESS = `${PLACES.witness}:4017`;

/** Whether it is acknowledged. A core that holds does not answer. */
async function report(node: WholeServer, mark: string): Promise<boolean> {
  const event = { point: mark, kind: "note", category: "technical", condition: "", raw: mark, dedupeKey: mark };
  const request = [
    "--data",
    JSON.stringify({ source: "web", events: [event] }),
    "-H",
    "content-type: application/json",
  ];
  const answer = ["-o", "/dev/null", "-w", "%{http_code}", `https://127.0.0.1:${node.port}/api/v1/events`];
  const how = ["curl", "-sk", "-m", "60", "-H", `authorization: Bearer ${node.token}`];
  const [command, ...args] = [...node.within, ...how, ...request, ...answer] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  return (await text(child.stdout)) === "202";
}

test("P-118 in three networks: a core that is cut off from the other two acknowledges nothing, the standby takes over, and once mended the former one gives way", {
  skip,
  timeout: 800_000,
}, async (t) => {
  const bed = NetworkBed.open(t, PLACES, "10.77.0.1");
  const cable = await bed.cable("first");
  const place = (name: "first" | "second") => ({ host: PLACES[name], within: bed.within(name) });
  const places = { first: place("first"), second: place("second") };
  const { first, second } = await pairOfNodes(
    { source: [{ id: "web", name: "Web", driver: "http" }] },
    { witness: WITNESS, places },
  );
  const folder = mkdtempSync(join(tmpdir(), "tocsin-witness-"));
  t.after(async () => {
    await Promise.all([first.stop(), second.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  await joins(first, folder, "driver-host", "w");
  const witness = ["failover", "witness", "--data", folder, "--listen", WITNESS];
  bed.start("witness", process.execPath, [join(packageFolder, "bin", "tocsin.mjs"), ...witness]);
  second.launch();
  await untilSynchronous(first);
  await untilStanding(second, "the standby was told that it has everything", ({ synchronous }) => synchronous);
  await until("the witness knows that the core is not alone", () =>
    /"alone":false/.test(readFileSync(join(folder, "witness.json"), "utf8")),
  );
  assert.ok(await report(first, "before"));

  cable({ out: false, back: false });
  await untilStanding(second, "it is the active core", ({ mode }) => mode === "active");
  const late = report(first, "of the one that is cut off");
  assert.ok(await report(second, "meanwhile"));
  await untilStanding(first, "it may not go on alone", ({ because }) => /witness does not let this core/.test(because));

  cable({ out: true, back: true });
  await untilStanding(first, "the former active core stands by", ({ mode }) => mode === "standby");
  assert.equal(await late, false, "what was reported to the core that was cut off was not acknowledged");
  await untilSynchronous(second);
  const { body } = await second.control("GET", "/api/v1/events?source=web");
  const { items } = body as { items: { point: string }[] };
  assert.deepEqual(items.map(({ point }) => point).toSorted(), ["before", "meanwhile"]);
});
