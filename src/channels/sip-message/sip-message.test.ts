import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { field, type SipRequest } from "#wire/sip/message.ts";
import { ScriptedSip } from "../../../test/peers/scripted-sip.ts";
import { freePort } from "../../../test/peers/sipp.ts";
import type { Heard, Message } from "../channel.ts";
import { sipMessage } from "./index.ts";
import { Settings } from "./settings.ts";
import { handsetText } from "./text.ts";

const MESSAGE: Message = {
  id: 7,
  kind: "alarm",
  to: "4711",
  personName: "Anna",
  subject: "HIGH: Boiler pressure 9.3 bar in the boiler house",
  text: "…",
  priority: "high",
  code: "7-abcd",
  facts: {},
  attempt: 1,
  createdAt: 0,
};

async function open(t: TestContext, settings: object = {}) {
  const server = await ScriptedSip.open();
  const port = await freePort();
  const heard: Heard[] = [];
  let isBroken = false;
  const line = await sipMessage.open(
    sipMessage.settings.parse({
      server: "127.0.0.1",
      port: server.port,
      transport: "udp",
      user: "tocsin",
      register: false,
      localPort: port,
      ...settings,
    }),
    {
      clock: systemClock,
      log: silentLog,
      heard: (one) => {
        heard.push(one);
        return isBroken ? Promise.reject(new Error("not now")) : Promise.resolve();
      },
      afterwards: () => assert.fail("a text has no afterwards"),
      answered: () => assert.fail("nobody answers by digits here"),
    },
  );
  t.after(async () => {
    await line[Symbol.asyncDispose]();
    server.close();
  });
  const breakHouse = () => {
    isBroken = true;
  };
  return { server, line, heard, port, breakHouse };
}

test("a text is delivered when the handset has it, and bears how urgent it is", async (t) => {
  const { server, line } = await open(t);
  const delivering = line.deliver(MESSAGE, new AbortController().signal);
  const request = await server.request("MESSAGE");
  assert.equal(request.uri, "sip:4711@127.0.0.1");
  assert.equal(field(request, "content-type"), "text/plain;charset=UTF-8");
  assert.equal(field(request, "priority"), "urgent");
  assert.equal(request.body.toString(), "HIGH: Boiler pressure 9.3 bar in the boiler house\nReply ACK 7-abcd");
  server.answer(request, 200, { tag: "h" });
  assert.deepEqual(await delivering, { outcome: "delivered", because: "the handset has it (200 As the test wants)" });
});

test("what every answer means; busy and away are tried again, until the person's next way is better", async (t) => {
  const { server, line } = await open(t);
  const answered = async (status: number, attempt = 1, retryAfter = "") => {
    const delivering = line.deliver({ ...MESSAGE, attempt }, new AbortController().signal);
    const request = await server.request("MESSAGE");
    server.answer(request, status, { tag: "h", fields: retryAfter === "" ? [] : [["retry-after", retryAfter]] });
    return delivering;
  };
  const table: readonly (readonly [number, string, number | undefined, boolean])[] = [
    [202, "accepted", undefined, false],
    [486, "retry", 15_000, false],
    [480, "retry", 30_000, false],
    [404, "rejected", undefined, false],
    [405, "rejected", undefined, false],
    [415, "rejected", undefined, false],
    [513, "rejected", undefined, false],
    [603, "rejected", undefined, false],
    [403, "retry", undefined, true],
    [500, "retry", undefined, true],
  ];
  for (const [status, outcome, afterMs, outage] of table) {
    const delivery = await answered(status);
    const told = delivery.outcome === "retry" ? [delivery.afterMs, delivery.outage ?? false] : [undefined, false];
    assert.deepEqual([delivery.outcome, ...told], [outcome, afterMs, outage], `${status}`);
  }
  assert.match((await answered(486, 5)).because, /busy .*; this was try 5 of 5$/);
  assert.equal((await answered(486, 5)).outcome, "rejected");
  const later = await answered(503, 1, "120");
  assert.deepEqual(later, { outcome: "retry", because: "503 As the test wants", outage: true, afterMs: 120_000 });
});

test("little room never costs the code", () => {
  for (const longest of [40, 60, 160]) {
    const text = handsetText(MESSAGE, longest);
    assert.ok(text.length <= longest, `${text.length} of ${longest}`);
    assert.ok(text.endsWith("\nReply ACK 7-abcd"), text);
  }
  assert.equal(handsetText({ ...MESSAGE, code: undefined, subject: "ä".repeat(50) }, 40), `${"ä".repeat(39)}…`);
  assert.ok(!Settings.safeParse({ server: "pbx", user: "880", longest: 20 }).success);
});

test("what a handset answers is heard once; what can't be dealt with now is asked for again; other things are refused", async (t) => {
  const { server, line, heard, port, breakHouse } = await open(t);
  const checking = line.check();
  server.answer(await server.request("OPTIONS"), 200, { tag: "h" });
  assert.deepEqual(await checking, { ok: true, because: "127.0.0.1 takes texts" });
  const message = (id: string, type: string, body: string): SipRequest => ({
    kind: "request",
    method: "MESSAGE",
    uri: "sip:tocsin@127.0.0.1",
    fields: [
      ["via", `SIP/2.0/UDP 127.0.0.1:${server.port};rport;branch=z9hG4bK${id}`],
      ["max-forwards", "70"],
      ["from", '"Anna" <sip:4711@127.0.0.1>;tag=a'],
      ["to", "<sip:tocsin@127.0.0.1>"],
      ["call-id", id],
      ["cseq", "1 MESSAGE"],
      ["content-type", type],
    ],
    body: Buffer.from(body),
  });
  const told = async (request: SipRequest) => {
    server.say(request, port);
    const response = await server.response();
    return response.kind === "response" ? response.status : 0;
  };
  assert.equal(await told(message("m1", "text/plain", "ACK 7-abcd")), 200);
  assert.equal(await told(message("m1", "text/plain", "ACK 7-abcd")), 200, "a repeat");
  assert.deepEqual(heard, [{ from: "4711", text: "ACK 7-abcd" }]);
  assert.equal(await told(message("m2", "image/png", "x")), 415);
  breakHouse();
  assert.equal(await told(message("m3", "text/plain; charset=UTF-8", "LIST")), 500);
});
