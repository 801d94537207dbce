import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readDocument } from "#site/check.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";
import type { Hit } from "./search.ts";

const BY = { actor: { id: "cli:test", via: "cli" } } as const;

describe("what every screen asks for", () => {
  let test: TestCore;
  let anna: string;
  /** Sees the north only. */
  let nora: string;

  const ask = (cookie: string, url: string, payload?: object) =>
    test.api.app.inject({
      method: payload ? "POST" : "GET",
      url,
      headers: asPage(cookie),
      ...(payload ? { payload } : {}),
    });
  const found = async (cookie: string, q: string, limit = 8) => {
    const answer = await ask(cookie, `/api/v1/search?q=${encodeURIComponent(q)}&limit=${limit}`);
    assert.equal(answer.statusCode, 200, answer.body);
    return (answer.json().items as Hit[]).map(({ kind, id }) => `${kind} ${id}`);
  };

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    for (const [kind, body] of [
      ["partition", { id: "north", name: "North hall" }],
      ["partition", { id: "south", name: "South hall" }],
      ["source", { id: "north-panel", name: "Panel", driver: "http", partition: "north" }],
      ["source", { id: "south-panel", name: "Panel", driver: "http", partition: "south" }],
      ["point", { id: "north-panel/door.1", source: "north-panel", address: "door.1", name: "Pump room door" }],
      ["point", { id: "south-panel/door.1", source: "south-panel", address: "door.1", name: "Pump room door, south" }],
      ["person", { id: "peter.pump", name: "Peter Pumpf" }],
    ] as const) {
      const reading = readDocument(kind, body);
      assert.ok("document" in reading, JSON.stringify(reading));
      await test.site.put(reading.document, BY);
    }
    for (const source of ["north-panel", "south-panel"]) {
      const facts = { kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
      await test.core.report(source, [{ point: "door.1", text: "Water in the pit", ...facts }]);
    }
    const roles = [{ role: "operator", partitions: ["north"] }];
    const made = await ask(anna, "/api/v1/operators", {
      id: "nora.berg",
      name: "Nora Berg",
      password: PASSWORD,
      roles,
    });
    assert.ok(made.statusCode < 300, made.body);
    const signedIn = await ask("", "/api/v1/session", { id: "nora.berg", password: PASSWORD });
    nora = cookieOf(signedIn.headers["set-cookie"]);
  });
  after(() => test.close());

  it("finds alarms and documents of any kind by their names, those that fit best first", async () => {
    assert.deepEqual(await found(anna, "pump"), [
      "alarm 1",
      "alarm 2",
      "person peter.pump",
      "point north-panel/door.1",
      "point south-panel/door.1",
    ]);
    assert.deepEqual(await found(anna, "DOOR pump south"), ["alarm 2", "point south-panel/door.1"]);
    assert.deepEqual(await found(anna, "peter.pump"), ["person peter.pump"]);
    assert.deepEqual(await found(anna, "#2"), ["alarm 2"]);
    assert.deepEqual(await found(anna, "water pit", 1), ["alarm 1"]);
    assert.deepEqual(await found(anna, "nothing like it"), []);
  });

  it("finds for whoever is limited to partitions what they may see, and nothing else", async () => {
    assert.deepEqual(await found(nora, "pump"), ["alarm 1", "point north-panel/door.1"]);
    assert.deepEqual(await found(nora, "south"), []);
    assert.deepEqual(await found(nora, "2"), []);
  });

  it("refuses to look for nothing, and answers nobody who is not known", async () => {
    const empty = await ask(anna, "/api/v1/search?q=%20");
    assert.equal(empty.statusCode, 400);
    assert.match(empty.json().detail, /q/);
    assert.equal((await ask("", "/api/v1/search?q=pump")).statusCode, 401);
  });

  it("lets everything else have its turn while it looks through 100,000 points", async () => {
    const { search } = await import("./search.ts");
    const template = test.site.items.point.get("north-panel/door.1") ?? assert.fail();
    for (let number = 0; number < 100_000; number++) {
      const id = `north-panel/valve.${number}`;
      test.site.items.point.set(id, { ...template, body: { ...template.body, id, name: `Valve ${number}` } });
    }
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const who = { kind: "machine", id: "test" } as const;
    const hits = await search(test.core, who, "valve 4711", 3);
    isOver = true;
    assert.deepEqual(
      hits.map(({ id }) => id),
      ["north-panel/valve.4711", "north-panel/valve.47110", "north-panel/valve.47111"],
    );
    assert.ok(turns >= 50, `${turns} turns`);
  });

  it("lists what doesn't work, to each what they may see", async ({ mock }) => {
    const health = (id: string, state: string) => ({ id, name: id, state, why: "cable cut", since: 7 });
    const all = [health("north-panel", "down"), health("south-panel", "degraded"), health("x", "disabled")];
    mock.method(test.core.sources, "health", () => all);
    const answer = async (cookie: string) => (await ask(cookie, "/api/v1/troubles")).json();
    const of = async (cookie: string) => (await answer(cookie)).items;
    const north = {
      kind: "source",
      id: "north-panel",
      name: "north-panel",
      state: "down",
      because: "cable cut",
      since: 7,
    };
    assert.deepEqual(await of(nora), [north]);
    assert.deepEqual(
      (await of(anna)).map(({ id }: { id: string }) => id),
      ["north-panel", "south-panel"],
    );
    assert.equal((await answer(nora)).sources, 1, "of her partition, and switched on");
    assert.equal((await answer(anna)).sources, 2, "which are switched on");
  });

  it("puts on record whether a sound was heard", async () => {
    for (const [payload, sentence] of [
      [
        { sound: "critical", heard: true, volume: 0.5 },
        "Nora Berg heard the sound for critical alarms at a screen, at 50 % of its volume.",
      ],
      [
        { sound: "lost", heard: false, volume: 1 },
        "Nora Berg did not hear the sound for a lost connection at a screen, at 100 % of its volume.",
      ],
    ] as const) {
      assert.equal((await ask(nora, "/api/v1/sound-tests", payload)).statusCode, 204);
      const { rows } = await test.look.query("select sentence from audit.entry order by seq desc limit 1");
      assert.equal(rows[0]?.sentence, sentence);
    }
    assert.equal((await ask(nora, "/api/v1/sound-tests", { sound: "bell", heard: true, volume: 1 })).statusCode, 400);
  });
});
