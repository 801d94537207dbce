import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FeedListener } from "../peers/https-client.ts";
import { Story } from "./story.ts";

const PASSWORD = "violet tractor sings 9 hymns";
const PAGE = { "sec-fetch-site": "same-origin" };

test("P-094 the last operator of the gate locks the screen: the trail says so, and the person on duty is told by mail", async (t) => {
  const story = await Story.open(t, (far) => ({
    site: { id: "site", name: "Plant", timeZone: "Europe/Berlin" },
    workstations: [{ id: "gate", name: "Gate", mustBeManned: true, graceSec: 10 }],
    channels: far.channels,
    persons: [far.person("greta")],
    policies: [{ id: "gate", name: "Gate", steps: [{ tell: [{ person: "greta" }] }] }],
    routes: [{ id: "own", order: 1, sources: ["tocsin"], policy: "gate" }],
  }));
  const { code } = (await story.good("POST", "/api/v1/workstations/gate/code")) as { code: string };
  const bert = { id: "bert.maier", name: "Bert Maier", password: PASSWORD, roles: [{ role: "operator" }] };
  await story.good("POST", "/api/v1/operators", bert);
  const signedIn = await story.askAs({}, "POST", "/api/v1/session", { id: bert.id, password: PASSWORD });
  const cookie = signedIn.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const bound = await story.askAs({ cookie, ...PAGE }, "POST", "/api/v1/workstation", { code });
  assert.equal(bound.status, 200, bound.text);

  const ca = readFileSync(join(story.dataFolder, "trust", "site-ca.pem"), "utf8");
  const screen = story.ending(new FeedListener(story.server.port, ca, { cookie }));
  await screen.opened();
  const manned = async () =>
    (await story.get<{ items: { manned: boolean }[] }>("/api/v1/workstations")).items.every((one) => one.manned);
  assert.equal(await manned(), true);

  const locked = await story.askAs({ cookie, ...PAGE }, "POST", "/api/v1/session/lock");
  assert.deepEqual(JSON.parse(locked.text).unmanned, [{ kind: "workstation", id: "gate", name: "Gate" }]);
  const refused = await story.askAs({ cookie, ...PAGE }, "GET", "/api/v1/alarms");
  assert.deepEqual([refused.status, JSON.parse(refused.text).title], [423, "Locked"]);
  assert.equal(await manned(), false);

  story.clock.advance(10_000);
  const alarm = await story.alarm("tocsin/workstation/gate");
  assert.match(alarm.text, /Nobody watches at the workstation Gate/);
  await story.mails.take(
    "a mail about the gate",
    (mail) =>
      String(mail.to).includes("greta") && JSON.stringify(mail).includes("Nobody watches at the workstation Gate"),
  );

  const unlocked = await story.askAs({ cookie, ...PAGE }, "POST", "/api/v1/session/unlock", { password: PASSWORD });
  assert.equal(unlocked.status, 204, unlocked.text);
  await story.alarm("tocsin/workstation/gate", ({ active }) => !active);
  const told = await story.sentences("operator:bert.maier");
  assert.ok(
    told.some((sentence) =>
      /locked the screen at the workstation Gate .*, which leaves the workstation Gate unmanned\.$/.test(sentence),
    ),
    told.join("\n"),
  );
});

test("P-094 nobody leaves the control room without a hand-over: the shift names its colleague, who takes the watch", async (t) => {
  const story = await Story.open(t, () => ({
    site: { id: "site", name: "Plant", timeZone: "Europe/Berlin" },
    partitions: [
      { id: "east", name: "East", mustBeManned: true, graceSec: 10 },
      { id: "west", name: "West" },
    ],
  }));
  for (const [id, name, partitions] of [
    ["bert.maier", "Bert Maier", ["east"]],
    ["cora.moor", "Cora Moor", ["east"]],
    ["dora.west", "Dora West", ["west"]],
  ] as const) {
    await story.good("POST", "/api/v1/operators", {
      id,
      name,
      password: PASSWORD,
      roles: [{ role: "operator", partitions }],
    });
  }
  const ca = readFileSync(join(story.dataFolder, "trust", "site-ca.pem"), "utf8");
  const signIn = async (id: string): Promise<string> => {
    const answer = await story.askAs({}, "POST", "/api/v1/session", { id, password: PASSWORD });
    return answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  };
  const screenOf = async (cookie: string): Promise<FeedListener> => {
    const screen = story.ending(new FeedListener(story.server.port, ca, { cookie }));
    await screen.opened();
    return screen;
  };
  const ask = async (cookie: string, method: string, path: string, body?: object) => {
    const { status, text } = await story.askAs({ cookie, ...PAGE }, method, path, body);
    return { status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const bert = await signIn("bert.maier");
  await screenOf(bert);

  const refused = await ask(bert, "DELETE", "/api/v1/session");
  assert.equal(refused.status, 409);
  assert.match(String(refused.body["detail"]), /Nobody else watches the partition East.*Hand the watch over/);
  const watch = (await ask(bert, "GET", "/api/v1/watch")).body;
  const east = { kind: "partition", id: "east", name: "East" };
  assert.deepEqual(watch["alone"], [east]);
  const colleagues = (watch["colleagues"] as { id: string; here: boolean }[]).map(({ id, here }) => `${id} ${here}`);
  assert.deepEqual(colleagues, ["anna.keller false", "cora.moor false"], "who may not watch East is not offered");

  const offer = (to: string, note = "") => ask(bert, "POST", "/api/v1/hand-overs", { to, note });
  for (const [to, status] of [
    ["dora.west", 422],
    ["bert.maier", 422],
    ["nobody.known", 422],
  ] as const) {
    assert.equal((await offer(to)).status, status, to);
  }
  const first = await offer("cora.moor");
  const offered = await offer("cora.moor", "Pump 3 is in repair until noon");
  assert.equal(offered.status, 201);
  const path = `/api/v1/hand-overs/${String(offered.body["id"])}`;

  const cora = await signIn("cora.moor");
  const dora = await signIn("dora.west");
  const early = await ask(cora, "POST", `${path}/accept`);
  assert.equal(early.status, 409, "she has no live screen yet");
  assert.match(String(early.body["detail"]), /don't watch the partition East yet/);
  assert.equal((await ask(dora, "POST", `${path}/accept`)).status, 404);
  assert.equal((await ask(bert, "POST", `${path}/accept`)).status, 409, "nobody takes over from themselves");
  assert.equal(
    (await ask(cora, "POST", `/api/v1/hand-overs/${String(first.body["id"])}/accept`)).status,
    409,
    "withdrawn",
  );

  const screen = await screenOf(cora);
  const taken = await ask(cora, "POST", `${path}/accept`);
  assert.deepEqual([taken.status, taken.body["state"]], [200, "accepted"]);
  assert.equal((await ask(cora, "POST", `${path}/accept`)).status, 409, "once");
  assert.equal((await ask(bert, "DELETE", "/api/v1/session")).status, 204);
  story.clock.advance(60_000);
  const eastAlarms = async () =>
    (await story.alarms()).filter(({ point, active }) => point === "partition/east" && active);
  assert.deepEqual(await eastAlarms(), [], "the watch went over without a gap");
  const notes = (await ask(cora, "GET", "/api/v1/hand-overs")).body["items"] as { note: string; state: string }[];
  assert.deepEqual(
    notes.map(({ note, state }) => `${state}: ${note}`),
    ["accepted: Pump 3 is in repair until noon", "withdrawn: "],
  );

  await story.restart();
  const after = (await ask(cora, "GET", "/api/v1/hand-overs")).body["items"] as { state: string }[];
  assert.deepEqual(
    after.map(({ state }) => state),
    ["accepted", "withdrawn"],
  );
  screen.close();
  await screenOf(cora);
  const anyway = await ask(cora, "DELETE", "/api/v1/session?anyway=true");
  assert.deepEqual(anyway.body, { unmanned: [east] });
  story.clock.advance(10_000);
  const alarm = await story.alarm("tocsin/partition/east");
  assert.match(alarm.text, /Nobody watches the partition East, which must be manned/);
  const told = (await story.sentences()).filter((sentence) => /watch over|without a hand-over/.test(sentence));
  assert.deepEqual(
    told.map((sentence) => sentence.replace(/ at 127\.0\.0\.1| at ::\S+/, "")),
    [
      "Bert Maier (bert.maier) offered the watch over the partition East to Cora Moor (cora.moor).",
      "Bert Maier (bert.maier) withdrew the offer of the watch over the partition East to Cora Moor (cora.moor).",
      "Bert Maier (bert.maier) offered the watch over the partition East to Cora Moor (cora.moor), saying 'Pump 3 is in repair until noon'.",
      "Cora Moor (cora.moor) took the watch over the partition East over from Bert Maier (bert.maier), saying 'Pump 3 is in repair until noon'.",
      "Cora Moor (cora.moor) signed out without a hand-over, which leaves the partition East unmanned.",
    ],
  );
});
