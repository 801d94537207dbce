import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "#kernel/clock.ts";
import { Secret } from "#kernel/secret.ts";
import { Media } from "#wire/rtp/media.ts";
import { Metronome } from "#wire/rtp/metronome.ts";
import { readSession, writeOffer } from "#wire/rtp/sdp.ts";
import { UserAgent } from "#wire/sip/agent.ts";
import { Registration } from "#wire/sip/registration.ts";
import { SipHouse } from "../peers/sip-house.ts";

const missing = ["/usr/sbin/kamailio", "/usr/bin/baresip"].filter((program) => !existsSync(program));
const skip =
  process.env["CI"] !== "true" &&
  missing.length > 0 &&
  `missing: ${missing.join(", ")}; apt-get install kamailio kamailio-tls-modules baresip-core`;

const agentAt = (house: SipHouse, rest: object = {}) =>
  UserAgent.open(
    {
      transport: "tls",
      server: { host: "127.0.0.1", port: house.tls },
      domain: "tocsin.test",
      user: "tocsin",
      displayName: "Tocsin",
      credentials: { user: "tocsin", password: new Secret("s3cret") },
      port: 0,
      ca: house.ca,
      timeoutMs: 10_000,
      agentName: "Tocsin",
      ...rest,
    },
    systemClock,
  );

test("kamailio takes a registration over TLS with SHA-256, refuses a wrong password, and isn't trusted without its authority", {
  skip,
}, async (t) => {
  const house = await SipHouse.open("SHA-256");
  t.after(() => house.close());
  await using agent = await agentAt(house);
  const registration = new Registration(agent, 120);
  assert.equal(await registration.refresh(), null);
  assert.equal(await registration.refresh(), null, "again, as the same contact");
  await registration.end();
  await using wrong = await agentAt(house, { credentials: { user: "tocsin", password: new Secret("wrong") } });
  const refused = new Registration(wrong, 120);
  assert.match((await refused.refresh()) ?? "", /127\.0\.0\.1 refuses the registration of tocsin: 401/);
  await refused.end();
  await using doubting = await agentAt(house, { ca: undefined });
  const doubt = await doubting.options();
  assert.match(doubt.kind === "failed" ? doubt.because : "", /no TLS with 127\.0\.0\.1:\d+: self-signed certificate/);
});

test("a call by kamailio over TLS, with digest and Record-Route, to baresip, which presses keys and is hung up", {
  skip,
}, async (t) => {
  const house = await SipHouse.open();
  t.after(() => house.close());
  await house.telephone();
  await using agent = await agentAt(house);
  const digits: string[] = [];
  await using media = await Media.open({
    address: "127.0.0.1",
    ports: { from: 46_000, to: 47_000 },
    metronome: new Metronome(systemClock),
    digit: (digit) => digits.push(digit),
  });
  let over = "";
  const events = {
    ringing: () => {},
    offered: () => null,
    info: () => {},
    ended: (why: string) => {
      over = why;
    },
  };
  const offer = writeOffer({ host: "127.0.0.1", port: media.port, id: 1, version: 1, key: null });
  // Until baresip is registered nobody is known there.
  const deadline = systemClock.now() + 20_000;
  for (;;) {
    const call = agent.call("sip:operator@tocsin.test", offer, events);
    const answer = await call.answer;
    if (answer.kind === "refused" && answer.status === 404 && systemClock.now() < deadline) {
      await pause(100);
      continue;
    }
    assert.ok(answer.kind === "answered", JSON.stringify(answer));
    // baresip names the address of the machine's network; it is spoken to over loopback like everything here.
    media.agree({ ...(readSession(answer.sdp) ?? assert.fail("no sound")), host: "127.0.0.1" });
    while (media.counts.taken < 10) await pause(20);
    await house.press("1");
    await house.press("#");
    while (digits.length < 2) await pause(20);
    await call.hangUp();
    break;
  }
  assert.deepEqual([digits, over], [["1", "#"], ""]);
});
