import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { type OwnEnd, readSession, type Session, writeOffer } from "#wire/rtp/sdp.ts";
import { SoundTerms } from "./sound-terms.ts";

const FAR: OwnEnd = { host: "192.0.2.9", port: 4000, id: 1, version: 1, key: null };

function terms(encrypted = false) {
  const agreed: { session: Session; key: Buffer | null }[] = [];
  const sound = { port: 20_000, agree: (session: Session, key: Buffer | null) => void agreed.push({ session, key }) };
  return { terms: new SoundTerms("192.0.2.1", sound, encrypted), agreed };
}
const direction = (sdp: Buffer | null) => /a=(send\w+|recvonly|inactive)/u.exec(sdp?.toString() ?? "")?.[1];

test("hold and resumption are mirrored, and each answer is a new version of one session", () => {
  const { terms: ours, agreed } = terms();
  const offer = writeOffer(FAR);
  assert.match(ours.answer(offer)?.toString() ?? "", /m=audio 20000 RTP\/AVP 8 101/);
  const held = ours.changed(Buffer.from(offer.toString().replace("sendrecv", "sendonly")));
  assert.equal(direction(held), "recvonly");
  const resumed = ours.changed(offer);
  assert.equal(direction(resumed), "sendrecv");
  assert.deepEqual(
    agreed.map(({ session }) => session.direction),
    ["sendrecv", "sendonly", "sendrecv"],
  );
  const origin = (sdp: Buffer | null) =>
    /^o=tocsin (\d+) (\d+)/mu
      .exec(sdp?.toString() ?? "")
      ?.slice(1)
      .map(Number) ?? [];
  assert.equal(origin(held)[0], origin(resumed)[0]);
  assert.equal(origin(resumed)[1], (origin(held)[1] ?? 0) + 1);
});

test("an offer without SDP is answered with ours, one in another codec or from nowhere with nothing", () => {
  const { terms: ours, agreed } = terms();
  assert.ok(ours.agreed(writeOffer(FAR)));
  assert.equal(readSession(ours.changed(Buffer.alloc(0)) ?? Buffer.alloc(0))?.port, 20_000);
  const other = writeOffer(FAR).toString().replace("RTP/AVP 8 0 101", "RTP/AVP 0 101");
  assert.equal(ours.changed(Buffer.from(other)), null);
  assert.equal(ours.changed(Buffer.from("v=0\r\n")), null);
  assert.equal(agreed.length, 1, "what was agreed before stays");
});

test("what must be encrypted is never agreed to in clear, nor the other way round; our key stays the same", () => {
  const clear = writeOffer(FAR);
  const secret = writeOffer({ ...FAR, key: randomBytes(30) });
  assert.equal(terms(true).terms.answer(clear), null);
  assert.equal(terms(false).terms.answer(secret), null);
  const { terms: ours, agreed } = terms(true);
  const key = () => /inline:(\S+)/u.exec(ours.offer.toString())?.[1];
  const first = key();
  assert.match(ours.answer(secret)?.toString() ?? "", /RTP\/SAVP/);
  ours.changed(secret);
  assert.equal(key(), first);
  assert.deepEqual(agreed[0]?.key, agreed[1]?.key);
  assert.notEqual(key(), agreed[0]?.session.crypto?.key.toString("base64"), "theirs is another one");
});
