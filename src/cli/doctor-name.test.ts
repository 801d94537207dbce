import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { loadSettings, refuseBlindTrust } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { checkName } from "./doctor-name.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-name-"));
  mkdirSync(join(folder, "trust"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function look(id: string, publicUrl = "https://localhost:8443", environment: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(folder, "tocsin.yaml"), `publicUrl: ${publicUrl}\n`);
  const findings = await checkName(loadSettings({ dataFolder: folder }), environment);
  return findings.find((one) => one.id === id) ?? assert.fail(id);
}

test("N-052 NET-07 a name that resolves forward and back, and is in the certificate, is good", async () => {
  assert.deepEqual((await look("NET-07")).found, "localhost resolves forward and back.");
  writeFileSync(join(folder, "trust", "web.pem"), (await (await makeAuthority()).issue("localhost")).cert);
  assert.equal((await look("NET-07")).state, "good");
});

test("N-052 NET-07 a name that does not resolve, an address, and a certificate of another name are found", async () => {
  assert.match((await look("NET-07", "https://alarms.invalid")).found, /does not resolve/);
  assert.match((await look("NET-07", "https://192.0.2.7")).found, /is an address: passkeys are impossible/);
  writeFileSync(join(folder, "trust", "web.pem"), (await (await makeAuthority()).issue("other.example")).cert);
  const { state, found } = await look("NET-07");
  assert.equal(state, "wrong");
  assert.match(found, /web\.pem is not one of localhost/);
});

describe("P-105 TLS-03 the verification of certificates", () => {
  const blind = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };

  test("P-105 TLS-03 that the environment turns off is found", async () => {
    assert.equal((await look("TLS-03")).state, "good");
    const { state, found } = await look("TLS-03", undefined, blind);
    assert.deepEqual([state, found], ["wrong", "NODE_TLS_REJECT_UNAUTHORIZED=0 turns it off."]);
  });

  test("P-105 nothing is started with it", () => {
    assert.throws(() => refuseBlindTrust(blind), /certificates would not be verified/);
    refuseBlindTrust({});
  });

  test("P-105 TLS-03 is given up nowhere in the program, but where we judge the certificate ourselves", () => {
    const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "src", "bin", "web/src"], {
      cwd: packageFolder,
      encoding: "utf8",
    });
    const blinds = files
      .split("\n")
      .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith(".test.ts"))
      .filter((file) => {
        const text = readFileSync(join(packageFolder, file), "utf8");
        return /rejectUnauthorized:\s*false|TrustServerCertificate|sslmode=(disable|require|prefer)/i.test(text);
      });
    assert.deepEqual(blinds.sort(), [
      "src/trust/ceremony/joiner.ts", // before there is any trust: the two codes decide
      "src/trust/peer-check.ts", // site, names, deny list and grace are judged there
    ]);
  });
});
