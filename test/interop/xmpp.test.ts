import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { ChannelHealth } from "#channels/open-channel.ts";
import { xmpp } from "#channels/xmpp/index.ts";
import { systemClock } from "#kernel/clock.ts";
import { makeAuthority } from "../peers/authority.ts";
import { comesToMatch } from "../peers/becomes.ts";
import { openInbox } from "../peers/inbox-bed.ts";
import { alarmOf, heard, openOutboxBed } from "../peers/outbox-bed.ts";
import { openChatPerson, openProsody, whyNoProsody } from "../peers/prosody.ts";

const authority = await makeAuthority();

/** An outbox and an inbox on prosody, with a clock that the test moves. */
async function openBed(t: TestContext, settings: object = {}) {
  const certificate = await authority.issue("localhost");
  const prosody = await openProsody(t, { ...certificate, accounts: ["alarms", "anna", "otto"] });
  const channel = {
    id: "chat",
    name: "Chat",
    kind: "xmpp",
    settings: {
      address: "alarms@localhost",
      password: "pw",
      host: "127.0.0.1",
      port: prosody.port,
      ca: authority.cert,
      ...settings,
    },
  };
  const person = (id: string) => ({
    id,
    name: id,
    methods: [{ id: "chat", channel: "chat", address: `${id}@localhost` }],
  });
  const bed = await openOutboxBed(t, { channel: [channel], person: [person("anna"), person("otto")] }, [xmpp]);
  bed.alarms.set(1, alarmOf({ occurrence: 17, sequence: 2, text: "Kessel 3 <Überdruck> & mehr" }));
  await bed.outbox.load();
  const { acknowledged } = openInbox(t, bed, systemClock);
  const arrive = (name: string) => openChatPerson(t, { name, port: prosody.port, ca: authority.cert });
  const tell = async () => {
    const [sent] = await bed.notify([
      { channel: "chat", method: "chat", address: "anna@localhost", occurrence: 17, sequence: 2 },
    ]);
    return sent ?? assert.fail();
  };
  return { ...bed, prosody, arrive, tell, acknowledged };
}

test("prosody and slixmpp: a message, its receipt, a stranger with the code, and the answer that acknowledges", {
  skip: whyNoProsody,
}, async (t) => {
  const bed = await openBed(t);
  const [anna, otto] = await Promise.all([bed.arrive("anna"), bed.arrive("otto")]);
  const { lines, stop } = bed.outbox.lineForTrial("chat").dialogue.listen();
  const { id } = await bed.tell();
  const came = await anna.next(() => true);
  assert.equal(came.sender, "alarms@localhost");
  assert.match(came.body, /^HIGH: Kessel 3 <Überdruck> & mehr/);
  assert.equal(came.thread, "alarm-1-17");
  assert.equal((await bed.reached(id, "delivered")).because, "anna@localhost has it");
  stop();
  const shown = lines.map(({ who, text }) => `${who}: ${text}`).join("\n");
  assert.match(shown, /us: <message [\s\S]*<request xmlns[\s\S]*them: [\s\S]*<received /, "the dialogue of a trial");
  const code = bed.codes.code(id);
  otto.say("alarms@localhost", `ACK ${code}`);
  anna.say("alarms@localhost", "ACK");
  assert.match((await anna.next(() => true)).body, /carries no code of a message; nothing was done/);
  assert.deepEqual(bed.acknowledged, [], "neither by a stranger's address nor without the code");
  anna.say("alarms@localhost", `ack ${code} unterwegs`);
  assert.match((await anna.next(() => true)).body, /Acknowledged: you have taken over/);
  assert.deepEqual(bed.acknowledged, [
    { alarm: 1, occurrence: 17, sequence: 2, actor: { id: "person:anna", via: "chat" }, comment: "unterwegs" },
  ]);
  await comesToMatch(async () => {
    const { rows } = await bed.look.query("select sentence from audit.entry where action = 'reply.refused'");
    return rows.map(({ sentence }) => String(sentence)).join("\n");
  }, /otto@localhost is not an address of the person to whom this message went/);
});

test("prosody restarts: the messages wait, the stream comes back, and who was away gets them later", {
  skip: whyNoProsody,
}, async (t) => {
  const bed = await openBed(t, { timeoutMs: 60_000 });
  const first = await bed.tell();
  assert.equal((await bed.reached(first.id, "accepted")).because, "localhost has it", "anna is not there");
  await bed.prosody.stop();
  const second = await bed.tell();
  await bed.reached(second.id, "retry");
  await bed.prosody.start();
  const moving = setInterval(() => bed.clock.advance(1000), 100);
  t.after(() => clearInterval(moving));
  await bed.reached(second.id, "accepted");
  clearInterval(moving);
  const anna = await bed.arrive("anna");
  const ids = [first.id, second.id];
  for (const id of ids) {
    const message = await anna.next(({ body }) => body.includes(bed.codes.code(id)));
    assert.equal(message.sender, "alarms@localhost");
  }
});

test("prosody: a wrong password, and a certificate of an unknown authority, are said and nothing is sent", {
  skip: whyNoProsody,
}, async (t) => {
  const table = [
    [{ password: "wrong" }, /does not let alarms@localhost in: not-authorized/],
    [{ ca: (await makeAuthority()).cert }, /certificate/],
  ] as const;
  for (const [settings, words] of table) {
    const bed = await openBed(t, settings);
    const { id } = await bed.tell();
    const { because } = await heard<ChannelHealth>(bed.feed, "channel", ({ state }) => state === "failing");
    assert.match(because, words);
    assert.equal((await bed.row(id))["sent_at"], null);
  }
});
