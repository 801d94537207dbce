import assert from "node:assert/strict";
import { test } from "node:test";
import type { Simulation } from "#escalation/simulate.ts";
import { Story } from "./story.ts";

const EVER = [{ from: "00:00", to: "00:00" }];

test("reaching people: their language, their quiet hours, the site's own words, a test before one's eyes, a drill", async (t) => {
  const story = await Story.open(t);
  const { channels, person } = story.far;
  const template = (some: object = {}) => ({
    id: "hall",
    name: "Hall",
    message: "alarm",
    channelKind: "webhook",
    subject: "{{text}}",
    text: "In the hall: {{text}}",
    ...some,
  });
  await story.apply({
    channels,
    persons: [
      person("anna", ["mail"], { language: "de", quietHours: [{ windows: EVER, upTo: "medium" }] }),
      person("ben", ["hook"]),
    ],
    templates: [template()],
    drills: [{ id: "ben", name: "Ben's hook", person: "ben", at: "04:00" }],
    policies: [
      {
        id: "all",
        name: "Anna, then Ben",
        steps: [
          { waitSec: 3600, tell: [{ person: "anna" }] },
          { waitSec: 3600, tell: [{ person: "ben" }] },
        ],
      },
    ],
    routes: [{ id: "all", order: 1, sources: ["works"], policy: "all" }],
    sources: [{ id: "works", name: "Works", driver: "http" }],
  });
  const raise = (point: string, priority: string) =>
    story.report("works", [
      { point, kind: "raise", category: "technical", condition: "high", priority, text: "Too hot" },
    ]);

  // Quiet hours: what is simulated is what happens, and the alarm says why Anna was not told.
  const facts = { source: "works", point: "oven", category: "technical", priority: "medium" };
  const simulated = (await story.good("POST", "/api/v1/simulate", { facts })) as Simulation;
  assert.deepEqual(
    simulated.steps.map(({ person: who }) => who),
    ["ben"],
  );
  assert.match(simulated.withheld[0]?.because ?? "", /^Anna is not told: mail is withheld: Anna has quiet hours/);
  await raise("oven", "medium");
  const post = await story.posts.take("the alarm at Ben", ({ kind }) => kind === "alarm");
  assert.match(post.text, /^In the hall: Too hot\n/);
  const oven = await story.alarm("works/oven");
  const { callouts } = await story.alarmStory(oven.id);
  assert.match(callouts[0]?.because ?? "", /Anna has quiet hours.*Ben was told by hook/);
  await raise("boiler", "high");
  const mail = await story.mails.take("the graver alarm at Anna", ({ to }) => to.startsWith("anna@"));
  assert.match(mail.subject, /^HOCH: Too hot, Works/);
  assert.match(mail.text, /\nOrt: boiler, Works[^]*Zum Übernehmen: mit ACK antworten/);

  // Templates: shown before they are used, refused when they could not be filled.
  const preview = (await story.good("POST", "/api/v1/message-templates/preview", {
    template: template({ language: "de", text: "{{priority}} {{text}}" }),
    alarm: oven.id,
  })) as { text: string };
  assert.match(preview.text, /^MITTEL Too hot\n/);
  for (const [method, path, body] of [
    ["POST", "/api/v1/message-templates/preview", { template: template({ text: "{{text}} {{colour}}" }) }],
    ["PUT", "/api/v1/site/template/hall", template({ text: "{{text}} {{colour}}" })],
    ["PUT", "/api/v1/site/template/other", template({ id: "other" })],
  ] as const) {
    const { status, body: problem } = await story.ask(method, path, body);
    assert.ok(status === 400 || status === 422, `${path} answered ${status}`);
    assert.match(JSON.stringify(problem), /\{\{colour\}\}|nobody could say which/);
  }

  // A test before one's eyes.
  const begun = (await story.good("POST", "/api/v1/channels/hook/trials", { person: "ben", method: "hook" })) as {
    id: number;
  };
  await story.posts.take("the test message", ({ kind }) => kind === "test");
  const ended = await story.until("the test has ended", async () => {
    const trial = await story.get<{ delivery: { outcome: string } | null; lines: { who: string; text: string }[] }>(
      `/api/v1/channels/hook/trials/${begun.id}`,
    );
    return trial.delivery ? trial : undefined;
  });
  assert.equal(ended.delivery?.outcome, "accepted");
  assert.deepEqual(
    ended.lines.map(({ who }) => who),
    ["us", "them", "note"],
  );
  assert.match(ended.lines[0]?.text ?? "", /^POST \/ben\n[^]*\*\*\*[^]*"kind":"test"/iu);
  assert.equal((await story.ask("POST", "/api/v1/channels/hook/trials", { address: "no url" })).status, 400);
  assert.equal((await story.ask("GET", "/api/v1/channels/hook/trials/999999")).status, 404);

  // A drill proves the way, and has a log of its own.
  await story.good("POST", "/api/v1/drills/ben/run", {});
  await story.posts.take("the drill's message", ({ kind }) => kind === "test");
  await story.until("the drill has proven the way", async () => {
    const { items } = await story.get<{ items: { outcome: string; drill: string }[] }>("/api/v1/drills/log?drill=ben");
    return items[0]?.outcome === "proven" ? items : undefined;
  });
  assert.equal((await story.ask("POST", "/api/v1/drills/none/run", {})).status, 404);

  // What went out, by whom it was to be read.
  const { items } = await story.get<{ items: { kind: string; state: string }[] }>("/api/v1/deliveries?person=ben");
  assert.deepEqual(
    items.map(({ kind, state }) => `${kind} ${state}`),
    ["test accepted", "test accepted", "alarm accepted"],
  );
  assert.equal((await story.ask("GET", "/api/v1/deliveries?state=lost")).status, 400);
  assert.equal(
    (await story.alarms()).filter(({ source }) => source === "tocsin").length,
    0,
    "nothing of it is an alarm",
  );
});
