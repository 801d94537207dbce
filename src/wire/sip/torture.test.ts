import assert from "node:assert/strict";
import { test } from "node:test";
import { readNameAddress, readUri, readVia } from "./address.ts";
import { judgeRequest, judgeResponse } from "./judge.ts";
import { listed } from "./message.ts";
import { cutMessage, readDatagram } from "./read.ts";

/** A request that is good, from which the messages of the table differ in what they are about. */
function request({
  line = "OPTIONS sip:user@example.com SIP/2.0",
  drop = [],
  more = [],
  body = "",
}: {
  line?: string;
  drop?: readonly string[];
  more?: readonly string[];
  body?: string;
}): string {
  const [method = ""] = line.trim().split(/\s/u);
  const fields = [
    "Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKabc",
    "Max-Forwards: 70",
    "From: <sip:caller@example.org>;tag=33242",
    "To: <sip:user@example.com>",
    "Call-ID: abc.asdfasdf",
    `CSeq: 8 ${method}`,
    `Content-Length: ${body.length}`,
  ].filter((field) => !drop.some((name) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`)));
  return [line, ...fields, ...more, "", body].join("\r\n");
}

/** What becomes of a datagram: taken, refused with a status, or dropped. */
function verdict(text: string): string {
  const read = readDatagram(Buffer.from(text, "latin1"));
  if (read.kind === "keep-alive") return "keep-alive";
  if (read.kind === "damaged") return read.request ? String(read.status) : "dropped";
  if (read.message.kind === "response") return judgeResponse(read.message) === null ? "taken" : "dropped";
  const refusal = judgeRequest(read.message);
  return refusal ? String(refusal.status) : "taken";
}

/** By the names of RFC 4475; the messages are written anew after its descriptions, the verdicts are what this agent answers. */
const TORTURE: readonly (readonly [name: string, clause: string, message: string, verdict: string])[] = [
  [
    "wsinv",
    "3.1.1.1",
    'OPTIONS sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\nTO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\nfrom   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\nMaX-fOrWaRdS: 0068\r\nCall-ID: wsinv.ndaksdj@192.0.2.1\r\nContent-Length   : 0\r\ncseq: 0009\r\n  OPTIONS\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw\r\ns :\r\nNewFangledHeader:   newfangled value\r\n continued newfangled value\r\nv:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n\r\n',
    "taken",
  ],
  [
    "intmeth",
    "3.1.1.2",
    request({
      line: "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
    }),
    "501",
  ],
  ["esc01", "3.1.1.3", request({ line: "OPTIONS sip:sips%3Auser%40example.com@example.net SIP/2.0" }), "taken"],
  [
    "escnull",
    "3.1.1.4",
    request({ more: ["Contact: <sip:%00@host5.example.com>", "Contact: <sip:%00%00@host5.example.com>"] }),
    "taken",
  ],
  ["esc02", "3.1.1.5", request({ line: "RE%47IST%45R sip:registrar.example.com SIP/2.0" }), "501"],
  ["lwsdisp", "3.1.1.6", request({ drop: ["from"], more: ["From: caller<sip:caller@example.com>;tag=323"] }), "taken"],
  [
    "longreq",
    "3.1.1.7",
    request({ more: [`To-Unknown: ${"x".repeat(4000)}`, `Unknown-${"Long".repeat(20)}: v`] }),
    "taken",
  ],
  ["dblreq", "3.1.1.8", `${request({})}INVITE sip:joe@example.com SIP/2.0\r\n\r\n`, "taken"],
  ["semiuri", "3.1.1.9", request({ line: "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0" }), "taken"],
  [
    "transports",
    "3.1.1.10",
    request({
      drop: ["via"],
      more: [
        "Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw",
        "Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf",
        "Via: SIP/2.0/UNKNOWN t6.example.com;branch=z9hG4bK2980unddj",
      ],
    }),
    "taken",
  ],
  [
    "mpart01",
    "3.1.1.11",
    request({
      line: "MESSAGE sip:kumiko@example.org SIP/2.0",
      more: ["Content-Type: multipart/mixed;boundary=7a9cbec02ceef655"],
      body: "--7a9cbec02ceef655\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a9cbec02ceef655\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n0\x00\x82\x01\xff\r\n--7a9cbec02ceef655--",
    }),
    "taken",
  ],
  [
    "unreason",
    "3.1.1.12",
    request({ line: "SIP/2.0 200 = 2**3 * 5**2 \u0430", drop: ["cseq"], more: ["CSeq: 35 OPTIONS"] }),
    "taken",
  ],
  ["noreason", "3.1.1.13", request({ line: "SIP/2.0 100 ", drop: ["cseq"], more: ["CSeq: 35 OPTIONS"] }), "taken"],
  ["badinv01", "3.1.2.1", request({ drop: ["via"], more: ["Via: SIP/2.0/UDP 192.0.2.15;;,;,,"] }), "400"],
  ["clerr", "3.1.2.2", request({ drop: ["content-length"], more: ["Content-Length: 9999"], body: "v=0" }), "400"],
  ["ncl", "3.1.2.3", request({ drop: ["content-length"], more: ["Content-Length: -999"] }), "400"],
  ["scalar02", "3.1.2.4", request({ drop: ["cseq"], more: ["CSeq: 36893488147419103232 OPTIONS"] }), "400"],
  [
    "scalarlg",
    "3.1.2.5",
    request({
      line: "SIP/2.0 503 Service Unavailable",
      drop: ["cseq"],
      more: ["CSeq: 9292394834772304023312 OPTIONS"],
    }),
    "dropped",
  ],
  ["quotbal", "3.1.2.6", request({ drop: ["to"], more: ['To: "Mr. J. User <sip:j.user@example.com>'] }), "400"],
  ["ltgtruri", "3.1.2.7", request({ line: "OPTIONS <sip:user@example.com> SIP/2.0" }), "400"],
  ["lwsruri", "3.1.2.8", request({ line: "OPTIONS sip:user@example.com; lr SIP/2.0" }), "400"],
  ["lwsstart", "3.1.2.9", request({ line: "OPTIONS  sip:user@example.com  SIP/2.0" }), "400"],
  ["trws", "3.1.2.10", request({ line: "OPTIONS sip:remote-target@example.com SIP/2.0  " }), "400"],
  ["escruri", "3.1.2.11", request({ line: "OPTIONS sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0" }), "400"],
  ["baddate", "3.1.2.12", request({ more: ["Date: Fri, 01 Jan 2010 16:00:00 EST"] }), "taken"],
  ["regbadct", "3.1.2.13", request({ more: ["Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E"] }), "400"],
  [
    "badaspec",
    "3.1.2.14",
    request({ drop: ["to"], more: ['To: "Watson, Thomas" < sip:t.watson@example.org >'] }),
    "400",
  ],
  [
    "baddn",
    "3.1.2.15",
    request({ drop: ["from"], more: ["From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43"] }),
    "400",
  ],
  ["badvers", "3.1.2.16", request({ line: "OPTIONS sip:t.watson@example.org SIP/7.0" }), "505"],
  ["mismatch01", "3.1.2.17", request({ drop: ["cseq"], more: ["CSeq: 8 INVITE"] }), "400"],
  [
    "mismatch02",
    "3.1.2.18",
    request({ line: "NEWMETHOD sip:user@example.com SIP/2.0", drop: ["cseq"], more: ["CSeq: 34 INVITE"] }),
    "400",
  ],
  [
    "bigcode",
    "3.1.2.19",
    request({ line: "SIP/2.0 4294967301 better not break the receiver", drop: ["cseq"], more: ["CSeq: 35 OPTIONS"] }),
    "dropped",
  ],
  ["badbranch", "3.2.1", request({ drop: ["via"], more: ["Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"] }), "taken"],
  ["insuf", "3.3.1", request({ drop: ["call-id", "from", "to"] }), "400"],
  ["unkscm", "3.3.2", request({ line: "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0" }), "416"],
  ["novelsc", "3.3.3", request({ line: "OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0" }), "416"],
  ["unksm2", "3.3.4", request({ drop: ["to"], more: ["To: <isbn:2983792873>"] }), "taken"],
  ["bext01", "3.3.5", request({ more: ["Require: nothingSupportsThis, nothingSupportsThisEither"] }), "420"],
  [
    "invut",
    "3.3.6",
    request({
      line: "INVITE sip:user@example.com SIP/2.0",
      more: ["Content-Type: application/unknownformat"],
      body: "<x/>",
    }),
    "415",
  ],
  [
    "regaut01",
    "3.3.7",
    request({
      line: "REGISTER sip:example.com SIP/2.0",
      more: ["Authorization: NoOneKnowsThisScheme opaque-data=here"],
    }),
    "405",
  ],
  ["multi01", "3.3.8", request({ more: ["Call-ID: another", "CSeq: 5 OPTIONS"] }), "400"],
  ["mcl01", "3.3.9", request({ more: ["Content-Length: 5"], body: "" }), "400"],
  [
    "bcast",
    "3.3.10",
    request({
      line: "SIP/2.0 200 OK",
      drop: ["cseq"],
      more: ["Via: SIP/2.0/UDP 192.0.2.254:5060;branch=z9hG4bKkdjuw", "CSeq: 8 OPTIONS"],
    }),
    "dropped",
  ],
  ["zeromf", "3.3.11", request({ drop: ["max-forwards"], more: ["Max-Forwards: 0"] }), "taken"],
  ["cparam01", "3.3.12", request({ more: ["Contact: sip:+19725552222@gw1.example.net;unknownparam"] }), "taken"],
  ["cparam02", "3.3.13", request({ more: ["Contact: <sip:+19725552222@gw1.example.net;unknownparam>"] }), "taken"],
  [
    "regescrt",
    "3.3.14",
    request({ more: ["Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>"] }),
    "taken",
  ],
  [
    "sdp01",
    "3.3.15",
    request({
      line: "INVITE sip:user@example.com SIP/2.0",
      more: ["Accept: text/nobodyKnowsThis", "Content-Type: application/sdp"],
      body: "v=0\r\n",
    }),
    "406",
  ],
  [
    "inv2543",
    "3.4.1",
    request({
      line: "INVITE sip:UserB@example.com SIP/2.0",
      drop: ["via", "max-forwards", "content-length"],
      more: ["Via: SIP/2.0/UDP iftgw.example.com", "Content-Type: application/sdp"],
      body: "v=0\r\n",
    }),
    "taken",
  ],
];

test("every message of RFC 4475 in the table has its verdict", () => {
  for (const [name, clause, message, expected] of TORTURE)
    assert.equal(verdict(message), expected, `${name} (${clause})`);
});

const IPV6_VIA = "Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111";
const inIpv6 = (line: string, more: readonly string[] = [], body = "") =>
  request({ line, drop: ["via"], more: [IPV6_VIA, ...more], body });

/** By the names of RFC 5118, as above. */
const IPV6: readonly (readonly [name: string, clause: string, message: string, verdict: string])[] = [
  [
    "ipv6-good",
    "4.1",
    inIpv6("OPTIONS sip:[2001:db8::10] SIP/2.0", ['Contact: "Caller" <sip:caller@[2001:db8::1]>']),
    "taken",
  ],
  // Without brackets it can't be told where the port begins.
  ["ipv6-bad", "4.2", inIpv6("OPTIONS sip:2001:db8::10 SIP/2.0"), "400"],
  ["port-ambiguous", "4.3", inIpv6("OPTIONS sip:[2001:db8::10:5070] SIP/2.0"), "taken"],
  ["port-unambiguous", "4.4", inIpv6("OPTIONS sip:[2001:db8::10]:5070 SIP/2.0"), "taken"],
  [
    "via-received-param-with-delim",
    "4.5",
    request({
      line: "BYE sip:[2001:db8::10] SIP/2.0",
      drop: ["via"],
      more: ["Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111"],
    }),
    "taken",
  ],
  [
    "via-received-param-no-delim",
    "4.5",
    request({
      line: "BYE sip:[2001:db8::10] SIP/2.0",
      drop: ["via"],
      more: ["Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3-111"],
    }),
    "taken",
  ],
  [
    "ipv6-in-sdp",
    "4.6",
    inIpv6(
      "INVITE sip:user@[2001:db8::10] SIP/2.0",
      ["Content-Type: application/sdp"],
      "v=0\r\nc=IN IP6 2001:db8::20\r\n",
    ),
    "taken",
  ],
  [
    "mult-ip-in-header",
    "4.7",
    request({
      line: "BYE sip:user@host.example.net SIP/2.0",
      drop: ["via"],
      more: [
        "Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144",
        "Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200",
      ],
    }),
    "taken",
  ],
  ["ipv4-mapped-ipv6", "4.9", inIpv6("OPTIONS sip:user@[::ffff:192.0.2.10] SIP/2.0"), "taken"],
  // Three colons came from a mistake in the grammar of RFC 3261; nothing is called so.
  ["ipv6-bug-abnf-3-colons", "4.10", inIpv6("OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0"), "400"],
];

test("every message of RFC 5118 in the table has its verdict", () => {
  for (const [name, clause, message, expected] of IPV6) assert.equal(verdict(message), expected, `${name} (${clause})`);
});

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
    assert.doesNotThrow(() => verdict(bytes.toString("latin1")), `seed ${seed}`);
    assert.doesNotThrow(() => cutMessage(bytes), `seed ${seed}`);
  }
});
