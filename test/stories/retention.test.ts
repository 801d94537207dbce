import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readCheckpoint } from "#audit/checkpoint.ts";
import { provesConsistency, provesInclusion } from "#audit/merkle.ts";
import { publicKeys } from "#audit/signing-key.ts";
import { checkpointsAfter } from "#audit/tree-store.ts";
import { type FileAgainst, verifyFile } from "#audit/verify-file.ts";
import { verifyTrail } from "#audit/verify-trail.ts";
import { Secret } from "#kernel/secret.ts";
import { asPage, cookieOf, enrolled, openTestCore, PASSWORD, type TestCore } from "../peers/api-core.ts";

const DAY = 86_400_000;
const BEGAN_DAYS_AGO = 800;
const WRITTEN = 300;

/** The trail of three months, more than two years old, and what has been written since. */
describe("what the audit trail need not keep any longer", () => {
  let test: TestCore;
  let anna: string;
  let auditor: string;
  let folder: string;
  let archives: string;
  /** Number of the last entry of each of the old parts. */
  const lasts: number[] = [];
  const began = new Date(Date.now() - BEGAN_DAYS_AGO * DAY);
  /** A day of one of the months since it began. */
  const inMonth = (months: number, day: number) => Date.UTC(began.getUTCFullYear(), began.getUTCMonth() + months, day);

  const ask = async (cookie: string, method: string, url: string, body?: object, headers: object = {}) => {
    const answer = await test.api.app.inject({
      method: method as "GET",
      url,
      headers: { ...asPage(cookie), ...headers },
      ...(body ? { payload: body } : {}),
    });
    return { status: answer.statusCode, body: answer.body === "" ? null : answer.json() };
  };
  const good = async (cookie: string, method: string, url: string, body?: object) => {
    const answer = await ask(cookie, method, url, body);
    assert.ok(answer.status < 300, `${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const signIn = async (id: string) => {
    const payload = { id, password: PASSWORD };
    const answer = await test.api.app.inject({ method: "POST", url: "/api/v1/session", payload });
    assert.equal(answer.statusCode, 200, answer.body);
    return cookieOf(answer.headers["set-cookie"]);
  };
  const write = async (entries: number) => {
    const written = Array.from({ length: entries }, (_, n) =>
      test.core.journal.submit("alarm", (batch) =>
        batch.audit({
          actor: { id: "tocsin", via: "intake" },
          action: "alarm.raised",
          object: `alarm:${n}`,
          partition: "site",
          sentence: `Alarm ${n} "Kühlraum" was raised.`,
        }),
      ),
    );
    await Promise.all(written);
  };
  const lastEntry = async () => {
    const { rows } = await test.look.query<{ last: number }>("select max(seq)::float8 as last from audit.entry");
    return rows[0]?.last ?? 0;
  };
  /** Lets time pass until it is so. */
  const until = async (what: string, holds: () => Promise<boolean>, stepMs = 2000) => {
    for (let tries = 0; !(await holds()); tries++) {
      assert.ok(tries < 4000, `it did not become true that ${what}`);
      test.clock.advance(stepMs);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const signed = async () => {
    const wanted = await lastEntry();
    await until("the last entry is signed", async () => {
      const { rows } = await test.look.query<{ size: number }>(
        "select max(size)::float8 as size from audit.checkpoint",
      );
      return (rows[0]?.size ?? 0) >= wanted;
    });
  };
  /** A month's part of the trail, as the running server makes it in that month. */
  const makePart = async () => {
    const now = new Date(test.clock.now());
    const month = (more: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + more)).toISOString();
    const name = month(0).slice(0, 7).replace("-", "");
    await test.look.query("set role tocsin_owner");
    await test.look.query(
      `create table audit.entry_${name} partition of audit.entry for values from ('${month(0)}') to ('${month(1)}')`,
    );
    await test.look.query("reset role");
  };
  const toMonth = (months: number) => {
    const now = new Date(test.clock.now());
    test.clock.advance(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 10) - now.getTime());
  };
  const judged = async () => {
    return verifyTrail(test.look, { keys: await publicKeys(test.look) });
  };
  /** Of one moment: entries are written meanwhile. */
  const verdict = async () => {
    await test.look.query("begin isolation level repeatable read read only");
    const found = await judged();
    await test.look.query("commit");
    return found;
  };
  const against = async (): Promise<FileAgainst> => ({
    marks: [],
    checkpoints: [],
    keys: await publicKeys(test.look),
  });
  const filesIn = () => readdirSync(archives).map((name) => join(archives, name));
  const partsNow = () =>
    test.look.query<{ part: string }>("select part from audit.parts() order by first").then(({ rows }) => rows.length);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-retention-"));
    archives = join(folder, "archives");
    test = await openTestCore(Date.now() - inMonth(0, 10));
    await enrolled(test);
    await write(WRITTEN);
    await signed();
    lasts.push(await lastEntry());
    for (let month = 0; month < 2; month++) {
      toMonth(1);
      await makePart();
      await write(WRITTEN);
      await signed();
      lasts.push(await lastEntry());
    }
    test.clock.advance(Date.now() - test.clock.now());
    anna = await signIn("anna.keller");
    const by = { kind: "machine", id: "test" } as const;
    const roles = [{ role: "auditor", partitions: [] }];
    const wanted = { id: "olga.audit", name: "Olga Audit", password: new Secret(PASSWORD), roles, person: null };
    await test.access.accounts.create(wanted, by, { approved: true });
    auditor = await signIn("olga.audit");
    await signed();
  });
  after(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  it("stays while the site names no folder for archives", async () => {
    const refused = await ask(anna, "POST", "/api/v1/audit-trail/retention");
    assert.equal(refused.status, 409, JSON.stringify(refused.body));
    assert.match(refused.body.detail, /names no folder for archives.*audit\.archiveFolder/);
  });

  it("is at least what is younger than a year, whatever the site says", async () => {
    const settings = { id: "site", audit: { keepDays: 30, archiveFolder: archives } };
    const refused = await ask(anna, "PUT", "/api/v1/site/setting/site", settings);
    assert.equal(refused.status, 400, JSON.stringify(refused.body));
    await good(anna, "PUT", "/api/v1/site/setting/site", {
      id: "site",
      audit: { keepDays: 365, archiveFolder: archives },
    });
    const plan = await good(auditor, "GET", "/api/v1/audit-trail/retention");
    assert.deepEqual(
      plan.goes.map(({ last }: { last: number }) => last),
      lasts,
    );
    assert.deepEqual([plan.stays, plan.archived, plan.keepDays], [[], [], 365]);
  });

  it("P-040 stays under a legal hold, which an auditor places and an engineer can't", async () => {
    await test.access.accounts.create(
      {
        id: "emil",
        name: "Emil",
        password: new Secret(PASSWORD),
        roles: [{ role: "engineer", partitions: [] }],
        person: null,
      },
      { kind: "machine", id: "test" },
      { approved: true },
    );
    const wish = { reason: "Accident of the third month, case 17", since: inMonth(2, 15) };
    const refused = await ask(await signIn("emil"), "POST", "/api/v1/audit-trail/holds", wish);
    assert.equal(refused.status, 403);
    assert.match(refused.body.detail, /'audit:export' or 'security:write'/);
    assert.equal((await ask(auditor, "POST", "/api/v1/audit-trail/holds", { ...wish, until: 5 })).status, 400);
    const { id } = await good(auditor, "POST", "/api/v1/audit-trail/holds", wish);
    const plan = await good(auditor, "GET", "/api/v1/audit-trail/retention");
    assert.equal(plan.goes.length, 2);
    assert.match(plan.stays[0].because, new RegExp(`the legal hold '${id}' covers it: Accident`));
    assert.equal((await ask(auditor, "POST", `/api/v1/audit-trail/holds/${id}/lift`, { reason: "x" })).status, 403);
  });

  it("P-041 P-096 goes into monthly archives that verify with a public key alone, each and all together", async () => {
    const sizes = (await checkpointsAfter(test.look, 0, 1000)).map(({ size }) => size);
    const { archived } = await good(anna, "POST", "/api/v1/audit-trail/retention");
    assert.deepEqual(
      archived.map(({ last }: { last: number }) => last),
      lasts.slice(0, 2),
    );
    assert.equal(await partsNow(), 2, "the month under the hold and the present one");
    const files = filesIn();
    assert.equal(files.length, 2);
    for (const [index, file] of files.entries()) {
      assert.equal(statSync(file).mode & 0o777, 0o400);
      const { findings, archived: before, signed: covered } = await verifyFile(file, await against());
      assert.deepEqual(findings, []);
      assert.equal(before, index === 0 ? 0 : lasts[0]);
      assert.ok(covered >= (lasts[index] ?? 0));
    }
    const all = join(folder, "all.jsonl");
    writeFileSync(all, files.map((file) => readFileSync(file, "utf8")).join(""));
    const together = await verifyFile(all, await against());
    assert.deepEqual([together.findings, together.archived], [[], 0]);
    assert.ok(together.signed >= (lasts[1] ?? 0));
    const forged = join(folder, "forged.jsonl");
    writeFileSync(forged, readFileSync(files[1] ?? "", "utf8").replace("was raised", "was cleared"));
    assert.notDeepEqual((await verifyFile(forged, await against())).findings, []);

    const { rows } = await test.look.query<{ sentence: string }>(
      "select sentence from audit.entry where action = 'audit-trail.archived' order by seq",
    );
    assert.match(
      rows[0]?.sentence ?? "",
      new RegExp(`^Entries 1 to ${lasts[0]} of the audit trail, up to .* were archived in `),
    );
    assert.equal(rows.length, 2);

    const found = await verdict();
    assert.deepEqual(found.findings, []);
    assert.equal(found.archived, lasts[1]);

    const keys = await publicKeys(test.look);
    const bytes = (text: string) => Buffer.from(text, "base64");
    for (const from of sizes) {
      const proof = await good(auditor, "GET", `/api/v1/audit-trail/consistency?from=${from}`);
      const [one, two] = proof.checkpoints.map((note: string) => readCheckpoint(note, keys));
      assert.ok(provesConsistency(one, two, proof.path.map(bytes)), `from ${from}`);
    }
    const after = (lasts[1] ?? 0) + 1;
    const proof = await good(auditor, "GET", `/api/v1/audit-trail/${after}/proof`);
    const checkpoint = readCheckpoint(proof.checkpoint, keys);
    assert.ok(typeof checkpoint !== "string");
    const { root } = checkpoint;
    assert.ok(
      provesInclusion({ leaf: bytes(proof.leaf), index: after - 1, size: proof.size, root }, proof.path.map(bytes)),
    );
    const exported = await test.api.app.inject({
      url: "/api/v1/audit-trail/export",
      headers: asPage(auditor),
    });
    const rest = join(folder, "rest.jsonl");
    writeFileSync(rest, exported.body);
    const verified = await verifyFile(rest, await against());
    assert.deepEqual([verified.findings, verified.archived], [[], lasts[1]]);
    const gone = await ask(auditor, "GET", "/api/v1/audit-trail/7/proof");
    assert.equal(gone.status, 410, JSON.stringify(gone.body));
  });

  it("reaches a witness that comes later as the word that it was archived", async () => {
    const file = join(folder, "witness.jsonl");
    await good(anna, "PUT", "/api/v1/site/witness/late", {
      id: "late",
      name: "Late",
      to: { kind: "file", path: file },
    });
    await until("the witness has everything", async () => {
      const [health] = test.core.witnesses.health();
      return health?.behind === 0 && health.confirmed > 0;
    });
    const kept = await verifyFile(file, await against());
    assert.deepEqual([kept.findings, kept.archived], [[], lasts[1]]);
  });

  it("is found to be missing when somebody else took it out and only says that it was archived", async () => {
    await test.look.query("begin isolation level repeatable read");
    await test.look.query("alter table audit.removal disable trigger all");
    await test.look.query("update audit.removal set head = sha256('x') where last = $1", [lasts[1]]);
    const [finding] = (await judged()).findings;
    await test.look.query("rollback");
    assert.match(finding?.because ?? "", /No entry tells that they were archived/);
    assert.deepEqual((await verdict()).findings, []);
  });

  it("P-040 is not removed by the database's function, whoever calls it, while young, held, unsigned or not the oldest", async () => {
    const refusal = async (upTo: number, spoil = "select 1") => {
      await test.look.query("begin");
      try {
        await test.look.query(spoil);
        await test.look.query("set role tocsin_app");
        await test.look.query("select audit.remove_oldest($1, '', 'x', '')", [upTo]);
        return "it was removed";
      } catch (thrown) {
        return String(thrown);
      } finally {
        await test.look.query("rollback");
        await test.look.query("reset role");
      }
    };
    const third = lasts[2] ?? 0;
    const leaves = `insert into audit.removed_leaf select n, decode(repeat('00', 32), 'hex') from generate_series(${(lasts[1] ?? 0) + 1}, ${third}) n`;
    const unheld = "update audit.hold set lifted_at = now()";
    assert.match(await refusal(third - 1), /are not the oldest parts/);
    assert.match(await refusal(third), /only 0 leaves are kept/);
    assert.match(await refusal(third, leaves), /is under a legal hold/);
    const unsigned = `${unheld}; alter table audit.checkpoint disable trigger all; delete from audit.checkpoint where size >= ${third}; ${leaves}`;
    assert.match(await refusal(third, unsigned), /no checkpoint covers entry/);
    const last = await lastEntry();
    const all = `${unheld}; insert into audit.removed_leaf select n, decode(repeat('00', 32), 'hex') from generate_series(${(lasts[1] ?? 0) + 1}, ${last}) n; insert into audit.checkpoint select ${last + 1}, at, note, root, head, frontier from audit.checkpoint order by size desc limit 1`;
    assert.match(await refusal(last, all), /is younger than a year/);
    assert.equal(await refusal(third, `${unheld}; ${leaves}`), "it was removed");
    assert.equal(await partsNow(), 2, "all of that was taken back");
  });

  it("goes by itself the next day once two people have lifted the hold", async () => {
    await test.access.accounts.create(
      {
        id: "bert",
        name: "Bert",
        password: new Secret(PASSWORD),
        roles: [{ role: "administrator", partitions: [] }],
        person: null,
      },
      { kind: "machine", id: "test" },
      { approved: true },
    );
    const bert = await signIn("bert");
    anna = await signIn("anna.keller");
    const { items } = await good(anna, "GET", "/api/v1/audit-trail/holds");
    const [hold] = items;
    const url = `/api/v1/audit-trail/holds/${hold.id}/lift`;
    const reason = { reason: "The case is closed" };
    assert.equal((await ask(anna, "POST", url, reason)).status, 428);
    const waits = await ask(anna, "POST", url, reason, { "approval-reason": "case%20closed" });
    assert.equal(waits.status, 202, JSON.stringify(waits.body));
    const { id, hash, summary } = waits.body.approval;
    assert.match(summary, /lifts the legal hold/);
    assert.equal((await ask(anna, "POST", `/api/v1/approvals/${id}/approve`, { hash, comment: "" })).status, 403);
    assert.equal((await good(anna, "GET", "/api/v1/audit-trail/holds")).items[0].liftedAt, null);
    assert.equal((await ask(bert, "POST", `/api/v1/approvals/${id}/approve`, { hash, comment: "" })).status, 200);
    const lifted = (await good(anna, "GET", "/api/v1/audit-trail/holds")).items[0];
    assert.deepEqual(
      [lifted.liftedBy, lifted.liftedFor, lifted.placedBy],
      ["operator:anna.keller", "The case is closed", "operator:olga.audit"],
    );
    assert.equal((await ask(anna, "POST", url, reason)).status, 409);
    assert.equal((await ask(anna, "POST", "/api/v1/audit-trail/holds/none/lift", reason)).status, 404);

    await until("the third month is archived", async () => (await partsNow()) === 1, 3_600_000);
    assert.deepEqual((await verdict()).findings, []);
    assert.equal(filesIn().length, 3);
  });
});
