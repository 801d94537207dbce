import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { openAuthority } from "./authority.ts";
import { whyNotChain } from "./chain-check.ts";
import { certificatesIn } from "./pem.ts";
import { certificateRequest } from "./request.ts";
import { Seal } from "./seal.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 15);
const NAMES = ["alarms.plant.example", "192.0.2.7"];
let folder: string;
let key: Secret;
/** PEM: the page's, who signed it, the root, and the issuing authority of somebody else. */
let leaf: string;
let issuing: string;
let root: string;
let foreign: string;
let process: { chain: string; key: Secret };

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-chain-"));
  const open = (name: string) =>
    openAuthority({ dataFolder: join(folder, name), seal: new Seal(randomBytes(32)), now: NOW });
  const [authority, other] = [await open("own"), await open("other")];
  const made = await authority.signWeb(NAMES, NOW);
  key = new Secret(made.key);
  [leaf, issuing] = certificatesIn(made.chain).map(String) as [string, string];
  root = authority.roots;
  foreign = other.issuingCertificate.toString();
  const name = { site: authority.site, role: "driver-host", node: "plant-2", instance: "building" } as const;
  const asked = await certificateRequest(name);
  process = { chain: (await authority.sign(asked.request, name, NOW)).chain, key: asked.key };
});
after(() => rmSync(folder, { recursive: true }));

const cases: [string, () => [chain: string, names?: readonly string[], now?: number], RegExp | null][] = [
  ["whole, with its root", () => [leaf + issuing + root], null],
  ["whole, without its root", () => [leaf + issuing], null],
  ["only the page's", () => [leaf], null],
  ["for fewer names than it vouches for", () => [leaf + issuing, ["192.0.2.7"]], null],
  ["for another name", () => [leaf + issuing, ["other.example"]], /not for other\.example \(but for DNS:alarms/],
  ["for another address", () => [leaf + issuing, ["192.0.2.8"]], /not for 192\.0\.2\.8/],
  ["the wrong way round", () => [issuing + leaf], /must come first/],
  ["with a gap", () => [leaf + root], /certificate 2 of the chain \(CN=Tocsin site .*\) has not signed the one before/],
  ["with somebody else's authority", () => [leaf + foreign], /certificate 2 of the chain .* has not signed/],
  ["with another one behind the root", () => [leaf + issuing + root + foreign], /certificate 4 of the chain/],
  ["that begins later", () => [leaf + issuing, NAMES, NOW - 2 * DAY], /valid only from/],
  ["that has expired", () => [leaf + issuing, NAMES, NOW + 91 * DAY], /has expired on/],
  ["for another key", () => [foreign], /not for the key of the request/],
  ["that is none", () => ["certificate"], /no certificate in PEM/],
  [
    "that can't be read",
    () => ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
    /one of its certificates can't be read/,
  ],
];
for (const [what, given, because] of cases) {
  test(`P-010 a chain ${what} is ${because === null ? "taken" : "refused"}`, () => {
    const [chain, names = NAMES, now = NOW + DAY] = given();
    const why = whyNotChain(chain, key, names, now);
    if (because === null) assert.equal(why, null);
    else assert.match(why ?? "", because);
  });
}

test("P-010 a certificate of a process is none of the page", () => {
  assert.match(whyNotChain(process.chain, process.key, NAMES, NOW) ?? "", /is not for alarms\.plant\.example/);
});
