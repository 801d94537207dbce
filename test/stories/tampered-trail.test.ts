import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { asPage, enrolled, openTestCore, type TestCore } from "../peers/api-core.ts";

/** Everything that an administrator of the database can do to the trail, done to the database of a server that runs. */
describe("a trail that somebody tampers with", () => {
  let test: TestCore;
  let folder: string;

  const write = (what: string) =>
    test.core.journal.submit("alarm", (batch) =>
      batch.audit({
        actor: { id: "tocsin", via: "intake" },
        action: "alarm.raised",
        object: "alarm:1",
        partition: "site",
        sentence: what,
      }),
    );
  const standing = (point: string, says = /./u) =>
    [...test.line.engine.all()].find(
      (one) => one.source === "tocsin" && one.point === point && one.active && says.test(one.text),
    );
  /** Lets time pass until it is so. */
  const until = async (what: string, holds: () => unknown, stepMs = 5000) => {
    for (let tries = 0; !(await holds()); tries++) {
      assert.ok(tries < 4000, `it did not become true that ${what}`);
      test.clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const asOwner = async (...statements: string[]) => {
    await test.look.query("set session_replication_role = replica"); // no trigger fires
    for (const sql of statements) await test.look.query(sql);
    await test.look.query("set session_replication_role = origin");
  };
  const checkpoints = async () => {
    const { rows } = await test.look.query<{ size: number }>(
      "select coalesce(max(size), 0)::float8 as size from audit.checkpoint",
    );
    return rows[0]?.size ?? 0;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-tampered-"));
    test = await openTestCore();
    const cookie = await enrolled(test);
    const witness = { id: "worm", name: "Share", to: { kind: "file", path: join(folder, "share", "trail.jsonl") } };
    mkdirSync(join(folder, "share"));
    const url = "/api/v1/site/witness/worm";
    const answer = await test.api.app.inject({ method: "PUT", url, headers: asPage(cookie), payload: witness });
    assert.equal(answer.statusCode, 201, answer.body);
    // More than what is read back every minute.
    await Promise.all(Array.from({ length: 1200 }, (_, n) => write(`Alarm ${n} was raised.`)));
    await until("all is signed", async () => (await checkpoints()) > 1200);
  });
  after(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  it("is verified as a whole soon after the start, and an old entry that was changed is a critical alarm", async () => {
    await asOwner("update audit.entry set sentence = 'Nothing happened.' where seq = 20");
    await until("the verification raises its alarm", () => standing("audit-trail/verification"), 60_000);
    const alarm = standing("audit-trail/verification");
    assert.equal(alarm?.priority, "critical");
    assert.match(alarm?.text ?? "", /does not verify: Entry 20 does not fit its hash.*keep the database as it is/);
    assert.equal(standing("detection/audit-gap"), undefined, "the last thousand are whole");
  });

  it("clears the day after the entry is as it was", async () => {
    const kept = readFileSync(join(folder, "share", "trail.jsonl"), "utf8").split("\n");
    const { sentence } = JSON.parse(kept.find((line) => line.startsWith('{"seq":20,')) ?? "{}") as { sentence: string };
    await test.look.query("set session_replication_role = replica");
    await test.look.query("update audit.entry set sentence = $1 where seq = 20", [sentence]);
    await test.look.query("set session_replication_role = origin");
    await until("the alarm clears", () => !standing("audit-trail/verification"), 3_600_000);
  });

  it("that ends too early is noticed within minutes", async () => {
    await write("The last word.");
    await until("nothing stands", () => !standing("detection/audit-gap"));
    const { rows } = await test.look.query<{ row: string }>("select max(seq)::text as row from audit.entry");
    const last = Number(rows[0]?.row) - 3;
    await asOwner(
      "create table public.kept as select * from audit.entry",
      `delete from audit.entry where seq = ${last}`,
    );
    await until("the gap is an alarm", () => standing("detection/audit-gap"));
    assert.match(standing("detection/audit-gap")?.text ?? "", new RegExp(`entry ${last} is missing`));
    await asOwner(`insert into audit.entry select * from public.kept where seq = ${last}`);
    await until("the gap has gone", () => !standing("detection/audit-gap"));
  });

  it("whose signing stands still is an alarm after ten minutes", async () => {
    // The notary can store nothing: the checkpoint that it would write is refused for ever.
    await test.look.query(
      "create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$",
    );
    await test.look.query(
      "create trigger refuse before insert on audit.checkpoint for each row execute function public.refuse()",
    );
    await write("Nobody signs this.");
    await until("the checkpoint is overdue", () => standing("audit-trail/checkpoint"), 20_000);
    assert.match(
      standing("audit-trail/checkpoint")?.text ?? "",
      /No checkpoint of the audit trail was signed for \d+ minutes/,
    );
    await test.look.query("drop trigger refuse on audit.checkpoint");
    await until("it is signed again", () => !standing("audit-trail/checkpoint"), 20_000);
  });

  it("whose witness is stopped is an alarm that says why, and it catches up later", async () => {
    rmSync(join(folder, "share"), { recursive: true });
    await write("The witness misses this.");
    // So much time passes so fast that it may be called slow, too.
    const why = /does not keep the audit trail: .*trail\.jsonl can't be opened/;
    await until("the witness fails", () => standing("witness/worm", why));
    mkdirSync(join(folder, "share"));
    await until("the witness keeps it again", () => !standing("witness/worm"), 20_000);
  });
});
