import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { connect, createServer } from "node:tls";
import { type WebCertificate, webCertificate } from "./web-certificate.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 15);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-certificate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Connects to a real listener that shows this certificate. */
async function greet(shown: WebCertificate, name: string): Promise<string | undefined> {
  const server = createServer({ cert: shown.certificate, key: shown.key.open() });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect({
    host: "127.0.0.1",
    port,
    servername: name === "127.0.0.1" ? "" : name,
    ca: shown.authority ?? "",
  });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerX509Certificate()?.fingerprint256;
  } finally {
    socket.destroy();
    server.close();
  }
}

test("one is made that browsers on this machine accept with the site's authority, and the fingerprint is the leaf's", async () => {
  const made = await webCertificate(folder, Date.now(), { names: ["alarms.example.org"] });
  for (const name of ["localhost", "127.0.0.1", "alarms.example.org"])
    assert.equal(await greet(made, name), made.fingerprint);
  await assert.rejects(greet(made, "other.example.org"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  await assert.rejects(greet({ ...made, authority: null }, "localhost"));
});

test("leaf and authority say what they are for", async () => {
  const made = await webCertificate(folder, NOW);
  const leaf = new X509Certificate(made.certificate);
  const authority = new X509Certificate(made.authority ?? "");
  assert.equal(authority.ca, true);
  assert.equal(leaf.ca, false);
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
  assert.equal(leaf.checkIssued(authority), true);
  assert.equal((leaf.validToDate.getTime() - NOW) / DAY, 90);
  assert.equal(leaf.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  assert.equal(made.madeBy, "tocsin");
  assert.equal(made.renewAt, NOW + 60 * DAY);
});

test("all files are the owner's alone", async () => {
  await webCertificate(folder, NOW);
  const files = readdirSync(join(folder, "trust"));
  assert.deepEqual(files.sort(), ["site-ca.key", "site-ca.pem", "web.key", "web.pem"]);
  for (const file of files) assert.equal(statSync(join(folder, "trust", file)).mode & 0o777, 0o600);
});

const steps: [string, number, string[], "same" | "renewed"][] = [
  ["the next day", NOW + DAY, [], "same"],
  ["a day before it is due", NOW + 59 * DAY, [], "same"],
  ["when it is due", NOW + 60 * DAY, [], "renewed"],
  ["when it has expired", NOW + 400 * DAY, [], "renewed"],
  ["when the clock was set back before its begin", NOW - 30 * DAY, [], "renewed"],
  ["when the node got another name", NOW + DAY, ["new.example.org"], "renewed"],
  ["when an address is given as in a URL", NOW + DAY, ["[::1]"], "same"],
  ["when the node got another address", NOW + DAY, ["192.0.2.7"], "renewed"],
];
for (const [when, now, names, expected] of steps) {
  test(`${when} it is the ${expected} one, by the same authority`, async () => {
    const first = await webCertificate(folder, NOW);
    const second = await webCertificate(folder, now, { names });
    assert.equal(second.fingerprint === first.fingerprint ? "same" : "renewed", expected);
    assert.equal(second.authority, first.authority);
    assert.equal((await webCertificate(folder, now, { names })).fingerprint, second.fingerprint);
  });
}

test("a key that is damaged or not the certificate's is replaced together with it", async () => {
  const first = await webCertificate(folder, NOW);
  for (const damage of [
    "",
    first.key.open().slice(0, 60),
    readFileSync(join(folder, "trust", "site-ca.key"), "utf8"),
  ]) {
    writeFileSync(join(folder, "trust", "web.key"), damage);
    const next = await webCertificate(folder, NOW);
    assert.notEqual(next.fingerprint, first.fingerprint);
    assert.ok(new X509Certificate(next.certificate).checkPrivateKey(createPrivateKey(next.key.open())));
  }
});

test("the operator's own is taken as it is and not renewed; one that can't be read says what to correct", async () => {
  const made = await webCertificate(folder, NOW);
  const own = { file: join(folder, "trust", "web.pem"), key: join(folder, "trust", "web.key") };
  const taken = await webCertificate(join(folder, "none"), NOW + 1000 * DAY, { own });
  assert.deepEqual(
    [taken.fingerprint, taken.renewAt, taken.madeBy, taken.authority],
    [made.fingerprint, null, "operator", null],
  );
  await assert.rejects(
    webCertificate(folder, NOW, { own: { ...own, file: "/none.pem" } }),
    /\/none\.pem.*Correct web in tocsin\.yaml/,
  );
  await assert.rejects(
    webCertificate(folder, NOW, { own: { ...own, key: join(folder, "trust", "site-ca.key") } }),
    /the key is not the certificate's/,
  );
});
