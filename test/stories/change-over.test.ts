import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { authorityFiles } from "#trust/authority-file.ts";
import { readList } from "#trust/deny-list.ts";
import { certificatesIn } from "#trust/pem.ts";
import type { TrustStatus } from "#trust/status.ts";
import { joined } from "../peers/module-process.ts";
import { Story } from "./story.ts";

test("W-030 W-031 the root is replaced step by step, and nobody is cut off by it who is only switched off", async (t) => {
  const story = await Story.open(t);
  const { trust, pool } = story.server.core;
  const until = (what: string, so: (now: TrustStatus) => boolean) =>
    story.until(what, async () => {
      if (so(await trust.status())) return true;
      setTimeout(() => {
        story.clock.advance(2500);
        story.happened();
      }, 20);
      return false;
    });
  await story.until("this core has a certificate", async () => (await trust.status()).peers.some(({ own }) => own));
  await joined(trust, { node: "plant-3" }, story.clock.now());
  const before = await trust.status();
  const { site } = before;

  const begun = await story.tocsin("trust", "rotate", "--keep", "0h");
  assert.equal(begun.code, 0, begun.err);
  assert.match(begun.out, /Both are trusted, until .* at least\.\ntrust\/site-ca\.pem holds both/);
  const published = () => certificatesIn(readFileSync(authorityFiles(story.dataFolder).root, "utf8"));
  assert.equal(published().length, 2);
  const again = await story.ask("POST", "/api/v1/trust/change-over", { site });
  assert.deepEqual([again.status, /being replaced already/.test(JSON.stringify(again.body))], [409, true]);
  const { changeOver } = await trust.status();
  assert.deepEqual(
    changeOver?.lacking.map(({ uri, because }) => `${uri.split("/").slice(-2).join("/")}: ${because}`),
    ["plant-3/main: it has not been heard since this core started"],
  );
  const listed = await story.tocsin("trust", "status");
  assert.match(listed.out, /spreading: 1 of the site's processes lack .*\n .*plant-3\/main: it has not been heard/);
  const early = await story.ask("POST", "/api/v1/trust/change-over/end", { site });
  assert.equal(early.status, 409);
  assert.match(JSON.stringify(early.body), /still needed: driver-host plant-3\/main \(it has not been heard since/);

  const off = before.peers.find(({ node }) => node === "plant-3");
  await story.good("POST", "/api/v1/trust/denials", { verb: "evict", uri: off?.uri, because: "It was taken down." });
  await until("the new root vouches", (now) => now.changeOver?.stage === "replacing");
  assert.equal((await trust.status()).web?.thumbprint, before.web?.thumbprint);
  await until("the former root is retired", (now) => now.changeOver === null);
  await until("the page's certificate is of the new root", ({ web }) => web?.thumbprint !== before.web?.thumbprint);
  const after = await trust.status();
  assert.deepEqual([after.site, after.root.thumbprint], [site, changeOver?.next]);
  assert.deepEqual(
    published().map(({ fingerprint256 }) => fingerprint256),
    [changeOver?.next],
  );
  const { roots } = await trust.authority();
  const list = readFileSync(authorityFiles(story.dataFolder).denyList, "utf8");
  assert.equal(readList(list, { site, roots }).kind, "valid", "who was refused stays so at the next start");
  const { rows } = await pool.query<{ action: string; sentence: string }>(
    "select action, sentence from audit.entry where action like 'trust.change-over%' or action = 'trust.root-retired' order by seq",
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["trust.change-over-begun", "trust.change-over-replacing", "trust.root-retired"],
  );
  assert.match(rows[2]?.sentence ?? "", /^tocsin retired the site's former root .*: every process has a certificate/);
});
