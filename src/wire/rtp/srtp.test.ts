import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { test } from "node:test";
import { readPacket, writePacket } from "./packet.ts";
import { readSession, writeAnswer, writeOffer } from "./sdp.ts";
import { KEY_BYTES, SrtpReceiver, SrtpSender, sessionKeys } from "./srtp.ts";

const hex = (text: string) => Buffer.from(text.replace(/\s/gu, ""), "hex");

/** RFC 3711 appendix B.3. */
const MASTER = hex("e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6");

test("RFC 3711 B.2: the keystream of AES in counter mode", () => {
  const key = hex("2b7e151628aed2a6abf7158809cf4f3c");
  const salt = "f0f1f2f3f4f5f6f7f8f9fafbfcfd";
  const table = [
    ["0000", "e03ead0935c95e80e166b16dd92b4eb4"],
    ["0001", "d23513162b02d0f72a43a2fe4a5f97ab"],
    ["0002", "41e95b3bb0a2e8dd477901e4fca894c0"],
    ["feff", "ec8cdf7398607cb0f2d21675ea9ea1e4"],
    ["ff00", "362b7c3c6773516318a077d7fc5073ae"],
    ["ff01", "6a2cc3787889374fbeb4c81b17ba6c44"],
  ] as const;
  for (const [at, stream] of table) {
    const made = createCipheriv("aes-128-ctr", key, hex(salt + at)).update(Buffer.alloc(16));
    assert.equal(made.toString("hex"), stream, at);
  }
});

test("RFC 3711 B.3: session keys from the master key", () => {
  const { cipher, salt, proof } = sessionKeys(MASTER);
  assert.equal(cipher.toString("hex"), "c61e7a93744f39ee10734afe3ff7a087");
  assert.equal(salt.toString("hex"), "30cbbc08863d8c85d49db34a9ae1");
  assert.equal(proof.toString("hex"), "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
});

/** From srtp_validate of libsrtp (test/srtp_driver.c). */
const CLEAR = hex("800f1234decafbadcafebabe abababababababababababababababab");
const PROTECTED = hex("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");

test("a packet becomes what libsrtp makes of it, and is opened again once", () => {
  assert.equal(new SrtpSender(MASTER).protect(CLEAR).toString("hex"), PROTECTED.toString("hex"));
  const receiver = new SrtpReceiver(MASTER);
  assert.deepEqual(receiver.open(PROTECTED), CLEAR);
  assert.equal(receiver.open(PROTECTED), null, "a repeat");
});

test("what was changed anywhere, or is cut short, is nothing", () => {
  for (let at = 0; at < PROTECTED.length; at++) {
    const changed = Buffer.from(PROTECTED);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(new SrtpReceiver(MASTER).open(changed), null, `byte ${at}`);
    assert.equal(new SrtpReceiver(MASTER).open(PROTECTED.subarray(0, at)), null, `cut at ${at}`);
  }
  assert.equal(new SrtpReceiver(randomBytes(KEY_BYTES)).open(PROTECTED), null, "another key");
});

test("numbers turn over, packets are lost, late and repeated, and each is opened once", () => {
  const [sender, receiver] = [new SrtpSender(MASTER), new SrtpReceiver(MASTER)];
  const packet = (at: number) =>
    writePacket(
      { payloadType: 8, sequence: at & 0xffff, timestamp: at * 160, source: 7, payload: Buffer.of(at & 255, at >> 8) },
      false,
    );
  const from = 0xff00;
  const all = Array.from({ length: 0x400 }, (_, at) => from + at);
  let opened = 0;
  let waiting: Buffer[] = [];
  for (const at of all) {
    const made = sender.protect(packet(at));
    if (at % 10 < 3) continue; // lost
    waiting.push(made);
    if (waiting.length < 5) continue;
    for (const one of waiting.toReversed()) {
      if (receiver.open(one)) opened++;
      assert.equal(receiver.open(one), null);
    }
    waiting = [];
  }
  const arrived = all.filter((at) => at % 10 >= 3).length;
  assert.equal(opened + waiting.length, arrived);
});

test("keys travel in the SDP (RFC 4568), and only those that we can follow", () => {
  const key = randomBytes(KEY_BYTES);
  const own = { host: "192.0.2.1", port: 4000, id: 1, version: 1, key };
  const offer = writeOffer(own).toString();
  assert.match(offer, /m=audio 4000 RTP\/SAVP 8 0 101\r\n/);
  const session = readSession(Buffer.from(offer)) ?? assert.fail("our own offer can't be read");
  assert.deepEqual(session.crypto, { tag: 1, key });
  const inline = `inline:${key.toString("base64")}`;
  const with_ = (...lines: string[]) =>
    readSession(Buffer.from(["v=0", "c=IN IP4 192.0.2.1", "m=audio 4000 RTP/SAVP 8", ...lines, ""].join("\r\n")));
  const second = with_(
    `a=crypto:1 AES_CM_256_HMAC_SHA1_80 ${inline}`,
    `a=crypto:2 AES_CM_128_HMAC_SHA1_80 ${inline}|2^31`,
  );
  assert.deepEqual(second?.crypto, { tag: 2, key });
  assert.match(writeAnswer(own, second ?? assert.fail()).toString(), /a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:/);
  for (const bad of [
    "",
    `a=crypto:1 AES_CM_128_HMAC_SHA1_32 ${inline}`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline}|2^20|1:4`,
    `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${inline} UNENCRYPTED_SRTP`,
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
  ]) {
    assert.equal(with_(bad), null, bad);
  }
  assert.equal(readPacket(CLEAR)?.payload.length, 16);
});
