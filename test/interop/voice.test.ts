import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { CallDesk, ChannelAnswer, Delivery, Message } from "#channels/channel.ts";
import { voice } from "#channels/voice/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { silentLog } from "#kernel/log.ts";
import {
  agree,
  alsoAsked,
  answer,
  callUp,
  freePort,
  pickUp,
  pressByInfo,
  pressKey,
  receive,
  receiveInvite,
  report,
  Sipp,
  type Step,
  wait,
} from "../peers/sipp.ts";
import { Story } from "../stories/story.ts";

/** Where everything must be installed, a missing program is a failure and not a reason to skip. */
const skip =
  process.env["CI"] !== "true" && !existsSync("/usr/bin/sipp") && "SIPp is not installed: apt-get install sip-tester";

const MESSAGE: Message = {
  id: 7,
  kind: "alarm",
  to: "4711",
  personName: "Anna",
  subject: "HIGH: Boiler pressure",
  text: "HIGH: Boiler pressure 9.3 bar\n\nTo take it over: reply with ACK, or open https://alarms.example/r/x",
  priority: "high",
  code: "7-abcd",
  link: "https://alarms.example/r/x",
  facts: {},
  attempt: 1,
  createdAt: 0,
};

const trunk = (port: number, rest: object = {}) => ({
  name: "PBX",
  server: "127.0.0.1",
  port,
  transport: "udp",
  user: "tocsin",
  register: false,
  localPort: 0,
  ...rest,
});

/** Calls with these settings, once. */
async function call(
  settings: object,
  message: Message = MESSAGE,
  desk?: CallDesk,
): Promise<{ delivery: Delivery; answers: readonly ChannelAnswer[] }> {
  const answers: ChannelAnswer[] = [];
  const line = await voice.open(voice.settings.parse(settings), {
    clock: systemClock,
    log: silentLog,
    speech: { sound: () => Promise.resolve({ rate: 8000, samples: new Int16Array(800) }) },
    heard: () => assert.fail("nobody writes to a telephone"),
    afterwards: () => assert.fail("a call has no afterwards"),
    answered: (answered) => {
      answers.push(answered);
      return Promise.resolve({ done: true, because: "Acknowledged." });
    },
    desk,
  });
  try {
    return { delivery: await line.deliver(message, new AbortController().signal), answers };
  } finally {
    await line[Symbol.asyncDispose]();
  }
}

async function telephone(
  t: TestContext,
  steps: readonly Step[],
  how: Parameters<typeof Sipp.start>[1] = {},
): Promise<Sipp> {
  const sipp = await Sipp.start(steps, how);
  t.after(() => sipp.close());
  return sipp;
}

const ANSWERED = [receive("INVITE"), answer("180 Ringing"), pickUp(), receive("ACK"), wait(300)];
const HUNG_UP = [receive("BYE"), agree()];

for (const [name, how] of [
  ["UDP", {}],
  ["TCP", { transport: "t1" }],
  ["UDP that loses every fifth message", { options: ["-lost", "20"] }],
] as const) {
  test(`N-028 SIPp answers over ${name}, presses 1, and hears us hang up`, { skip }, async (t) => {
    const sipp = await telephone(t, [...ANSWERED, pressKey("1"), ...HUNG_UP], how);
    const transport = name === "TCP" ? "tcp" : "udp";
    const { delivery, answers } = await call({ trunks: [trunk(sipp.port, { transport })], confirm: false });
    assert.deepEqual(delivery, { outcome: "delivered", because: "answered and acknowledged by a digit" });
    assert.deepEqual(answers, [{ notification: 7, verb: "acknowledge", via: "phone" }]);
    assert.equal(await sipp.verdict(), "");
  });
}

test("SIPp presses 4: the alarm is declined and escalated", { skip }, async (t) => {
  const sipp = await telephone(t, [...ANSWERED, pressKey("4"), ...HUNG_UP]);
  const { delivery, answers } = await call({ trunks: [trunk(sipp.port)] });
  assert.equal(delivery.because, "answered, declined and escalated by a digit");
  assert.deepEqual(answers, [{ notification: 7, verb: "escalate", via: "phone" }]);
  assert.equal(await sipp.verdict(), "");
});

const REFUSALS: readonly (readonly [string, string, Delivery["outcome"], RegExp])[] = [
  ["486 Busy Here", "", "retry", /^busy \(PBX: 486 Busy Here\)$/],
  ["603 Decline", "", "rejected", /^the call was declined/],
  ["404 Not Found", "", "rejected", /^this number can't be reached \(PBX: 404 Not Found\); correct it$/],
  ["480 Temporarily Unavailable", "", "retry", /^no answer/],
  ["503 Service Unavailable", "Retry-After: 30", "retry", /^PBX: 503 Service Unavailable$/],
];
for (const [status, more, outcome, because] of REFUSALS) {
  test(`SIPp answers ${status}`, { skip }, async (t) => {
    const sipp = await telephone(t, [receive("INVITE"), answer("100 Trying"), answer(status, more), receive("ACK")]);
    const { delivery, answers } = await call({ trunks: [trunk(sipp.port)] });
    assert.equal(delivery.outcome, outcome);
    assert.match(delivery.because, because);
    if (more !== "") assert.deepEqual(delivery, { ...delivery, afterMs: 30_000, outage: true });
    assert.deepEqual(answers, []);
    assert.equal(await sipp.verdict(), "");
  });
}

test("SIPp calls in from a telephone that nobody has: number, PIN, and the alarm is taken over", { skip }, async () => {
  const port = await freePort();
  const [answers, trail]: [ChannelAnswer[], string[]] = [[], []];
  const nothing = () => Promise.resolve("Nothing.");
  const callIn = { persons: [{ person: "ben", number: "42", pin: "471147" }] };
  const line = await voice.open(voice.settings.parse({ trunks: [trunk(9, { localPort: port })], callIn }), {
    clock: systemClock,
    log: silentLog,
    speech: { sound: () => Promise.resolve({ rate: 8000, samples: new Int16Array(800) }) },
    heard: () => assert.fail("nobody writes to a telephone"),
    afterwards: () => assert.fail("a call has no afterwards"),
    answered: (answer) => {
      answers.push(answer);
      return Promise.resolve({ done: true, because: "Acknowledged." });
    },
    desk: {
      language: () => Promise.resolve("en"),
      personAt: () => Promise.resolve(null),
      languageOf: () => Promise.resolve("en"),
      waiting: () => Promise.resolve([{ alarm: 1, notification: 7, text: "An alarm.", instructions: null }]),
      called: () => Promise.resolve(null),
      onDutyBesides: () => Promise.resolve(null),
      standing: nothing,
      value: nothing,
      duty: nothing,
      record: ({ sentence }) => {
        trail.push(sentence);
        return Promise.resolve();
      },
    },
  });
  // The alarm, taken over and confirmed; then the end of the call.
  const keys = Array.from("42#471147#1110", (key, at) => pressByInfo(key, at + 2, "calling"));
  const sipp = await Sipp.start([...callUp("0170999"), ...keys, ...HUNG_UP], { calling: port });
  try {
    assert.equal(await sipp.verdict(), "");
  } finally {
    sipp.close();
    await line[Symbol.asyncDispose]();
  }
  assert.deepEqual(answers, [{ notification: 7, verb: "acknowledge", via: "phone" }]);
  assert.deepEqual(trail, ["ben called in from 0170999 and was let in."]);
});

test("SIPp presses 6 and is asked to call somebody on duty: they are busy, and then they are there", {
  skip,
}, async (t) => {
  const trail: string[] = [];
  const unasked = () => assert.fail("nobody asked for it");
  const desk: CallDesk = {
    language: unasked,
    personAt: unasked,
    languageOf: unasked,
    waiting: () => Promise.resolve([]),
    called: () => Promise.resolve({ alarm: 1, notification: 7, person: "anna", instructions: null }),
    onDutyBesides: () => Promise.resolve({ person: "ben", address: "4712" }),
    standing: unasked,
    value: unasked,
    duty: unasked,
    record: ({ sentence }) => {
      trail.push(sentence);
      return Promise.resolve();
    },
  };
  const [, ...answered] = ANSWERED;
  const asked = [receive("REFER"), answer("202 Accepted").replace(' retrans="500"', "")];
  const busy = [...asked, report("100 Trying", 2), report("486 Busy Here", 3), wait(300)];
  const there = [...asked, report("200 OK", 5), ...HUNG_UP];
  const steps = [receiveInvite(), ...answered, pressByInfo("6", 1), ...busy, pressByInfo("6", 4), ...there];
  const sipp = await telephone(t, steps);
  const { delivery, answers } = await call(
    { trunks: [trunk(sipp.port, { transfers: true })], calls: 1 },
    MESSAGE,
    desk,
  );
  assert.equal(delivery.outcome, "rejected");
  assert.match(delivery.because, /connected with somebody on duty: nobody acknowledged/u);
  assert.deepEqual(answers, []);
  assert.equal(await sipp.verdict(), "");
  assert.deepEqual(trail, [
    "anna could not be connected with ben, who is on duty: the new call: 486.",
    "anna was connected with ben, who is on duty, by a call.",
  ]);
});

test("SIPp sends the key by INFO, as PBXs without RFC 4733 do", { skip }, async (t) => {
  const [, ...answered] = ANSWERED;
  const sipp = await telephone(t, [receiveInvite(), ...answered, pressByInfo("1", 1), ...HUNG_UP]);
  const { delivery } = await call({ trunks: [trunk(sipp.port)], confirm: false });
  assert.equal(delivery.because, "answered and acknowledged by a digit");
  assert.equal(await sipp.verdict(), "");
});

const BAD_SDP: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no SDP", "hello\n"],
  ["no address", "v=0\nm=audio 4000 RTP/AVP 8\n"],
  ["a name for an address", "v=0\nc=IN IP4 pbx.example\nm=audio 4000 RTP/AVP 8\n"],
  ["another codec", "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/AVP 18\n"],
  ["encryption that was not offered", "v=0\nc=IN IP4 127.0.0.1\nm=audio 4000 RTP/SAVP 8\n"],
];
for (const [what, sdp] of BAD_SDP) {
  test(`SIPp answers with ${what} in place of its sound: acknowledged by ACK, hung up, and the next way is used`, {
    skip,
  }, async (t) => {
    const sipp = await telephone(t, [receive("INVITE"), pickUp(sdp), receive("ACK"), ...HUNG_UP]);
    const { delivery } = await call({ trunks: [trunk(sipp.port)] });
    assert.equal(delivery.outcome, "rejected");
    assert.match(delivery.because, /^the far side takes no sound that we speak/);
    assert.equal(await sipp.verdict(), "");
  });
}

test("SIPp picks up and stays silent: nobody has acknowledged, and that no sound came is said", { skip }, async (t) => {
  const sipp = await telephone(t, [...ANSWERED, ...HUNG_UP]);
  const { delivery, answers } = await call({ trunks: [trunk(sipp.port)], waitSec: 3 });
  assert.match(delivery.because, /^answered without a digit: nobody acknowledged; no sound came from there/);
  assert.deepEqual(answers, []);
  assert.equal(await sipp.verdict(), "");
});

test("a trunk that refuses is followed by the next one", { skip }, async (t) => {
  const refusing = await telephone(t, [receive("INVITE"), answer("503 Service Unavailable"), receive("ACK")]);
  const good = await telephone(t, [...ANSWERED, pressKey("1"), ...HUNG_UP]);
  const trunks = [trunk(refusing.port), trunk(good.port, { name: "Provider" })];
  const { delivery } = await call({ trunks, confirm: false });
  assert.equal(delivery.outcome, "delivered");
  assert.deepEqual([await refusing.verdict(), await good.verdict()], ["", ""]);
});

test("SIPp rings and nobody answers: CANCEL after the time to ring", { skip }, async (t) => {
  const steps = [
    receive("INVITE"),
    answer("180 Ringing"),
    receive("CANCEL"),
    agree(),
    `<send retrans="500"><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]t[call_number]
[last_Call-ID:]
CSeq: 1 INVITE
Content-Length: 0

]]></send>`,
    receive("ACK"),
  ];
  const sipp = await telephone(t, steps);
  const { delivery } = await call({ trunks: [trunk(sipp.port)], ringSec: 5 });
  assert.deepEqual(delivery, { outcome: "retry", because: "no answer (nobody answered)", afterMs: 30_000 });
  assert.equal(await sipp.verdict(), "");
});

test("SIPp wants a password: the second INVITE carries it", { skip }, async (t) => {
  const challenge =
    'Proxy-Authenticate: Digest realm="pbx", nonce="47364c23432d2e131a5fb210812c", qop="auth", algorithm=SHA-256';
  const invite = `<recv request="INVITE" crlf="true"><action><ereg regexp='Proxy-Authorization: Digest username="tocsin".*algorithm=SHA-256, qop=auth' search_in="msg" check_it="true" assign_to="1"/></action></recv><Reference variables="1"/>`;
  const steps = [
    receive("INVITE"),
    answer("407 Proxy Authentication Required", challenge),
    receive("ACK"),
    invite,
    pickUp(),
    receive("ACK"),
    wait(300),
    pressKey("1"),
    ...HUNG_UP,
  ];
  const sipp = await telephone(t, steps);
  const { delivery } = await call({ trunks: [trunk(sipp.port, { password: "s3cret" })], confirm: false });
  assert.equal(delivery.outcome, "delivered");
  assert.equal(await sipp.verdict(), "");
});

test("a server that asks for the password again and again is not answered for ever", { skip }, async (t) => {
  const challenge = (nonce: string) =>
    answer("401 Unauthorized", `WWW-Authenticate: Digest realm="pbx", nonce="${nonce}"`);
  const sipp = await telephone(t, [
    receive("INVITE"),
    challenge("a"),
    receive("ACK"),
    receive("INVITE"),
    challenge("b"),
    receive("ACK"),
  ]);
  const { delivery } = await call({ trunks: [trunk(sipp.port, { password: "s3cret" })] });
  assert.equal(delivery.outcome, "retry");
  assert.match(delivery.because, /^PBX: 401 Unauthorized; check user and password/);
  assert.equal(await sipp.verdict(), "");
});

test("alarm, call, key 1: acknowledged by phone, and the trail says so", { skip }, async (t) => {
  const sipp = await Sipp.start(alsoAsked([...ANSWERED, pressKey("1"), ...HUNG_UP]), { calls: 2 });
  t.after(() => sipp.close());
  const story = await Story.open(t, () => ({
    channels: [
      { id: "phone", name: "Telephone", kind: "voice", settings: { trunks: [trunk(sipp.port)], confirm: false } },
    ],
    persons: [{ id: "ben", name: "Ben", methods: [{ id: "phone", channel: "phone", address: "4711" }] }],
    policies: [{ id: "ben", name: "Ben", steps: [{ tell: [{ person: "ben" }] }] }],
    routes: [{ id: "all", order: 1, sources: ["plant"], policy: "ben" }],
    sources: [{ id: "plant", name: "Plant", driver: "http" }],
  }));
  await story.report("plant", [
    {
      point: "pump-1",
      kind: "raise",
      category: "technical",
      condition: "fault",
      priority: "high",
      text: "Pump 1 stands still",
    },
  ]);
  const alarm = await story.alarm("plant/pump-1", ({ acknowledgedBy }) => acknowledgedBy !== null);
  assert.equal(alarm.acknowledgedBy, "person:ben");
  await story.until("the call is on record", async () =>
    (await story.sentences(`alarm:${alarm.id}`)).some((one) => /by Telephone was delivered/.test(one)),
  );
  const trail = await story.sentences(`alarm:${alarm.id}`);
  assert.ok(
    trail.some((one) => /was acknowledged by ben \(by phone\)/.test(one)),
    trail.join("\n"),
  );
  assert.equal(await sipp.verdict(), "");
});
