import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { channelHost, hostileMessage } from "../../../test/peers/http-far-side.ts";
import { xmpp } from "./index.ts";
import { firstMessage, prove } from "./scram.ts";
import { Settings } from "./settings.ts";
import { escapeXml, type Piece, StanzaCutter } from "./xml.ts";

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='1'>";

test("SCRAM: the exchanges of RFC 5802 §5 and RFC 7677 §3", async () => {
  const table = [
    {
      mechanism: "SCRAM-SHA-1",
      nonce: "fyko+d2lbbFgONRv9qkxdawL",
      server: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
      client: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      final: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    },
    {
      mechanism: "SCRAM-SHA-256",
      nonce: "rOprNGfwEbeRWgbNEkqO",
      server: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      client:
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      final: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    },
  ] as const;
  for (const { mechanism, nonce, server, client, final } of table) {
    const login = { user: "user", password: "pencil", nonce };
    assert.equal(firstMessage("user", nonce), `n,,n=user,r=${nonce}`);
    const proof = await prove(mechanism, login, server);
    assert.equal(proof.message, client);
    assert.equal(proof.isGenuine(final), true);
    assert.equal(proof.isGenuine("v=AAAA"), false);
    await assert.rejects(prove(mechanism, login, server.replace(nonce, "x")), /does not continue ours/);
    await assert.rejects(prove(mechanism, login, server.replace("4096", "1")), /asks for 1 iterations/);
    await assert.rejects(prove(mechanism, login, server.replace("4096", "999999999")), /asks for/);
  }
});

const STREAM = `${HEADER}<stream:features><a xmlns='urn:a'/></stream:features><message from="anna@x.example/p>1" type='chat'><body>ACK &lt;1a&gt; &#xFC;ber &amp; aus ü😀</body><thread>t</thread></message><presence/></stream:stream>`;

function cut(chunks: readonly Buffer[]): Piece[] {
  const cutter = new StanzaCutter();
  return chunks.flatMap((chunk) => cutter.push(chunk));
}

test("stanzas come out the same, whole or byte by byte", () => {
  const bytes = Buffer.from(STREAM);
  const whole = cut([bytes]);
  assert.deepEqual(cut(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), whole);
  assert.deepEqual(
    whole.map(({ kind }) => kind),
    ["opened", "stanza", "stanza", "stanza", "closed"],
  );
  const [, features, message] = whole;
  assert.ok(features?.kind === "stanza" && message?.kind === "stanza");
  assert.equal(features.stanza.namespace, "http://etherx.jabber.org/streams");
  assert.equal(features.stanza.children[0]?.namespace, "urn:a");
  assert.equal(message.stanza.attributes["from"], "anna@x.example/p>1");
  assert.equal(message.stanza.children[0]?.text, "ACK <1a> über & aus ü😀");
  assert.equal(message.stanza.children[0]?.namespace, "jabber:client");
});

test("what is no stream of RFC 6120 is damaged, and nothing more is read", () => {
  const table = [
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    `${HEADER}<!-- comment -->`,
    `${HEADER}<?php x?>`,
    `${HEADER}<message>&unknown;</message>`,
    `${HEADER}<message>&#0;</message>`,
    `${HEADER}<a></b>`,
    `${HEADER}<a b=c/>`,
    `${HEADER}text`,
    "<html>",
    `${HEADER}${"<a>".repeat(200)}`,
    `${HEADER}<message><body>${"x".repeat(300_000)}`,
    `${HEADER}<message>${"<a>x</a>".repeat(40_000)}`,
    `${HEADER}<message a="${"x".repeat(300_000)}`,
  ];
  for (const text of table) {
    const pieces = cut([Buffer.from(text), Buffer.from("<presence/>")]);
    assert.equal(pieces.at(-1)?.kind, "damaged", text.slice(0, 200));
  }
});

test("no noise makes the cutter throw or grow", () => {
  let state = 20_261_122;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(STREAM);
    for (let hits = random(8); hits >= 0; hits--) bytes[random(bytes.length)] = random(256);
    const pieces = cut([bytes.subarray(0, random(bytes.length)), bytes]);
    assert.ok(pieces.length < 20, `seed 20261122, round ${round}`);
  }
});

test("nothing that a device says ends the element in which it stands", () => {
  assert.equal(escapeXml(`<a b='c' d="e">&\u0000\ud800`), "&#60;a b=&#39;c&#39; d=&#34;e&#34;&#62;&#38; \ufffd");
});

test("a server that does not encrypt learns neither the account nor a message", async (t) => {
  let said = "";
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      said += bytes.toString();
      socket.write(
        `${HEADER}<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`,
      );
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const settings = Settings.parse({ address: "alarms@plant.example", password: "pw", host: "127.0.0.1", port });
  const line = await xmpp.open(settings, channelHost().host);
  t.after(() => line[Symbol.asyncDispose]());
  const delivery = await line.deliver(hostileMessage({ to: "anna@plant.example" }), new AbortController().signal);
  assert.equal(delivery.outcome, "retry");
  assert.match(delivery.because, /plant\.example does not encrypt \(no STARTTLS\)/);
  assert.doesNotMatch(said, /alarms|Boiler|auth/);
});

test("the port matrix has the stream where it leads", () => {
  const of = (some: object) => {
    const [port] = xmpp.ports(Settings.parse({ address: "a@plant.example", password: "pw", ...some }), []);
    return [port?.host, port?.port, port?.app, port?.encrypted];
  };
  assert.deepEqual(of({}), ["plant.example", 5222, "xmpp", "yes"]);
  assert.deepEqual(of({ host: "10.1.1.1", security: "tls" }), ["10.1.1.1", 5223, "xmpps", "yes"]);
});

test("addresses are bare ones", () => {
  for (const address of ["anna", "anna@x.example/phone", "a b@x", "<@x.example", "@x.example"])
    assert.equal(xmpp.address.safeParse(address).success, false, address);
  assert.equal(xmpp.address.safeParse("anna.müller@chat.plant.example").success, true);
});
