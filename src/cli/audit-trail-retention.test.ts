import assert from "node:assert/strict";
import { test } from "node:test";
import { runTocsin } from "../../test/peers/tocsin-command.ts";
import { WholeServer } from "../../test/peers/whole-server.ts";

test("P-040 a legal hold is placed, listed and lifted on the machine, with its reasons, and the trail tells by whom", async (t) => {
  const server = await WholeServer.fresh({});
  t.after(() => server.stop());
  const trail = (...args: string[]) => runTocsin(server.dataFolder, ["audit-trail", ...args]);
  assert.equal((await trail("holds")).out, "There is no legal hold.\n");
  assert.match((await trail("hold")).err, /Say why/);
  assert.match((await trail("hold", "case", "--since", "yesterday")).err, /--since must be a time/);
  const backwards = await trail("hold", "case", "--since", "2026-02-01T00:00Z", "--until", "2026-01-01T00:00Z");
  assert.match(backwards.err, /expected `until` to be after `since`/);

  const placed = await trail("hold", "case 17 of the insurer", "--since", "2026-01-01T00:00Z");
  const id = /The legal hold (\S+) stands until/.exec(placed.out)?.[1] ?? assert.fail(placed.err);
  assert.match(
    (await trail("holds")).out,
    new RegExp(`^${id}  2026-01-01T00:00:00.000Z\\.\\.  by cli:\\S+: case 17 of the insurer\n$`),
  );
  assert.match((await trail("lift", id)).err, /Say which and why/);
  assert.equal((await trail("lift", id, "the case is closed")).out, `The legal hold ${id} is lifted.\n`);
  assert.match((await trail("holds")).out, /lifted \S+ by cli:\S+: the case is closed\n$/);
  assert.match((await trail("lift", id, "again")).err, /was lifted by/);

  const told = (await trail("export")).out;
  assert.match(told, /"action":"audit-trail.hold-placed".*'\S+' on the machine placed the legal hold/);
  assert.match(told, /"action":"audit-trail.hold-lifted".*the case is closed/);
});
