import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { messageOf } from "../../../test/peers/message.ts";
import { ScriptedSip } from "../../../test/peers/scripted-sip.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { voice } from "./index.ts";

test("a call to a server that says nothing holds up nobody who ends it", async (t) => {
  const server = await ScriptedSip.open();
  t.after(() => server.close());
  const trunk = {
    name: "PBX",
    server: "127.0.0.1",
    port: server.port,
    transport: "udp",
    user: "tocsin",
    register: false,
  };
  const settings = voice.settings.parse({ trunks: [{ ...trunk, mediaPorts: { from: 30_000, to: 45_000 } }] });
  await using line = await voice.open(settings, {
    clock: new VirtualClock(),
    log: silentLog,
    heard: () => assert.fail("nobody writes to a telephone"),
    afterwards: () => assert.fail("a call has no afterwards"),
    answered: () => assert.fail("nobody answers"),
  });
  const taken = new AbortController();
  const delivery = line.deliver(messageOf({ to: "4711" }), taken.signal);
  await server.request("INVITE");
  taken.abort();
  assert.equal((await delivery).outcome, "retry");
});
