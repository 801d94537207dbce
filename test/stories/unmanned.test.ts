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
  const mail = await story.mails.take("a mail about the gate", ({ to }) => String(to).includes("greta"));
  assert.match(JSON.stringify(mail), /Nobody watches at the workstation Gate/);

  const unlocked = await story.askAs({ cookie, ...PAGE }, "POST", "/api/v1/session/unlock", { password: PASSWORD });
  assert.equal(unlocked.status, 204, unlocked.text);
  await story.alarm("tocsin/workstation/gate", ({ active }) => !active);
  const told = await story.sentences("operator:bert.maier");
  assert.ok(
    told.some((sentence) =>
      /locked the screen at the workstation gate .*, which leaves the workstation Gate unmanned\.$/.test(sentence),
    ),
    told.join("\n"),
  );
});
