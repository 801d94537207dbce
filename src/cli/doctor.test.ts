import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { asClient } from "#store/client.ts";
import { openDatabase } from "#store/database.ts";
import { EmbeddedServer } from "#store/embedded.ts";
import { openAuthority } from "#trust/authority.ts";
import { Seal } from "#trust/seal.ts";
import { webCertificate } from "#trust/web-certificate.ts";
import { controlSocket } from "./control.ts";
import { examine, type Finding } from "./doctor.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-doctor-"));
  writeFileSync(join(folder, "tocsin.yaml"), "listen: { port: 0 }\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const wrong = (findings: readonly Finding[]) => findings.filter(({ state }) => state === "wrong");
const of = (findings: readonly Finding[], check: string) => findings.filter((finding) => finding.check === check);

test("a folder in which nothing was started yet is in order, and stays untouched", async () => {
  const findings = await examine({ dataFolder: join(folder, "none"), file: join(folder, "tocsin.yaml") });
  assert.deepEqual(wrong(findings), []);
});

describe("what is wrong is found, with what to do", () => {
  test("settings that can't be read", async () => {
    writeFileSync(join(folder, "tocsin.yaml"), "listen: 3\n");
    const [finding] = await examine({ dataFolder: folder });
    assert.equal(finding?.state, "wrong");
    assert.match(finding.found, /tocsin\.yaml:1: listen: expected object/);
  });

  test("W-043 a data folder and secrets that others can read", async () => {
    Seal.open(folder);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "trust", "machine.key"), 0o640);
    const found = wrong(await examine({ dataFolder: folder }));
    assert.deepEqual(
      found.map(({ mend }) => mend?.replaceAll(folder, "DATA")),
      [
        'Run "chmod 700 DATA".',
        'Run "chmod 600 DATA/trust/machine.key", and change what it protects if others had access.',
        // So says the check of the seal, which doesn't open with such a file.
        "Until then Tocsin runs without its secrets.",
      ],
    );
  });

  test("a clock that is behind the last use of the folder", async () => {
    mkdirSync(join(folder, "postgres"));
    writeFileSync(join(folder, "postgres", "postgres.log"), "");
    const later = Date.now() / 1000 + 86_400;
    utimesSync(join(folder, "postgres", "postgres.log"), later, later);
    const [clock] = of(await examine({ dataFolder: folder }), "clock");
    assert.equal(clock?.state, "wrong");
    assert.match(clock.found, /was used 8\d{4} s later/);
  });

  test("a port that another program has; the one that Tocsin itself has is fine", async () => {
    const taken = createTcpServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    writeFileSync(join(folder, "tocsin.yaml"), `listen: { port: ${(taken.address() as AddressInfo).port} }\n`);
    const [foreign] = of(await examine({ dataFolder: folder }), "port");
    assert.equal(foreign?.state, "wrong");
    assert.match(foreign.mend ?? "", /End what listens there/);
    const server = createServer(({ url }, response) => {
      response.statusCode = url === "/api/v1/status" ? 200 : 404;
      response.end("{}");
    });
    await once(server.listen(controlSocket(folder)), "listening");
    const [own] = of(await examine({ dataFolder: folder }), "port");
    server.close();
    taken.close();
    assert.equal(own?.state, "good");
  });

  test("an own certificate that has expired", async () => {
    const dataFolder = join(folder, "own");
    const now = Date.now() - 200 * 86_400_000;
    const authority = () => openAuthority({ dataFolder, seal: Seal.open(dataFolder), now });
    await webCertificate(dataFolder, now, { authority });
    const own = join(dataFolder, "trust");
    writeFileSync(
      join(folder, "tocsin.yaml"),
      `listen: { port: 0 }\nweb: { certificate: ${own}/web.pem, key: ${own}/web.key }\n`,
    );
    const [finding] = of(await examine({ dataFolder: folder }), "web certificate");
    assert.equal(finding?.state, "wrong");
    assert.match(finding.found, /is not valid today/);
  });
});

describe("the embedded database", () => {
  test("is looked at while it is stopped and while it runs, and left as it was", async () => {
    const settings = loadSettings({ dataFolder: folder });
    const database = await openDatabase(settings, { log: silentLog });
    const running = await examine({ dataFolder: folder });
    await asClient(database.app(), (client) => client.query("select 1"));
    await database.close();
    const stopped = await examine({ dataFolder: folder });
    for (const findings of [running, stopped]) {
      assert.deepEqual(wrong(findings), []);
      assert.match(of(findings, "database")[0]?.found ?? "", /^PostgreSQL 18\.\d+ answers/);
      assert.equal(of(findings, "schema")[0]?.state, "good");
    }
  });

  test("that was told to gain speed by losing alarms is found out", async () => {
    const settings = loadSettings({ dataFolder: folder });
    const database = await openDatabase(settings, { log: silentLog });
    const server = await EmbeddedServer.start({ dataFolder: folder, log: silentLog });
    await asClient(server.superuser("postgres"), (client) => client.query("alter system set fsync = off"));
    await server.close();
    await database.close();
    const found = wrong(await examine({ dataFolder: folder }));
    assert.match(found[0]?.found ?? "", /fsync is off.*a power cut loses alarms/);
  });
});
