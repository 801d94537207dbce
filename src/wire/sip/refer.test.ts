import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ScriptedSip, SDP } from "../../../test/peers/scripted-sip.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { UserAgent } from "./agent.ts";
import { type Field, field, type SipRequest } from "./message.ts";
import { readReferReport } from "./refer.ts";

const REPORT: readonly Field[] = [
  ["event", "refer"],
  ["subscription-state", "active;expires=60"],
  ["content-type", "message/sipfrag;version=2.0"],
];

/** A call that was answered, and asked to be transferred to 4712. */
async function transferring(t: TestContext) {
  const server = await ScriptedSip.open();
  const clock = new VirtualClock();
  const agent = await UserAgent.open(
    {
      transport: "udp",
      server: { host: "127.0.0.1", port: server.port },
      domain: "pbx.example",
      user: "tocsin",
      displayName: "Tocsin",
      address: "127.0.0.1",
      port: 0,
      timeoutMs: 10_000,
      agentName: "test",
    },
    clock,
  );
  t.after(async () => {
    await agent[Symbol.asyncDispose]();
    server.close();
  });
  const ended: string[] = [];
  const call = agent.call("sip:4711@pbx.example", Buffer.from(SDP), {
    ringing: () => {},
    offered: () => null,
    info: () => {},
    ended: (because) => ended.push(because),
  });
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone");
  await call.answer;
  const outcome = call.refer("sip:4712@pbx.example", 40_000);
  const refer = await server.request("REFER");
  const notify = async (number: number, line: string, fields = REPORT) => {
    server.ask(invite, "phone", "NOTIFY", number, fields, line);
    return server.take(
      (message): message is Extract<typeof message, { kind: "response" }> =>
        message.kind === "response" && (field(message, "cseq") ?? "").includes("NOTIFY"),
    );
  };
  return { server, clock, call, invite, refer, outcome, ended, notify };
}

test("REFER names whom to call; only the report that they answered is a transfer", async (t) => {
  const { server, call, refer, outcome, notify } = await transferring(t);
  assert.equal(field(refer, "refer-to"), "<sip:4712@pbx.example>");
  assert.match(field(refer, "contact") ?? "", /^<sip:tocsin@127\.0\.0\.1:/u);
  assert.match(field(refer, "to") ?? "", /tag=phone/u);
  assert.deepEqual(await call.refer("sip:4713@pbx.example", 1000), {
    done: false,
    because: "this call can't be transferred now",
  });
  server.answer(refer, 202);
  assert.equal((await notify(1, "SIP/2.0 100 Trying")).status, 200);
  assert.equal((await notify(2, "SIP/2.0 180 Ringing\r\n")).status, 200);
  assert.equal((await notify(3, "SIP/2.0 200 OK\r\n")).status, 200);
  assert.deepEqual(await outcome, { done: true, because: "the new call: 200" });
  assert.equal((await notify(4, "SIP/2.0 200 OK")).status, 481, "nobody waits for it any more");
});

test("a refusal, a new call that fails, and a subscription that ends without a word are no transfer; the call goes on", async (t) => {
  const refused = await transferring(t);
  refused.server.answer(refused.refer, 603);
  assert.deepEqual(await refused.outcome, { done: false, because: "603 As the test wants" });
  assert.deepEqual(refused.ended, []);

  const again = refused.call.refer("sip:4712@pbx.example", 40_000);
  refused.server.answer(await refused.server.request("REFER"), 202);
  await refused.notify(1, "SIP/2.0 486 Busy Here");
  assert.deepEqual(await again, { done: false, because: "the new call: 486" });

  const silent = refused.call.refer("sip:4712@pbx.example", 40_000);
  refused.server.answer(await refused.server.request("REFER"), 202);
  await refused.notify(2, "SIP/2.0 100 Trying", [
    ["event", "refer;id=3"],
    ["subscription-state", "terminated;reason=noresource"],
    ["content-type", "message/sipfrag"],
  ]);
  assert.deepEqual(await silent, { done: false, because: "the new call: 100" });
});

test("a PBX that takes over and hangs up has transferred; one that only hangs up, or says nothing, has not", async (t) => {
  const taken = await transferring(t);
  taken.server.answer(taken.refer, 202);
  await taken.notify(1, "SIP/2.0 100 Trying");
  taken.server.ask(taken.invite, "phone", "BYE", 2);
  assert.equal((await taken.outcome).done, true);

  const left = await transferring(t);
  left.server.ask(left.invite, "phone", "BYE", 1);
  assert.equal((await left.outcome).done, false);

  const mute = await transferring(t);
  mute.server.answer(mute.refer, 202);
  await mute.notify(1, "SIP/2.0 100 Trying");
  mute.clock.advance(40_000);
  assert.deepEqual(await mute.outcome, { done: false, because: "nobody said in time what became of it" });
});

test("what a NOTIFY says", () => {
  const report = (body: string, fields: readonly Field[] = REPORT) =>
    readReferReport({
      kind: "request",
      method: "NOTIFY",
      uri: "sip:a@b",
      fields,
      body: Buffer.from(body),
    } satisfies SipRequest);
  assert.deepEqual(report("SIP/2.0 183 Session Progress"), { status: 183, isLast: false });
  assert.deepEqual(report("SIP/2.0 503"), { status: 503, isLast: true });
  for (const damaged of [
    "",
    "SIP/2.0",
    "SIP/2.0 20",
    "SIP/2.0 2000 OK",
    "SIP/2.0 099 X",
    "SIP/2.0 700 X",
    "HTTP/1.1 200 OK",
  ])
    assert.equal(report(damaged), null, damaged);
  assert.equal(report("SIP/2.0 200 OK", [["event", "presence"], ...REPORT.slice(1)]), null);
  assert.equal(report("SIP/2.0 200 OK", [...REPORT.slice(0, 2), ["content-type", "text/plain"]]), null);
});
