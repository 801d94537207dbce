import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditRow, Batch, Journal } from "#store/batch.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { Refusals } from "./refusals.ts";

function trail() {
  const clock = new VirtualClock(0);
  const rows: AuditRow[] = [];
  const batch = { audit: (row: AuditRow) => rows.push(row) } as unknown as Batch;
  const journal: Journal = { submit: (_lane, work) => Promise.resolve(work(batch)) };
  return { clock, rows, refusals: new Refusals(journal, clock) };
}

const countsOf = (rows: readonly AuditRow[]) => rows.map(({ details }) => details?.["count"]);

describe("refused sign-ins in the audit trail", () => {
  it("ten thousand from one address are five entries and the rest of the minute, and none is lost", async () => {
    const { clock, rows, refusals } = trail();
    for (let n = 0; n < 12_345; n++) {
      await (n % 3 === 0 ? refusals.refused("10.0.0.9", "hydra") : refusals.slowed("10.0.0.9", "hydra"));
    }
    assert.deepEqual(countsOf(rows), [1, 9, 90, 900, 9000]);
    clock.advance(60_000);
    await Promise.resolve();
    assert.deepEqual(countsOf(rows), [1, 9, 90, 900, 9000, 2345]);
    assert.match(rows[0]?.sentence ?? "", /^Somebody at 10\.0\.0\.9 tried to sign in with a wrong name or password\.$/);
    assert.match(rows.at(-1)?.sentence ?? "", /2345 more times .* 4115 times with a wrong .* 8230 times too soon/);
  });

  it("begin anew after a minute, and say nothing where nothing more came", async () => {
    const { clock, rows, refusals } = trail();
    await refusals.refused("10.0.0.9", "");
    clock.advance(60_000);
    await refusals.refused("10.0.0.9", "");
    clock.advance(120_000);
    assert.deepEqual(countsOf(rows), [1, 1]);
  });

  it("from thousands of addresses are counted together beyond the first two hundred", async () => {
    const { clock, rows, refusals } = trail();
    for (let n = 0; n < 5000; n++) await refusals.refused(`10.1.${n >> 8}.${n & 255}`, "");
    clock.advance(60_000);
    await Promise.resolve();
    assert.ok(rows.length < 210, `${rows.length}`);
    assert.equal(
      countsOf(rows).reduce<number>((sum, count) => sum + Number(count), 0),
      5000,
    );
    assert.ok(rows.some(({ sentence }) => sentence.includes("many other addresses")));
  });
});
