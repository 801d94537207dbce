import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type pg from "pg";
import { examine } from "#cli/doctor.ts";
import { run as setup } from "#cli/setup.ts";
import { systemClock, waitUntil } from "#kernel/clock.ts";
import { readAddress } from "#kernel/database-address.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { asClient } from "#store/client.ts";
import { openDatabase } from "#store/database.ts";
import { connection } from "#store/external.ts";
import { openAuthority } from "#trust/authority.ts";
import { Seal } from "#trust/seal.ts";
import { freePort } from "../peers/whole-server.ts";

/** Debian's PostgreSQL 15 as an external database, with TLS by an authority of its own. Debian package `postgresql-15`. */
const BIN = "/usr/lib/postgresql/15/bin";
const SECRET = "installer-secret";

describe("Debian's PostgreSQL 15 as external database", {
  skip: !existsSync(BIN) && "postgresql-15 is not installed",
}, () => {
  let folder: string;
  let port: number;
  let child: ReturnType<typeof spawn>;
  let ca: string;
  const account = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : {};
  const data = () => join(folder, "pg");
  const node = (name: string) => join(folder, name);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-postgres15-"));
    chmodSync(folder, 0o755);
    mkdirSync(data(), { mode: 0o700 });
    port = await freePort();
    const secret = join(data(), "..", "secret");
    writeFileSync(secret, SECRET);
    if (account.uid !== undefined) for (const path of [data(), secret]) chownSync(path, account.uid, account.gid);
    execFileSync(
      join(BIN, "initdb"),
      ["-D", data(), "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${secret}`, "--no-sync", "-E", "UTF8"],
      { ...account, cwd: "/", stdio: "ignore" },
    );
    rmSync(secret);
    const now = systemClock.now();
    const made = await (await authorityIn("ca")).signWeb(["localhost", "127.0.0.1"], now);
    ca = join(folder, "ca", "trust", "site-ca.pem");
    for (const [name, text] of [
      ["server.crt", made.chain],
      ["server.key", made.key],
    ] as const) {
      writeFileSync(join(data(), name), text, { mode: 0o600 });
      if (account.uid !== undefined) chownSync(join(data(), name), account.uid, account.gid);
    }
    writeFileSync(join(data(), "pg_hba.conf"), "hostssl all all 127.0.0.0/24 scram-sha-256\n");
    child = spawn(
      join(BIN, "postgres"),
      [
        "-D",
        data(),
        "-p",
        String(port),
        "-c",
        "listen_addresses=127.0.0.1,127.0.0.2",
        "-c",
        "ssl=on",
        "-c",
        "ssl_min_protocol_version=TLSv1.3",
        "-c",
        `unix_socket_directories=${data()}`,
      ],
      { ...account, cwd: "/", stdio: "ignore" },
    );
    await answered();
    await asClient(admin(), async (client) => {
      await client.query(`create role installer login createrole createdb password '${SECRET}'`);
    });
    writeFileSync(node("admin-url"), `postgresql://installer:${SECRET}@127.0.0.1:${port}/postgres\n`, { mode: 0o600 });
  });

  after(async () => {
    child.kill("SIGINT");
    await once(child, "exit");
    rmSync(folder, { recursive: true });
  });

  function admin(user = "postgres", name = "postgres"): pg.ClientConfig {
    const reading = readAddress(`postgresql://${user}:${SECRET}@127.0.0.1:${port}/${name}`, ca);
    assert.equal(reading.kind, "valid");
    return connection(reading.address);
  }

  async function answered(): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      try {
        return await asClient(admin(), () => Promise.resolve());
      } catch {
        await waitUntil(systemClock, systemClock.now() + 25);
      }
    }
    assert.fail("PostgreSQL 15 does not answer");
  }

  const setUp = (dataFolder: string, more: string[] = []) =>
    setup(["--admin-url-file", node("admin-url"), "--ca", ca, "--data", dataFolder, ...more]);

  test("W-002 W-003 setup with a role that may only make roles and databases; then the server runs on it, migrated", async () => {
    assert.equal(await setUp(node("one")), 0);
    assert.equal(statSync(join(node("one"), "database.json")).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(join(node("one"), "database.json"), "utf8"), new RegExp(SECRET));
    const database = await openDatabase(loadSettings({ dataFolder: node("one") }), { log: silentLog });
    assert.equal(database.kind, "external");
    assert.match(database.version, /^15\./);
    const events = await asClient(database.app(), (client) =>
      client.query("select count(*)::int as n from core.event"),
    );
    assert.equal(events.rows[0]?.n, 0);
    const secured = await asClient(database.app(), (client) =>
      client.query("select ssl, version from pg_stat_ssl where pid = pg_backend_pid()"),
    );
    assert.deepEqual(secured.rows[0], { ssl: true, version: "TLSv1.3" });
    await database.close();
  });

  test("the running server has rows and nothing else there, too", async () => {
    const database = await openDatabase(loadSettings({ dataFolder: node("one") }), { log: silentLog });
    for (const sql of [
      "create table core.mine ()",
      "drop table core.alarm",
      "truncate audit.entry",
      "update core.event set text = ''",
      "delete from audit.entry",
      "select * from pg_authid",
      "set role tocsin_owner",
    ]) {
      await assert.rejects(
        asClient(database.app(), (client) => client.query(sql)),
        { code: "42501" },
        sql,
      );
    }
    await asClient(database.app(), (client) => client.query("select core.make_partitions()"));
    for (const sql of ["update core.alarm set text = ''", "select from core.operator", "set role tocsin_app"]) {
      await assert.rejects(
        asClient(database.fenced(), (client) => client.query(`begin read write; ${sql}`)),
        { code: "42501" },
        sql,
      );
    }
    await asClient(database.fenced(), (client) => client.query("select from core.alarm"));
  });

  test("the installer owns nothing and is no member of the owner afterwards", async () => {
    const { rows } = await asClient(admin("postgres", "tocsin"), (client) =>
      client.query(
        "select pg_has_role('installer', 'tocsin_owner', 'member') as member, (select count(*)::int from pg_class where relowner = 'installer'::regrole) as owned",
      ),
    );
    assert.deepEqual(rows[0], { member: false, owned: 0 });
  });

  describe("W-003 an installer that may do less", () => {
    const asInstaller = (sql: string) => asClient(admin(), (client) => client.query(sql));
    const told = async (dataFolder: string) => {
      const lines: string[] = [];
      const { log, error } = console;
      console.log = console.error = (line: string) => void lines.push(line);
      const code = await setUp(dataFolder, ["--name", "other"]).finally(() => Object.assign(console, { log, error }));
      return { code, text: lines.join("\n") };
    };
    const state = async () => {
      const { rows } = await asInstaller(
        "select (select count(*) from pg_database)::int as databases, (select max(rolpassword) from pg_authid where rolname = 'tocsin_app') as secret",
      );
      return JSON.stringify(rows);
    };

    test("W-003 is told which grant is missing, and nothing is changed", async () => {
      for (const [lacks, statement] of [
        ["nocreaterole", 'alter role "installer" createrole;'],
        ["nocreatedb", 'alter role "installer" createdb;'],
        ["nocreaterole nocreatedb", 'alter role "installer" createrole createdb;'],
      ] as const) {
        await asInstaller(`alter role installer ${lacks}`);
        const before = await state();
        const { code, text } = await told(node("refused"));
        assert.equal(code, 3);
        assert.ok(text.endsWith(statement), text);
        assert.equal(await state(), before);
        assert.equal(existsSync(node("refused")), false);
        await asInstaller(statement);
      }
    });

    test("W-003 is given what only a superuser may run, and that runs", async () => {
      const { code, text } = await told(node("other"));
      assert.equal(code, 0, text);
      const [, statement = ""] = /should also run:\n {2}(.*)$/.exec(text) ?? [];
      assert.equal(statement, "revoke connect on database postgres, template1 from public;");
      await asInstaller(statement);
      await asInstaller("grant connect on database postgres to installer");
      assert.doesNotMatch((await told(node("other"))).text, /superuser/);
      await asInstaller("grant connect on database postgres, template1 to public");
    });

    test("W-002 N-094 a server that says it is older than what is supported is refused, and nothing is changed", async () => {
      await asInstaller(`create schema fake; grant usage on schema fake to installer;
        create function fake.current_setting(text) returns text language sql as
          $$ select case $1 when 'server_version_num' then '140012' else '14.12' end $$;
        alter role installer set search_path = fake, pg_catalog`);
      const before = await state();
      const { code, text } = await told(node("old"));
      assert.deepEqual(
        [code, text],
        [3, "PostgreSQL 14.12 is not supported: Tocsin works with 15 and newer. Upgrade the server."],
      );
      assert.equal(await state(), before);
      await asInstaller("alter role installer reset search_path; drop schema fake cascade");
    });
  });

  test("setup may be repeated: nothing is lost, and the secrets are new", async () => {
    const before = readFileSync(join(node("one"), "database.json"), "utf8");
    assert.equal(await setUp(node("one")), 0);
    assert.notEqual(readFileSync(join(node("one"), "database.json"), "utf8"), before);
    const database = await openDatabase(loadSettings({ dataFolder: node("one") }), { log: silentLog });
    await database.close();
  });

  test("doctor finds nothing wrong with the database", async () => {
    const findings = await examine({ dataFolder: node("one") });
    const about = findings.filter(({ check }) =>
      ["database", "durability", "roles", "schema", "database clock"].includes(check),
    );
    assert.deepEqual(
      about.map(({ state }) => state),
      ["good", "good", "good", "good", "good"],
      JSON.stringify(about),
    );
  });

  const refusals: [string, () => Promise<string>, RegExp][] = [
    [
      "an authority that did not sign the server's certificate",
      otherAuthority,
      /can't be verified\. Name its authority as database\.ca/,
    ],
    [
      "a server name that the certificate does not carry",
      () => Promise.resolve(yaml(`postgresql://127.0.0.2:${port}/tocsin`, ca)),
      /127\.0\.0\.2.*can't be verified/,
    ],
    [
      "a wrong secret",
      () => Promise.resolve(yaml(`postgresql://tocsin_app:wrong@127.0.0.1:${port}/tocsin`, ca)),
      /refuses the secret or the role\. Run "tocsin setup"/,
    ],
    [
      "a database that is not there",
      () => Promise.resolve(yaml(`postgresql://postgres:${SECRET}@127.0.0.1:${port}/none`, ca)),
      /does not exist\. Run "tocsin setup"/,
    ],
    [
      "a port where nobody listens",
      async () => yaml(`postgresql://127.0.0.1:${await freePort()}/tocsin`, ca),
      /can't be reached\. See that it runs/,
    ],
    [
      "no TLS, which the server refuses",
      () => Promise.resolve(yaml(`postgresql://tocsin_app:x@127.0.0.1:${port}/tocsin`)),
      /refuses the secret or the role/,
    ],
  ];
  describe("P-088 P-104 N-050 a database that can't be trusted or reached", () => {
    for (const [what, place, message] of refusals) {
      test(`${what}: refused, with what to do, and doctor says the same`, async () => {
        const dataFolder = await place();
        await assert.rejects(openDatabase(loadSettings({ dataFolder }), { log: silentLog }), message);
        const found = (await examine({ dataFolder })).find(({ check }) => check === "database");
        assert.equal(found?.state, "wrong");
        assert.match(found.found, message);
      });
    }
  });

  function yaml(url: string, authority?: string): string {
    const dataFolder = mkdtempSync(join(folder, "node-"));
    writeFileSync(
      join(dataFolder, "tocsin.yaml"),
      `database:\n  url: ${url}\n${authority ? `  ca: ${authority}\n` : ""}`,
      { mode: 0o600 },
    );
    return dataFolder;
  }

  async function otherAuthority(): Promise<string> {
    await authorityIn("other-ca");
    return yaml(`postgresql://127.0.0.1:${port}/tocsin`, join(folder, "other-ca", "trust", "site-ca.pem"));
  }

  function authorityIn(name: string) {
    const dataFolder = join(folder, name);
    return openAuthority({ dataFolder, seal: Seal.open(dataFolder), now: systemClock.now() });
  }
});

function idOf(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
}
