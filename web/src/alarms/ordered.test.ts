import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { Ordered } from "./ordered.ts";

interface Thing {
  readonly at: number;
  readonly heavy: number;
}

const compare = (a: Thing, b: Thing) => a.at - b.at;

/** What `at` must find, by looking at one after another. */
function slowAt(items: readonly Thing[], place: number, each: number, perWeight: number): Thing | undefined {
  let end = 0;
  return items.find(({ heavy }) => (end += each + heavy * perWeight) > place);
}

for (const seed of [1, 7, 2026]) {
  test(`thousands of changes leave the order, the weight and every place as sorting anew would (seed ${seed})`, () => {
    const random = seeded(seed);
    const ordered = new Ordered<Thing>(compare, ({ heavy }) => heavy);
    const known = new Map<number, Thing>();
    const start = Array.from({ length: 3000 }, (_, at) => ({ at: at * 3, heavy: Math.floor(random() * 4) }));
    ordered.fill(start.toReversed());
    for (const thing of start) known.set(thing.at, thing);
    for (let change = 0; change < 6000; change++) {
      const at = Math.floor(random() * 9000);
      const thing = known.get(at);
      assert.equal(ordered.has({ at, heavy: 0 }), thing !== undefined);
      if (thing) {
        assert.equal(ordered.delete(thing), true);
        known.delete(at);
      } else {
        assert.equal(ordered.delete({ at, heavy: 1 }), false);
        const added = { at, heavy: Math.floor(random() * 4) };
        ordered.add(added);
        known.set(at, added);
      }
    }
    const expected = [...known.values()].sort(compare);
    assert.deepEqual([...ordered], expected);
    assert.equal(ordered.size, expected.length);
    assert.equal(
      ordered.weight,
      expected.reduce((sum, { heavy }) => sum + heavy, 0),
    );
    assert.equal(ordered.first(), expected[0]);
    for (let look = 0; look < 50; look++) {
      const index = Math.floor(random() * expected.length);
      const item = expected[index];
      assert.ok(item);
      const weight = expected.slice(0, index).reduce((sum, { heavy }) => sum + heavy, 0);
      assert.deepEqual(ordered.before(item), { count: index, weight });
      assert.equal(ordered.previous(item), expected[index - 1]);
      assert.equal(ordered.next(item), expected[index + 1]);
      const between = { at: item.at + 0.5, heavy: 0 };
      assert.equal(ordered.previous(between), item);
      assert.equal(ordered.next(between), expected[index + 1]);
      assert.equal(ordered.before(between), null);
      assert.deepEqual([...ordered.from(between)].slice(0, 3), expected.slice(index + 1, index + 4));
      const place = random() * ordered.weight;
      assert.equal(ordered.at(place)?.item, slowAt(expected, place, 0, 1));
      assert.equal(ordered.at(place * 2, 5, 3)?.item, slowAt(expected, place * 2, 5, 3));
    }
  });
}

test("nothing stands in an empty order, before its begin or behind its end", () => {
  const ordered = new Ordered<Thing>(compare);
  assert.equal(ordered.at(0), null);
  assert.equal(ordered.first(), undefined);
  assert.equal(ordered.next({ at: 1, heavy: 1 }), undefined);
  assert.equal(ordered.previous({ at: 1, heavy: 1 }), undefined);
  ordered.add({ at: 1, heavy: 1 });
  assert.equal(ordered.at(-1), null);
  assert.equal(ordered.at(1), null);
  assert.equal(ordered.delete({ at: 1, heavy: 1 }), true);
  assert.deepEqual([...ordered], []);
});
