import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "#kernel/clock.ts";
import { SecretPlaces } from "#site/secrets.ts";
import { channelHost, openFarSide } from "../../test/peers/http-far-side.ts";
import { MailServer } from "../../test/peers/mail-server.ts";
import { messageOf } from "../../test/peers/message.ts";
import { MessageCentre } from "../../test/peers/message-centre.ts";
import { openPagerServer } from "../../test/peers/pager-server.ts";
import { openPagingSystem } from "../../test/peers/paging-system.ts";
import { openPagingTerminal } from "../../test/peers/paging-terminal.ts";
import { PushService } from "../../test/peers/push-service.ts";
import { ScriptedSip } from "../../test/peers/scripted-sip.ts";
import { SmsModem } from "../../test/peers/sms-modem.ts";
import { freePort } from "../../test/peers/whole-server.ts";
import type { Channel } from "./channel.ts";
import { Dialogue } from "./dialogue.ts";
import { espa } from "./espa/index.ts";
import { matrix } from "./matrix/index.ts";
import { sipMessage } from "./sip-message/index.ts";
import { smpp } from "./smpp/index.ts";
import { smsModem } from "./sms-modem/index.ts";
import { smtp } from "./smtp/index.ts";
import { snpp } from "./snpp/index.ts";
import { tap } from "./tap/index.ts";
import { webPush } from "./web-push/index.ts";
import { writtenSubscription } from "./web-push/subscription.ts";
import { newVapidKey } from "./web-push/vapid.ts";

interface Bed {
  readonly kind: Channel;
  readonly settings: Record<string, unknown>;
  readonly to: string;
  /** What of the settings nobody may see. */
  readonly secrets: readonly string[];
  /** In this order, with whatever else between. */
  readonly dialogue: readonly RegExp[];
}

const BEDS: Readonly<Record<string, (t: TestContext) => Promise<Bed>>> = {
  async SMPP(t) {
    const centre = await MessageCentre.open();
    t.after(() => centre.close());
    const place = { host: "localhost", port: centre.port, security: "plain", from: "TOCSIN" };
    return {
      kind: smpp,
      settings: { ...place, systemId: "foo", password: "b4rb4r" },
      to: "+4915112345678",
      secrets: ["b4rb4r"],
      dialogue: [/^us: bindTransceiver/, /^them: bindTransceiver answered/, /^us: submit,/, /^them: submit answered/],
    };
  },
  async "an SMS modem"(t) {
    const modem = await SmsModem.open({ pin: "4711" });
    t.after(() => modem.close());
    return {
      kind: smsModem,
      settings: { connection: { by: "tcp", host: "127.0.0.1", port: modem.port }, pin: "4711" },
      to: "+4915112345678",
      secrets: ["4711"],
      dialogue: [
        /^us: AT\+CPIN$/,
        /^them: OK/,
        /^us: AT\+CMGS=\d+/,
        /^them: >/,
        /^us: [0-9A-F]{30,}/,
        /^them: \+CMGS: 1/,
      ],
    };
  },
  async SMTP(t) {
    const server = await MailServer.open(() => {});
    t.after(() => server.down());
    return {
      kind: smtp,
      settings: { ...server.settings, timeoutMs: 20_000 },
      to: "anna@plant.example",
      secrets: ["correct horse", Buffer.from("\0alarms\0correct horse").toString("base64")],
      dialogue: [
        /^them: 220 /,
        /^us: EHLO /,
        /^us: STARTTLS/,
        /^us: AUTH /,
        /^us: MAIL FROM:/,
        /^us: RCPT TO:/,
        /^them: 250 /,
      ],
    };
  },
  async SNPP(t) {
    const server = await openPagerServer(t);
    return {
      kind: snpp,
      settings: { host: "127.0.0.1", port: server.port },
      to: "5551234",
      secrets: [],
      dialogue: [/^them: 220 SNPP/, /^us: PAGEr 5551234/, /^them: 850/, /^us: SEND/, /^them: 960/],
    };
  },
  async TAP(t) {
    const terminal = await openPagingTerminal(t, { password: "s3cr3t" });
    return {
      kind: tap,
      settings: { host: "127.0.0.1", port: terminal.port, password: "s3cr3t" },
      to: "5551234",
      secrets: ["s3cr3t"],
      dialogue: [/^them: .*ID=/, /^us: <1b>PG1/, /^us: <02>5551234<0d>/, /^them: <06>/],
    };
  },
  async "ESPA 4.4.4"(t) {
    const system = await openPagingSystem(t);
    return {
      kind: espa,
      settings: { host: "127.0.0.1", port: system.port },
      to: "12",
      secrets: [],
      dialogue: [/^us: .*1<05>2<05>/, /^them: <06>/, /^us: <01>1<02>1<1f>12/, /^them: <06>/],
    };
  },
  async "SIP MESSAGE"(t) {
    const server = await ScriptedSip.open();
    t.after(() => server.close());
    void server.request("MESSAGE").then((request) => server.answer(request, 200, { tag: "h" }));
    const place = { server: "127.0.0.1", port: server.port, transport: "udp", localPort: await freePort() };
    return {
      kind: sipMessage,
      settings: { ...place, user: "tocsin", password: "s3cr3t", register: false },
      to: "4711",
      secrets: ["s3cr3t"],
      dialogue: [/^us: MESSAGE sip:4711@127\.0\.0\.1 SIP\/2\.0/, /^them: SIP\/2\.0 200/],
    };
  },
  async Matrix(t) {
    const server = await openFarSide(t, ({ path }) => {
      const said = path.includes("/sync") ? "Anna writes that she is ill" : undefined;
      if (path.includes("account_data/m.direct"))
        return { status: 200, body: '{"@anna:x.example":["!anna:x.example"]}' };
      return { status: 200, body: JSON.stringify({ event_id: "$1", since: "s1", said }) };
    });
    return {
      kind: matrix,
      settings: { homeserver: server.url, user: "@alarms:x.example", accessToken: "syt_s3cr3t" },
      to: "@anna:x.example",
      // What people wrote, and with whom else we talk, is nothing for whoever tries the channel out.
      secrets: ["syt_s3cr3t", "she is ill", "m.direct"],
      dialogue: [/^us: PUT .*\/send\/m\.room\.message\/tocsin-43/, /^them: HTTP 200/],
    };
  },
  async "Web Push"(t) {
    const service = await PushService.open(t);
    return {
      kind: webPush,
      settings: { ...service.settings, vapidKey: newVapidKey() },
      to: writtenSubscription(service.subscribe("annas-phone")),
      secrets: ["annas-phone", "vapid t="],
      dialogue: [/^us: POST \/\*\*\*\n[\s\S]*aes128gcm[\s\S]*bytes\)$/, /^them: HTTP 201/],
    };
  },
};

for (const [name, open] of Object.entries(BEDS)) {
  test(`whoever tries ${name} out sees what was said with the far side, without secrets`, async (t) => {
    const { kind, settings, to, secrets, dialogue } = await open(t);
    const transcript = new Dialogue(systemClock, new SecretPlaces(kind.settings).secretsIn(settings));
    const { lines } = transcript.listen();
    const read = kind.settings.parse(settings);
    const line = await kind.open(read, { ...channelHost().host, transcript });
    t.after(() => line[Symbol.asyncDispose]());
    const { outcome, because } = await line.deliver(messageOf({ id: 43, to }), new AbortController().signal);
    assert.match(outcome, /^(accepted|delivered)$/, because);
    const said = lines.map(({ who, text }) => `${who}: ${text}`);
    let at = 0;
    for (const wanted of dialogue) {
      const found = said.findIndex((one, index) => index >= at && wanted.test(one));
      assert.notEqual(found, -1, `${wanted} was not said in time:\n${said.join("\n")}`);
      at = found + 1;
    }
    for (const secret of secrets)
      assert.equal(said.join("\n").includes(secret), false, `${secret}:\n${said.join("\n")}`);
  });
}
