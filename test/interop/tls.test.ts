import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createServer } from "node:tls";
import { systemClock } from "#kernel/clock.ts";
import { listen } from "#trust/ceremony/listener.ts";
import { makeAuthority } from "../peers/authority.ts";
import { freePort, until, WholeServer } from "../peers/whole-server.ts";

const absent = ["sslscan", "testssl"].filter((program) => spawnSync("which", [program]).status !== 0);
const skip = absent.length > 0 ? `${absent.join(", ")} not installed` : false;

/** Without blocking: the listener that is looked at may run in this process. */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
    });
    child.once("error", reject);
    child.once("close", () => resolve(out));
  });
}

interface TestsslFinding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/** Protocols, forward secrecy, the server's defaults, known weaknesses; sslscan has the ciphers. */
const ALL = ["-p", "-f", "-S", "-U"];

/** What testssl.sh finds at LOW or above. */
async function testssl(port: number, what: readonly string[]): Promise<TestsslFinding[]> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-testssl-"));
  try {
    const file = join(folder, "found.json");
    await run("testssl", [
      ...what,
      "--quiet",
      "--color",
      "0",
      "--warnings",
      "off",
      "--jsonfile",
      file,
      `127.0.0.1:${port}`,
    ]);
    const all = JSON.parse(readFileSync(file, "utf8")) as TestsslFinding[];
    assert.ok(all.length > what.length, `only ${all.length} findings: it did not look`);
    return all.filter(({ severity }) => ["LOW", "MEDIUM", "HIGH", "CRITICAL"].includes(severity));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The chain ends in the site's own authority, which testssl.sh can't know; it publishes no revocation lists, for its leaves live short. */
const OF_OWN_AUTHORITY = [
  "cert_chain_of_trust",
  "cert_crlDistributionPoints",
  "cert_revocation",
  "cert_caIssuers",
  "DNS_CAArecord",
];

/** A certificate of a process names it by its URI, and lives a week. */
const OF_A_PROCESS = ["cert_trust", "cert_expirationStatus", "cert_notAfter"];

/** What vouches for a window is the ceremony: its certificate is its own, and names no host. */
const OF_A_WINDOW = ["cert_trust"];

const but = (known: readonly string[], found: readonly TestsslFinding[]) =>
  found.filter(({ id }) => !known.some((one) => id.startsWith(one)));

/** Protocols, groups and suites as sslscan sees them: those of TLS 1.3 alone, and no group but the three that it knows of ours. */
async function assertStrong(port: number): Promise<void> {
  const xml = await run("sslscan", ["--no-colour", "--xml=-", `127.0.0.1:${port}`]);
  const protocols = [...xml.matchAll(/<protocol type="(\w+)" version="([\d.]+)" enabled="1"/g)].map(
    ([, type, version]) => `${type} ${version}`,
  );
  assert.deepEqual(protocols, ["tls 1.3"]);
  const groups = [...xml.matchAll(/<group sslversion="TLSv1\.3" bits="\d+" name="([^"]+)"/g)].map(
    ([, name = ""]) => name,
  );
  assert.deepEqual(
    [...groups].sort((one, other) => (one < other ? -1 : 1)),
    ["secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)", "x25519"],
  );
  // `acceptable` is its neutral grade, and the one that it gives to all suites of RFC 8446.
  const ciphers = [...xml.matchAll(/<cipher [^>]*cipher="(\w+)"[^>]*strength="(\w+)"/g)].map(
    (found) => `${found[1]} ${found[2]}`,
  );
  assert.deepEqual(ciphers, [
    "TLS_AES_256_GCM_SHA384 acceptable",
    "TLS_CHACHA20_POLY1305_SHA256 acceptable",
    "TLS_AES_128_GCM_SHA256 acceptable",
  ]);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

// testssl.sh needs half a minute for a port: both at once.
describe("the ports of a server under the eyes of others", { skip, concurrency: true }, () => {
  let server: WholeServer;
  let mesh: number;
  let failover: number;
  before(async () => {
    [mesh, failover] = [await freePort(), await freePort()];
    server = new WholeServer(mkdtempSync(join(tmpdir(), "tocsin-tls-")), await freePort());
    server.settings = `mesh: { listen: { host: 127.0.0.1, port: ${mesh} } }\ntrust: { host: 127.0.0.1, port: 0 }\nfailover: { listen: { host: 127.0.0.1, port: ${failover} }, peer: "127.0.0.1:${await freePort()}" }\n`;
    await server.furnish({});
    await until("the mesh listens", async () => {
      const { body } = await server.control("GET", "/api/v1/modules");
      return (body as { closed: string | null }).closed === null;
    });
    await until("the port of failover is open", () => isOpen(failover));
  });
  after(() => server.stop());

  it("N-070, P-050 sslscan sees TLS 1.3 alone, and no group but the three that it knows of ours", () =>
    assertStrong(server.port));

  // A window lets nobody knock often enough to be scanned (src/trust/ceremony/ceremony.test.ts tries that): its listener is
  // looked at with everybody let in.
  it("N-070, P-050 sslscan and testssl.sh find nothing in the port for joining", async (t) => {
    const place = { host: "127.0.0.1", port: 0 };
    const window = await listen(place, systemClock, { knock: () => true, peer: (socket) => socket.resume() });
    t.after(() => window.close());
    const { port } = window;
    await assertStrong(port);
    assert.deepEqual(but([...OF_OWN_AUTHORITY, ...OF_A_WINDOW], await testssl(port, ["-p", "-S"])), []);
  });

  it("N-070, P-050 sslscan sees the same of the mesh port", () => assertStrong(mesh));

  it("N-070, P-050 sslscan sees the same of the port of failover", () => assertStrong(failover));

  it("P-050, N-070 testssl.sh finds nothing at LOW or above on the port of failover", async () => {
    assert.deepEqual(but([...OF_OWN_AUTHORITY, ...OF_A_PROCESS], await testssl(failover, ["-p", "-S"])), []);
  });

  it("P-050, N-070 testssl.sh finds nothing at LOW or above on the mesh port either", async () => {
    assert.deepEqual(but([...OF_OWN_AUTHORITY, ...OF_A_PROCESS], await testssl(mesh, ["-p", "-S"])), []);
  });

  it("P-050, N-070 testssl.sh finds nothing at LOW or above", async () => {
    assert.deepEqual(but(OF_OWN_AUTHORITY, await testssl(server.port, ALL)), []);
  });
});

it("testssl.sh finds what is bad in a server that is", { skip }, async (t) => {
  const { cert, key } = await (await makeAuthority()).issue("localhost");
  const port = await freePort();
  const bad = createServer({ cert, key, minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ciphers: "AES128-SHA" });
  bad.on("tlsClientError", () => {}).listen(port, "127.0.0.1");
  t.after(() => bad.close());
  assert.ok((await testssl(port, ["-p"])).some(({ severity }) => severity !== "INFO"));
});
