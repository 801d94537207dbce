import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { digitOfInfo, EventReader } from "./digits.ts";
import { encode } from "./g711.ts";
import { Media } from "./media.ts";
import { Metronome } from "./metronome.ts";
import { readPacket, writePacket } from "./packet.ts";
import { type OwnEnd, readSession, writeAnswer, writeOffer } from "./sdp.ts";

/** Calculated outside of this code from the tables of ITU-T G.711. */
test("G.711 of known samples", () => {
  const table = [
    [0, 0xff, 0xd5],
    [-1, 0x7f, 0x55],
    [100, 0xf2, 0xd3],
    [-100, 0x72, 0x53],
    [1000, 0xce, 0xfa],
    [-1000, 0x4e, 0x7a],
    [8000, 0xa0, 0x8a],
    [-8000, 0x20, 0x0a],
    [32_767, 0x80, 0xaa],
    [-32_768, 0x00, 0x2a],
  ] as const;
  for (const [sample, muLaw, aLaw] of table) {
    assert.equal(encode("PCMU", Int16Array.of(sample))[0], muLaw, `µ-law of ${sample}`);
    assert.equal(encode("PCMA", Int16Array.of(sample))[0], aLaw, `A-law of ${sample}`);
  }
});

test("a packet is read behind contributors, extension and padding; RTCP and fragments are none", () => {
  const plain = Buffer.from("8088000100000002deadbeefd5d5", "hex");
  const packet = readPacket(plain) ?? assert.fail();
  assert.deepEqual([packet.payloadType, packet.sequence, packet.timestamp, packet.source], [8, 1, 2, 0xdeadbeef]);
  assert.deepEqual(writePacket(packet, true), plain);
  const full = readPacket(
    Buffer.from("b1080001000000020000000300000004beef0001000000 05aabb02".replace(" ", "") + "02", "hex"),
  );
  assert.deepEqual(full?.payload.toString("hex"), "aabb".slice(0, 4));
  for (const bad of [
    "80c8000100000002deadbeef",
    "8008",
    "4008000100000002deadbeef",
    "8f08000100000002deadbeef",
    "a0080001000000 02deadbeefff".replace(" ", ""),
  ]) {
    assert.equal(readPacket(Buffer.from(bad, "hex")), null, bad);
  }
});

test("a digit counts once, whatever is lost, repeated or late (RFC 4733)", () => {
  const reader = new EventReader();
  const read = (payload: string, timestamp: number, source = 1) =>
    reader.read({ payload: Buffer.from(payload, "hex"), timestamp, source });
  // Start, continuation and three ends of digit 1.
  assert.deepEqual(
    ["010a00a0", "010a0140", "018a0320", "018a0320", "018a0320"].map((one) => read(one, 800)),
    ["1", null, null, null, null],
  );
  assert.equal(read("0b8a0320", 2400), "#", "only the end of # arrived");
  assert.equal(read("010a00a0", 800), null, "late");
  assert.equal(read("020a00a0", 100, 2), "2", "another source begins anew");
  for (const none of ["100a00a0", "01", ""]) assert.equal(read(none, 90_000), null, none);
  assert.equal(read("030a00a0", 0x1_0000_0000 - 5, 2), null, "late across the end of the numbers");
});

test("digits by INFO", () => {
  const table: [string, string, string | null][] = [
    ["application/dtmf-relay", "Signal=1\r\nDuration=160\r\n", "1"],
    ["application/dtmf-relay; x=y", "Signal= #\r\nDuration=160", "#"],
    ["application/dtmf-relay", "Signal=11\r\n", "#"],
    ["application/dtmf", "5", "5"],
    ["application/dtmf", "*\r\n", "*"],
    ["application/sdp", "5", null],
    ["application/dtmf-relay", "Duration=1", null],
  ];
  for (const [type, body, digit] of table) assert.equal(digitOfInfo(type, body), digit, body);
});

test("sessions are read from what PBXs write, and refused when there is nothing to speak", () => {
  const sdp = (...lines: string[]) =>
    readSession(Buffer.from(["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", ...lines, ""].join("\r\n")));
  assert.deepEqual(readSession(writeOffer({ ...OWN, host: "192.0.2.10", port: 20_000 })), {
    host: "192.0.2.10",
    port: 20_000,
    codec: "PCMA",
    payloadType: 8,
    events: 101,
    direction: "sendrecv",
    crypto: null,
  });
  const held = sdp(
    "c=IN IP4 192.0.2.1",
    "t=0 0",
    "a=sendonly",
    "m=audio 4000 RTP/AVP 96 0 97",
    "a=rtpmap:96 G729/8000",
    "a=rtpmap:97 telephone-event/8000",
  );
  assert.deepEqual([held?.codec, held?.payloadType, held?.events, held?.direction], ["PCMU", 0, 97, "sendonly"]);
  assert.match(
    writeAnswer({ ...OWN, host: "::1", port: 5 }, held ?? assert.fail()).toString(),
    /c=IN IP6 ::1[^]*m=audio 5 RTP\/AVP 0 97[^]*a=recvonly/,
  );
  // RFC 5118 §4.8: each medium has its address, of whichever family.
  const both = sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 192.0.2.1", "m=video 6000 RTP/AVP 31", "c=IN IP6 2001:db8::1");
  assert.deepEqual([both?.host, both?.port], ["192.0.2.1", 4000]);
  assert.equal(sdp("c=IN IP4 0.0.0.0", "m=audio 4000 RTP/AVP 8")?.direction, "sendonly");
  assert.equal(sdp("m=video 1 RTP/AVP 8", "m=audio 4000 RTP/AVP 8", "c=IN IP6 2001:db8::1")?.host, "2001:db8::1");
  for (const bad of [
    ["m=audio 4000 RTP/AVP 8"],
    ["c=IN IP4 pbx.example", "m=audio 4000 RTP/AVP 8"],
    ["c=IN IP4 1.2.3.4", "m=audio 4000 RTP/AVP 18"],
    ["c=IN IP4 1.2.3.4", "m=audio 4000 RTP/SAVP 8"],
    ["c=IN IP4 1.2.3.4", "m=audio 99999 RTP/AVP 8"],
  ]) {
    assert.equal(sdp(...bad), null, bad.join());
  }
  assert.equal(readSession(Buffer.from("v=0\r\n".padEnd(20_000, "x"))), null);
});

test("sound flows without a pause, and who speaks from elsewhere is not heard", async (t) => {
  const digits: string[] = [];
  const media = await Media.open({
    address: "127.0.0.1",
    ports: { from: 30_000, to: 45_000 },
    metronome: new Metronome(systemClock),
    digit: (digit) => digits.push(digit),
  });
  const [theirs, stranger] = [await socketOn("127.0.0.1"), await socketOn("127.0.0.2")];
  t.after(async () => {
    await media[Symbol.asyncDispose]();
    theirs.close();
    stranger.close();
  });
  media.agree({
    host: "127.0.0.1",
    port: theirs.address().port,
    codec: "PCMA",
    payloadType: 8,
    events: 101,
    direction: "sendrecv",
    crypto: null,
  });
  const event = (sequence: number, timestamp: number, digit: number) =>
    writePacket({ payloadType: 101, sequence, timestamp, source: 9, payload: Buffer.of(digit, 10, 0, 160) }, true);
  const said = media.play(Buffer.alloc(480, 1));
  const packets: Buffer[] = [];
  while (packets.length < 5) packets.push(((await once(theirs, "message")) as [Buffer])[0]);
  await said;
  const read = packets.map((packet) => readPacket(packet) ?? assert.fail());
  assert.deepEqual(
    read.map(({ payload }) => payload[0]),
    [1, 1, 1, 0xd5, 0xd5],
  );
  for (const [at, { sequence, timestamp }] of read.entries()) {
    assert.equal(sequence, ((read[0]?.sequence ?? 0) + at) & 0xffff);
    assert.equal(timestamp, ((read[0]?.timestamp ?? 0) + 160 * at) >>> 0);
  }
  stranger.send(event(1, 1, 1), media.port, "127.0.0.1");
  theirs.send(event(1, 160, 4), media.port, "127.0.0.1");
  while (media.counts.taken < 1 || media.counts.ignored < 1) await once(theirs, "message");
  assert.deepEqual(digits, ["4"]);
});

const OWN: OwnEnd = { host: "127.0.0.1", port: 4000, id: 1, version: 1, key: null };

async function socketOn(address: string): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, address);
  await once(socket, "listening");
  return socket;
}
