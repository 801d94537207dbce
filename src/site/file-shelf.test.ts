import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Pool } from "pg";
import type { Batch, Journal } from "#store/batch.ts";
import { storeFile, UploadRefusal } from "./file-shelf.ts";

const MB = 1024 * 1024;
const ANNA = { actor: { id: "operator:anna", via: "screen" as const }, by: "Anna" };

/** A database that takes what it is given, a little later, and remembers only how much that was. */
function bed() {
  const seen = { stored: 0, largest: 0, dropped: 0, files: 0 };
  const batch = {
    now: 0,
    also: (sql: string, values: readonly unknown[]) => {
      if (sql.startsWith("insert into core.file_chunk")) {
        const { length } = values[3] as Buffer;
        seen.stored += length;
        seen.largest = Math.max(seen.largest, length);
      }
      if (sql.startsWith("insert into core.file (")) seen.files++;
      if (sql === "delete from core.file_chunk where upload = $1") seen.dropped++;
    },
    audit: () => {},
  } as unknown as Batch;
  const journal: Journal = {
    submit: async (_lane, work) => {
      const answer = work(batch);
      await new Promise((resolve) => setImmediate(resolve));
      return answer;
    },
  };
  const row = { id: "x", uploaded_at: new Date(0), uploaded_by: "operator:anna" };
  const query = (sql: string) =>
    Promise.resolve({ rows: sql.includes("sum(bytes)") ? [{ bytes: "0" }] : seen.files > 0 ? [row] : [] });
  return { seen, journal, pool: { query } as unknown as Pool };
}

async function* picture(bytes: number, piece: number, given: (bytes: number) => void): AsyncGenerator<Buffer> {
  yield Buffer.from("GIF89a\x01\0\x01\0\0\0");
  for (let left = bytes; left > 0; left -= piece) {
    given(bytes - left);
    yield Buffer.alloc(piece);
  }
}

describe("storing a file", () => {
  for (const piece of [1000, 64 * 1024, 3 * MB]) {
    it(`holds a chunk of it at a time, however large it is and in whichever pieces it comes: ${piece} bytes`, async () => {
      const { seen, journal, pool } = bed();
      let ahead = 0;
      const content = picture(50 * MB, piece, (given) => {
        ahead = Math.max(ahead, given - seen.stored);
      });
      await storeFile(pool, journal, { ...ANNA, content, name: "x", limits: { largest: 64 * MB, total: 100 * MB } });
      assert.ok(seen.stored >= 50 * MB);
      assert.equal(seen.largest, 256 * 1024);
      assert.ok(ahead <= 256 * 1024 + piece, `${ahead} bytes were taken before they were stored`);
    });
  }

  it("takes no more of what is too large, and drops what it has", async () => {
    const { seen, journal, pool } = bed();
    let taken = 0;
    const content = picture(50 * MB, 64 * 1024, (given) => {
      taken = given;
    });
    const upload = { ...ANNA, content, name: "x", limits: { largest: MB, total: 100 * MB } };
    await assert.rejects(storeFile(pool, journal, upload), UploadRefusal);
    assert.ok(taken < 2 * MB, String(taken));
    assert.deepEqual([seen.files, seen.dropped], [0, 1]);
  });

  it("drops what it has when the far side goes in the middle", async () => {
    const { seen, journal, pool } = bed();
    async function* cut(): AsyncGenerator<Buffer> {
      yield* picture(MB, 64 * 1024, () => {});
      throw new Error("aborted");
    }
    const upload = { ...ANNA, content: cut(), name: "x", limits: { largest: 64 * MB, total: 100 * MB } };
    await assert.rejects(storeFile(pool, journal, upload), /aborted/);
    assert.deepEqual([seen.files, seen.dropped], [0, 1]);
  });
});
