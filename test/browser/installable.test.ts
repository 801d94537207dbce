import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

test("Chromium offers to install the operators' page, and reads its manifest under the strict policy", {
  skip: !existsSync(CHROMIUM) && "chromium is not installed",
}, async (t) => {
  const site = await BrowserSite.open();
  t.after(() => site[Symbol.asyncDispose]());
  const { page, context, complaints } = site.opened;
  const answer = await page.goto("/");
  assert.match(String(answer?.headers()["content-security-policy"]), /^default-src 'self';/);
  const session = await context.newCDPSession(page);
  const manifest = await session.send("Page.getAppManifest");
  assert.equal(new URL(manifest.url).pathname, "/tocsin.webmanifest");
  assert.deepEqual(manifest.errors, []);
  assert.equal((JSON.parse(manifest.data ?? "") as { display: string }).display, "standalone");
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  const reasons = installabilityErrors.map(({ errorId }) => errorId);
  // A context of a test is like a private window, from which nothing can be installed.
  assert.deepEqual(
    reasons.filter((reason) => reason !== "in-incognito"),
    [],
  );
  assert.deepEqual(complaints, []);
});
