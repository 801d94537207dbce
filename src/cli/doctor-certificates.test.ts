import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Held, judgeCertificates } from "./doctor-certificates.ts";

/** Certificates that Tocsin would never make, by OpenSSL. */
describe("certificates that this machine shows", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-doctor-certificates-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function made(name: string, kind: Held["kind"], days: number, ...more: string[]): Held {
    const [key, file] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    const how = more.length > 0 ? more : ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", key];
    const args = ["req", "-x509", "-nodes", "-subj", `/CN=${name}`, "-days", String(days), ...how, "-out", file];
    execFileSync("openssl", args, { stdio: "ignore" });
    return { name, kind, certificate: new X509Certificate(readFileSync(file)) };
  }
  const said = (id: string, ...held: Held[]) => {
    const found = judgeCertificates(held).find((one) => one.id === id) ?? assert.fail(id);
    return `${found.state}: ${found.found}`;
  };

  test("W-023 TLS-05 a leaf of 30 days where a week is usual, and a page of a year", () => {
    assert.match(said("TLS-05", made("plant-2", "module", 7), made("page", "web", 90)), /^good/);
    const bought = made("bought", "bought", 365);
    assert.match(said("TLS-05", bought, made("root", "authority", 3650)), /^good/, "not of our making");
    assert.match(
      said("TLS-05", made("plant-3", "module", 30), made("page", "web", 365)),
      /^wrong: .*plant-3 \(30 days\), page \(365 days\)/,
    );
  });

  test("P-050 TLS-06 a signature with SHA-1, RSA of 2048 bits, one key on two machines", () => {
    const good = made("good", "module", 7);
    assert.match(said("TLS-06", good, good), /^good/);
    const rsa = made("short", "bought", 7, "-newkey", "rsa:2048", "-keyout", join(folder, "short.key"));
    assert.match(said("TLS-06", good, rsa), /^wrong: short has RSA of 2048 bits\./);
    const long = made("long", "bought", 7, "-newkey", "rsa:3072", "-keyout", join(folder, "long.key"));
    assert.match(said("TLS-06", good, long), /^good/);
    const key = join(folder, "good.key");
    assert.match(
      said("TLS-06", made("old", "bought", 7, "-sha1", "-key", key)),
      /^wrong: old is signed with .*SHA-?1/i,
    );
    assert.match(said("TLS-06", good, made("twin", "web", 7, "-key", key)), /^wrong: good and twin have one key\./);
  });
});
