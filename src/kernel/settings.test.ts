import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { Fault } from "./fault.ts";
import { loadSettings } from "./settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-settings-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string, mode = 0o600): void {
  writeFileSync(join(folder, "tocsin.yaml"), text);
  chmodSync(join(folder, "tocsin.yaml"), mode);
}

/** The lines of the complaint, without the path of the file. */
function complaints(): string[] {
  try {
    loadSettings({ dataFolder: folder });
  } catch (thrown) {
    assert.ok(thrown instanceof Fault);
    assert.equal(thrown.code, "misconfigured");
    return thrown.message
      .split("\n")
      .slice(1)
      .map((line) => line.replace(`${folder}/`, ""));
  }
  return [];
}

test("without a file everything is as by default, and only this machine is listened to", () => {
  const settings = loadSettings({ dataFolder: folder });
  assert.deepEqual(settings, {
    dataFolder: folder,
    file: null,
    listen: { host: "127.0.0.1", port: 8443 },
    publicUrl: "https://localhost:8443",
    database: null,
    log: { level: "info" },
    certificate: null,
    acme: null,
    metrics: { loopback: true },
    mesh: null,
    failover: null,
    trust: { host: null, port: 4018 },
  });
});

test("a file named with --config must be there", () => {
  assert.throws(() => loadSettings({ file: join(folder, "none.yaml") }), /can't be read.*none\.yaml/);
});

test("the file is read, and its paths begin where it stands", () => {
  write(`
listen: { host: "::", port: 443 }
publicUrl: https://alarms.example.org/
log: { level: debug }
web: { certificate: web.pem, key: web.key }
database:
  url: postgresql://db.example/tocsin
  ca: ca.pem
`);
  const settings = loadSettings({ dataFolder: folder });
  assert.deepEqual(settings.listen, { host: "::", port: 443 });
  assert.equal(settings.publicUrl, "https://alarms.example.org");
  assert.deepEqual(settings.certificate, { file: join(folder, "web.pem"), key: join(folder, "web.key") });
  assert.equal(settings.database?.app.ca, join(folder, "ca.pem"));
  assert.equal(settings.database?.migrator, null);
});

test("an authority that speaks ACME is named with what it takes, and nothing beside it", () => {
  write(
    "web: { acme: { directory: https://ca.plant.example/acme/directory, root: ca.pem, listen: { port: 8080 } } }\n",
  );
  assert.deepEqual(loadSettings({ dataFolder: folder }).acme, {
    directory: "https://ca.plant.example/acme/directory",
    email: null,
    root: join(folder, "ca.pem"),
    listen: { host: null, port: 8080 },
    binding: null,
  });
  write("web: { key: web.key, acme: { directory: https://ca.plant.example/acme/directory } }\n");
  assert.throws(() => loadSettings({ dataFolder: folder }), /web\.key: expected nothing, for web\.acme is there/);
  write("web: { acme: { directory: http://ca.plant.example/acme/directory } }\n");
  assert.throws(() => loadSettings({ dataFolder: folder }), /web\.acme\.directory: expected an address such as https/);
});

test("dataFolder in a file elsewhere counts, and --data counts more", () => {
  mkdirSync(join(folder, "etc"));
  writeFileSync(join(folder, "etc", "tocsin.yaml"), "dataFolder: ../srv\n");
  const file = join(folder, "etc", "tocsin.yaml");
  assert.equal(loadSettings({ file }).dataFolder, join(folder, "srv"));
  assert.equal(loadSettings({ file, dataFolder: join(folder, "other") }).dataFolder, join(folder, "other"));
});

describe("what is wrong is said with line, what was expected and what was found", () => {
  const wrong: [string, string, string[]][] = [
    [
      "an unknown key",
      "listen:\n  port: 1\nlisten2: 3\n",
      [
        "tocsin.yaml:3: listen2: unknown key, expected one of dataFolder, listen, publicUrl, database, log, web, metrics, mesh, failover, trust",
      ],
    ],
    [
      "an unknown key further in",
      "listen:\n  port: 1\n  adress: x\n",
      ["tocsin.yaml:3: listen.adress: unknown key, expected one of host, port"],
    ],
    ["another type", "listen:\n  port: many\n", ['tocsin.yaml:2: listen.port: expected number, found "many"']],
    [
      "a number out of range",
      "listen: {port: 70000}\n",
      ["tocsin.yaml:1: listen.port: expected number to be <=65535, found 70000"],
    ],
    [
      "a word that is not one of the list",
      "log:\n  level: loud\n",
      ['tocsin.yaml:2: log.level: expected "debug" or "info" or "warn" or "error", found "loud"'],
    ],
    ["something missing", "web:\n  certificate: a.pem\n", ["tocsin.yaml:1: web.key: expected string, found nothing"]],
    [
      "http instead of https",
      "publicUrl: http://x.example\n",
      ['tocsin.yaml:1: publicUrl: expected an address such as https://alarms.example.org, found "http://x.example"'],
    ],
    [
      "weak TLS to the database",
      "database:\n  url: postgresql://db.example/t?sslmode=require\n",
      [
        "tocsin.yaml:2: database.url: expected sslmode verify-full, the only one that keeps impostors out, found require, found ***",
      ],
    ],
    [
      "two things at once",
      "listen: 3\nlog: 4\n",
      ["tocsin.yaml:1: listen: expected object, found 3", "tocsin.yaml:2: log: expected object, found 4"],
    ],
    ["a key twice", "log: {}\nlog: {}\n", ["tocsin.yaml:2: Map keys must be unique at line 2, column 1:"]],
    [
      "no YAML at all",
      "listen: [1,\n",
      [
        "tocsin.yaml:2: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1:",
      ],
    ],
    ["a list instead of keys", "- 1\n", ["tocsin.yaml:1: expected object, found [1]"]],
  ];
  for (const [what, text, expected] of wrong) {
    test(what, () => {
      write(text);
      assert.deepEqual(complaints(), expected);
    });
  }
});

describe("secrets of the database", () => {
  const url = "database:\n  url: postgresql://tocsin_app:hunter2@db.example/tocsin\n";

  test("a file that holds one and that others may read is refused with the order that mends it", () => {
    write(url, 0o644);
    assert.throws(() => loadSettings({ dataFolder: folder }), /others may read it\. Run "chmod 600 .*tocsin\.yaml"/);
  });

  test("a private file is taken, and the secret does not show", () => {
    write(url);
    const settings = loadSettings({ dataFolder: folder });
    assert.equal(settings.database?.app.password?.open(), "hunter2");
    assert.doesNotMatch(JSON.stringify(settings), /hunter2/);
  });

  test("a secret in a URL that can't be read is not repeated in the complaint", () => {
    write("database:\n  url: postgresql://tocsin_app:hunter2@db.example/tocsin?sslmode=require\n");
    assert.doesNotMatch(complaints().join("\n"), /hunter2/);
  });

  test("those that setup kept are used, for every role", () => {
    const kept = {
      url: "postgresql://tocsin_app@db.example:5433/tocsin",
      ca: "/etc/ca.pem",
      secrets: { tocsin_app: "a", tocsin_fenced: "f", tocsin_reader: "r", tocsin_migrator: "m" },
    };
    writeFileSync(join(folder, "database.json"), JSON.stringify(kept), { mode: 0o600 });
    const { database } = loadSettings({ dataFolder: folder });
    assert.deepEqual(
      [database?.app, database?.fenced, database?.reader, database?.migrator].map(
        (one) => `${one?.user} ${one?.password?.open()} ${one?.port} ${one?.ca}`,
      ),
      [
        "tocsin_app a 5433 /etc/ca.pem",
        "tocsin_fenced f 5433 /etc/ca.pem",
        "tocsin_reader r 5433 /etc/ca.pem",
        "tocsin_migrator m 5433 /etc/ca.pem",
      ],
    );
    chmodSync(join(folder, "database.json"), 0o640);
    assert.throws(
      () => loadSettings({ dataFolder: folder }),
      /database\.json holds the secrets of the database and others may read it/,
    );
  });
});

test("the mesh listens where it is told to, on 4020 by default, and nowhere unasked", () => {
  const file = join(folder, "mesh.yaml");
  writeFileSync(file, "mesh: { listen: { host: 0.0.0.0 } }\n");
  assert.deepEqual(loadSettings({ file }).mesh, { listen: { host: "0.0.0.0", port: 4020 }, modulePorts: [] });
  writeFileSync(file, "mesh: { listen: {} }\n");
  assert.throws(() => loadSettings({ file }), /mesh\.listen\.host/);
});

test("a module has a port of its own where it is given one, from 4021 to 4100, and no two have the same", () => {
  const file = join(folder, "module-ports.yaml");
  const mesh = (ports: string) => {
    writeFileSync(file, `mesh:\n  listen: { host: 0.0.0.0 }\n  modulePorts:\n${ports}`);
    return loadSettings({ file }).mesh?.modulePorts;
  };
  const [first, second] = [
    "    driver-host/b3: { port: 4021, from: [10.0.1.2] }\n",
    "    notifier-host/b3: { port: 4022 }\n",
  ];
  assert.deepEqual(mesh(first + second), [
    { module: "driver-host/b3", port: 4021, from: ["10.0.1.2"] },
    { module: "notifier-host/b3", port: 4022, from: [] },
  ]);
  for (const [ports, complaint] of [
    ["    driver-host/b3: { port: 4020 }\n", /modulePorts\.driver-host\/b3\.port: expected number to be >=4021/],
    ["    driver-host/b3: { port: 4021, from: [everywhere] }\n", /modulePorts\.driver-host\/b3\.from/],
    ["    core/b3: { port: 4021 }\n", /expected a module such as driver-host\/b3/],
    [`${first}    notifier-host/b3: { port: 4021 }\n`, /expected a port of its own, for 4021 is another module's/],
  ] as const) {
    assert.throws(() => mesh(ports), complaint);
  }
});
