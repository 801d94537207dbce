import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { encode } from "./g711.ts";
import { readPacket, writePacket } from "./packet.ts";
import type { Session } from "./sdp.ts";
import { KEY_BYTES, SrtpReceiver, SrtpSender } from "./srtp.ts";
import { Studio } from "./studio.ts";

async function open(t: TestContext, ports = { from: 30_000, to: 45_000 }) {
  const studio = new Studio();
  const far = createSocket("udp4");
  far.bind(0, "127.0.0.1");
  await once(far, "listening");
  t.after(async () => {
    await studio[Symbol.asyncDispose]();
    far.close();
  });
  const digits: string[] = [];
  const lost: string[] = [];
  const sound = () =>
    studio.open({ address: "127.0.0.1", ports, digit: (one) => digits.push(one), lost: (why) => lost.push(why) });
  const session: Session = {
    host: "127.0.0.1",
    port: far.address().port,
    codec: "PCMA",
    payloadType: 8,
    events: 101,
    direction: "sendrecv",
    crypto: null,
  };
  return { studio, far, digits, lost, sound, session };
}
const heard = async (far: Socket) => ((await once(far, "message")) as [Buffer])[0];

test("sound by SRTP: what leaves can be read with our key alone, and only what bears theirs is heard", async (t) => {
  const { far, digits, sound, session } = await open(t);
  const [ours, theirs] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];
  const one = await sound();
  one.agree({ ...session, crypto: { tag: 1, key: theirs } }, ours);
  const said = one.play(Buffer.alloc(320, 7));
  const packet = await heard(far);
  assert.ok(!packet.includes(Buffer.alloc(20, 7)), "in clear");
  const clear = new SrtpReceiver(ours).open(packet);
  assert.equal(clear && readPacket(clear)?.payload[0], 7);
  await said;
  const event = writePacket(
    { payloadType: 101, sequence: 1, timestamp: 160, source: 9, payload: Buffer.of(4, 10, 0, 160) },
    true,
  );
  far.send(event, one.port, "127.0.0.1");
  far.send(new SrtpSender(theirs).protect(event), one.port, "127.0.0.1");
  while (digits.length === 0) await heard(far);
  const counts = await one.counts();
  assert.deepEqual([digits, counts?.taken, counts?.ignored], [["4"], 1, 1]);
  await one[Symbol.asyncDispose]();
});

test("of packets that are lost and repeated (30 % each) every digit is heard once", async (t) => {
  const { far, digits, sound, session } = await open(t);
  const one = await sound();
  one.agree(session, null);
  let seed = Number(process.env["SEED"] ?? 20_260_205);
  const chance = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (seed >> 8) % 100;
  };
  const dialled = "4711470815";
  for (const [at, digit] of Array.from(dialled).entries()) {
    // 100 ms of a digit: five packets, and its end three times (RFC 4733 §2.5.1.4).
    for (let time = 0; time < 8; time++) {
      const isEnd = time > 5;
      const payload = Buffer.of(Number(digit), isEnd ? 0x8a : 0x0a, 0, 160);
      const packet = writePacket(
        { payloadType: 101, sequence: at * 8 + time, timestamp: at * 1600, source: 9, payload },
        time === 0,
      );
      const lost = chance() < 30;
      if (!lost) far.send(packet, one.port, "127.0.0.1");
      if (!lost && chance() < 30) far.send(packet, one.port, "127.0.0.1");
    }
  }
  while (digits.length < dialled.length) await heard(far);
  assert.equal(digits.join(""), dialled, `seed ${process.env["SEED"] ?? "as written"}`);
});

test("where no event was agreed, tones in the sound are digits", async (t) => {
  const { far, digits, sound, session } = await open(t);
  const one = await sound();
  one.agree({ ...session, events: null }, null);
  const turn = (2 * Math.PI) / 8000;
  const tone = encode(
    "PCMA",
    Int16Array.from({ length: 800 }, (_, at) =>
      Math.round(6000 * (Math.sin(770 * turn * at) + Math.sin(1336 * turn * at))),
    ),
  );
  for (let at = 0; at < 5; at++) {
    const payload = tone.subarray(at * 160, at * 160 + 160);
    const packet = writePacket({ payloadType: 8, sequence: at, timestamp: at * 160, source: 9, payload }, at === 0);
    far.send(packet, one.port, "127.0.0.1");
    far.send(packet, one.port, "127.0.0.1");
  }
  while (digits.length === 0) await heard(far);
  assert.deepEqual(digits, ["5"]);
});

test("without a free port the next call is refused, and a lost thread ends its calls and is started anew", async (t) => {
  const { studio, lost, sound, session } = await open(t, { from: 45_100, to: 45_101 });
  const one = await sound();
  await assert.rejects(sound(), /no UDP port between 45100 and 45101 is free/);
  one.agree(session, null);
  const said = one.play(Buffer.alloc(80_000, 1));
  await studio.restart();
  await said;
  assert.match(lost.join(), /the thread for sound failed/);
  assert.equal(await one.counts(), null);
  await one[Symbol.asyncDispose]();
  const next = await sound();
  assert.equal(next.port, 45_100);
});
