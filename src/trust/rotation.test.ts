import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openTestDatabase, type TestDatabase } from "../../test/peers/database.ts";
import { openRoots } from "./root-keys.ts";
import { Seal } from "./seal.ts";
import { SEALED, SEALED_PLACES, type SealedPlace } from "./sealed-places.ts";
import { findSealed } from "./sealed-search.ts";

const ROWS = 230;
const CORE = fileURLToPath(new URL("../../test/peers/doomed-rotation.ts", import.meta.url));

describe("the rotation of the root key", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-rotation-"));
    database = await openTestDatabase();
    pool = new pg.Pool(database.superuser());
    pool.on("error", () => {});
    const seal = Seal.open(folder);
    for (const place of SEALED_PLACES) await fill(place, seal);
  });
  after(async () => {
    await pool.end();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Rows of any table: what a place's column needs besides gets a value of its type. */
  async function fill({ table, column, key, form, place }: SealedPlace, seal: Seal): Promise<void> {
    const { rows } = await pool.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and not atthasdef`,
      [table],
    );
    const value = (name: string, type: string, n: number): unknown => {
      if (name === "version") return n;
      if (key.includes(name)) return name === "kind" ? "channel" : `row-${n}`;
      if (/timestamp/.test(type)) return new Date(0);
      if (/int|double|numeric/.test(type)) return n;
      if (type === "bytea") return Buffer.from([n % 256]);
      return "x";
    };
    const client = await pool.connect();
    try {
      // Whose other rows these refer to doesn't matter here.
      await client.query("set session_replication_role = replica");
      for (let n = 0; n < ROWS; n++) {
        const others = rows.filter(({ name }) => name !== column);
        const keys = key.map((name) => String(value(name, "", n)));
        const text = seal.seal(place(keys), `secret ${table} ${n} ☎`);
        const stored =
          form === "text" ? text : JSON.stringify({ settings: { deep: [{ secret: `${SEALED}${text}` }] } });
        const names = [...others.map(({ name }) => name), column].join(", ");
        const values = [...others.map(({ name, type }) => value(name, type, n)), stored];
        await client.query(
          `insert into ${table} (${names}) values (${values.map((_, at) => `$${at + 1}`).join(", ")})`,
          values,
        );
      }
    } finally {
      await client.query("set session_replication_role = origin");
      client.release();
    }
  }

  /** Every value opens with what is on disk, as a core that starts now reads it. */
  async function allOpen(): Promise<void> {
    const seal = Seal.open(folder);
    for (const { table, column, key, form, place } of SEALED_PLACES) {
      const { rows } = await pool.query<{ key: string[]; stored: string }>(
        `select array[${key.map((name) => `${name}::text`).join(", ")}] as key, ${column}::text as stored from ${table}`,
      );
      assert.equal(rows.length, ROWS);
      for (const row of rows) {
        const n = Number(/\d+$/.exec(row.key.find((one) => one.startsWith("row-")) ?? "")?.[0]);
        const sealed =
          form === "text"
            ? row.stored
            : ((JSON.parse(row.stored) as { settings: { deep: { secret: string }[] } }).settings.deep[0]?.secret.slice(
                SEALED.length,
              ) ?? "");
        assert.equal(seal.unseal(place(row.key), sealed).open(), `secret ${table} ${n} ☎`);
      }
    }
  }

  /** @param killedAfterMs null: it may end */
  async function core(goOn: boolean, killedAfterMs: number | null): Promise<"done" | "killed"> {
    const config = database.app();
    const password = typeof config.password === "function" ? await config.password() : config.password;
    const child = spawn(process.execPath, [CORE], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end(JSON.stringify({ app: { ...config, password }, dataFolder: folder, goOn }));
    let said = "";
    const begun = Promise.withResolvers<void>();
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      said += more;
      if (said.includes("begun")) begun.resolve();
    });
    const closed = once(child, "close");
    await Promise.race([begun.promise, closed]);
    if (killedAfterMs !== null) {
      await Promise.race([delay(killedAfterMs), closed]);
      child.kill("SIGKILL");
    }
    await closed;
    return said.includes("done") ? "done" : "killed";
  }

  it("seals every value of every place anew, and gives the former key up at the next start", async () => {
    const before = openRoots(folder).keys[0];
    assert.equal(await core(false, null), "done");
    await allOpen();
    const [current, former] = openRoots(folder).keys;
    assert.notEqual(current.kid, before.kid);
    assert.equal(former?.kid, before.kid);
    const left = (await findSealed(pool, before.kid)).map(({ column }) => column);
    assert.deepEqual(left, ["core.approval_request.order_sealed"], "what approvers approved waits until it is wiped");

    assert.equal(await core(true, null), "done");
    assert.equal(openRoots(folder).keys.length, 2, "it is kept as long as something needs it");
    await pool.query("delete from core.approval_request");
    assert.equal(await core(true, null), "done");
    assert.deepEqual(
      openRoots(folder).keys.map(({ kid }) => kid),
      [current.kid],
    );
    const { rows } = await pool.query<{ sentence: string }>("select sentence from audit.entry order by seq");
    assert.match(
      rows[0]?.sentence ?? "",
      new RegExp(`^cli:test began to replace the root key ${before.kid} by ${current.kid}`),
    );
    assert.match(rows.at(-1)?.sentence ?? "", new RegExp(`^The former root key ${before.kid} was given up`));
  });

  it("keeps the former key while something that it sealed lies where the registry doesn't know", async () => {
    const before = openRoots(folder).keys[0];
    await pool.query("delete from core.approval_request");
    await pool.query("insert into core.condition_memory values ('a', 'b', 'c', $1)", [
      Seal.open(folder).seal({ table: "core.condition_memory", column: "memory", row: "a" }, "forgotten"),
    ]);
    assert.equal(await core(false, null), "done");
    assert.equal(await core(true, null), "done");
    assert.deepEqual(await findSealed(pool, before.kid), [
      { column: "core.condition_memory.memory", rows: 1, known: false },
    ]);
    assert.equal(openRoots(folder).keys[1]?.kid, before.kid);
  });

  it("killed at any moment loses nothing, and goes on at the next start", async (t) => {
    await pool.query("delete from core.approval_request");
    const [first] = openRoots(folder).keys;
    let kills = 0;
    const seed = Math.trunc(Math.random() * 2 ** 31);
    t.diagnostic(`seed ${seed}`);
    let state = seed;
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const open = async () => {
      const kept = SEALED_PLACES.filter(({ expires }) => !expires);
      const seal = Seal.open(folder);
      for (const { table, column, form, place, key } of kept) {
        const { rows } = await pool.query<{ key: string[]; stored: string }>(
          `select array[${key.map((name) => `${name}::text`).join(", ")}] as key, ${column}::text as stored from ${table}`,
        );
        assert.equal(rows.length, ROWS);
        for (const { key: values, stored } of rows) {
          const sealed =
            form === "text" ? stored : (/"sealed:(.*?[^\\])"/.exec(stored)?.[1] ?? "").replaceAll('\\"', '"');
          assert.match(seal.unseal(place(values), sealed).open(), /^secret /);
        }
      }
    };
    for (let round = 0; round < 12; round++) {
      const goOn = openRoots(folder).keys.length > 1;
      if ((await core(goOn, Math.trunc(random() * 120))) === "killed") kills++;
      await open();
    }
    assert(kills > 3, `only ${kills} were killed in the middle`);
    while (openRoots(folder).keys.length > 1) await core(true, null);
    await open();
    assert.notEqual(openRoots(folder).keys[0].kid, first.kid);
    assert.deepEqual(await findSealed(pool, first.kid), []);
  });
});

describe("the registry of sealed places", () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  it("names every place for which the house seals", () => {
    const named = new Set(
      SEALED_PLACES.map(({ place, key }) => {
        const { table, column } = place(key);
        return `${table} ${column}`;
      }),
    );
    const found = globSync("src/**/*.ts")
      .filter((file) => !file.endsWith(".test.ts") && !file.endsWith("sealed-places.ts"))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/table: "([\w.]+)",\s*column: "(\w+)"/g)])
      .map(([, table, column]) => `${table} ${column}`);
    assert(found.length > 3, "no place was found in the sources");
    for (const place of found) assert(named.has(place), `${place} is sealed and not in src/trust/sealed-places.ts`);
  });

  it("names columns that there are, which the running server may write", async () => {
    const pool = new pg.Pool(database.app());
    for (const { table, column, key, expires } of SEALED_PLACES) {
      const { rows } = await pool.query<{ may: boolean }>(
        "select has_column_privilege($1, $2, 'update') and has_column_privilege($1, $3, 'select') as may",
        [table, column, key[0]],
      );
      assert(expires || rows[0]?.may, `${table}.${column}`);
    }
    await pool.end();
  });
});
