import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readCsv } from "#kernel/csv.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

const FORMULA = '=HYPERLINK("http://evil.example","Door")';
const SCRIPT = "<script>alert(1)</script>";
const RIGHT_TO_LEFT = "باب 🚪 مفتوح";

describe("the event journal", () => {
  let test: TestCore;
  let page: Record<string, string>;
  let east: Record<string, string>;

  const ask = (url: string, headers = page) => test.api.app.inject({ url, headers });
  const list = async (query: string, headers = page) => {
    const answer = await ask(`/api/v1/events?${query}`, headers);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json() as { items: Record<string, unknown>[]; next: string | null; searchedTo: number | null };
  };
  const points = async (query: string, headers = page) => (await list(query, headers)).items.map(({ point }) => point);
  const report = (
    source: string,
    ...all: { point: string; kind?: "raise" | "note"; text?: string; raw?: string; code?: string }[]
  ) =>
    test.core.report(
      source,
      all.map((one) => ({ kind: "note", category: "technical", condition: "high", raw: "", ...one })),
    );
  const put = async (kind: string, id: string, payload: object) => {
    const answer = await test.api.app.inject({
      method: "PUT",
      url: `/api/v1/site/${kind}/${id}`,
      headers: page,
      payload,
    });
    assert.equal(answer.statusCode, 201, answer.body);
  };

  before(async () => {
    test = await openTestCore();
    page = asPage(await enrolled(test));
    await put("partition", "east", { name: "East" });
    await put("partition", "west", { name: "West" });
    await put("source", "plant", { name: "Plant", driver: "http", partition: "east" });
    await put("source", "vault", { name: "Vault", driver: "http", partition: "west" });
    await put("point", "plant%2Fdoor.1", { source: "plant", address: "door.1", name: FORMULA });
    const payload = {
      id: "eva.east",
      name: "Eva",
      password: PASSWORD,
      roles: [{ role: "viewer", partitions: ["east"] }],
    };
    const made = await test.api.app.inject({ method: "POST", url: "/api/v1/operators", headers: page, payload });
    assert.equal(made.statusCode, 201, made.body);
    const session = {
      method: "POST",
      url: "/api/v1/session",
      payload: { id: "eva.east", password: PASSWORD },
    } as const;
    east = asPage(cookieOf((await test.api.app.inject(session)).headers["set-cookie"]));
    await report("plant", { point: "door.1", text: FORMULA, raw: SCRIPT }, { point: "door.2", text: RIGHT_TO_LEFT });
    await report("vault", { point: "safe.1", kind: "raise", text: "Tresor offen", raw: "+49 30 1234" });
    await report("plant", { point: "pump.1", kind: "raise", text: "Pumpe 17 läuft trocken" });
  });
  after(() => test.close());

  it("shows what came, the newest first, with the names of its source and point", async () => {
    assert.deepEqual(await points("source=plant"), ["pump.1", "door.2", "door.1"]);
    const [event] = (await list("point=door.1")).items;
    assert.deepEqual(
      [event?.["sourceName"], event?.["pointName"], event?.["text"], event?.["raw"]],
      ["Plant", FORMULA, FORMULA, SCRIPT],
    );
  });

  const SEARCHES: readonly (readonly [query: string, points: readonly string[]])[] = [
    ["text=PUMPE%20trocken&source=plant", ["pump.1"]],
    ["text=%22pumpe%2017%22", ["pump.1"]],
    ["text=%D9%85%D9%81%D8%AA%D9%88%D8%AD", ["door.2"]],
    ["text=%F0%9F%9A%AA", ["door.2"]],
    ["text=alert(1)", ["door.1"]],
    ["text=%25", []],
    ["text=_17&source=plant", []],
    ["kind=raise&category=technical", ["pump.1", "safe.1"]],
    ["kind=raise&kind=note&source=vault", ["safe.1"]],
    ["source=plant&to=1000", []],
    ["source=nowhere", []],
  ];
  for (const [query, found] of SEARCHES) it(`finds ${query}`, async () => assert.deepEqual(await points(query), found));

  it("goes on where a page ended while new events come", async () => {
    const first = await list("source=plant&limit=2");
    await report("plant", { point: "new.1" });
    const second = await list(`source=plant&limit=2&cursor=${first.next}`);
    assert.deepEqual(
      [...first.items, ...second.items].map(({ point }) => point),
      ["pump.1", "door.2", "door.1"],
    );
    assert.deepEqual([second.next, second.searchedTo], [null, null]);
    assert.equal(first.searchedTo, first.items.at(-1)?.["receivedAt"]);
    assert.equal((await ask("/api/v1/events?cursor=forged")).statusCode, 400);
  });

  it("counts what fits", async () => {
    assert.deepEqual((await ask("/api/v1/events/count?source=vault")).json(), { count: 1, exact: true });
  });

  it("shows nobody the events and the history of another partition", async () => {
    assert.deepEqual(await points("source=vault", east), []);
    assert.deepEqual(await points("text=tresor", east), []);
    assert.equal((await ask("/api/v1/events/count?source=vault", east)).json().count, 0);
    const [hidden] = (await list("source=vault")).items;
    const answer = await ask(`/api/v1/events/${String(hidden?.["id"])}`, east);
    assert.equal(answer.statusCode, 404);
    const transitions = (await ask("/api/v1/transitions", east)).json().items;
    assert(transitions.length > 0);
    assert(transitions.every(({ partition }: { partition: string }) => partition === "east"));
    const exported =
      (await ask("/api/v1/events/export", east)).body + (await ask("/api/v1/transitions/export", east)).body;
    assert.doesNotMatch(exported, /Tresor|vault/u);
    assert.match(exported, /Pumpe 17/u);
  });

  it("tells what an event did to an alarm", async () => {
    const [event] = (await list("point=pump.1")).items;
    const { transitions } = (await ask(`/api/v1/events/${String(event?.["id"])}`)).json();
    assert.deepEqual(
      transitions.map(({ input, to }: Record<string, string>) => `${input} ${to}`),
      ["activate unacknowledged"],
    );
    assert.equal((await ask("/api/v1/events/999999")).statusCode, 404);
  });

  it("shows what happened to alarms, and who did it", async () => {
    const alarm = (await ask("/api/v1/alarms?text=pump.1")).json().items[0];
    const { occurrence, sequence } = alarm;
    const order = { method: "POST", url: `/api/v1/alarms/${alarm.id}/acknowledge`, headers: page } as const;
    const done = await test.api.app.inject({ ...order, payload: { occurrence, sequence, comment: "Valve closed" } });
    assert.equal(done.statusCode, 200, done.body);
    const { items, next } = (await ask("/api/v1/transitions?source=plant")).json();
    assert.deepEqual(
      items.map(({ input, actor, comment, point }: Record<string, string>) => [input, actor, comment, point]),
      [
        ["acknowledge", "operator:anna.keller", "Valve closed", "pump.1"],
        ["activate", "tocsin", null, "pump.1"],
      ],
    );
    assert.equal(next, null);
    const first = (await ask("/api/v1/transitions?source=plant&limit=1")).json();
    const second = (await ask(`/api/v1/transitions?source=plant&limit=1&cursor=${first.next}`)).json();
    assert.deepEqual([first.items[0].input, second.items[0].input], ["acknowledge", "activate"]);
    assert.equal((await ask("/api/v1/transitions?text=valve&input=acknowledge")).json().items.length, 1);
    assert.equal((await ask("/api/v1/transitions?text=valve&input=activate")).json().items.length, 0);
  });

  it("is exported as CSV that no spreadsheet computes, and that is on record", async () => {
    const answer = await ask("/api/v1/events/export?source=plant&text=door.1");
    assert.equal(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert.match(String(answer.headers["content-disposition"]), /attachment; filename="tocsin-events.csv"/u);
    assert(answer.body.startsWith("\uFEFFid,receivedAt,"));
    const [row] = readCsv(answer.body.slice(1));
    assert.deepEqual([row?.["text"], row?.["raw"], row?.["point"]], [`'${FORMULA}`, SCRIPT, "door.1"]);
    const vault = readCsv((await ask("/api/v1/events/export?source=vault&mark=no")).body);
    assert.equal(vault[0]?.["raw"], "'+49 30 1234");
    const trail = (await ask("/api/v1/audit-trail?action=events.exported")).json().items;
    const said = trail.map(({ sentence }: { sentence: string }) => sentence.replace(/^.*? exported/u, "exported"));
    assert(said.includes("exported the event journal as CSV: of source 'plant', with \"door.1\"."), said.join("\n"));
  });

  it("is exported as JSON lines as it is", async () => {
    const { body } = await ask("/api/v1/events/export?source=plant&text=door.1&format=jsonl");
    const [line = ""] = body.split("\n");
    assert.deepEqual([JSON.parse(line).text, JSON.parse(line).raw], [FORMULA, SCRIPT]);
  });

  it("says when an export is not whole", async () => {
    const { body } = await ask("/api/v1/events/export?format=jsonl&most=2");
    const lines = body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual([lines.length, lines[2].cut, lines[2].after], [3, true, 2]);
    const whole = (await ask("/api/v1/events/export?format=jsonl")).body;
    assert.doesNotMatch(whole, /"cut"/u);
  });

  for (const url of [
    "/api/v1/events?kind=explode",
    "/api/v1/events?from=yesterday",
    "/api/v1/transitions?cursor=WzFd",
    "/api/v1/events/export?format=xlsx",
  ]) {
    it(`refuses ${url}`, async () => assert.equal((await ask(url)).statusCode, 400));
  }

  it("finds what Tocsin says by the words that people read, and gives it to them in these", async () => {
    const text =
      "The witness w1 is 7 entries of the audit trail behind, the oldest for 12 minutes. See whether it is too slow.";
    const own = { point: "witness/w1", kind: "raise", category: "system", condition: "behind", raw: "", text } as const;
    await test.core.report("tocsin", [{ ...own, priority: "high" }]);
    await report("plant", { point: "kettle", kind: "raise", text: "Kettle: the value went above 95.5, it is 98" });
    const german = { ...page, "accept-language": "de-AT,de;q=0.9,en;q=0.5" };
    for (const [words, point] of [
      ["Prüfprotokolls", "witness/w1"],
      ["w1 Einträge", "witness/w1"],
      ["'Dem Zeugen'".replaceAll("'", '"'), "witness/w1"],
      ["stieg Kettle", "kettle"],
    ] as const) {
      const q = encodeURIComponent(words);
      assert.deepEqual(await points(`text=${q}&language=de`), [point], words);
      assert.deepEqual(await points(`text=${q}`, german), [point], words);
      assert.deepEqual(await points(`text=${q}&language=en`, german), [], words);
    }
    const found = (await ask("/api/v1/alarms?text=fehlen&language=de")).json() as { items: { point: string }[] };
    assert.deepEqual(
      found.items.map(({ point }) => point),
      ["witness/w1"],
    );
    const hits = (await ask("/api/v1/search?q=Einträge&language=de".replace("ä", "%C3%A4"))).json() as {
      items: { name: string }[];
    };
    assert.match(hits.items[0]?.name ?? "", /Dem Zeugen w1 fehlen 7 Einträge/);
    assert.deepEqual(await points("text=Plant&point=kettle"), ["kettle"], "by the name of its source");

    const taken = async (query: string) => readCsv((await ask(`/api/v1/${query}&mark=no`)).body)[0];
    assert.match(
      (await taken("events/export?point=kettle&language=de"))?.["text"] ?? "",
      /der Wert stieg über 95,5, er ist 98/,
    );
    assert.match(
      (await taken("transitions/export?point=kettle&language=de"))?.["because"] ?? "",
      /^der Zustand trat ein/,
    );
    assert.match((await taken("events/export?point=kettle"))?.["text"] ?? "", /the value went above 95\.5/);
  });

  it("finds what somebody did by their name", async () => {
    const of = async (query: string) =>
      ((await ask(`/api/v1/transitions?${query}`)).json() as { items: { actor: string }[] }).items;
    const every = await of("actor=operator:anna.keller");
    assert.ok(every.length > 0);
    assert.deepEqual(await of("actor=keller"), every);
    assert.deepEqual(await of("text=%22Anna%20Keller%22"), every);
    assert.deepEqual(await of("actor=nobody"), []);
  });

  it("calls by name whoever did something, and says no more about people than that", async () => {
    const alarm = [...test.core.alarms.all()].find(({ point }) => point === "pump.1") ?? assert.fail("no alarm");
    const comment = { comment: "ask operator:eva.east" };
    const url = `/api/v1/alarms/${alarm.id}/comment`;
    assert.equal((await test.api.app.inject({ method: "POST", url, headers: page, payload: comment })).statusCode, 200);
    const of = async (path: string) => ((await ask(path)).json() as { actors?: Record<string, string> }).actors;
    const actors = await of(`/api/v1/alarms/${alarm.id}`);
    assert.deepEqual(actors, { "operator:anna.keller": "Anna Keller" });
    assert.deepEqual(await of("/api/v1/transitions?point=pump.1"), { "operator:anna.keller": "Anna Keller" });
    assert.equal((await of("/api/v1/audit-trail?limit=100"))?.["operator:anna.keller"], "Anna Keller");
    assert.equal(await of("/api/v1/events"), undefined);
  });

  it("offers the codes that came lately, each once, and of nobody else's partitions", async () => {
    const codes = async (headers = page) =>
      ((await ask("/api/v1/events/codes", headers)).json() as { items: string[] }).items;
    assert.deepEqual(await codes(), []);
    await report("plant", { point: "zone.1", code: "BA" }, { point: "zone.2", code: "BA" }, { point: "zone.3" });
    await report("vault", { point: "zone.1", code: "E130" });
    assert.deepEqual([await codes(), await codes(east)], [["BA", "E130"], ["BA"]]);
  });
});
