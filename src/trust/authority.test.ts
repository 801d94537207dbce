import assert from "node:assert/strict";
import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Fault } from "#kernel/fault.ts";
import { type Authority, type Issued, openAuthority } from "./authority.ts";
import { denial, denyingOf } from "./deny-list.ts";
import { type PeerName, uriOf } from "./identity.ts";
import { certificatesIn } from "./pem.ts";
import { certificateRequest } from "./request.ts";
import { Seal } from "./seal.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 15);
let folder: string;
let seal: Seal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-authority-"));
  seal = new Seal(randomBytes(32));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (now = NOW) => openAuthority({ dataFolder: folder, seal, now });
const host = (authority: Authority): PeerName => ({
  site: authority.site,
  role: "driver-host",
  node: "plant-2",
  instance: "building",
});
const days = (certificate: X509Certificate) =>
  (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / DAY;
const refusal = (because: RegExp) => (thrown: Fault) => thrown.code === "refused" && because.test(thrown.message);

test("the authority is made once: a root of ten years signs an issuing authority of one year, and both keys are sealed", async () => {
  const authority = await open();
  const { rootCertificate: root, issuingCertificate: issuing } = authority;
  assert.deepEqual([days(root), days(issuing)], [3650, 365]);
  for (const one of [root, issuing]) assert.equal(one.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  assert(root.verify(root.publicKey) && issuing.checkIssued(root) && issuing.verify(root.publicKey));
  const again = await open(NOW + DAY);
  assert.deepEqual([again.site, again.roots], [authority.site, authority.roots]);
  const files = readdirSync(join(folder, "trust")).sort();
  assert.deepEqual(files, ["authority.json", "site-ca.pem"]);
  for (const file of files) assert.equal(statSync(join(folder, "trust", file)).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(join(folder, "trust", "authority.json"), "utf8"), /PRIVATE KEY/);
});

test("a leaf lasts seven days, carries the name alone, and never the same serial twice", async () => {
  const authority = await open();
  const issued: Issued[] = [];
  authority.record = async (one) => void issued.push(one);
  const name = host(authority);
  const { request } = await certificateRequest(name);
  const serials = new Set<string>();
  for (let n = 0; n < 3; n++) {
    const { chain, roots } = await authority.sign(request, name, NOW);
    const [leaf, issuing] = certificatesIn(chain);
    assert(leaf && issuing);
    assert.equal(days(leaf), 7);
    assert.equal(leaf.subjectAltName, `URI:${uriOf(name)}`);
    assert.equal(BigInt(`0x${leaf.serialNumber}`).toString(2).length, 127);
    assert.equal(leaf.ca, false);
    assert(leaf.verify(issuing.publicKey) && issuing.verify(new X509Certificate(roots).publicKey));
    serials.add(leaf.serialNumber.toLowerCase());
  }
  assert.deepEqual(new Set(issued.map(({ serial }) => serial)), serials);
  assert.equal(serials.size, 3);
});

test("a certificate that can't be recorded is not given out", async () => {
  const authority = await open();
  authority.record = () => Promise.reject(new Error("the disk is full"));
  const { request } = await certificateRequest(host(authority));
  await assert.rejects(authority.sign(request, host(authority), NOW), /the disk is full/);
});

describe("W-024 a request is refused", () => {
  test("when it asks for another role, another name, or another site", async () => {
    const authority = await open();
    const name = host(authority);
    const { request } = await certificateRequest({ ...name, role: "core" });
    await assert.rejects(authority.sign(request, name, NOW), refusal(/asks for tocsin:.*\/core\/.*not for/));
    const other = { ...name, site: "00000000-0000-4000-8000-000000000000" };
    const foreign = await certificateRequest(other);
    await assert.rejects(authority.sign(foreign.request, other, NOW), refusal(/is not signed here/));
  });

  test("when its bytes were changed, or are none of a request", async () => {
    const authority = await open();
    const name = host(authority);
    const { request } = await certificateRequest(name);
    const forged = Buffer.from(request);
    const at = forged.indexOf("plant-2");
    forged.write("plant-3", at);
    const third = { ...name, node: "plant-3" };
    await assert.rejects(authority.sign(forged, third, NOW), refusal(/signature is not by its key/));
    await assert.rejects(authority.sign(randomBytes(200), name, NOW), refusal(/not a certificate request/));
  });

  test("when its key is banned", async () => {
    const authority = await open();
    const name = host(authority);
    const { request } = await certificateRequest(name);
    const { chain } = await authority.sign(request, name, NOW);
    const [leaf] = certificatesIn(chain);
    const banned = denial("ban", uriOf(name), [leaf?.toString() ?? ""], NOW, "It was stolen.");
    authority.denyList = denyingOf({
      type: "tocsin-deny-list",
      site: authority.site,
      version: 1,
      at: NOW,
      denied: [banned],
      authorities: [],
    });
    await assert.rejects(authority.sign(request, name, NOW), refusal(/key was banned. It was stolen/));
    const fresh = await certificateRequest(name);
    await authority.sign(fresh.request, name, NOW);
  });
});

test("the issuing authority is renewed when a third of its year is left; what it signed leads to the same root", async () => {
  const authority = await open();
  const before = authority.issuingCertificate.fingerprint256;
  await authority.renewIssuing(NOW + 240 * DAY);
  assert.equal(authority.issuingCertificate.fingerprint256, before);
  await Promise.all([authority.renewIssuing(NOW + 250 * DAY), authority.renewIssuing(NOW + 250 * DAY)]);
  assert.notEqual(authority.issuingCertificate.fingerprint256, before);
  assert(authority.issuingCertificate.verify(authority.rootCertificate.publicKey));
  assert.equal(
    (await open(NOW + 251 * DAY)).issuingCertificate.fingerprint256,
    authority.issuingCertificate.fingerprint256,
  );
});

test("a reset gives up the root and keeps the site's name", async () => {
  const authority = await open();
  const { site, roots } = authority;
  await authority.reset(NOW);
  assert.equal(authority.site, site);
  assert.notEqual(authority.roots, roots);
  assert.equal((await open()).roots, authority.roots);
  assert(existsSync(join(folder, "trust", "site-ca.pem")));
});
