import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { readCsv } from "#kernel/csv.ts";
import type { BadActor } from "#numbers/bad-actors.ts";
import type { Numbers } from "#numbers/figures.ts";
import { LogWalk } from "#numbers/log-walk.ts";
import { contentOf } from "#numbers/report-content.ts";
import { mailOf } from "#numbers/report-mail.ts";
import { paperOf } from "#numbers/report-paper.ts";
import { settingsOf } from "#site/site.ts";
import { WEEKDAYS } from "#site/times.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import { Plant } from "../../test/peers/plant-log.ts";
import { seeded } from "../../test/peers/seeded.ts";

const PDFTOTEXT = "/usr/bin/pdftotext";
const HOUR = 3_600_000;
const DAY = 86_400_000;

describe("figures through the API", () => {
  let test: TestCore;
  let administrator: Record<string, string>;
  let from: number;
  let to: number;
  const plant = new Plant();

  before(async () => {
    test = await openTestCore();
    administrator = asPage(await enrolled(test));
    to = Math.floor(test.clock.now() / HOUR) * HOUR;
    from = to - 3 * DAY;
    const actor = { id: "cli:root", via: "cli" } as const;
    const put = (document: object) => test.site.put(document as never, { actor });
    for (const id of ["north", "south"]) await put({ kind: "partition", body: { id, name: id.toUpperCase() } });
    const source = { id: "plc", name: "PLC", driver: "http", partition: "south" };
    const { readDocument } = await import("#site/check.ts");
    const read = (kind: "source" | "point", body: object) => {
      const reading = readDocument(kind, body);
      if ("mistakes" in reading) assert.fail(JSON.stringify(reading.mistakes));
      return reading.document;
    };
    await put(read("source", source));
    await put(
      read("point", {
        id: "plc/p1",
        source: "plc",
        address: "p1",
        name: "Level",
        conditions: [{ type: "high", limit: 90, priority: "medium" }],
      }),
    );
    const random = seeded(3);
    const planned = Array.from({ length: 1500 }, () => {
      const id = 1 + Math.floor(random() * 30);
      return { id, at: from - DAY + Math.floor(random() * 4 * 86_400) * 1000 };
    });
    // Point 1 trembles for an hour.
    for (let second = 0; second < 3600; second += 20) planned.push({ id: 1, at: from + 5 * HOUR + second * 1000 });
    const inputs = planned.flatMap(({ id, at }) => [
      { id, at, input: "activate" as const },
      { id, at: at + 8000, input: "return" as const },
      { id, at: at + 30_000, input: "acknowledge" as const },
    ]);
    for (const { id, at, input } of inputs.sort((a, b) => a.at - b.at)) plant.put(id, at, input);
    await store();
  });
  after(() => test.close());

  async function store(): Promise<void> {
    for (const alarm of plant.all) {
      await test.look.query(
        `insert into core.alarm (id, source, point, condition, partition, category, priority, tags, text, state, active,
           acknowledged, latched, suppressed_by, quality, severity, occurrence, sequence, chatter, raised_at, found_active,
           silent, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, '[]', $8, $9, $10, $11, false, '[]', 'good', 1, $12, $13, 0, $14, false, false, now())`,
        [
          alarm.id,
          alarm.source,
          alarm.point,
          alarm.condition,
          alarm.partition,
          alarm.category,
          alarm.priority,
          alarm.id === 2 ? '=cmd|"/c calc"!A1' : alarm.text,
          alarm.state,
          alarm.active,
          alarm.acknowledged,
          alarm.occurrence,
          alarm.sequence,
          alarm.raisedAt === null ? null : new Date(alarm.raisedAt),
        ],
      );
    }
    const column = (of: (change: (typeof plant.log)[number], id: number) => unknown) => plant.log.map(of);
    await test.look.query(
      `insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via)
       select id, to_timestamp(at / 1000), alarm, occurrence, sequence, input, was, became, '', actor, via
         from unnest($1::bigint[], $2::float8[], $3::bigint[], $4::bigint[], $5::int[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::text[]) as t (id, at, alarm, occurrence, sequence, input, was, became, actor, via)`,
      [
        column((_, place) => 1_000_000 + place),
        column(({ at }) => at),
        column(({ alarm }) => alarm),
        column(({ occurrence }) => occurrence),
        column(({ sequence }) => sequence),
        column(({ input }) => input),
        column((change) => change.from),
        column((change) => change.to),
        column(() => "tocsin"),
        column(({ via }) => via),
      ],
    );
    const level = Array.from({ length: 720 }, (_, i) => ({
      at: from + 5 * HOUR + i * 5000,
      value: i < 4 || i > 715 ? 50 : i % 4 < 2 ? 90.4 : 89.6 + ((i * 7) % 10) / 100,
    }));
    await test.look.query(
      `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, value, raw)
       select 5000000 + row_number() over (), 'south', to_timestamp(at / 1000), to_timestamp(at / 1000), 'plc', 'p1', 'value',
              'technical', '', value, '' from unnest($1::float8[], $2::float8[]) as v (at, value)`,
      [level.map(({ at }) => at), level.map(({ value }) => value)],
    );
    // The core was up from the day before, but for one hour.
    await test.look.query("insert into core.active_since values (-2, $1, null), (-1, $2, $3)", [
      new Date(from - 2 * DAY),
      new Date(from + 2 * HOUR),
      new Date(from + HOUR),
    ]);
  }

  const get = async (path: string, headers = administrator) =>
    test.api.app.inject({ method: "GET", url: path, headers });
  const time = () => `from=${from}&to=${to}`;

  it("are those of the log, however they are read", async () => {
    const answer = (await get(`/api/v1/numbers?${time()}`)).json<Numbers>();
    const walk = new LogWalk({ from, to });
    for (const change of plant.log) if (change.at >= from - DAY && change.at < to) walk.take(change);
    const expected = walk.finish([{ from: from + HOUR, to: from + 2 * HOUR }], () => new Map()).whole;
    assert.deepEqual(answer.figures, JSON.parse(JSON.stringify(expected.figures)));
    assert(answer.figures.total > 500 && answer.figures.floods.count > 0);
    assert.equal(answer.coverage.share, 1 - 1 / 72);
    assert.equal(answer.coverage.serverDownMs, HOUR);
    assert.deepEqual(answer.positions.map(({ partition }) => partition).sort(), ["north", "south"]);
    assert(
      answer.kpis.every(({ band }) => band === null),
      "targets are per operator position",
    );
  });

  it("of a time that ends while the server is down, or was before its first start, were not observed then", async () => {
    const ends = (await get(`/api/v1/numbers?from=${from}&to=${from + 1.5 * HOUR}`)).json<Numbers>();
    assert.equal(ends.coverage.serverDownMs, HOUR / 2);
    const before = (await get(`/api/v1/numbers?from=${from - 5 * DAY}&to=${from - 4 * DAY}`)).json<Numbers>();
    assert.equal(before.coverage.share, 0);
    for (const id of ["rate-ten-minutes", "over-ten", "flood-time"]) {
      assert.equal(before.kpis.find((one) => one.id === id)?.value, null, id);
    }
  });

  it("of a time of which too little was observed are called good nowhere: in the answer, in a file, in a mail or on paper", async () => {
    const asked = `from=${from}&to=${from + 4 * HOUR}&partition=north`;
    const numbers = (await get(`/api/v1/numbers?${asked}`)).json<Numbers>();
    assert.equal(numbers.coverage.share, 0.75);
    const bandOf = (id: string) => numbers.kpis.find((one) => one.id === id)?.band;
    assert.deepEqual(
      numbers.kpis.filter(({ band }) => band === "within").map(({ id }) => id),
      ["shelved", "overdue"],
      "of now all is known",
    );
    assert.deepEqual([bandOf("stale"), bandOf("over-ten"), bandOf("flood-count")], ["unjudged", "unjudged", null]);
    const csv = await get(`/api/v1/numbers/tables/kpis?${asked}`);
    assert.match(csv.body, /^Stale alarms on the worst day,0,,0\.75,can't be judged: too little was observed,/m);
    assert.match(csv.body, /^Shelved alarms now,0,,,within the target,/m);
    const { unobserved } = (await get("/api/v1/numbers/definitions")).json<{ unobserved: string }>();
    assert.match(unobserved, /^Less than 90% of this time was observed/);
    const content = contentOf({
      wish: { name: "Weekly", what: ["kpis"], partitions: ["north"], language: "en" },
      timeZone: "UTC",
      site: test.site.current,
      numbers,
      badActors: [],
      called: () => null,
      publicUrl: "https://tocsin.example",
      occasion: "page",
    });
    const { html, text } = mailOf(content, Buffer.alloc(0));
    for (const said of [html, text]) {
      assert.match(said, /Coverage 75%/);
      assert.match(said, /Less than 90% of this time was observed/);
      assert.match(said, /can(?:'|&#39;)t be judged: too little was observed/);
    }
    const { sections } = paperOf(content, numbers);
    const table = sections.flatMap(({ blocks }) => blocks).find(({ kind }) => kind === "table");
    const rows = table?.kind === "table" ? table.rows : [];
    const judged = rows.map(([name, , coverage, band]) => [name, coverage, band]);
    assert.deepEqual(
      judged.filter(([, , band]) => band === "within the target"),
      [
        ["Shelved alarms now", "now", "within the target"],
        ["Set aside longer than allowed", "now", "within the target"],
      ],
    );
    assert.deepEqual(judged.find(([name]) => name === "Stale alarms on the worst day")?.slice(1), [
      "75%",
      "can't be judged: too little was observed",
    ]);
  });

  it("of one operator position are compared with the targets", async () => {
    const answer = (await get(`/api/v1/numbers?${time()}&partition=north`)).json<Numbers>();
    const kpi = (id: string) => answer.kpis.find((one) => one.id === id);
    assert.equal(kpi("chattering")?.band, answer.figures.chattering.count > 0 ? "far-beyond" : "within");
    assert.deepEqual(
      answer.positions.map(({ partition }) => partition),
      ["north"],
    );
    assert(answer.names.every(({ partition }) => partition === "north"));
  });

  it("name a setting for the one that trembles, and what it would have done", async () => {
    const { items } = (await get(`/api/v1/numbers/bad-actors?${time()}`)).json<{ items: BadActor[] }>();
    const [first] = items;
    assert.equal(first?.alarm.point, "p1");
    assert.equal(first?.basis, "signal");
    assert.deepEqual(first?.at, { point: "plc/p1", condition: 0, name: "high" });
    const { suggestion } = first ?? {};
    assert.equal(suggestion?.kind, "deadband");
    assert.equal(suggestion?.raisesBefore, 178);
    assert((suggestion?.raisesAfter ?? 180) < 45, `${suggestion?.raisesAfter}`);
    const byTimes = items.find(({ alarm }) => alarm.point !== "p1");
    assert.equal(byTimes?.at, null, "what a device raises is set at the device");
  });

  it("come as PDF with charts, and as soon as they are counted no progress is told any more", async () => {
    const answer = await get(`/api/v1/numbers/report?${time()}&lang=de`);
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(answer.headers["content-type"], "application/pdf");
    assert.match(answer.rawPayload.subarray(0, 8).toString("latin1"), /%PDF-1/);
    assert.match(answer.rawPayload.subarray(-8).toString("latin1"), /%%EOF/);
    assert.equal((await get(`/api/v1/numbers/report?${time()}&timeZone=Mars/Base`)).statusCode, 400);
    const { share } = (await get(`/api/v1/numbers/progress?${time()}`)).json<{ share: number | null }>();
    assert.equal(share, null);
  });

  it("come as PDF by the clocks of whoever reads it, with their zone", {
    skip: !existsSync(PDFTOTEXT) && "poppler-utils is not installed",
  }, async () => {
    const { rawPayload } = await get(`/api/v1/numbers/report?${time()}&lang=en&timeZone=Asia/Kathmandu`);
    const text = execFileSync(PDFTOTEXT, ["-layout", "-", "-"], { input: rawPayload, encoding: "utf8" });
    const shown = new Intl.DateTimeFormat("en-GB", {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: "Asia/Kathmandu",
    });
    const heading = text.replaceAll(/\s+/gu, " ");
    assert.ok(heading.includes(`From ${shown.format(from)} to ${shown.format(to)} (Asia/Kathmandu)`), heading);
    assert.match(heading, /alarms in 10 minutes \(Asia\/Kathmandu\)/);
    assert.match(heading, /Level, PLC/, "people find it by name");
    assert.doesNotMatch(heading, /plc\/p1/);
  });

  it("count what was suppressed or changed past the rules; the house's own thread reads no log for it", async (t) => {
    const read = t.mock.method(test.core.rows, "read");
    const now = test.clock.now();
    const alone = { object: "approval", action: "approval.not-asked", sentence: "No second person approved it." };
    await test.core.journal.submit("operator", (batch) => {
      const actor = { id: "operator:anna.keller", via: "api" } as const;
      batch.audit({ ...alone, actor, details: { classes: ["alarms.inhibit"] } });
      batch.audit({ ...alone, actor, details: { classes: ["trust.open"] } });
    });
    const point = test.site.get("point", "plc/p1")?.body ?? assert.fail("there is no point");
    await test.site.put(
      { kind: "point", body: { ...point, name: "Level 1" } },
      { actor: { id: "cli:root", via: "cli" } },
    );
    await test.look.query(
      `insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via)
       select 2000000 + n, $1, 1, 1, 1, 'suppress', 'normal', 'suppressed', because, 'tocsin', 'intake'
         from unnest(array['suppressed by inhibit', 'suppressed by rule:night']) with ordinality as g (because, n)`,
      [new Date(now)],
    );
    test.clock.advance(1000);
    const asked = `from=${now - 60_000}&to=${now + HOUR}`;
    const { kpis, changed, figures } = (await get(`/api/v1/numbers?${asked}`)).json<Numbers>();
    assert.deepEqual([figures.bypassed, changed], [1, { alone: 1, onMachine: 1 }]);
    const kpi = kpis.find(({ id }) => id === "unauthorised");
    assert.deepEqual([kpi?.value, kpi?.band], [3, "far-beyond"]);
    const ofPosition = (await get(`/api/v1/numbers?${asked}&partition=south`)).json<Numbers>();
    assert.deepEqual([ofPosition.changed, ofPosition.figures.bypassed], [null, 1]);
    const csv = await get(`/api/v1/numbers/tables/unauthorised?${asked}`);
    assert.match(csv.body, /suppressed at the device,1\r\n/);
    assert.match((await get(`/api/v1/numbers/tables/opc-ua?${asked}`)).body, /^AlarmCount,0,\r\nStartTime,\d{4}-/m);
    assert.equal(read.mock.callCount(), 0);
  });

  it("tell what is set aside now: how much, since when, by whom, and what of it longer than allowed", async () => {
    const now = test.clock.now();
    const ago = (minutes: number) => new Date(now - minutes * 60_000);
    const { look } = test;
    const alarm = `insert into core.alarm (id, source, point, condition, partition, category, priority, tags, text, state, active,
        acknowledged, latched, shelf, suppressed_by, out_of_service, quality, severity, occurrence, sequence, chatter, found_active,
        silent, changed_at)
      values ($1, 'plc', $2, 'x', $3, 'technical', 'low', '[]', $2, $4, false, true, false, $5, $6, $7, 'good', 0, 0, 0, 0, false,
        false, now())`;
    const shelf = (until: number) =>
      JSON.stringify({ kind: "timed", until: now + until * 60_000, by: "operator:anna.keller", reason: "=repair" });
    const out = JSON.stringify({ by: "operator:ole.nord", reason: "workshop", until: null });
    await look.query(alarm, [801, "often", "site", "shelved", shelf(60), "[]", null]);
    await look.query(alarm, [802, "anew", "site", "shelved", shelf(60), "[]", null]);
    await look.query(alarm, [803, "mains", "site", "suppressed", null, '["rule:mains","inhibit"]', null]);
    await look.query(alarm, [804, "pump", "site", "out-of-service", shelf(60), "[]", out]);
    const change = `insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via)
      values ($1, $2, $3, 0, 0, $4, $5, $6, '', 'x', $7)`;
    const log: readonly (readonly unknown[])[] = [
      // On the shelf for 15000 minutes, its end put off once: a low one may be there for 10080 (seven days).
      [ago(15_000), 801, "shelve", "normal", "shelved", "screen"],
      [ago(5000), 801, "shelve", "shelved", "shelved", "screen"],
      // Taken off the shelf in between.
      [ago(15_000), 802, "shelve", "normal", "shelved", "screen"],
      [ago(9000), 802, "unshelve", "shelved", "normal", "screen"],
      [ago(100), 802, "shelve", "normal", "shelved", "screen"],
      [ago(90), 803, "suppress", "normal", "suppressed", "intake"],
      [ago(80), 803, "suppress", "suppressed", "suppressed", "intake"],
      // Shelved for 20 minutes, out of service for 300; the reminder of its planned end came 200 minutes ago.
      [ago(300), 804, "remove", "normal", "out-of-service", "screen"],
      [ago(200), 804, "remove", "out-of-service", "out-of-service", "timer"],
      [ago(20), 804, "shelve", "out-of-service", "out-of-service", "screen"],
    ];
    for (const [place, row] of log.entries()) await look.query(change, [3_000_000 + place, ...row]);
    const asked = `from=${now - HOUR}&to=${now}&partition=site`;
    const { setAside, kpis, madeAt } = (await get(`/api/v1/numbers?${asked}`)).json<Numbers>();
    // Ages grow with the clock.
    const old = (minutes: number) => minutes * 60_000 + madeAt - now;
    assert.deepEqual(setAside.states, [
      // (15000 + 100 + 20) / 3
      { state: "shelved", count: 3, meanAgeMs: old(5040), oldest: madeAt - old(15_000), overdue: 1 },
      { state: "suppressed", count: 1, meanAgeMs: old(90), oldest: madeAt - old(90), overdue: 0 },
      { state: "out-of-service", count: 1, meanAgeMs: old(300), oldest: madeAt - old(300), overdue: 1 },
    ]);
    assert.deepEqual(
      setAside.list.map(({ alarm: id, by, isOverdue }) => [id, by, isOverdue]),
      [
        [801, ["operator:anna.keller"], true],
        [804, ["operator:ole.nord"], true],
        [802, ["operator:anna.keller"], false],
        [803, ["rule:mains", "inhibit"], false],
        [804, ["operator:anna.keller"], false],
      ],
    );
    const kpi = (id: string) => kpis.find((one) => one.id === id);
    assert.deepEqual(
      ["shelved", "shelved-age", "suppressed", "out-of-service", "overdue"].map((id) => kpi(id)?.value),
      [3, old(5040), 1, 1, 2],
    );
    assert.equal(kpi("overdue")?.band, "far-beyond");
    const list = await get(`/api/v1/numbers/tables/set-aside-now?${asked}`);
    assert.match(list.body, /^mains,plc\/mains,x,suppressed,[^,]+,"rule mains, its device",,,$/m);
    assert.match(list.body, /^often,plc\/often,x,shelved,[^,]+Z,Anna Keller,'=repair,[^,]+Z,yes$/m);
    const sums = await get(`/api/v1/numbers/tables/set-aside?${asked}`);
    assert.match(sums.body, /^shelved,3,302400[.\d]*,[^,]+Z,1,0$/m);
    const elsewhere = (await get(`/api/v1/numbers?from=${now - HOUR}&to=${now}&partition=north`)).json<Numbers>();
    assert.deepEqual(elsewhere.setAside.list, []);
  });

  it("come as CSV in which no cell is a formula", async () => {
    const answer = await get(`/api/v1/numbers/tables/top-ten?${time()}&lang=de&partition=south`);
    assert.match(String(answer.headers["content-type"]), /^text\/csv/);
    const [head] = answer.body.split("\r\n");
    assert.equal(head, "Alarm,Punkt,Bedingung,Partition,Meldungen,Anteil");
    assert.doesNotMatch(answer.body, /(^|,|")=cmd/m);
    assert.match(answer.body, /,plc\/p1,/, "programs find it by its address");
    for (const table of ["kpis", "series", "floods", "bad-actors", "standing", "acknowledged", "channels"]) {
      const { body } = await get(`/api/v1/numbers/tables/${table}?${time()}`);
      assert(readCsv(body.replaceAll("\r\n", "\n")).length >= 0, table);
    }
  });

  it("say how each of them is counted, in both languages", async () => {
    for (const lang of ["en", "de"]) {
      const { kpis } = (await get(`/api/v1/numbers/definitions?lang=${lang}`)).json<{
        kpis: Record<string, { definition: string }>;
      }>();
      assert(Object.values(kpis).length > 20 && Object.values(kpis).every(({ definition }) => definition.length > 10));
    }
  });

  it("are refused where the time or the partition makes no sense", async () => {
    assert.match(
      (await get(`/api/v1/numbers?from=${to}&to=${from}`)).json<{ detail: string }>().detail,
      /ends before it begins/,
    );
    assert.equal((await get(`/api/v1/numbers?${time()}&partition=west`)).statusCode, 404);
    assert.equal((await get(`/api/v1/numbers?from=0&to=${to}`)).statusCode, 400);
    assert.equal((await get(`/api/v1/numbers/tables/secrets?${time()}`)).statusCode, 400);
  });

  it("tell of lost sources, points in test mode, and how people were told and answered", async () => {
    const begin = Math.floor((from - 10 * DAY) / DAY) * DAY;
    const at = (hours: number) => new Date(begin + hours * HOUR);
    const { look } = test;
    await look.query("insert into core.active_since values (-9, $1, null)", [at(-48)]);
    await look.query(
      `insert into core.alarm (id, source, point, condition, partition, category, priority, tags, text, state, active,
         acknowledged, latched, suppressed_by, quality, severity, occurrence, sequence, chatter, found_active, silent, changed_at)
       values (900, 'tocsin', 'source/plc', 'source-lost', 'south', 'communication', 'high', '[]', 'Lost', 'normal', false, true,
               false, '[]', 'good', 0, 0, 0, 0, false, false, now())`,
    );
    const change = `insert into core.transition (id, at, alarm, occurrence, sequence, input, from_state, to_state, because, actor, via)
      values ($1, $2, $3, $4, 1, $5, $6, $7, '', $8, 'phone')`;
    await look.query(change, [901, at(10), 900, 801, "activate", "normal", "unacknowledged", "tocsin"]);
    await look.query(change, [902, at(22), 900, 801, "return", "unacknowledged", "normal", "tocsin"]);
    await look.query(change, [903, at(3), 1, 802, "activate", "normal", "unacknowledged", "tocsin"]);
    await look.query(change, [904, at(3.025), 1, 802, "acknowledge", "unacknowledged", "acknowledged", "person:vera"]);
    const event = `insert into core.event (id, partition, received_at, at, source, point, kind, category, condition, raw)
      values ($1, 'south', $2, $2, 'plc', $3, $4, 'test', 'x', '')`;
    await look.query(event, [905, at(5), "area", "test-begin"]);
    await look.query(event, [906, at(5.5), "area/zone", "raise"]);
    await look.query(event, [907, at(6), "area", "test-end"]);
    await look.query(event, [908, at(7), "area/zone", "raise"]);
    await look.query(
      `insert into core.callout (id, alarm, occurrence, sequence, partition, priority, policy, policy_version, state, position,
         started_at, because) values (910, 1, 802, 1, 'south', 'medium', 'standard', 1, 'acknowledged', '{}', $1, '')`,
      [at(3)],
    );
    const message = `insert into core.notification (id, kind, callout, alarm, occurrence, sequence, priority, person, method,
        channel, address, partition, step, round, state, attempts, created_at, because)
      values ($1, 'alarm', 910, 1, 802, 1, 'medium', $2, 'mail', 'mail', 'x', 'south', $3, 0, $4, $5, $6, '')`;
    await look.query(message, [911, "vera", 0, "delivered", 1, at(3)]);
    await look.query(message, [912, "vera", 1, "accepted", 2, at(3.01)]);
    await look.query(message, [913, "ole", 1, "rejected", 3, at(3.02)]);
    await look.query(message, [914, "ole", 1, "purged", 0, at(3.02)]);

    const asked = `from=${begin}&to=${begin + DAY}&partition=south`;
    const answer = (await get(`/api/v1/numbers?${asked}`)).json<Numbers>();
    assert.equal(answer.coverage.share, 0.5);
    assert.deepEqual(answer.coverage.sources, [{ source: "plc", downMs: 12 * HOUR }]);
    assert.equal(answer.figures.tenMinutes.observed, 72);
    assert.equal(answer.tested, 1);
    const { firstAnswer, channels, steps, outsideHours } = answer.messages;
    assert.deepEqual(firstAnswer, { callouts: 1, answered: 1, medianMs: 90_000, p95Ms: 90_000 });
    assert.deepEqual(channels, [
      { channel: "mail", ended: 3, delivered: 1, accepted: 1, rejected: 1, success: 2 / 3, attempts: 2 },
    ]);
    assert.deepEqual(steps, [
      { step: 0, callouts: 1 },
      { step: 1, callouts: 1 },
    ]);
    assert.deepEqual(outsideHours, [
      { person: "ole", callouts: 1 },
      { person: "vera", callouts: 1 },
    ]);
    // The callout was at three in the night, by the site's clock: now that is working time.
    const windows = [{ days: [...WEEKDAYS], from: "22:00", to: "06:00" }];
    const settings = { ...settingsOf(test.site.current), workingHours: windows, floodFrom: 5 };
    await test.site.put({ kind: "setting", body: settings }, { actor: { id: "cli:root", via: "cli" } });
    test.clock.advance(31_000);
    const atNight = (await get(`/api/v1/numbers?${asked}`)).json<Numbers>();
    assert.deepEqual([atNight.messages.outsideHours, atNight.hours], [[], { timeZone: "UTC", windows }]);
    assert.deepEqual(atNight.limits, { startsAt: 5, endsBelow: 3 });
    const asked9 = (await get(`/api/v1/numbers?${asked}&floodFrom=9`)).json<Numbers>();
    assert.deepEqual(
      asked9.limits,
      { startsAt: 9, endsBelow: 5 },
      "whoever asks with a limit of their own gets that one",
    );
    const { kpis } = (await get("/api/v1/numbers/definitions")).json<{
      kpis: { "flood-time": { definition: string } };
    }>();
    assert.match(kpis["flood-time"].definition, /begins when 5 alarms/);
    const north = (await get(`/api/v1/numbers?from=${begin}&to=${begin + DAY}&partition=north`)).json<Numbers>();
    assert.deepEqual([north.coverage.share, north.tested, north.messages.channels], [1, 0, []]);
  });

  it("of other partitions are as if there were none", async () => {
    const payload = {
      id: "ole.nord",
      name: "Ole Nord",
      password: PASSWORD,
      roles: [{ role: "operator", partitions: ["north"] }],
    };
    await test.api.app.inject({ method: "POST", url: "/api/v1/operators", headers: administrator, payload });
    const signedIn = await test.api.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "ole.nord", password: PASSWORD },
    });
    const ole = asPage(cookieOf(signedIn.headers["set-cookie"]));
    const answer = (await get(`/api/v1/numbers?${time()}`, ole)).json<Numbers>();
    const own = plant.log.filter(
      ({ partition, at, to: became, input }) =>
        partition === "north" && at >= from && at < to && became === "unacknowledged" && input === "activate",
    );
    assert.equal(answer.figures.total, own.length);
    assert.equal((await get(`/api/v1/numbers?${time()}&partition=south`, ole)).statusCode, 404);
  });
});
