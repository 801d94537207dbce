import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { connect, createServer } from "node:tls";
import { leaveFormerAuthority } from "../../test/peers/former-authority.ts";
import { openAuthority } from "./authority.ts";
import { signerMade } from "./certificate-orders.ts";
import { certificatesIn } from "./pem.ts";
import { Seal } from "./seal.ts";
import {
  makeshiftCertificate,
  type WebCertificate,
  type WebCertificateOptions,
  webCertificate,
} from "./web-certificate.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 15);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-certificate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const certified = (now: number, options: Partial<WebCertificateOptions> = {}, dataFolder = folder) =>
  webCertificate(dataFolder, now, {
    authority: () => openAuthority({ dataFolder, seal: Seal.open(dataFolder), now }),
    ...options,
  });

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
  const made = await certified(Date.now(), { names: ["alarms.example.org"] });
  for (const name of ["localhost", "127.0.0.1", "alarms.example.org"])
    assert.equal(await greet(made, name), made.fingerprint);
  await assert.rejects(greet(made, "other.example.org"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  await assert.rejects(greet({ ...made, authority: null }, "localhost"));
});

test("leaf and authority say what they are for", async () => {
  const made = await certified(NOW);
  const [leaf, issuing] = certificatesIn(made.certificate);
  assert(leaf && issuing);
  const authority = new X509Certificate(made.authority ?? "");
  assert.deepEqual([authority.ca, issuing.ca], [true, true]);
  assert.equal(leaf.ca, false);
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
  assert.deepEqual([leaf.checkIssued(issuing), issuing.checkIssued(authority)], [true, true]);
  assert.equal((leaf.validToDate.getTime() - NOW) / DAY, 90);
  assert.equal(leaf.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  assert.equal(made.madeBy, "tocsin");
  assert.equal(made.renewAt, NOW + 45 * DAY);
});

test("all files are the owner's alone", async () => {
  await certified(NOW);
  const files = readdirSync(join(folder, "trust"));
  assert.deepEqual(files.sort(), ["authority.json", "machine.key", "site-ca.pem", "web.key", "web.pem"]);
  for (const file of files) assert.equal(statSync(join(folder, "trust", file)).mode & 0o777, 0o600);
});

const steps: [string, number, string[], "same" | "renewed"][] = [
  ["the next day", NOW + DAY, [], "same"],
  ["a day before it is due", NOW + 44 * DAY, [], "same"],
  ["when it is due", NOW + 45 * DAY, [], "renewed"],
  ["when it has expired", NOW + 400 * DAY, [], "renewed"],
  ["when the clock was set back before its begin", NOW - 30 * DAY, [], "renewed"],
  ["when the node got another name", NOW + DAY, ["new.example.org"], "renewed"],
  ["when an address is given as in a URL", NOW + DAY, ["[::1]"], "same"],
  ["when the node got another address", NOW + DAY, ["192.0.2.7"], "renewed"],
];
for (const [when, now, names, expected] of steps) {
  test(`${when} it is the ${expected} one, by the same authority`, async () => {
    const first = await certified(NOW);
    const second = await certified(now, { names });
    assert.equal(second.fingerprint === first.fingerprint ? "same" : "renewed", expected);
    assert.equal(second.authority, first.authority);
    assert.equal((await certified(now, { names })).fingerprint, second.fingerprint);
  });
}

test("a key that is damaged or not the certificate's is replaced together with it", async () => {
  const first = await certified(NOW);
  const { key: other } = await signerMade({ make: "web", by: null, names: ["another"], now: NOW });
  for (const damage of ["", first.key.open().slice(0, 60), other]) {
    writeFileSync(join(folder, "trust", "web.key"), damage);
    const next = await certified(NOW);
    assert.notEqual(next.fingerprint, first.fingerprint);
    assert.ok(new X509Certificate(next.certificate).checkPrivateKey(createPrivateKey(next.key.open())));
  }
});

test("the operator's own is taken as it is and not renewed; one that can't be read says what to correct", async () => {
  const made = await certified(NOW);
  const own = { file: join(folder, "trust", "web.pem"), key: join(folder, "trust", "web.key") };
  const taken = await certified(NOW + 1000 * DAY, { own }, join(folder, "none"));
  assert.deepEqual(
    [taken.fingerprint, taken.renewAt, taken.madeBy, taken.authority],
    [made.fingerprint, null, "operator", null],
  );
  await assert.rejects(
    certified(NOW, { own: { ...own, file: "/none.pem" } }),
    /\/none\.pem.*Correct web in tocsin\.yaml/,
  );
  const { key } = await signerMade({ make: "web", by: null, names: ["another"], now: NOW });
  writeFileSync(join(folder, "other.key"), key);
  await assert.rejects(
    certified(NOW, { own: { ...own, key: join(folder, "other.key") } }),
    /the key is not the certificate's/,
  );
});

test("a browser that trusts the authority of an earlier Tocsin goes on trusting the page, and its key is sealed", async () => {
  const now = Date.now();
  const former = await leaveFormerAuthority(folder, now);
  const made = await certified(now);
  for (const authority of [former, made.authority])
    assert.equal(await greet({ ...made, authority }, "localhost"), made.fingerprint);
  assert.notEqual(made.authority, former);
  assert(!readdirSync(join(folder, "trust")).includes("site-ca.key"));
  assert.equal((await certified(now + DAY)).fingerprint, made.fingerprint);
});

test("while the authority can't sign, the page shows what is there, else a certificate by itself", async () => {
  const alone = await makeshiftCertificate(folder, NOW, []);
  assert.deepEqual([alone.authority, alone.renewAt, readdirSync(folder)], [null, NOW + 3_600_000, []]);
  const made = await certified(NOW);
  const later = await makeshiftCertificate(folder, NOW + 400 * DAY, []);
  assert.equal(later.fingerprint, made.fingerprint);
});
