import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readDocument } from "#site/check.ts";
import { asPage, enrolled, openTestCore, type TestCore } from "../../test/peers/api-core.ts";

const BY = { actor: { id: "cli:test", via: "cli" as const } };

interface Answer {
  readonly items: readonly { readonly id: string; readonly name: string; readonly area: string | null }[];
  readonly next: string | null;
  readonly detail: string;
}

describe("the points of areas and plans", () => {
  let test: TestCore;
  let anna: string;

  before(async () => {
    test = await openTestCore();
    anna = await enrolled(test);
    const put = async (kind: Parameters<typeof readDocument>[0], body: object) => {
      const reading = readDocument(kind, body);
      assert.ok("document" in reading, JSON.stringify(reading));
      await test.site.put(reading.document, BY);
    };
    await put("partition", { id: "north", name: "North" });
    await put("source", { id: "plc", name: "PLC", driver: "http" });
    await put("source", { id: "far", name: "Far", driver: "http", partition: "north" });
    await put("area", { id: "hall", name: "Hall" });
    for (const [source, address, more] of [
      ["plc", "1", { area: "hall" }],
      ["plc", "2", { area: "hall" }],
      ["plc", "3", {}],
      ["far", "1", { area: "hall" }],
    ] as const) {
      await put("point", { id: `${source}/${address}`, source, address, name: `Boiler ${address} (x`, ...more });
    }
    const file = (
      await test.core.pool.query<{ id: string }>(
        `insert into core.file (id, upload, name, type, bytes, uploaded_at, uploaded_by)
       values (repeat('a', 64), 'x', 'x', 'image/png', 1, now(), 'x') returning id`,
      )
    ).rows[0]?.id;
    const symbols = ["plc/3", "far/1"].map((point) => ({
      id: point.replace("/", "-"),
      level: "g",
      shows: { point },
      at: { x: 0, y: 0 },
    }));
    await put("plan", {
      id: "p",
      name: "P",
      kind: "floor",
      partition: "site",
      levels: [{ id: "g", name: "G", file }],
      symbols,
    });
  });
  after(() => test.close());

  const ask = async (query: string) => {
    const answer = await test.api.app.inject({ url: `/api/v1/areas/points?${query}`, headers: asPage(anna) });
    return { status: answer.statusCode, json: answer.json<Answer>() };
  };
  const ids = async (query: string) => (await ask(query)).json.items.map(({ id }) => id);

  it("are those that lie in the area itself, or in none", async () => {
    assert.deepEqual(await ids("area=hall"), ["far/1", "plc/1", "plc/2"]);
    assert.deepEqual(await ids("area="), ["plc/3"]);
  });

  it("are those that a plan shows", async () => {
    assert.deepEqual(await ids("plan=p"), ["far/1", "plc/3"]);
    const { status, json } = await ask("plan=gone");
    assert.equal(status, 404);
    assert.match(json.detail, /There is no plan 'gone'/);
  });

  it("are found by any part of their names, as text and not as a pattern", async () => {
    assert.deepEqual(await ids(`text=${encodeURIComponent("2 (X")}`), ["plc/2"]);
    assert.deepEqual(await ids("text=.*"), []);
  });

  it("come page by page", async () => {
    const { json } = await ask("area=hall&limit=2");
    assert.deepEqual([json.items.length, json.next], [2, "plc/1"]);
    assert.deepEqual(await ids(`area=hall&after=${encodeURIComponent(json.next ?? "")}`), ["plc/2"]);
  });

  for (const query of ["", "area=hall&text=x", `text=${"x".repeat(101)}`, "area=hall&limit=0"]) {
    it(`are not asked for by ?${query.slice(0, 30)}`, async () => {
      assert.equal((await ask(query)).status, 400);
    });
  }
});
