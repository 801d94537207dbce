import assert from "node:assert/strict";
import { test } from "node:test";
import { ScriptedSip } from "../../../test/peers/scripted-sip.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import { rfcMessages } from "../../../test/vectors/rfc-messages.ts";
import { readNameAddress, readUri, readVia } from "./address.ts";
import { UserAgent } from "./agent.ts";
import { judgeRequest, judgeResponse } from "./judge.ts";
import { field, listed } from "./message.ts";
import { cutMessage, readDatagram } from "./read.ts";

/** A request that is good. */
function request({
  line = "OPTIONS sip:user@example.com SIP/2.0",
  branch = "z9hG4bKabc",
  body = "",
}: {
  line?: string;
  branch?: string;
  body?: string;
}): string {
  const [method = ""] = line.split(" ");
  const fields = [
    `Via: SIP/2.0/UDP host1.example.com;branch=${branch}`,
    "Max-Forwards: 70",
    "From: <sip:caller@example.org>;tag=33242",
    "To: <sip:user@example.com>",
    `Call-ID: ${branch}.asdfasdf`,
    `CSeq: 8 ${method}`,
    `Content-Length: ${body.length}`,
  ];
  return [line, ...fields, "", body].join("\r\n");
}

/** What becomes of a datagram: taken, refused with a status, or dropped. */
function verdict(datagram: Buffer): string {
  const read = readDatagram(datagram);
  if (read.kind === "keep-alive") return "keep-alive";
  if (read.kind === "damaged") return read.request ? String(read.status) : "dropped";
  if (read.message.kind === "response") return judgeResponse(read.message) === null ? "taken" : "dropped";
  const refusal = judgeRequest(read.message);
  return refusal ? String(refusal.status) : "taken";
}

/** What the parser makes of a message, and what the user agent answers; "-": nothing. */
type Expected = readonly [verdict: string, answer: string];

/**
 * All messages of RFC 4475. Calls that can be taken are answered with 486 here, and this agent is no registrar: a good REGISTER
 * is refused with 405.
 */
const RFC_4475: Readonly<Record<string, Expected>> = {
  // Of a call that there isn't: its To has a tag.
  wsinv: ["taken", "481"],
  intmeth: ["501", "501"],
  esc01: ["taken", "486"],
  escnull: ["405", "405"],
  esc02: ["501", "501"],
  lwsdisp: ["taken", "200"],
  longreq: ["taken", "486"],
  dblreq: ["405", "405"],
  semiuri: ["taken", "200"],
  transports: ["taken", "200"],
  mpart01: ["taken", "415"],
  unreason: ["taken", "-"],
  noreason: ["taken", "-"],
  badinv01: ["400", "400"],
  clerr: ["400", "400"],
  ncl: ["400", "400"],
  scalar02: ["400", "400"],
  scalarlg: ["dropped", "-"],
  quotbal: ["400", "400"],
  ltgtruri: ["400", "400"],
  lwsruri: ["400", "400"],
  lwsstart: ["400", "400"],
  trws: ["400", "400"],
  escruri: ["400", "400"],
  // A date is nothing that this agent reads.
  baddate: ["taken", "486"],
  regbadct: ["400", "400"],
  badaspec: ["400", "400"],
  baddn: ["400", "400"],
  badvers: ["505", "505"],
  mismatch01: ["400", "400"],
  mismatch02: ["400", "400"],
  bigcode: ["dropped", "-"],
  badbranch: ["taken", "200"],
  insuf: ["400", "400"],
  unkscm: ["416", "416"],
  novelsc: ["416", "416"],
  unksm2: ["405", "405"],
  bext01: ["420", "420"],
  invut: ["415", "415"],
  regaut01: ["405", "405"],
  multi01: ["400", "400"],
  mcl01: ["400", "400"],
  bcast: ["dropped", "-"],
  zeromf: ["taken", "200"],
  cparam01: ["405", "405"],
  cparam02: ["405", "405"],
  regescrt: ["405", "405"],
  sdp01: ["406", "406"],
  inv2543: ["taken", "486"],
};

/** All messages of RFC 5118. */
const RFC_5118: Readonly<Record<string, Expected>> = {
  "ipv6-good": ["405", "405"],
  // Without brackets it can't be told where the port begins; that this agent is no registrar is seen before.
  "ipv6-bad": ["405", "405"],
  "port-ambiguous": ["405", "405"],
  "port-unambiguous": ["405", "405"],
  "via-received-param-with-delim": ["taken", "481"],
  "via-received-param-no-delim": ["taken", "200"],
  // The RFC prints a length beyond its body.
  "ipv6-in-sdp": ["400", "400"],
  "mult-ip-in-header": ["taken", "481"],
  "mult-ip-in-sdp": ["taken", "486"],
  "ipv4-mapped-ipv6": ["taken", "486"],
  "ipv6-bug-abnf-3-colons": ["taken", "200"],
  "ipv6-correct-abnf-2-colons": ["taken", "200"],
};

for (const [file, expected] of [
  ["rfc4475.txt", RFC_4475],
  ["rfc5118.txt", RFC_5118],
] as const) {
  const messages = rfcMessages(file);

  test(`every message of ${file} has its verdict`, () => {
    const verdicts = messages.map(({ name, bytes }) => [name, verdict(bytes)]);
    assert.deepEqual(Object.fromEntries(verdicts), Object.fromEntries(pick(expected, 0)));
  });

  test(`every message of ${file} has its answer from the user agent, which goes on working`, async (t) => {
    const server = await ScriptedSip.open();
    const agent = await answeringAgent(server.port);
    t.after(async () => {
      await agent[Symbol.asyncDispose]();
      server.close();
    });
    const port = Number(/:(\d+)/u.exec(await agent.contact())?.[1]);
    const answers: Record<string, string> = {};
    for (const { name, bytes } of messages) {
      server.send(bytes, port);
      // Datagrams on loopback keep their order: what was answered came before the answer to this one.
      server.send(Buffer.from(request({ branch: `z9hG4bKfence-${name}` })), port);
      answers[name] = "-";
      for (;;) {
        const { status, fields } = await server.response();
        if (field({ fields }, "via")?.includes(`z9hG4bKfence-${name}`)) break;
        if (status >= 200) answers[name] = String(status);
      }
    }
    assert.deepEqual(answers, Object.fromEntries(pick(expected, 1)));
  });
}

test("a length that the RFC prints too long is all that is wrong with its message", () => {
  const [message] = rfcMessages("rfc5118.txt").filter(({ name }) => name === "ipv6-in-sdp");
  const corrected = message?.bytes.toString().replace("Content-Length: 268", "Content-Length: 251") ?? "";
  assert.equal(verdict(Buffer.from(corrected)), "taken");
});

test("the URI without brackets of RFC 5118 section 4.2 is refused by any method", () => {
  assert.equal(verdict(Buffer.from(request({ line: "OPTIONS sip:2001:db8::10 SIP/2.0" }))), "400");
});

test("what the messages of RFC 4475 are about is read out of them", () => {
  const bytes = new Map(rfcMessages("rfc4475.txt").map((message) => [message.name, message.bytes]));
  const read = (name: string) => {
    const found = readDatagram(bytes.get(name) ?? Buffer.alloc(0));
    return found.kind === "message" ? found.message : assert.fail(`${name}: ${found.kind}`);
  };
  assert.equal(field(read("wsinv"), "newfangledheader"), "newfangled value continued newfangled value");
  assert.equal(field(read("wsinv"), "unknownheaderwithunusualvalue"), ";;,,;;,;");
  assert.deepEqual(
    listed(read("wsinv"), "via").map((via) => readVia(via)?.transport),
    ["UDP", "TCP", "UDP"],
  );
  assert.equal(readNameAddress(field(read("wsinv"), "from") ?? "")?.display, 'J Rosenberg \\"');
  assert.equal(readNameAddress(field(read("intmeth"), "to") ?? "")?.display, "BEL:\u0007 NUL:\u0000 DEL:\u007f");
  assert.equal(
    readNameAddress(field(read("intmeth"), "from") ?? "")?.parameters.get("fromparam''~+*_!.-%"),
    "работающий",
  );
  assert.equal(readNameAddress(field(read("esc01"), "from") ?? "")?.uri, "sip:I%20have%20spaces@example.net");
  assert.equal(listed(read("longreq"), "via").length, 34);
  assert.equal(listed(read("esc02"), "contact").length, 2, "C%6Fntact is another field");
  assert.equal(read("dblreq").body.length, 0, "what is behind the body is noise");
  assert.equal(readUri("sip:user;par=u%40example.net@example.com")?.user, "user;par=u%40example.net");
  assert.equal(read("mpart01").body.length, 553);
  assert.ok(read("mpart01").body.includes(Buffer.from("3082015206092A864886F70D010702A0", "hex")));
  const unreason = read("unreason");
  assert.equal(unreason.kind === "response" && unreason.reason, "= 2**3 * 5**2 но сто девяносто девять - простое");
  const noreason = read("noreason");
  assert.equal(noreason.kind === "response" && noreason.reason, "");
});

function* pick(expected: Readonly<Record<string, Expected>>, at: 0 | 1): Generator<[string, string]> {
  for (const [name, row] of Object.entries(expected)) yield [name, row[at]];
}

/** Answers whatever its server says. */
function answeringAgent(port: number): Promise<UserAgent> {
  return UserAgent.open(
    {
      transport: "udp",
      server: { host: "127.0.0.1", port },
      domain: "pbx.example",
      user: "tocsin",
      displayName: "Tocsin",
      address: "127.0.0.1",
      port: 0,
      timeoutMs: 10_000,
      agentName: "test",
      messaged: () => Promise.resolve(),
      called: (call) => call.refuse(486, "Busy Here"),
    },
    new VirtualClock(),
  );
}

test("addresses of RFC 5118: where the address ends and the port begins", () => {
  assert.deepEqual(
    [readUri("sip:[2001:db8::10]:5070")?.host, readUri("sip:[2001:db8::10]:5070")?.port],
    ["2001:db8::10", 5070],
  );
  assert.equal(readUri("sip:[2001:db8::10:5070]")?.host, "2001:db8::10:5070");
  const via = (received: string) =>
    readVia(`SIP/2.0/UDP [2001:db8::9:1];received=${received};branch=z9hG4bKas3`)?.parameters.get("received");
  assert.equal(via("[2001:db8::9:255]"), "[2001:db8::9:255]");
  assert.equal(via("2001:db8::9:255"), "2001:db8::9:255");
  assert.equal(readNameAddress("<sip:user@[2001:db8::10]>;tag=1")?.uri, "sip:user@[2001:db8::10]");
});

test("a stream is cut the same way whatever the pieces are", () => {
  const stream = Buffer.from(`\r\n\r\n${request({ body: "hello" })}${request({ line: "BYE sip:a@b SIP/2.0" })}`);
  for (let size = 1; size < stream.length; size++) {
    let waiting: Buffer = Buffer.alloc(0);
    const methods: string[] = [];
    for (let at = 0; at < stream.length; at += size) {
      waiting = Buffer.concat([waiting, stream.subarray(at, at + size)]);
      for (let read = cutMessage(waiting); read?.kind === "message"; read = cutMessage(waiting)) {
        methods.push(read.message.kind === "request" ? `${read.message.method} ${read.message.body.toString()}` : "");
        waiting = read.rest;
      }
    }
    assert.deepEqual(methods, ["OPTIONS hello", "BYE "], `pieces of ${size}`);
  }
});

test("compact and folded fields are what they stand for, lists are split outside quotes", () => {
  const read = readDatagram(
    Buffer.from('SIP/2.0 200 OK\r\nv: a,\r\n b\r\nm: "x, y" <sip:a@b?c=d,e>, <sip:c@d>\r\n\r\n'),
  );
  assert.ok(read.kind === "message");
  assert.deepEqual(listed(read.message, "via"), ["a", "b"]);
  assert.deepEqual(listed(read.message, "contact"), ['"x, y" <sip:a@b?c=d,e>', "<sip:c@d>"]);
});

test("noise is never more than damaged", () => {
  let seed = Number(process.env["SEED"] ?? 20_260_203);
  const good = request({ line: "INVITE sip:a@b SIP/2.0", body: "v=0" });
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(good);
    for (let change = 0; change < 4; change++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      bytes[seed % bytes.length] = (seed >> 8) & 0xff;
    }
    assert.doesNotThrow(() => verdict(bytes), `seed ${seed}`);
    assert.doesNotThrow(() => cutMessage(bytes), `seed ${seed}`);
  }
});
