import assert from "node:assert/strict";
import { test } from "node:test";
import { channelHost, hostileMessage, openFarSide } from "../../../test/peers/http-far-side.ts";
import { PushService, senderOf } from "../../../test/peers/push-service.ts";
import { encrypt, LONGEST_NOTE } from "./encryption.ts";
import { isPrivate, whyNotThere } from "./endpoint.ts";
import { webPush } from "./index.ts";
import { noteOf } from "./note.ts";
import { Settings } from "./settings.ts";
import { readSubscription, Subscription, writtenSubscription } from "./subscription.ts";
import { isVapidKey, newVapidKey, publicKeyOf, Vapid } from "./vapid.ts";

const never = new AbortController().signal;
const octets = (text: string) => Buffer.from(text, "base64url");

test("the message of RFC 8291 appendix A, octet for octet", () => {
  const receiver = {
    publicKey: octets("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    auth: octets("BTBZMqHH6r4Tts7J_aSIgg"),
  };
  const fresh = {
    privateKey: octets("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    salt: octets("DGv6ra1nlYgDCS1FRnbzlw"),
  };
  assert.equal(
    encrypt(Buffer.from("When I grow up, I want to be a watermelon"), receiver, fresh).toString("base64url"),
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("the token of RFC 8292 §2.4 is believed, ours too, and neither with a claim changed", () => {
  const published =
    "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
  assert.equal(senderOf(published)?.claims.aud, "https://push.example.net");
  const key = newVapidKey();
  const vapid = new Vapid(key, "mailto:ops@plant.example");
  const now = Date.UTC(2026, 0, 15, 12);
  const ours = vapid.authorization("https://push.example.net/p/JzLQ3", now);
  assert.deepEqual(senderOf(ours), {
    claims: { aud: "https://push.example.net", exp: now / 1000 + 12 * 3600, sub: "mailto:ops@plant.example" },
    key: publicKeyOf(key),
  });
  for (const one of [published, ours]) {
    const [head = "", , ...rest] = one.split(".");
    const claims = Buffer.from('{"aud":"https://evil.example"}').toString("base64url");
    assert.equal(senderOf([head, claims, ...rest].join(".")), null);
  }
  assert.equal(vapid.authorization("https://push.example.net/other", now + 10 * 3_600_000), ours, "used for hours");
  assert.notEqual(vapid.authorization("https://push.example.net/other", now + 11.5 * 3_600_000), ours);
  assert.notEqual(vapid.authorization("https://push.example.net/other", now - 3_600_000), ours, "the clock went back");
});

test("keys that are none are refused before anything is stored", () => {
  for (const key of ["", "x", Buffer.alloc(32).toString("base64url"), Buffer.alloc(32, 255).toString("base64url")]) {
    assert.equal(isVapidKey(key), false, key);
  }
  const good = { p256dh: publicKeyOf(newVapidKey()), auth: "BTBZMqHH6r4Tts7J_aSIgg" };
  const endpoint = "https://push.example/p/1";
  const offCurve = Buffer.from(octets(good.p256dh));
  offCurve[64] = (offCurve[64] ?? 0) ^ 1;
  const table = [
    [{ endpoint, keys: good }, true],
    [{ endpoint, keys: { ...good, p256dh: offCurve.toString("base64url") } }, false],
    [{ endpoint, keys: { ...good, p256dh: good.auth } }, false],
    [{ endpoint, keys: { ...good, auth: "short" } }, false],
    [{ endpoint: "ftp://push.example/1", keys: good }, false],
    [{ endpoint: "https://anna:secret@push.example/1", keys: good }, false],
    [{ endpoint: "not a url", keys: good }, false],
    [{ endpoint: `https://push.example/${"x".repeat(2000)}`, keys: good }, false],
  ] as const;
  for (const [subscription, ok] of table) assert.equal(Subscription.safeParse(subscription).success, ok);
  const written = writtenSubscription({ endpoint, keys: good });
  assert.deepEqual(readSubscription(written), { endpoint, keys: good });
  assert.equal(readSubscription(written.slice(0, -30)), null);
  for (const address of ["devices", written]) assert.equal(webPush.address.safeParse(address).success, true);
  for (const address of ["device", endpoint, "anna"]) assert.equal(webPush.address.safeParse(address).success, false);
});

test("nothing is sent to hosts that nobody allowed, nor into the house", () => {
  const hosts = ["fcm.googleapis.com", "*.push.apple.com", "up.plant.example:8443", "10.0.0.7"];
  const allowed = { hosts, privateAddresses: false };
  for (const good of [
    "https://fcm.googleapis.com/fcm/send/x",
    "https://web.push.apple.com/x",
    "https://up.plant.example:8443/x",
  ]) {
    assert.equal(whyNotThere(good, allowed), null, good);
  }
  for (const bad of [
    "https://fcm.googleapis.com:8080/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com/x",
    "https://push.apple.com/x",
    "https://evilpush.apple.com/x",
    "https://169.254.169.254/latest/meta-data",
    "https://up.plant.example/x",
  ]) {
    assert.match(whyNotThere(bad, allowed) ?? "", /is not among the hosts of this channel/, bad);
  }
  assert.match(whyNotThere("https://10.0.0.7/x", allowed) ?? "", /within a house/);
  assert.equal(whyNotThere("https://10.0.0.7/x", { hosts, privateAddresses: true }), null);
  for (const address of ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.31.0.1", "169.254.1.1", "100.64.0.1"]) {
    assert.equal(isPrivate(address), true, address);
  }
  for (const address of ["::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "0.0.0.0", "x"]) {
    assert.equal(isPrivate(address), true, address);
  }
  for (const address of ["8.8.8.8", "172.32.0.1", "2a00:1450::1"]) assert.equal(isPrivate(address), false, address);
});

test("a name that leads into the house is refused when it is looked up", async (t) => {
  const { asked, url } = await openFarSide(t, () => ({ status: 201 }));
  const { port } = new URL(url);
  const vapidKey = newVapidKey();
  const settings = { subject: "mailto:ops@plant.example", vapidKey, hosts: [`localhost:${port}`] };
  const to = writtenSubscription({
    endpoint: `http://localhost:${port}/p/1`,
    keys: { p256dh: publicKeyOf(newVapidKey()), auth: "BTBZMqHH6r4Tts7J_aSIgg" },
  });
  await using line = await webPush.open(Settings.parse(settings), channelHost().host);
  const delivery = await line.deliver(hostileMessage({ to }), never);
  assert.equal(delivery.outcome, "rejected");
  assert.match(delivery.because, /localhost is an address within a house/);
  assert.equal(asked.length, 0);
});

test("a message arrives encrypted and signed, to be replaced by the next one about the same alarm", async (t) => {
  const service = await PushService.open(t);
  const to = writtenSubscription(service.subscribe("phone"));
  const vapidKey = newVapidKey();
  await using line = await webPush.open(
    Settings.parse({ ...service.settings, vapidKey, ttlSec: 600 }),
    channelHost().host,
  );
  const facts = { alarm: 7, occurrence: 3, sequence: 2, person: "anna" };
  const first = await line.deliver(hostileMessage({ to, facts }), never);
  assert.deepEqual(first, { outcome: "accepted", because: `${service.host} answered 201` });
  await line.deliver(hostileMessage({ to, facts, kind: "cleared" }), never);
  await line.deliver(hostileMessage({ to, facts, thread: "alarm-2-1" }), never);
  const [raised, cleared, other] = service.received;
  assert.deepEqual(raised?.note, {
    id: 42,
    kind: "alarm",
    title: "HIGH: *Boiler* <!channel> & @all, House",
    body: 'HIGH: *Boiler* <!channel> & @all\n\nWhere: "House"\n``` [x](https://evil.example)',
    priority: "high",
    language: "en",
    link: "https://alarms.example/alarms/1",
    thread: "alarm-1-1",
    alarm: 7,
    occurrence: 3,
    sequence: 2,
  });
  assert.deepEqual([raised.ttl, raised.urgency, cleared?.urgency], ["600", "high", "normal"]);
  assert.match(raised.topic ?? "", /^[A-Za-z0-9_-]{32}$/);
  assert.equal(cleared?.topic, raised.topic);
  assert.notEqual(other?.topic, raised.topic);
  assert.deepEqual([raised.key, raised.claims.sub], [publicKeyOf(vapidKey), "mailto:ops@plant.example"]);
  assert.equal((await line.check()).ok, true);
});

test("the longest text still fits into what every push service takes, and is cut between characters", async (t) => {
  const service = await PushService.open(t);
  const to = writtenSubscription(service.subscribe("phone"));
  await using line = await webPush.open(
    Settings.parse({ ...service.settings, vapidKey: newVapidKey() }),
    channelHost().host,
  );
  for (const text of ["😀".repeat(4000), '"'.repeat(9000), "\n\u0001".repeat(5000)]) {
    assert.ok(noteOf(hostileMessage({ text })).length <= LONGEST_NOTE);
    assert.equal((await line.deliver(hostileMessage({ to, text }), never)).outcome, "accepted");
  }
  const [smiling] = service.received;
  assert.match(String(smiling?.note["body"]), /^(😀)+…$/u);
  for (const { size } of service.received) assert.ok(size <= 4096 && size > 4070, String(size));
});

test("what push services answer: gone, too large, too often, not believed, down", async (t) => {
  const service = await PushService.open(t);
  const to = writtenSubscription(service.subscribe("phone"));
  await using line = await webPush.open(
    Settings.parse({ ...service.settings, vapidKey: newVapidKey() }),
    channelHost().host,
  );
  const table = [
    [{ status: 404 }, { outcome: "rejected", gone: true }, /has ended its subscription; switch push on again/],
    [{ status: 410 }, { outcome: "rejected", gone: true }, /answered 410/],
    [{ status: 413 }, { outcome: "rejected" }, /too large/],
    [{ status: 403, body: "wrong key" }, { outcome: "rejected" }, /answered 403: wrong key/],
    [{ status: 429, headers: { "retry-after": "30" } }, { outcome: "retry", afterMs: 30_000, outage: true }, /429/],
    [{ status: 503 }, { outcome: "retry", afterMs: undefined, outage: true }, /503/],
  ] as const;
  for (const [answer, expected, says] of table) {
    service.answers.set("phone", answer);
    const { because, ...rest } = await line.deliver(hostileMessage({ to }), never);
    assert.deepEqual(rest, expected);
    assert.match(because, says);
  }
  assert.equal((await line.check()).ok, false);
  assert.equal((await line.deliver(hostileMessage({ to: "anna" }), never)).outcome, "rejected");
});

test("a UnifiedPush address in a person's document is sent to like a browser's", async (t) => {
  const service = await PushService.open(t);
  // The form of ntfy's endpoints.
  const app = "upAbCdEfGh?up=1";
  const to = writtenSubscription(service.subscribe(app));
  assert.equal(webPush.address.safeParse(to).success, true);
  assert.equal(webPush.farSide?.(to), service.host);
  await using line = await webPush.open(
    Settings.parse({ ...service.settings, vapidKey: newVapidKey() }),
    channelHost().host,
  );
  assert.equal((await line.deliver(hostileMessage({ to }), never)).outcome, "accepted");
  assert.equal(service.received[0]?.note["kind"], "alarm");
  // ntfy's way of saying that nobody has asked for messages there lately, or that there were too many.
  service.answers.set(app, { status: 507 });
  assert.equal((await line.deliver(hostileMessage({ to }), never)).outcome, "retry");
});

test("settings say which services there are, and where the port matrix leads", () => {
  assert.equal(Settings.safeParse({ subject: "ops" }).success, false);
  for (const hosts of [["https://push.example"], ["*"], ["a/b"], []]) {
    assert.equal(Settings.safeParse({ subject: "mailto:a@b.example", hosts }).success, false, String(hosts));
  }
  const settings = Settings.parse({ subject: "mailto:a@b.example" });
  assert.deepEqual(
    webPush.ports(settings, ["devices"]).map(({ host, port }) => `${host}:${port}`),
    ["fcm.googleapis.com:443", "updates.push.services.mozilla.com:443", "push.apple.com:443", "notify.windows.com:443"],
  );
});
