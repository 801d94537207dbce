import assert from "node:assert/strict";
import { test } from "node:test";
import { Story } from "./story.ts";

interface Check {
  readonly mistakes: readonly { readonly index: number | null; readonly path: string; readonly message: string }[];
  readonly conflicts: readonly { readonly id: string; readonly version: number }[];
  readonly changes: readonly { readonly action: string; readonly id: string }[];
  readonly touched: readonly { readonly kind: string; readonly id: string }[];
  readonly rerouted: readonly { readonly source: string; readonly before: string[]; readonly after: string[] }[];
  readonly openAlarms: readonly { readonly point: string }[];
  readonly warnings: readonly { readonly id: string; readonly code: string }[];
}

interface Progress {
  readonly empty: boolean;
  readonly steps: readonly { readonly step: string; readonly done: boolean; readonly because: string }[];
  readonly test: { readonly alarm: number; readonly told: string[]; readonly acknowledged: boolean } | null;
}

const point = (address: string, rest: object = {}) => ({
  kind: "point",
  body: { id: `plc/${address}`, source: "plc", address, name: address, instructions: "Look", ...rest },
});

const open = (t: Parameters<typeof Story.open>[0]) =>
  Story.open(t, ({ channels, person }) => ({
    channels,
    persons: [person("anna")],
    policies: [{ id: "anna", name: "Anna", steps: [{ tell: [{ person: "anna" }] }] }],
    routes: [{ id: "plc", order: 1, sources: ["plc"], policy: "anna" }],
    sources: [
      { id: "plc", name: "Controller", driver: "http" },
      { id: "quiet", name: "Quiet", driver: "http" },
    ],
  }));

test("many points are checked row by row, and stored all or none, in one step of the trail", async (t) => {
  const story = await open(t);
  const put = [
    point("t1"),
    point("t2", { conditions: [{ type: "high", limit: "eighty" }] }),
    point("t3", { partition: "nowhere" }),
    point("t1"),
    point("t4", { instructions: undefined }),
  ];
  const check = (await story.good("POST", "/api/v1/site/check", { put })) as Check;
  assert.deepEqual(
    check.mistakes.map(({ index, path }) => [index, path]),
    [
      [1, "conditions.0.limit"],
      [2, "partition"],
      [3, "id"],
    ],
  );
  assert.match(check.mistakes[1]?.message ?? "", /partition that exists/);
  assert.deepEqual(
    check.changes.map(({ id }) => id),
    ["plc/t1", "plc/t4"],
  );
  assert.deepEqual(
    check.warnings.map(({ id, code }) => `${id} ${code}`),
    ["plc/t4 no-instructions"],
  );
  assert.equal((await story.ask("POST", "/api/v1/site/changes", { put: put.slice(0, 3) })).status, 400);
  assert.equal((await story.ask("POST", "/api/v1/site/changes", { put: [put[0], put[2]] })).status, 422);
  assert.deepEqual((await story.get<{ items: object[] }>("/api/v1/site/point")).items, [], "all or nothing");

  await story.good("POST", "/api/v1/site/changes", { put: [point("t1"), point("t4")] });
  const seen = await story.get<{ versions: Record<string, number> }>("/api/v1/site/point?versions=yes");
  assert.deepEqual(seen.versions, { "plc/t1": 1, "plc/t4": 1 });

  const versions = [{ kind: "point", id: "plc/t1", version: 1 }];
  await story.good("POST", "/api/v1/site/changes", { put: [point("t1", { name: "Boiler" })], versions });
  const late = { put: [point("t1", { name: "Kettle" }), point("t5")], versions };
  const checked = (await story.good("POST", "/api/v1/site/check", late)) as Check;
  assert.deepEqual(checked.conflicts, [{ kind: "point", id: "plc/t1", version: 2 }]);
  const refused = await story.ask("POST", "/api/v1/site/changes", late);
  assert.equal(refused.status, 412);
  assert.match(JSON.stringify(refused.body), /changed by somebody else since you read it/);

  await story.good("POST", "/api/v1/site/changes", { remove: [{ kind: "point", id: "plc/t4" }] });
  assert.deepEqual(await story.sentences("point:plc/t4"), [
    "The point 'plc/t4' was created.",
    "The point 'plc/t4' was removed.",
  ]);
  assert.equal(
    (await story.ask("POST", "/api/v1/site/changes", { remove: [{ kind: "point", id: "plc/t4" }] })).status,
    404,
  );
});

test("before anything is saved it is seen whom it reaches and which alarms go elsewhere", async (t) => {
  const story = await open(t);
  await story.report("plc", [{ point: "t1", kind: "raise", category: "technical", condition: "fault", raw: "F1" }]);
  await story.alarm("plc/t1");
  const change = { put: [{ kind: "route", body: { id: "plc", order: 1, sources: ["quiet"], policy: "anna" } }] };
  const route = (await story.good("POST", "/api/v1/site/check", change)) as Check;
  assert.deepEqual(
    route.rerouted.map(({ source, before, after }) => [source, before, after]),
    [
      ["plc", ["anna"], []],
      ["quiet", [], ["anna"]],
    ],
  );
  const { body } = (await story.ask("GET", "/api/v1/site/channel/mail")) as { body: object };
  const channel = (await story.good("POST", "/api/v1/site/check", {
    put: [{ kind: "channel", body: { ...body, name: "Post" } }],
  })) as Check;
  assert.deepEqual(
    channel.touched.map(({ kind, id }) => `${kind} ${id}`),
    ["person anna", "policy anna", "route plc"],
  );
  const named = (await story.good("POST", "/api/v1/site/check", { put: [point("t1")] })) as Check;
  assert.deepEqual(
    named.openAlarms.map((one) => one.point),
    ["plc/t1"],
  );
  const silent = (await story.good("POST", "/api/v1/site/check", {
    put: [{ kind: "source", body: { id: "new", name: "New", driver: "http" } }],
  })) as Check;
  assert.deepEqual(
    silent.warnings.map(({ code }) => code),
    ["nobody-told"],
  );
  await story.mails.take("the alarm", ({ text }) => text.includes("t1"));
});

test("an earlier version comes back with the secret that it had", async (t) => {
  const story = await open(t);
  const secret = () => story.server.core.site.openSettings("channel", "hook")["secret"];
  const before = secret();
  const { body } = (await story.ask("GET", "/api/v1/site/channel/hook")) as { body: { settings: object } };
  const changed = { ...body, settings: { ...body.settings, secret: "another one of twenty" } };
  await story.good("PUT", "/api/v1/site/channel/hook", changed);
  assert.equal(secret(), "another one of twenty");
  const { items } = await story.get<{ items: { version: number; body: { settings: object }; changedBy: string }[] }>(
    "/api/v1/site/channel/hook/versions",
  );
  assert.deepEqual(
    items.map(({ version, body: { settings } }) => [version, settings]),
    [
      [2, { ...body.settings, secret: "***" }],
      [1, { ...body.settings, secret: "***" }],
    ],
  );
  await story.good("POST", "/api/v1/site/channel/hook/restore", { version: 1 });
  assert.equal(secret(), before);
  assert.ok(
    (await story.sentences("channel:hook")).includes("The channel 'hook' was made again what it was in version 1."),
  );
  assert.equal((await story.ask("POST", "/api/v1/site/channel/hook/restore", { version: 99 })).status, 404);
});

test("what a source sent and no point names is found", async (t) => {
  const story = await open(t);
  const event = (name: string) => ({
    point: name,
    kind: "note",
    category: "technical",
    condition: "",
    raw: `<${name}>`,
  });
  await story.report("plc", [event("t1"), event("t2"), event("t2")]);
  const discovered = async () =>
    (await story.get<{ items: { point: string; times: number }[] }>("/api/v1/sources/plc/discovered")).items;
  assert.deepEqual(
    (await discovered()).map(({ point: address, times }) => [address, times]),
    [
      ["t1", 1],
      ["t2", 2],
    ],
  );
  await story.good("POST", "/api/v1/site/changes", { put: [point("t1")] });
  assert.deepEqual(
    (await discovered()).map((one) => one.point),
    ["t2"],
  );
  const addresses = async (source: string) =>
    (await story.get<{ items: object[] }>(`/api/v1/sources/${source}/addresses`)).items;
  assert.deepEqual(await addresses("plc"), [{ address: "t2", name: "" }]);
  const tag = (key: string) => ({ key, name: `Tag ${key}`, unit: 3, fc: 3, address: 0 });
  const settings = { host: "127.0.0.1", port: 1, tags: [tag("a"), tag("b")] };
  const boiler = { id: "boiler", name: "Boiler", driver: "modbus-tcp", enabled: false, settings };
  const named = { id: "boiler/unit-3/a", source: "boiler", address: "unit-3/a", name: "A" };
  await story.good("POST", "/api/v1/site/changes", {
    put: [
      { kind: "source", body: boiler },
      { kind: "point", body: named },
    ],
  });
  assert.deepEqual(await addresses("boiler"), [{ address: "unit-3/b", name: "Tag b" }]);
  assert.equal((await story.ask("GET", "/api/v1/sources/nobody/traffic")).status, 404);
  const asked = await story.ask("POST", "/api/v1/sources/plc/read", { point: "t1" });
  assert.equal(asked.status, 409);
  assert.match(JSON.stringify(asked.body), /can't ask for a single point/);
  assert.deepEqual(await story.good("POST", "/api/v1/sources/plc/test"), {
    connected: true,
    because: "events are taken by POST /api/v1/events",
    parts: [],
  });
});

test("the checklist knows when a test alarm went the whole way", async (t) => {
  const story = await open(t);
  const progress = () => story.get<Progress>("/api/v1/setup");
  const isDone = async (step: string) => (await progress()).steps.find((one) => one.step === step)?.done;
  assert.equal((await progress()).empty, false);
  for (const step of ["channel", "person", "verified", "policy", "route", "source"])
    assert.equal(await isDone(step), true, step);
  for (const step of ["name", "point", "test"]) assert.equal(await isDone(step), false, step);

  await story.good("POST", "/api/v1/sources/plc/test-alarm", { action: "raise", priority: "high" });
  const alarm = await story.alarm("plc/setup-test");
  await story.mails.take("the test alarm", ({ text }) => text.includes("nothing has happened"));
  assert.deepEqual((await progress()).test?.told, ["anna"]);
  const { occurrence, sequence } = alarm;
  await story.good("POST", `/api/v1/alarms/${alarm.id}/acknowledge`, { occurrence, sequence });
  assert.equal(await isDone("test"), true);
  await story.good("POST", "/api/v1/sources/plc/test-alarm", { action: "clear" });
  await story.alarm("plc/setup-test", ({ active }) => !active);
  assert.equal(await isDone("test"), true, "also once it is over: the history says so");
  assert.equal((await story.sentences("source:plc")).filter((one) => one.includes("test alarm")).length, 2);
  story.mails.takeAll();
});
