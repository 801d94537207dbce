import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openAuthority } from "#trust/authority.ts";
import { authorityFiles, readAuthorityFile, writeAuthorityFile } from "#trust/authority-file.ts";
import { writeIdentity } from "#trust/identity-file.ts";
import { certificatesIn } from "#trust/pem.ts";
import { certificateRequest } from "#trust/request.ts";
import { Seal } from "#trust/seal.ts";
import { checkTrust } from "./doctor-trust.ts";

const DAY = 86_400_000;
let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "tocsin-doctor-trust-"));
});
afterEach(() => rmSync(dataFolder, { recursive: true }));

const states = () => checkTrust(dataFolder).map(({ state, found }) => `${state}: ${found}`);
const open = (now = Date.now(), folder = dataFolder) =>
  openAuthority({ dataFolder: folder, seal: Seal.open(folder), now });

async function joined(daysAgo: number): Promise<void> {
  const now = Date.now() - daysAgo * DAY;
  const authority = await open(now);
  const name = { site: authority.site, role: "driver-host", node: "plant-2", instance: "building" } as const;
  const { request, key } = await certificateRequest(name);
  const { chain, roots } = await authority.sign(request, name, now);
  const [leaf] = certificatesIn(chain);
  const notBefore = leaf?.validFromDate.getTime() ?? 0;
  const notAfter = leaf?.validToDate.getTime() ?? 0;
  writeIdentity(join(dataFolder, "trust"), { name, chain, key, roots, notBefore, notAfter });
}

test("an empty folder, and one in order", async () => {
  assert.match(states().join(), /^good: No authority/);
  await joined(0);
  assert.equal(states().length, 2);
  for (const line of states())
    assert.match(line, /^good: (The root is valid until|This machine is driver-host plant-2)/);
});

for (const [daysAgo, state] of [
  [3, "good"],
  [5, "advice"],
  [6.5, "wrong"],
  [8, "wrong"],
] as const) {
  test(`W-020 TRU-04 a certificate of a week that was not renewed for ${daysAgo} days is ${state}`, async () => {
    await joined(daysAgo);
    const [, own] = checkTrust(dataFolder);
    assert.equal(own?.id, "TRU-04");
    assert.equal(own.state, state);
    assert.match(own.mend ?? "reaches the core", /reaches the core/);
  });
}

test("a damaged authority, one that is not the root's, a foreign deny list, a damaged certificate", async () => {
  await joined(0);
  const files = authorityFiles(dataFolder);
  writeFileSync(files.denyList, "{}");
  assert.match(states().join("\n"), /advice: The deny list on disk can't be used/);
  const file = readAuthorityFile(dataFolder);
  const other = await open(Date.now(), join(dataFolder, "other"));
  assert(file);
  writeAuthorityFile(dataFolder, { ...file, root: { ...file.root, certificate: other.roots } });
  assert.match(states().join("\n"), /wrong: The root has not signed the issuing authority/);
  writeFileSync(files.authority, "{");
  assert.match(states().join("\n"), /wrong: .*authority\.json is damaged/);
  writeAuthorityFile(dataFolder, file);
  writeFileSync(join(dataFolder, "trust", "node", "identity.pem"), "nothing");
  assert.match(states().join("\n"), /wrong: The certificate of this machine .* can't be used: it holds no certificate/);
});
