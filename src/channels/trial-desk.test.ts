import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { openOutboxBed, openReceiver } from "../../test/peers/outbox-bed.ts";
import { openPagerServer } from "../../test/peers/pager-server.ts";
import { snpp } from "./snpp/index.ts";
import { TrialDesk, type TrialTarget } from "./trial-desk.ts";
import { webhook } from "./webhook/index.ts";

const actor = { id: "operator:otto", via: "screen" } as const;

async function openBed(t: TestContext, kind: string, settings: object, address: string) {
  const bed = await openOutboxBed(
    t,
    {
      channel: [{ id: "way", name: "Hall", kind, settings }],
      person: [{ id: "anna", name: "Anna", methods: [{ id: "way", channel: "way", address }] }],
    },
    [webhook, snpp],
  );
  await bed.outbox.load();
  const desk = new TrialDesk({ journal: bed.journal, clock: bed.clock, site: bed.site, outbox: bed.outbox });
  const run = async (target: TrialTarget) => {
    const { id } = await desk.begin("way", target, actor);
    for (;;) {
      const trial = desk.get("way", id);
      if (trial?.delivery) return { ...trial, shown: trial.lines.map(({ who, text }) => `${who}: ${text}`) };
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { ...bed, desk, run };
}

test("who tries a channel out sees the dialogue with the far side, and its secrets are blotted out", async (t) => {
  const server = await openPagerServer(t, { level: 2 });
  server.answers["LOGI"] = "250 OK";
  const login = { user: "tocsin", password: "open-sesame-1" };
  const bed = await openBed(t, "snpp", { host: "127.0.0.1", port: server.port, login }, "5551234");
  const { shown, delivery, id } = await bed.run({ person: "anna", method: "way" });
  assert.equal(delivery?.outcome, "accepted");
  assert.match(shown[0] ?? "", /^them: 220 /);
  assert.ok(shown.includes("us: LOGIn tocsin ***"), shown.join("\n"));
  assert.ok(shown.includes("us: PAGEr 5551234"));
  assert.ok(shown.some((line) => line.startsWith("us: MESSage This is a test.")));
  assert.equal(shown.at(-1), `note: ${delivery?.because}`);
  assert.doesNotMatch(shown.join("\n"), /sesame/);
  const row = await bed.reached(id, "accepted");
  assert.deepEqual([row.kind, row.priority, row.attempts], ["test", "low", 1]);
  const { rows } = await bed.look.query("select sentence from audit.entry where action = 'channel.tried'");
  assert.equal(rows[0].sentence, "operator:otto tried Hall out with a test message to anna by way.");
});

test("a trial goes past what waits, is tried once, and says why it failed", async (t) => {
  const receiver = await openReceiver(t);
  receiver.status = 500;
  const bed = await openBed(t, "webhook", { secret: "a secret of the plant" }, receiver.url);
  const failed = await bed.run({ address: receiver.url });
  assert.equal(failed.delivery?.outcome, "retry");
  assert.ok(failed.shown.some((line) => /^us: POST \/\n[^]*tocsin-signature: \*\*\*/iu.test(line)));
  assert.ok(failed.shown.some((line) => line.startsWith("them: HTTP 500")));
  assert.equal((await bed.reached(failed.id, "rejected")).attempts, 1);
  assert.equal(receiver.bodies.length, 1, "not tried again");
  receiver.status = 200;
  assert.equal((await bed.run({ address: receiver.url })).delivery?.outcome, "accepted");
});

test("what can't be tried is said", async (t) => {
  const bed = await openBed(t, "webhook", { secret: "short" }, "http://127.0.0.1:9/");
  await assert.rejects(bed.desk.begin("way", { address: "x" }, actor), /Hall can't be tried: .*secret/);
  await assert.rejects(bed.desk.begin("none", { address: "x" }, actor), /There is no channel 'none'/);
  const other = await openBed(t, "webhook", { secret: "a secret of the plant" }, "http://127.0.0.1:9/");
  await assert.rejects(
    other.desk.begin("way", { person: "anna", method: "sms" }, actor),
    /Anna has no contact method sms/,
  );
});
