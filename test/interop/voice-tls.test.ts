import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { ChannelAnswer } from "#channels/channel.ts";
import { sameNumber } from "#channels/telephone-number.ts";
import { voice } from "#channels/voice/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import { Secret } from "#kernel/secret.ts";
import { readSession, writeOffer } from "#wire/rtp/sdp.ts";
import { KEY_BYTES } from "#wire/rtp/srtp.ts";
import { Studio } from "#wire/rtp/studio.ts";
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
  assert.match(doubt.kind === "failed" ? doubt.because : "", /no TLS with 127\.0\.0\.1:\d+: .*self-signed certificate/);
});

for (const [name, encrypted] of [
  ["in clear", false],
  ["by SRTP", true],
] as const) {
  const title = `a call by kamailio over TLS, with digest and Record-Route, to baresip, which presses keys and is hung up; sound ${name}`;
  test(title, { skip }, async (t) => {
    const house = await SipHouse.open();
    t.after(() => house.close());
    await house.telephone(encrypted);
    await using agent = await agentAt(house);
    await using studio = new Studio();
    const digits: string[] = [];
    await using sound = await studio.open({
      address: "127.0.0.1",
      ports: { from: 46_000, to: 47_000 },
      digit: (digit) => digits.push(digit),
      lost: (because) => assert.fail(because),
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
    const key = encrypted ? randomBytes(KEY_BYTES) : null;
    const offer = writeOffer({ host: "127.0.0.1", port: sound.port, id: 1, version: 1, key });
    // Until baresip is registered nobody is known there.
    const deadline = systemClock.now() + 120_000;
    for (;;) {
      const call = agent.call("sip:operator@tocsin.test", offer, events);
      const answer = await call.answer;
      if (answer.kind === "refused" && answer.status === 404 && systemClock.now() < deadline) {
        await pause(100);
        continue;
      }
      assert.ok(answer.kind === "answered", JSON.stringify(answer));
      const session = readSession(answer.sdp) ?? assert.fail("no sound");
      assert.equal(session.crypto !== null, encrypted);
      // baresip names the address of the machine's network; it is spoken to over loopback like everything here.
      sound.agree({ ...session, host: "127.0.0.1" }, key);
      while (((await sound.counts())?.taken ?? 0) < 10) await pause(20);
      await house.press("1");
      await house.press("#");
      while (digits.length < 2) await pause(20);
      await call.hangUp();
      break;
    }
    assert.deepEqual([digits, over], [["1", "#"], ""]);
  });
}

test("baresip calls in by kamailio over TLS with SRTP, types a PIN, and takes an alarm over", { skip }, async (t) => {
  const house = await SipHouse.open();
  t.after(() => house.close());
  await house.telephone(true);
  const answers: ChannelAnswer[] = [];
  const trail: string[] = [];
  const said: string[] = [];
  const spoken = () => Promise.resolve("Nothing.");
  const settings = voice.settings.parse({
    trunks: [
      {
        name: "PBX",
        server: "127.0.0.1",
        port: house.tls,
        ca: house.ca,
        domain: "tocsin.test",
        user: "tocsin",
        password: "s3cret",
        mediaPorts: { from: 46_000, to: 47_000 },
      },
    ],
    callIn: { persons: [{ person: "ben", number: "42", pin: "471147" }] },
  });
  const line = await voice.open(settings, {
    clock: systemClock,
    log: silentLog,
    speech: {
      sound: (text) => {
        said.push(text);
        return Promise.resolve({ rate: 8000, samples: new Int16Array(800) });
      },
    },
    heard: () => assert.fail("nobody writes to a telephone"),
    afterwards: () => assert.fail("a call has no afterwards"),
    answered: (answer) => {
      answers.push(answer);
      return Promise.resolve({ done: true, because: "Acknowledged." });
    },
    desk: {
      language: () => Promise.resolve("en"),
      personAt: (number) => Promise.resolve(sameNumber("sip:operator@tocsin.test", number) ? "ben" : null),
      languageOf: () => Promise.resolve("en"),
      waiting: () => Promise.resolve([{ alarm: 1, notification: 7, text: "An alarm.", instructions: null }]),
      called: () => Promise.resolve(null),
      onDutyBesides: () => Promise.resolve(null),
      standing: spoken,
      value: spoken,
      duty: spoken,
      record: ({ sentence }) => {
        trail.push(sentence);
        return Promise.resolve();
      },
    },
  });
  t.after(() => line[Symbol.asyncDispose]());
  assert.deepEqual(await line.check(), { ok: true, because: "PBX takes calls" });
  await house.dial("sip:tocsin@tocsin.test");
  const press = async (keys: string, after: RegExp) => {
    while (!said.some((text) => after.test(text))) await pause(20);
    for (const key of keys) await house.press(key);
  };
  await press("471147#", /type your PIN/);
  await press("1", /^For the alarms that wait/);
  await press("1", /^An alarm\.$/);
  await press("1", /Press 1 again/);
  while (answers.length === 0) await pause(20);
  assert.deepEqual(answers, [{ notification: 7, verb: "acknowledge", via: "phone" }]);
  assert.deepEqual(trail, ["ben called in from operator and was let in."]);
});
