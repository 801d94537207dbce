import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../../test/peers/api-core.ts";

describe("the recorded values of a point", () => {
  let test: TestCore;
  let page: Record<string, string>;
  let west: Record<string, string>;
  let east: Record<string, string>;
  let begin: number;
  const ask = (url: string, headers = page) => test.api.app.inject({ url, headers });
  const values = async (query: string, headers = page) => {
    const answer = await ask(`/api/v1/points/plant/boiler.temperature/values?${query}`, headers);
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json();
  };
  const signIn = async (id: string, partition: string) => {
    const roles = [{ role: "viewer", partitions: [partition] }];
    const payload = { id, name: id, password: PASSWORD, roles };
    const made = await test.api.app.inject({ method: "POST", url: "/api/v1/operators", headers: page, payload });
    assert.equal(made.statusCode, 201, made.body);
    const session = { method: "POST", url: "/api/v1/session", payload: { id, password: PASSWORD } } as const;
    const answer = await test.api.app.inject(session);
    return asPage(cookieOf(answer.headers["set-cookie"]));
  };

  before(async () => {
    test = await openTestCore(60 * 60_000);
    page = asPage(await enrolled(test));
    const documents: [string, string, object][] = [
      ["partition", "east", { name: "East" }],
      ["partition", "west", { name: "West" }],
      ["source", "plant", { name: "Plant", driver: "http", partition: "east" }],
      [
        "point",
        "plant/boiler.temperature",
        {
          source: "plant",
          address: "boiler.temperature",
          name: "Boiler temperature",
          unit: "°C",
          conditions: [{ type: "high", limit: 90, deadband: 2, priority: "high" }],
        },
      ],
    ];
    for (const [kind, id, payload] of documents) {
      const url = `/api/v1/site/${kind}/${encodeURIComponent(id)}`;
      const answer = await test.api.app.inject({ method: "PUT", url, headers: page, payload });
      assert.equal(answer.statusCode, 201, answer.body);
    }
    west = await signIn("wim.west", "west");
    east = await signIn("eva.east", "east");
    begin = test.clock.now();
    for (let second = 0; second < 300; second++) {
      const value = second === 137 ? 99.5 : second === 211 ? -40 : 70 + (second % 5);
      await test.core.report("plant", [
        {
          point: "boiler.temperature",
          kind: "value",
          category: "technical",
          condition: "",
          raw: "",
          value,
          ...(second === 250 ? { quality: "bad" as const } : {}),
        },
      ]);
      test.clock.advance(1000);
    }
  });
  after(() => test.close());

  it("are all there when they are few, by the time received, with unit, limits and what the alarm did", async () => {
    const { items, thinned, unit, name, limits, marks, steps } = await values(`from=${begin}&most=1000`);
    assert.deepEqual([items.length, thinned, unit, name, steps], [300, false, "°C", "Boiler temperature", false]);
    assert.deepEqual([items[137].value, items[250].value], [99.5, null]);
    assert.deepEqual([limits.length, limits[0].value, limits[0].side, limits[0].deadband], [1, 90, "above", 2]);
    assert.deepEqual(
      marks.map(({ what, condition, priority }: Record<string, string>) => `${what} ${condition} ${priority}`),
      ["activate high high", "return high high"],
    );
    assert.deepEqual(marks[0].at, items[137].at);
  });

  it("are thinned without losing an extreme or a gap", async () => {
    const { items, thinned } = await values(`from=${begin}&most=50`);
    assert.equal(thinned, true);
    assert(items.length <= 51, `${items.length} values`);
    const shown = items.map(({ value }: { value: number | null }) => value);
    assert(shown.includes(99.5) && shown.includes(-40) && shown.includes(null), JSON.stringify(shown));
    const times = items.map(({ at }: { at: number }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a: number, b: number) => a - b),
    );
  });

  it("begin with what held before", async () => {
    const from = begin + 100_500;
    const { items } = await values(`from=${from}&to=${from + 2000}`);
    assert(items[0].at < from && items[1].at >= from, JSON.stringify(items));
  });

  it("are not told to whoever may not see the point, as if there were none", async () => {
    assert.equal((await values(`from=${begin}&most=1000`, east)).items.length, 300);
    const foreign = await ask("/api/v1/points/plant/boiler.temperature/values", west);
    const none = await ask("/api/v1/points/plant/nothing/values", west);
    assert.deepEqual([foreign.statusCode, none.statusCode], [404, 404]);
    assert.equal(foreign.json().detail, none.json().detail.replace("nothing", "boiler.temperature"));
  });

  for (const [query, says] of [
    ["from=5&to=5", /not before/],
    ["most=1", /most/],
    ["from=yesterday", /from/],
  ] as const) {
    it(`refuse ${query}`, async () => {
      const answer = await ask(`/api/v1/points/plant/boiler.temperature/values?${query}`);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().detail, says);
    });
  }
});
