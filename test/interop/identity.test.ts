import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type ConnectionOptions, connect, createServer, type Server } from "node:tls";
import { type Authority, openAuthority } from "#trust/authority.ts";
import { type DenyList, denial, denyingOf, NOBODY } from "#trust/deny-list.ts";
import { type PeerName, uriOf } from "#trust/identity.ts";
import { judgePeer, PEER_TLS, type PeerVerdict, shownBy } from "#trust/peer-check.ts";
import { certificatesIn } from "#trust/pem.ts";
import { certificateRequest } from "#trust/request.ts";
import { Seal } from "#trust/seal.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Certificates and the deny list of the site's authority, looked at with OpenSSL's own command. Debian package `openssl`. */
describe("machine identity", {
  skip: spawnSync("openssl", ["version"]).status !== 0 && "openssl is not installed",
}, () => {
  const now = Date.now();
  let folder: string;
  let authority: Authority;
  let foreign: Authority;
  let name: PeerName;
  let server: Server;
  let rules = { now, denyList: NOBODY, graceMs: 72 * HOUR };
  const judged: PeerVerdict[] = [];

  const file = (named: string, content: string | Buffer) => {
    const path = join(folder, named);
    writeFileSync(path, content);
    return path;
  };
  const openssl = (...args: string[]) => {
    const { stdout, stderr, status } = spawnSync("openssl", args, { encoding: "utf8" });
    return { said: `${stdout}${stderr}`, status };
  };
  const enrol = async (at = now, by = authority, as = name) => {
    const { request, key } = await certificateRequest({ ...as, site: by.site });
    const { chain } = await by.sign(request, { ...as, site: by.site }, at);
    return { cert: chain, key: key.open() };
  };
  /** What the server thinks of who connects like this, or why TLS itself refused. */
  const greet = async (options: ConnectionOptions): Promise<PeerVerdict | string> => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
    socket.on("data", () => {});
    try {
      const [outcome] = (await Promise.race([once(server, "judged"), once(socket, "error")])) as [PeerVerdict | Error];
      return outcome instanceof Error ? ((outcome as NodeJS.ErrnoException).code ?? outcome.message) : outcome;
    } finally {
      socket.destroy();
    }
  };
  const outcomeOf = (answer: PeerVerdict | string) => (typeof answer === "string" ? answer : answer.admitted);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-identity-"));
    const seal = new Seal(randomBytes(32));
    authority = await openAuthority({ dataFolder: join(folder, "site"), seal, now: now - 20 * DAY });
    foreign = await openAuthority({ dataFolder: join(folder, "other"), seal, now: now - 20 * DAY });
    name = { site: authority.site, role: "driver-host", node: "plant-2", instance: "building" };
    const shown = await enrol(now, authority, { ...name, role: "core", instance: "core" });
    server = createServer({ ...PEER_TLS, ...shown }, (socket) => {
      socket.on("error", () => {});
      const verdict = judgePeer(shownBy(socket), { ...rules, site: authority.site, roots: authority.roots });
      judged.push(verdict);
      server.emit("judged", verdict);
      socket.destroy();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it("W-021 W-023 W-024 openssl verifies the chain of a leaf for client and server, and reads the same name, end and thumbprint", async () => {
    const { cert } = await enrol();
    const [leaf, issuing] = certificatesIn(cert);
    assert(leaf && issuing);
    const roots = file("roots.pem", authority.roots);
    const path = file("leaf.pem", leaf.toString());
    const between = file("issuing.pem", issuing.toString());
    for (const purpose of ["sslclient", "sslserver"]) {
      const verified = openssl(
        "verify",
        "-x509_strict",
        "-purpose",
        purpose,
        "-CAfile",
        roots,
        "-untrusted",
        between,
        path,
      );
      assert.equal(verified.status, 0, verified.said);
    }
    const alone = openssl("verify", "-CAfile", file("foreign.pem", foreign.roots), "-untrusted", between, path);
    assert.notEqual(alone.status, 0);
    const text = openssl("x509", "-in", path, "-noout", "-text", "-fingerprint", "-sha256").said;
    assert.ok(text.includes(`URI:${uriOf(name)}`));
    assert.ok(text.includes(leaf.fingerprint256));
    assert.match(text, /CA:FALSE/);
    assert.match(text, /ASN1 OID: prime256v1/);
    assert.equal(leaf.validToDate.getTime() - leaf.validFromDate.getTime(), 7 * DAY);
  });

  it("W-031 openssl verifies leaves of both roots while one replaces the other, and of the new one alone afterwards", async () => {
    const data = join(folder, "change-over");
    const site = await openAuthority({ dataFolder: data, seal: new Seal(randomBytes(32)), now });
    const process = { ...name, site: site.site };
    const former = file("former.pem", site.roots);
    const verify = async (roots: string) => {
      const { request } = await certificateRequest(process);
      const [leaf, issuing] = certificatesIn((await site.sign(request, process, now)).chain);
      const between = file("between.pem", String(issuing));
      const path = file("one.pem", String(leaf));
      return openssl("verify", "-x509_strict", "-CAfile", roots, "-untrusted", between, path).status === 0;
    };
    const published = join(data, "trust", "site-ca.pem");
    await site.beginChangeOver(now, { keepUntil: now, by: "anna" });
    assert.deepEqual([await verify(former), await verify(published)], [true, true]);
    site.replaceRoot();
    assert.deepEqual([await verify(former), await verify(published)], [false, true]);
    site.retireRoot();
    assert.deepEqual([await verify(former), await verify(published)], [false, true]);
    assert.equal(certificatesIn(readFileSync(published, "utf8")).length, 1);
  });

  it("openssl verifies the signature of the deny list with the authority's certificate, and finds a changed byte", () => {
    const list: DenyList = {
      type: "tocsin-deny-list",
      site: authority.site,
      version: 1,
      at: now,
      denied: [],
      authorities: [],
    };
    const { list: base64, signature, by } = JSON.parse(authority.signList(list)) as Record<string, string>;
    const bytes = Buffer.from(base64 ?? "", "base64");
    const key = file("by.pub", openssl("x509", "-in", file("by.pem", by ?? ""), "-noout", "-pubkey").said);
    const signed = file("list.sig", Buffer.from(signature ?? "", "base64"));
    const verify = (named: string, content: Buffer) =>
      openssl("dgst", "-sha256", "-verify", key, "-signature", signed, file(named, content)).status;
    assert.equal(verify("list.json", bytes), 0);
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    assert.notEqual(verify("changed.json", bytes), 0);
  });

  it("a request that openssl wrote is signed when it asks for its own name alone, with a key of P-256", async () => {
    const config = (uri: string, more = "") =>
      file(
        "request.cnf",
        `[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nCN=x\n[ext]\nsubjectAltName=URI:${uri}${more}\n`,
      );
    const request = (curve: string, cnf: string) => {
      execFileSync("openssl", ["ecparam", "-name", curve, "-genkey", "-noout", "-out", join(folder, "own.key")]);
      return execFileSync("openssl", [
        "req",
        "-new",
        "-key",
        join(folder, "own.key"),
        "-config",
        cnf,
        "-outform",
        "DER",
      ]);
    };
    const uri = uriOf(name);
    await authority.sign(request("prime256v1", config(uri)), name, now);
    const refused: [Buffer, RegExp][] = [
      [request("secp384r1", config(uri)), /key is not one of ECDSA P-256/],
      [request("prime256v1", config(`${uri}2`)), /asks for .*building2, and not for/],
      [request("prime256v1", config(uri, ",DNS:localhost")), /asks for .*localhost/],
      [request("prime256v1", config(uri, "\nbasicConstraints=critical,CA:TRUE")), /must ask for .* alone/],
    ];
    for (const [der, why] of refused) await assert.rejects(authority.sign(der, name, now), why);
  });

  it("W-019 W-008 a TLS server admits the leaf, and refuses no certificate, a foreign authority and TLS 1.2", async () => {
    const admitted = await greet(await enrol());
    assert.deepEqual(admitted, { admitted: "all", because: (admitted as PeerVerdict).because, name });
    assert.equal(outcomeOf(await greet({})), null);
    assert.equal(outcomeOf(await greet(await enrol(now, foreign))), null);
    const before = judged.length;
    assert.match(outcomeOf(await greet({ ...(await enrol()), maxVersion: "TLSv1.2" })) ?? "", /PROTOCOL_VERSION/);
    assert.equal(judged.length, before);
  });

  it("W-024 a certificate of the web page is none of a process", async () => {
    const { chain, key } = await authority.signWeb(["localhost"], now);
    const verdict = (await greet({ cert: chain, key })) as PeerVerdict;
    assert.deepEqual([verdict.admitted, verdict.because], [null, "Its certificate is not one of a process."]);
  });

  it("who has expired delivers life-safety for the grace and nothing after it; who was evicted or banned nothing", async () => {
    const old = await enrol(now - 8 * DAY);
    assert.equal(outcomeOf(await greet(old)), "life-safety");
    rules = { ...rules, graceMs: 0 };
    assert.equal(outcomeOf(await greet(old)), null);
    rules = { ...rules, graceMs: 72 * HOUR };
    const fresh = await enrol();
    for (const verb of ["evict", "ban"] as const) {
      for (const shown of [old, fresh]) {
        const [leaf] = certificatesIn(shown.cert);
        const denied = [denial(verb, uriOf(name), [leaf?.toString() ?? ""], now, "It was stolen.")];
        rules = {
          ...rules,
          denyList: denyingOf({
            type: "tocsin-deny-list",
            site: name.site,
            version: 1,
            at: now,
            denied,
            authorities: [],
          }),
        };
        const verdict = (await greet(shown)) as PeerVerdict;
        assert.equal(verdict.admitted, null);
        assert.match(verdict.because, /^It was (evicted|banned) on .*: It was stolen\.$/);
      }
    }
    rules = { ...rules, denyList: NOBODY };
    assert.equal(outcomeOf(await greet(fresh)), "all");
  });

  it("a clock that is 4 minutes ahead there is borne, one of an hour is said", async () => {
    assert.equal(outcomeOf(await greet(await enrol(now + 14 * 60_000))), "all");
    const verdict = (await greet(await enrol(now + HOUR))) as PeerVerdict;
    assert.match(verdict.because, /valid only from .*; compare the clocks/);
  });
});
