import assert from "node:assert/strict";
import { test } from "node:test";
import { PushService } from "../peers/push-service.ts";
import { Story } from "./story.ts";

interface Profile {
  readonly publicKey: string | null;
  readonly whyNot: string | null;
  readonly trouble: string | null;
  readonly devices: readonly {
    readonly id: string;
    readonly name: string;
    readonly failing: { readonly because: string } | null;
    readonly lost: { readonly because: string } | null;
  }[];
}

const PROFILE = "/api/v1/profile/push";

test("push reaches the devices that somebody switched on, and a lost one leads to their mail", async (t) => {
  const service = await PushService.open(t);
  const story = await Story.open(t, ({ channels }) => ({
    channels: [...channels, { id: "push", name: "Push", kind: "web-push", settings: service.settings }],
    persons: [
      {
        id: "anna",
        name: "Anna",
        methods: [{ id: "mail", channel: "mail", address: "anna@plant.example" }],
      },
    ],
    policies: [{ id: "anna", name: "Anna", steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] }],
    routes: [{ id: "all", order: 1, sources: ["plc"], policy: "anna" }],
    sources: [{ id: "plc", name: "PLC", driver: "http" }],
  }));
  service.came = () => story.happened();
  const profile = () => story.get<Profile>(PROFILE);
  const switchOn = (name: string, subscription: object) =>
    story.ask("POST", `${PROFILE}/devices`, { name, subscription });
  const raise = (point: string) =>
    story.report("plc", [
      { point, kind: "raise", category: "technical", condition: "hot", priority: "critical", text: `${point} hot` },
    ]);
  const pushed = (what: string, fits: (title: string) => boolean) =>
    story.until(what, () => service.received.find(({ note }) => fits(String(note["title"]))));

  assert.match((await profile()).whyNot ?? "", /not linked with a person/);
  const tooEarly = await switchOn("Phone", service.subscribe("phone"));
  assert.deepEqual([tooEarly.status, (tooEarly.body as { title: string }).title], [409, "Not possible"]);
  await story.good("PATCH", "/api/v1/operators/anna.keller", { person: "anna" });
  assert.match((await profile()).whyNot ?? "", /Anna is not reached by push here/);

  const anna = await story.get<{ methods: object[] }>("/api/v1/site/person/anna");
  await story.good("PUT", "/api/v1/site/person/anna", {
    ...anna,
    methods: [...anna.methods, { id: "push", channel: "push", address: "devices" }],
    rules: [
      {
        priorities: ["life-safety", "critical", "high", "medium", "low"],
        tell: [
          { method: "push", afterSec: 0 },
          { method: "mail", afterSec: 600 },
        ],
      },
    ],
  });
  const before = await profile();
  assert.match(before.publicKey ?? "", /^B[A-Za-z0-9_-]{86}$/);
  assert.deepEqual([before.whyNot, before.trouble, before.devices], [null, null, []]);

  const { keys } = service.subscribe("stranger");
  const abroad = await switchOn("Phone", { endpoint: "https://evil.example/x", keys });
  assert.equal(abroad.status, 422);
  assert.match((abroad.body as { detail: string }).detail, /evil.example is not among the hosts of this channel/);
  const broken = await switchOn("Phone", { endpoint: `${service.url}/x`, keys: { ...keys, p256dh: keys.auth } });
  assert.equal(broken.status, 400);

  for (const name of ["phone", "tablet"]) {
    assert.equal((await switchOn(name, service.subscribe(name))).status, 201);
  }
  await raise("boiler");
  const first = await pushed("the phone has it", (title) => title.includes("boiler hot"));
  await story.until("both devices have it", () => service.received.length === 2);
  assert.equal(first.key, before.publicKey);
  assert.deepEqual([first.note["kind"], first.note["priority"], first.urgency], ["alarm", "critical", "high"]);
  const { alarm, occurrence, sequence, link } = first.note;
  assert.equal(link, `${story.publicUrl}/alarms/${String(alarm)}`);
  await story.good("POST", `/api/v1/alarms/${String(alarm)}/acknowledge`, { occurrence, sequence });

  // The phone is gone; the tablet still gets it, and that is enough.
  service.answers.set("phone", { status: 410 });
  await raise("pump");
  await pushed("the tablet has it", (title) => title.includes("pump hot"));
  const lost = await story.until("the phone is known to be lost", async () =>
    (await profile()).devices.find(({ name, lost: gone }) => name === "phone" && gone),
  );
  assert.match(lost.lost?.because ?? "", /answered 410: this device has ended its subscription; switch push on again/);

  // Now the push service of the tablet is gone too: mail at once, not after ten minutes.
  service.answers.set("tablet", { status: 404 });
  await raise("valve");
  await story.mails.take("a mail about the valve", ({ text }) => text.includes("valve hot"));
  await raise("door");
  await story.mails.take("a mail about the door", ({ text }) => text.includes("door hot"));
  const all = await story.alarms();
  const door = await story.alarmStory(all.find(({ text }) => text === "door hot")?.id ?? assert.fail("no alarm"));
  const failed = door.notifications.find(({ method }) => method === "push");
  assert.equal(failed?.state, "rejected");
  assert.equal(failed?.because, "Anna has switched push on on no device, or on none that is left");

  const sentences = await story.sentences("person:anna");
  const about = (words: RegExp) => sentences.filter((sentence) => words.test(sentence)).length;
  assert.equal(about(/^operator:anna.keller switched push on on the device 'phone' of anna\.$/), 1);
  assert.equal(about(/^Push to the device '(phone|tablet)' of anna has ended: .* answered 4(10|04)/), 2);
  assert.equal(about(/vouched for devices of Anna: push was switched on on 'phone'/), 1);

  // What is on, can be switched off; after a restart all of it is still known.
  service.answers.clear();
  await switchOn("laptop", service.subscribe("laptop"));
  await story.restart();
  const after = await profile();
  assert.equal(after.publicKey, before.publicKey);
  const laptop = after.devices.find(({ name }) => name === "laptop") ?? assert.fail("the laptop is forgotten");
  await story.good("POST", `${PROFILE}/test`);
  await pushed("the laptop has the test", (title) => title.startsWith("Test message"));

  // Failing is told, and that it works again; and so is a channel that is off.
  const failing = async () => (await profile()).devices.find(({ name }) => name === "laptop")?.failing;
  service.answers.set("laptop", { status: 403, body: "another key" });
  await story.good("POST", `${PROFILE}/test`);
  const why = await story.until("the laptop is known to fail", failing);
  assert.match(why.because, /answered 403: another key/);
  service.answers.clear();
  await story.good("POST", `${PROFILE}/test`);
  await story.until("the laptop works again", async () => (await failing()) === null);
  const channel = await story.get<object>("/api/v1/site/channel/push");
  await story.good("PUT", "/api/v1/site/channel/push", { ...channel, enabled: false });
  await story.until("the page says that the channel is off", async () =>
    /channel Push is switched off/.test((await profile()).trouble ?? ""),
  );

  await story.good("DELETE", `${PROFILE}/devices/${laptop.id}`);
  assert.equal((await story.ask("DELETE", `${PROFILE}/devices/${laptop.id}`)).status, 404);
  const stored = await story.server.core.pool.query("select sealed from core.push_device where sealed is not null");
  assert.equal(stored.rowCount, 0);
});
