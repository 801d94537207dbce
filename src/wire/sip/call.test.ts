import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { ScriptedSip, SDP } from "../../../test/peers/scripted-sip.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { UserAgent } from "./agent.ts";
import type { Hop } from "./hop.ts";
import type { IncomingCall } from "./incoming-call.ts";
import { field, type SipRequest } from "./message.ts";

/** An agent whose server follows the test's script, on a clock that stands still. */
async function open(
  t: TestContext,
  rest: { called?: (call: IncomingCall) => void; found?: (place: Hop) => readonly Hop[] } = {},
) {
  const server = await ScriptedSip.open();
  const clock = new VirtualClock();
  const place: Hop = { transport: "udp", host: "127.0.0.1", port: server.port };
  const agent = await UserAgent.open(
    {
      transport: place.transport,
      server: { host: "127.0.0.1", port: server.port },
      domain: "pbx.example",
      user: "tocsin",
      displayName: "Tocsin",
      credentials: { user: "tocsin", password: new Secret("s3cret") },
      address: "127.0.0.1",
      port: 0,
      timeoutMs: 10_000,
      agentName: "test",
      called: rest.called,
    },
    clock,
    () => Promise.resolve([...(rest.found?.(place) ?? [place])]),
  );
  const ended: string[] = [];
  const infos: string[] = [];
  const call = () =>
    agent.call("sip:4711@pbx.example", Buffer.from(SDP), {
      ringing: () => {},
      offered: (offer) => (offer.toString().includes("refuse") ? null : Buffer.from(`answer to ${offer.length}`)),
      info: (_, body) => infos.push(body),
      ended: (because) => ended.push(because),
    });
  t.after(async () => {
    await agent[Symbol.asyncDispose]();
    server.close();
  });
  return { server, clock, agent, call, ended, infos, port: async () => portOf(await agent.contact()) };
}
const portOf = (contact: string) => Number(/:(\d+)>/u.exec(contact)?.[1]);

/** Rings what is due, in small steps, until something has come of it. */
async function until<T>(clock: VirtualClock, wanted: Promise<T>): Promise<T> {
  let isThere = false;
  const done = wanted.finally(() => {
    isThere = true;
  });
  while (!isThere) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    clock.advance(500);
  }
  return done;
}

test("forking: the first who picks up has the call, others are acknowledged and ended", async (t) => {
  const { server, call } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.answer(invite, 180, { tag: "one" });
  server.answer(invite, 183, { tag: "two", body: SDP });
  server.pickUp(invite, "two");
  const answer = await calling.answer;
  assert.equal(answer.kind, "answered");
  assert.match(field(await server.request("ACK"), "to") ?? "", /tag=two/);
  server.pickUp(invite, "one");
  assert.match(field(await server.request("ACK"), "to") ?? "", /tag=one/);
  const bye = await server.request("BYE");
  assert.match(field(bye, "to") ?? "", /tag=one/);
  server.answer(bye, 200);
  server.pickUp(invite, "two");
  assert.match(field(await server.request("ACK"), "to") ?? "", /tag=two/, "a repeated answer is acknowledged again");
  const hanging = calling.hangUp();
  const last = await server.request("BYE");
  assert.match(field(last, "to") ?? "", /tag=two/);
  server.answer(last, 200);
  await hanging;
});

test("early media is no answer: only a 2xx is", async (t) => {
  const { server, clock, call } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.answer(invite, 183, { tag: "early", body: SDP });
  calling.giveUp();
  const cancel = await until(clock, server.request("CANCEL"));
  server.answer(cancel, 200);
  server.answer(invite, 487, { tag: "early" });
  assert.deepEqual(await calling.answer, { kind: "given-up" });
});

test("hold, resumption, an offer that can't be met, and two changes at once", async (t) => {
  const { server, call } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone");
  await calling.answer;
  const held = SDP.replace("m=audio", "a=sendonly\r\nm=audio");
  const sdp = [["content-type", "application/sdp"]] as const;
  server.ask(invite, "phone", "INVITE", 1, sdp, held);
  const first = await server.response();
  assert.equal(first.kind === "response" && first.status, 200);
  assert.equal(first.body.toString(), `answer to ${held.length}`);
  server.ask(invite, "phone", "INVITE", 2, sdp, SDP);
  const meanwhile = await server.response();
  assert.equal(meanwhile.kind === "response" && meanwhile.status, 491, "before the first is acknowledged");
  server.ask(invite, "phone", "ACK", 1);
  server.ask(invite, "phone", "INVITE", 3, sdp, "refuse");
  const refused = await server.response();
  assert.equal(refused.kind === "response" && refused.status, 488);
  server.ask(invite, "phone", "INFO", 2, [["content-type", "application/dtmf"]], "5");
  const late = await server.response();
  assert.equal(late.kind === "response" && late.status, 500, "older than what came before");
  server.ask(invite, "stranger", "BYE", 9);
  const strange = await server.response();
  assert.equal(strange.kind === "response" && strange.status, 481);
});

test("INFO brings digits, and BYE ends the call", async (t) => {
  const { server, call, ended, infos } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone");
  await calling.answer;
  server.ask(invite, "phone", "INFO", 1, [["content-type", "application/dtmf-relay"]], "Signal=5\r\n");
  await server.response();
  server.ask(invite, "phone", "BYE", 2);
  await server.response();
  assert.deepEqual([infos, ended], [["Signal=5\r\n"], ["the other side hung up"]]);
});

test("session timers (RFC 4028): who hears nothing hangs up", async (t) => {
  const { server, clock, call, ended } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone", [["session-expires", "90;refresher=uas"]]);
  await calling.answer;
  clock.advance(59_000);
  assert.deepEqual(ended, []);
  clock.advance(2000);
  server.answer(await server.request("BYE"), 200);
  assert.deepEqual(ended, ["nothing was heard of the other side for 90 s"]);
});

test("session timers: we refresh at half time, again after a collision, and end what can't be refreshed", async (t) => {
  const { server, clock, call, ended } = await open(t);
  const calling = call();
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone", [["session-expires", "90;refresher=uac"]]);
  await calling.answer;
  clock.advance(45_000);
  const refresh = await server.request("INVITE");
  assert.equal(field(refresh, "session-expires"), "90;refresher=uac");
  server.answer(refresh, 491);
  // While the clock goes on, requests that were not answered yet are repeated: only a new one counts.
  const again = await until(clock, later(server, "INVITE", refresh));
  server.pickUp(again, "", [["session-expires", "90;refresher=uac"]]);
  assert.equal(cseqOf(await later(server, "ACK", refresh)), cseqOf(again), "the ACK bears the number of its INVITE");
  const third = await until(clock, later(server, "INVITE", again));
  server.answer(third, 408);
  server.answer(await until(clock, server.request("BYE")), 200);
  assert.deepEqual(ended, ["the call could not be refreshed"]);
});

test("a server that stays silent is a failure and not a telephone that nobody answers", async (t) => {
  const { server, clock, call } = await open(t);
  const calling = call();
  await server.request("INVITE");
  calling.giveUp();
  const answer = await until(clock, calling.answer);
  assert.match(answer.kind === "failed" ? answer.because : answer.kind, /did not answer within 32 s/);
});

test("a server that only tries, and answers no CANCEL, is one too", async (t) => {
  const { server, clock, call } = await open(t);
  const calling = call();
  server.answer(await server.request("INVITE"), 100);
  calling.giveUp();
  const answer = await until(clock, calling.answer);
  assert.match(answer.kind === "failed" ? answer.because : answer.kind, /did not answer within 32 s/);
});

test("a server that answers the CANCEL and never the INVITE doesn't hold the line", async (t) => {
  const { server, clock, call } = await open(t);
  const calling = call();
  server.answer(await server.request("INVITE"), 180, { tag: "x" });
  calling.giveUp();
  server.answer(await until(clock, server.request("CANCEL")), 200);
  assert.deepEqual(await until(clock, calling.answer), { kind: "given-up" });
});

test("a nonce that is stale for ever is given up after three", async (t) => {
  const { server, call } = await open(t);
  const calling = call();
  let invites = 0;
  const answering = (async () => {
    for (;;) {
      const invite = await server.request("INVITE");
      invites++;
      const challenge = `Digest realm="pbx", nonce="n${invites}", qop="auth", algorithm=SHA-256, stale=true`;
      server.answer(invite, 401, { tag: "x", fields: [["www-authenticate", challenge]] });
    }
  })();
  answering.catch(() => {}); // it ends with the test
  const answer = await calling.answer;
  assert.equal(answer.kind === "refused" && answer.status, 401);
  assert.equal(invites, 4);
});

test("an address of the server that is out of service is followed by the next one, and tried last from then on", async (t) => {
  const dead = await ScriptedSip.open();
  t.after(() => dead.close());
  const hop: Hop = { transport: "udp", host: "127.0.0.1", port: dead.port };
  const { server, call } = await open(t, { found: (place) => [hop, place] });
  const calling = call();
  dead.answer(await dead.request("INVITE"), 503, { tag: "x" });
  const invite = await server.request("INVITE");
  server.pickUp(invite, "phone");
  assert.equal((await calling.answer).kind, "answered");
  call();
  assert.equal((await server.request("INVITE")).method, "INVITE");
});

test("a server that has moved is found by its name once it can't be reached where it was", async (t) => {
  const dead = await ScriptedSip.open();
  t.after(() => dead.close());
  const former: Hop = { transport: "udp", host: "127.0.0.1", port: dead.port };
  let lookedUp = 0;
  const { server, call } = await open(t, { found: (place) => (lookedUp++ === 0 ? [former] : [place]) });
  const calling = call();
  dead.answer(await dead.request("INVITE"), 503, { tag: "x" });
  const answer = await calling.answer;
  assert.equal(answer.kind === "refused" && answer.status, 503);
  const again = call();
  server.pickUp(await server.request("INVITE"), "phone");
  assert.equal((await again.answer).kind, "answered");
  assert.equal(lookedUp, 2);
});

/** An INVITE of the server, from outside of any call. */
function invitation(callId: string, from = "anna", body = SDP): SipRequest {
  return {
    kind: "request",
    method: "INVITE",
    uri: "sip:tocsin@127.0.0.1",
    fields: [
      ["via", `SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK${callId}`],
      ["max-forwards", "70"],
      ["from", `"Anna" <sip:${from}@pbx.example>;tag=a`],
      ["to", "<sip:tocsin@pbx.example>"],
      ["call-id", callId],
      ["cseq", "1 INVITE"],
      ["contact", "<sip:anna@127.0.0.1:5060>"],
      ["content-type", "application/sdp"],
    ],
    body: Buffer.from(body),
  };
}
const QUIET = { offered: () => null, info: () => {}, ended: () => {} };

test("a call that comes in: rings, is answered once however often it is repeated, and a copy of it is a loop", async (t) => {
  const calls: IncomingCall[] = [];
  const { server, port } = await open(t, { called: (call) => calls.push(call) });
  const invite = invitation("in-1", "0170999");
  server.say(invite, await port());
  const ringing = await server.response();
  assert.equal(ringing.kind === "response" && ringing.status, 180);
  const [call] = calls;
  assert.ok(call);
  assert.equal(call.from, "0170999");
  const confirmed = call.answer(Buffer.from("our sound"), QUIET);
  const answered = await server.response();
  assert.equal(answered.kind === "response" && answered.status, 200);
  assert.equal(answered.body.toString(), "our sound");
  server.say(invite);
  const again = await server.response();
  assert.equal(again.kind === "response" && again.status, 200);
  const copy = { ...invite, fields: invite.fields.map(([name, value]) => [name, value.replace("4bKin", "4bKother")]) };
  server.say(copy as unknown as SipRequest);
  const loop = await server.response();
  assert.equal(loop.kind === "response" && loop.status, 482);
  const to = field(answered, "to") ?? "";
  const within = (method: string, number: number): SipRequest => ({
    ...invite,
    method,
    fields: [
      ...invite.fields.filter(([name]) => !["to", "cseq", "via", "content-type"].includes(name)),
      ["via", `SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK${method}`],
      ["to", to],
      ["cseq", `${number} ${method}`],
    ],
    body: Buffer.alloc(0),
  });
  server.say(within("ACK", 1));
  assert.equal((await confirmed)?.toString(), SDP);
  server.say(within("BYE", 2));
  const gone = await server.response();
  assert.equal(gone.kind === "response" && gone.status, 200);
  assert.equal(calls.length, 1);
});

test("a call that comes in and is taken back, or is never confirmed, ends", async (t) => {
  const calls: IncomingCall[] = [];
  const { server, clock, port } = await open(t, { called: (call) => calls.push(call) });
  const invite = invitation("in-2");
  server.say(invite, await port());
  await server.response();
  const fields = invite.fields.map(([name, value]) => [name, value.replace("1 INVITE", "1 CANCEL")] as const);
  server.say({ ...invite, method: "CANCEL", fields, body: Buffer.alloc(0) });
  const statuses = [await statusOf(server), await statusOf(server)];
  assert.ok(statuses.includes(200) && statuses.includes(487), statuses.join());
  assert.equal(await calls[0]?.answer(Buffer.from("too late"), QUIET), null);
  server.say(invitation("in-3"), await port());
  await server.response();
  const confirmed = calls[1]?.answer(Buffer.from("nobody hears"), QUIET);
  assert.equal(await until(clock, confirmed ?? assert.fail()), null);
});

test("N-028 nobody but the server calls, and what isn't understood is refused", async (t) => {
  const { server, agent, port } = await open(t, {
    called: () => assert.fail("a stranger's call was taken"),
  });
  const stranger = await ScriptedSip.open();
  t.after(() => stranger.close());
  const elsewhere = await UserAgent.open(
    { ...agent.settings, server: { host: "192.0.2.1", port: 5060 }, called: () => assert.fail("a stranger's call") },
    agent.clock,
    () => Promise.resolve([{ transport: "udp", host: "192.0.2.1", port: 5060 }]),
  );
  t.after(() => elsewhere[Symbol.asyncDispose]());
  stranger.say(invitation("in-4"), portOf(await elsewhere.contact()));
  while (elsewhere.strangers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const bare = { ...invitation("in-5"), method: "OPTIONS", body: Buffer.alloc(0) };
  const fields = bare.fields.map(([name, value]) => [name, value.replace("1 INVITE", "1 OPTIONS")] as const);
  server.say({ ...bare, fields }, await port());
  const options = await server.response();
  assert.equal(options.kind === "response" && options.status, 200);
  assert.match(field(options, "allow") ?? "", /INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE/);
  assert.equal(agent.strangers, 0);
});

async function statusOf(server: ScriptedSip): Promise<number> {
  const response = await server.response();
  return response.kind === "response" ? response.status : 0;
}

/** The next request that is none of `than`, and none of the repetitions of that. */
function later(server: ScriptedSip, method: string, than: SipRequest): Promise<SipRequest> {
  return server.take(
    (message): message is SipRequest =>
      message.kind === "request" && message.method === method && cseqOf(message) > cseqOf(than),
  );
}

function cseqOf(request: SipRequest): number {
  return Number.parseInt(field(request, "cseq") ?? "", 10);
}
