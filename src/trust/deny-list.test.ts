import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { type Authority, openAuthority } from "./authority.ts";
import { type Denied, type DenyList, denialOf, readList, stillRefusing } from "./deny-list.ts";
import { DenyListHolder } from "./deny-list-holder.ts";
import { judgePeer } from "./peer-check.ts";
import { certificatesIn } from "./pem.ts";
import { certificateRequest } from "./request.ts";
import { Seal } from "./seal.ts";

const NOW = Date.UTC(2027, 0, 15);
const NAME = { role: "driver-host", node: "plant-2", instance: "building" } as const;
const URI = "tocsin://00000000-0000-4000-8000-000000000000/driver-host/plant-2/building";

describe("the deny list", () => {
  let folder: string;
  let authority: Authority;
  let foreign: Authority;
  let file: string;
  let told: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-deny-"));
    const seal = new Seal(randomBytes(32));
    authority = await openAuthority({ dataFolder: join(folder, "a"), seal, now: NOW });
    foreign = await openAuthority({ dataFolder: join(folder, "b"), seal, now: NOW });
  });
  beforeEach(() => {
    file = join(mkdtempSync(join(folder, "node-")), "deny-list.json");
    told = 0;
  });
  after(() => rmSync(folder, { recursive: true }));

  const evicted = (serial: string): Denied => ({
    verb: "evict",
    uri: URI,
    serials: [serial],
    keys: [],
    at: NOW,
    because: "Sold.",
  });
  const list = (version: number, denied: Denied[] = []): DenyList => ({
    type: "tocsin-deny-list",
    site: authority.site,
    version,
    at: NOW,
    denied,
    authorities: [],
  });
  const hold = () => {
    const holder = new DenyListHolder(file, authority);
    holder.onChange(() => told++);
    return holder;
  };

  test("is in force as soon as it is taken, and after a restart", () => {
    const holder = hold();
    assert.deepEqual([holder.version, holder.text, holder.refusing("41", "")], [0, null, null]);
    assert.match(holder.accept(authority.signList(list(1, [evicted("41")]))).because, /Version 1 is in force/);
    for (const one of [holder, hold()]) {
      assert.equal(one.version, 1);
      assert.equal(one.refusing("0041", "")?.because, "Sold.");
      assert.equal(one.refusing("42", ""), null);
    }
    assert.equal(told, 1);
  });

  test("is never rolled back, whoever brings an older one", () => {
    const holder = hold();
    const older = authority.signList(list(6, [evicted("41")]));
    holder.accept(authority.signList(list(7, [evicted("42")])));
    assert.match(holder.accept(older).because, /Version 6 is older than version 7, which stays in force/);
    assert.match(holder.accept(authority.signList(list(7))).because, /in force already/);
    assert.deepEqual([holder.version, told], [7, 1]);
    assert.equal(hold().version, 7);
  });

  test("that can't be stored is not in force, unless it lies on disk elsewhere", () => {
    file = join(folder, "none", "deny-list.json");
    const signed = authority.signList(list(1));
    const holder = hold();
    assert.match(holder.accept(signed).because, /could not be stored: ENOENT/);
    assert.equal(holder.version, 0);
    assert.equal(holder.accept(signed, { stored: true }).taken, true);
  });

  test("refuses what a stolen issuing authority signs, but for what is known to be genuine, and takes no list of it", async () => {
    const own = await openAuthority({ dataFolder: join(folder, "stolen"), seal: new Seal(randomBytes(32)), now: NOW });
    const stolen = own.issuingCertificate.toString();
    const byThief = (version: number) => own.signList({ ...list(version), site: own.site });
    const taken = byThief(9);
    const { request } = await certificateRequest({ ...NAME, site: own.site });
    const signed = async () => (await own.sign(request, { ...NAME, site: own.site }, NOW)).chain;
    const [genuine, forged] = [await signed(), await signed()];
    await own.replaceIssuing(NOW);
    const holder = new DenyListHolder(file, own);
    const [leaf] = certificatesIn(genuine);
    const authorities = denialOf(stolen, [leaf?.fingerprint256 ?? ""], { at: NOW, because: "A backup was copied." });
    const good = own.signList({ ...list(2), site: own.site, authorities });
    assert.equal(holder.accept(good).taken, true);
    const judged = (chain: string) => {
      const shown = certificatesIn(chain).map(({ raw }) => raw);
      const { site, roots } = own;
      return judgePeer(shown, { site, roots, denyList: holder, now: NOW, graceMs: 0 });
    };
    assert.equal(judged(genuine).admitted, "all");
    assert.match(judged(forged).because, /^What its authority signs has been refused since .*: A backup was copied\.$/);
    assert.equal(judged(await signed()).admitted, "all", "what the new one signs is good");
    assert.deepEqual(holder.accept(taken), {
      taken: false,
      because: "The deny list was not taken: the authority that signed it was given up.",
    });
    assert.equal(new DenyListHolder(file, own).version, 2);
    const until = own.rootCertificate.validToDate.getTime();
    const later = stillRefusing(holder.list, until);
    assert.deepEqual(later.authorities, [], "an authority that has long expired need not be named");
  });

  test("of somebody else, changed, or nonsense is not taken", () => {
    const signed = authority.signList(list(3));
    const part = (change: (parts: Record<string, string>) => object) =>
      JSON.stringify(change(JSON.parse(signed) as Record<string, string>));
    const other = foreign.signList(list(9));
    const raised = Buffer.from(JSON.stringify(list(99))).toString("base64");
    const cases: [string, RegExp][] = [
      [other, /another site/],
      [part((one) => ({ ...one, list: raised })), /signature does not fit/],
      [part((one) => ({ ...one, by: authority.roots })), /signature does not fit/],
      [part((one) => ({ ...one, more: 1 })), /not as Tocsin writes it/],
      [signed.slice(0, -9), /JSON/],
      ["", /JSON/],
      ["x".repeat(5 * 1024 * 1024), /too long/],
    ];
    const holder = hold();
    for (const [text, why] of cases) assert.match(holder.accept(text).because, why);
    assert.deepEqual([holder.version, told], [0, 0]);
  });

  test("whose authority's year is over is good still", async () => {
    const signed = authority.signList(list(1));
    await authority.renewIssuing(NOW + 300 * 86_400_000);
    assert.equal(readList(signed, authority).kind, "valid");
  });

  test("that was damaged on disk is said, and the next one is taken", () => {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "{");
    const holder = hold();
    assert.match(holder.trouble ?? "", /JSON/);
    assert(holder.accept(authority.signList(list(1))).taken);
    assert.match(readFileSync(file, "utf8"), /^\{"list":/);
  });
});
