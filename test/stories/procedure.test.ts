import assert from "node:assert/strict";
import { test } from "node:test";
import type { Run } from "#procedures/run.ts";
import type { SipRequest } from "#wire/sip/message.ts";
import { ScriptedSip } from "../peers/scripted-sip.ts";
import { Story } from "./story.ts";

const PASSWORD = "violet tractor sings 9 hymns";
const STEPS = [
  { id: "look", type: "check", text: "The pump runs", withinSec: 120 },
  { id: "falls", type: "decision", text: "Does it fall?", choices: [{ text: "Yes", next: "cause" }, { text: "No" }] },
  { id: "photo", type: "attachment", text: "A photograph of the gauge" },
  { id: "call", type: "call", text: "Call the boiler man", whom: { person: "ben" } },
  { id: "cause", type: "comment", text: "What was it?" },
  { id: "wait", type: "timer", text: "Wait until it is cold", seconds: 300, whenOver: "continue" },
];

test("a procedure begins with its alarm, is gone through by two people, and outlives a restart", async (t) => {
  const exchange = await ScriptedSip.open();
  t.after(() => exchange.close());
  const rang = refusesCalls(exchange);
  const trunk = {
    name: "PBX",
    server: "127.0.0.1",
    port: exchange.port,
    transport: "udp",
    user: "tocsin",
    register: false,
  };
  const story = await Story.open(t, () => ({
    channels: [{ id: "phone", name: "Telephone", kind: "voice", settings: { trunks: [trunk] } }],
    persons: [{ id: "ben", name: "Ben", methods: [{ id: "phone", channel: "phone", address: "+4930123456" }] }],
    partitions: [
      { id: "north", name: "North" },
      { id: "south", name: "South" },
    ],
    sources: [
      { id: "boiler", name: "Boiler", driver: "http", partition: "north" },
      { id: "oven", name: "Oven", driver: "http", partition: "south" },
    ],
    areas: [
      { id: "plant", name: "Plant" },
      { id: "hall", name: "Hall", parent: "plant" },
    ],
    points: [{ id: "oven/t", name: "Oven", source: "oven", address: "t", area: "hall" }],
    procedures: [
      { id: "hot", name: "Too hot", sources: ["boiler"], begins: "when-raised", steps: STEPS },
      {
        id: "hall",
        name: "Clear the hall",
        areas: ["plant"],
        whenLate: { afterSec: 60, priority: "critical" },
        steps: [{ id: "out", type: "check", text: "Everybody is out", withinSec: 30 }],
      },
      { id: "tidy", name: "Tidy up", steps: [{ id: "one", type: "instruction", text: "Tidy up" }] },
    ],
  }));
  await story.good("POST", "/api/v1/operators", operator("sue.south", "operator", ["south"]));
  await story.good("POST", "/api/v1/operators", operator("vera.north", "viewer", ["north"]));
  const raise = (source: string) =>
    story.report(source, [{ point: "t", kind: "raise", category: "technical", condition: "high", text: "Too hot" }]);
  const runsOf = async (alarm: number) =>
    await story.get<{ fitting: { id: string }[]; runs: Run[] }>(`/api/v1/alarms/${alarm}/procedures`);
  const answer = (run: Run, step: string, body: object) =>
    story.ask("POST", `/api/v1/procedure-runs/${run.id}/steps/${step}`, { turn: run.turn, ...body });
  const done = async (run: Run, step: string, body: object = {}) => {
    const { status, body: after } = await answer(run, step, body);
    assert.equal(status, 200, JSON.stringify(after));
    return after as Run;
  };
  const refused = async (status: number, why: RegExp, asked: Promise<{ status: number; body: unknown }>) => {
    const said = await asked;
    assert.equal(said.status, status, JSON.stringify(said.body));
    assert.match((said.body as { detail: string }).detail, why);
  };

  await raise("boiler");
  const { id, occurrence } = await story.alarm("boiler/t");
  const begun = await story.until("the procedure has begun by itself", async () => (await runsOf(id)).runs[0]);
  assert.deepEqual([begun.id, begun.step, begun.startedByName], [`${occurrence}-hot`, "look", "Tocsin"]);
  assert.deepEqual(
    (await runsOf(id)).fitting.map((one) => one.id),
    ["hot", "tidy"],
  );
  await raise("boiler");
  await refused(
    409,
    /Tocsin was faster/,
    story.ask("POST", `/api/v1/alarms/${id}/procedures`, { procedure: "hot", occurrence }),
  );
  await refused(
    404,
    /no procedure 'none'/,
    story.ask("POST", `/api/v1/alarms/${id}/procedures`, { procedure: "none", occurrence }),
  );
  await refused(
    409,
    /is over/,
    story.ask("POST", `/api/v1/alarms/${id}/procedures`, { procedure: "tidy", occurrence: 9999 }),
  );

  // Nobody looks: every screen is reminded, once.
  story.clock.advance(121_000);
  const late = await story.until("the step is overdue", async () => {
    const run = (await runsOf(id)).runs[0];
    return run?.overdueAt ? run : undefined;
  });
  const { items: running } = await story.get<{ items: Run[] }>("/api/v1/procedure-runs");
  assert.deepEqual(
    running.map((run) => [run.id, run.overdueAt !== null]),
    [[late.id, true]],
  );

  // The document changes, and the server starts anew, in the middle of it.
  const looked = await done(late, "look");
  await story.good("PUT", "/api/v1/site/procedure/hot", {
    name: "Too hot, new",
    sources: ["boiler"],
    begins: "when-raised",
    steps: [{ id: "other", type: "check", text: "Something else" }],
  });
  await story.restart();
  const after = (await runsOf(id)).runs;
  assert.equal(after.length, 1, "what has begun does not begin again");
  assert.deepEqual([after[0]?.procedure.name, after[0]?.version, after[0]?.step], ["Too hot", 1, "falls"]);

  // Two people at once: the second is told who was faster, and sees what is to be done now.
  await refused(409, /Anna Keller was faster: that step is done already.*Does it fall\?/, answer(late, "look", {}));
  await refused(422, /Choose one of the answers/, answer(looked, "falls", {}));
  await refused(422, /can't be skipped/, answer(looked, "falls", { outcome: "skipped", reason: "No time" }));
  await refused(400, /turn/, story.ask("POST", `/api/v1/procedure-runs/${late.id}/steps/falls`, { choice: 1 }));
  const decided = await done(looked, "falls", { choice: 1 });
  assert.equal(decided.step, "photo");

  // A file that is not for this alarm, and one that is.
  const strange = { attachments: [{ file: "0".repeat(64), name: "gauge.pdf" }] };
  await refused(422, /was not uploaded for alarm/, answer(decided, "photo", strange));
  const cookie = await signIn(story, "anna.keller");
  const uploaded = await upload(story, cookie, id, "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n");
  const shown = await done(decided, "photo", { attachments: [{ file: uploaded, name: "gauge.pdf" }] });

  // The server calls him; who answers the step is not bound to wait for that.
  const rung = (await story.good("POST", `/api/v1/procedure-runs/${shown.id}/steps/call/call`, {})) as Run;
  const asked = rung.log.at(-1);
  assert.equal(asked?.said, "Ben, +4930123456");
  const call = await story.until("why the call failed is known", async () => {
    const { notifications } = (await story.alarmStory(id)) as unknown as {
      notifications: { id: number; state: string; because: string; attempts: number }[];
    };
    return notifications.find((one) => one.id === asked?.message && one.attempts > 0);
  });
  assert.match(call.because, /603|declin/i);
  assert.match((await rang).uri, /\+4930123456@/);
  await refused(
    409,
    /not the turn of that call/,
    story.ask("POST", `/api/v1/procedure-runs/${shown.id}/steps/cause/call`, {}),
  );
  const calledUp = await done(shown, "call", { comment: "He comes" });

  // The alarm goes meanwhile; the run is finished all the same, and its timer goes on by itself.
  await story.report("boiler", [{ point: "t", kind: "clear", category: "technical", condition: "high" }]);
  await story.good("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence: 1 });
  const told = await done(calledUp, "cause", { comment: "A valve 🔧 <script>alert(1)</script>" });
  assert.equal(told.step, "wait");
  story.clock.advance(300_000);
  const over = await story.until("the procedure is over", async () => {
    const run = await story.get<Run>(`/api/v1/procedure-runs/${told.id}`);
    return run.state === "done" ? run : undefined;
  });
  assert.deepEqual(
    over.log.map(({ step, kind }) => `${step} ${kind}`),
    [
      "look overdue",
      "look done",
      "falls decided",
      "photo done",
      "call called",
      "call done",
      "cause done",
      "wait waited",
    ],
  );
  const { items } = await story.get<{ items: Run[] }>("/api/v1/procedure-runs");
  assert.deepEqual(items, []);
  await refused(409, /is over/, story.ask("POST", `/api/v1/procedure-runs/${told.id}/end`, { reason: "late" }));

  // Every step stands in the trail.
  const trail = (await story.sentences(`alarm:${id}`)).filter((sentence) => sentence.includes("procedure"));
  assert.equal(trail.length, 9);
  assert.match(
    trail[0] ?? "",
    /^Tocsin began the procedure Too hot \(hot\) for alarm \d+ \(occurrence \d+\), version 1\.$/,
  );
  assert.match(trail[3] ?? "", /^Anna Keller answered 'No' to 'Does it fall\?'/);
  assert.match(trail[7] ?? "", /Comment: A valve 🔧 <script>/);

  // The report holds all of it, as a page that needs nothing else, and as PDF.
  const reported = (query: string) =>
    story.askAs({ cookie, "sec-fetch-site": "same-origin" }, "GET", `/api/v1/alarms/${id}/report${query}`);
  const html = await reported("?language=de");
  assert.equal(html.status, 200, html.text);
  assert.match(String(html.headers["content-security-policy"]), /^default-src 'none'; style-src 'sha256-/);
  for (const said of [
    "Maßnahmenplan: Too hot (Version 1)",
    "A valve 🔧 &#60;script&#62;",
    "entschieden: No",
    "Anlage: gauge.pdf",
  ]) {
    assert.ok(html.text.includes(said), said);
  }
  assert.doesNotMatch(html.text, /<script/);
  const far = await reported("?language=en&timeZone=Asia%2FKathmandu");
  assert.match(far.text, /Asia\/Kathmandu/);
  const pdf = await reported("?format=pdf");
  assert.equal(pdf.headers["content-type"], "application/pdf");
  assert.match(pdf.text, /^%PDF-1\.7/);
  assert.equal((await reported("?occurrence=9999")).status, 404);
  assert.equal((await reported("?format=docx")).status, 400);

  // Who is for another partition sees none of it, and a viewer may not act.
  const south = { cookie: await signIn(story, "sue.south"), "sec-fetch-site": "same-origin" };
  const vera = { cookie: await signIn(story, "vera.north"), "sec-fetch-site": "same-origin" };
  assert.equal((await story.askAs(south, "GET", `/api/v1/procedure-runs/${told.id}`)).status, 404);
  assert.equal((await story.askAs(south, "GET", `/api/v1/alarms/${id}/procedures`)).status, 404);
  assert.equal(
    (await story.askAs(south, "POST", `/api/v1/procedure-runs/${told.id}/end`, { reason: "x" })).status,
    404,
  );
  assert.equal((await story.askAs(vera, "GET", `/api/v1/procedure-runs/${told.id}`)).status, 200);
  assert.equal((await story.askAs(vera, "POST", `/api/v1/procedure-runs/${told.id}/end`, { reason: "x" })).status, 403);

  // By hand, ended early.
  await raise("oven");
  const oven = await story.alarm("oven/t");
  const tidy = (await story.good("POST", `/api/v1/alarms/${oven.id}/procedures`, {
    procedure: "tidy",
    occurrence: oven.occurrence,
  })) as Run;
  await refused(400, /reason/, story.ask("POST", `/api/v1/procedure-runs/${tidy.id}/end`, { reason: " " }));
  const ended = (await story.good("POST", `/api/v1/procedure-runs/${tidy.id}/end`, { reason: "A false alarm" })) as Run;
  assert.equal(ended.state, "ended-early");

  // A procedure for an area is for all that lies in it; when nobody goes on long after the time, that is an alarm.
  const { fitting } = await runsOf(oven.id);
  assert.deepEqual(
    fitting.map((one) => one.id),
    ["hall", "tidy"],
  );
  const clearing = (await story.good("POST", `/api/v1/alarms/${oven.id}/procedures`, {
    procedure: "hall",
    occurrence: oven.occurrence,
  })) as Run;
  story.clock.advance(31_000);
  await story.until("the step is late", async () => (await runsOf(oven.id)).runs.some((run) => run.overdueAt !== null));
  story.clock.advance(60_000);
  const own = await story.alarm(`tocsin/procedure/${clearing.id}`);
  assert.deepEqual([own.priority, own.active], ["critical", true]);
  assert.match(own.text, /^Nobody goes on with the procedure Clear the hall for alarm/);
  await story.restart();
  await done(clearing, "out");
  await story.alarm(`tocsin/procedure/${clearing.id}`, ({ active }) => !active);

  // What is wrong with a procedure is said when it is written.
  const wrong = { name: "Wrong", steps: [{ id: "one", type: "check", text: "One", next: "nowhere" }] };
  await refused(422, /the id of a step, or 'end'/, story.ask("PUT", "/api/v1/site/procedure/wrong", wrong));

  // A note for whoever takes over is pinned to the alarm, and stands in its history.
  const path = `/api/v1/alarms/${oven.id}/hand-over-note`;
  await story.good("PUT", path, { note: "The oven man comes at six" });
  await story.good("PUT", path, { note: "The oven man came" });
  const { items: notes } = await story.get<{ items: { note: string; alarm: { id: number } }[] }>(
    "/api/v1/hand-over-notes",
  );
  assert.deepEqual(
    notes.map(({ note, alarm }) => [note, alarm.id]),
    [["The oven man came", oven.id]],
  );
  const { transitions } = (await story.alarmStory(oven.id)) as unknown as { transitions: { comment: string | null }[] };
  assert.deepEqual(
    transitions.flatMap(({ comment }) => comment ?? []),
    ["The oven man comes at six", "The oven man came"],
  );
  // Who has seen one note takes no other one off.
  const [pinned] = await story
    .get<{ items: { writtenAt: number }[] }>("/api/v1/hand-over-notes")
    .then(({ items }) => items);
  const seen = `${path}?over=${pinned?.writtenAt}`;
  await refused(409, /has written another note meanwhile/, story.ask("DELETE", `${path}?over=1`));
  await story.good("DELETE", seen);
  await refused(409, /has taken the note off already/, story.ask("DELETE", seen));
  assert.deepEqual((await story.get<{ items: unknown[] }>("/api/v1/hand-over-notes")).items, []);
});

/** An exchange that is there and lets every call be declined. Resolves with the first one. */
async function refusesCalls(exchange: ScriptedSip): Promise<SipRequest> {
  for (;;) {
    const request = await exchange.take((message): message is SipRequest => message.kind === "request");
    exchange.answer(request, request.method === "INVITE" ? 603 : 200, { tag: "pbx" });
    if (request.method === "INVITE") return request;
  }
}

function operator(id: string, role: string, partitions: string[]) {
  return { id, name: id, password: PASSWORD, roles: [{ role, partitions }] };
}

async function signIn(story: Story, id: string): Promise<string> {
  const { status, headers, text } = await story.askAs({}, "POST", "/api/v1/session", { id, password: PASSWORD });
  assert.equal(status, 200, text);
  return headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
}

/** The id of the file. */
async function upload(story: Story, cookie: string, alarm: number, content: string): Promise<string> {
  const answer = await story.askAs(
    { cookie, "sec-fetch-site": "same-origin", "content-type": "application/pdf" },
    "POST",
    `/api/v1/files?name=gauge.pdf&alarm=${alarm}`,
    content,
  );
  assert.equal(answer.status, 201, answer.text);
  return (JSON.parse(answer.text) as { id: string }).id;
}
