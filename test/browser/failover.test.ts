import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { packageFolder } from "#kernel/version.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, openBrowser } from "../peers/browser.ts";
import { PASSWORD } from "../peers/browser-site.ts";
import { pairOfNodes, untilSynchronous } from "../peers/pair.ts";

const skip = existsSync(CHROMIUM) ? false : "Chromium is not installed";

test("on the page an administrator sees the pair, hands over and drills it, and the page goes over to the other core", {
  skip,
  timeout: 800_000,
}, async (t) => {
  execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
  const { first, second } = await pairOfNodes({});
  t.after(() => Promise.all([first.stop(), second.stop()]));
  const opened = await openBrowser(`https://localhost:${first.port}`);
  t.after(() => opened[Symbol.asyncDispose]());
  const { page, complaints } = opened;
  page.setDefaultTimeout(120_000);

  const { code } = (await first.control("POST", "/api/v1/enrolment/code")).body as { code: string };
  await page.goto("/");
  await page.getByLabel("One-time code").fill(code);
  await page.locator("input[name=name]").fill("Anna Berg");
  await page.locator("input[name=id]").fill("anna.berg");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.getByRole("navigation").waitFor();

  await page.goto("/modules");
  const pair = page.getByTestId("pair");
  await pair.getByText("The other core could not take over without loss").waitFor();
  await becomes(() => pair.getByRole("button", { name: "Hand over" }).isDisabled(), true);
  second.launch();
  await untilSynchronous(first);
  await pair.getByText("The other core has everything that is acknowledged").waitFor();
  await pair.getByText(`Other core: https://localhost:${second.port} · heard`).waitFor();
  await pair.getByText("No witness").waitFor();
  await pair.getByText("The hand-over was never tried.").waitFor();

  await pair.getByRole("button", { name: "Hand over" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("the fans are to be cleaned");
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await page.waitForURL(`https://localhost:${second.port}/**`);
  // Whoever was signed in still is: sessions are in the database, and a cookie is the host's, whatever the port.
  await page.getByRole("navigation").waitFor();
  const { body } = await second.control("GET", "/api/v1/audit-trail?limit=50");
  assert.match(JSON.stringify(body), /anna\.berg hands the site over to the other core: the fans are to be cleaned/);
  assert.deepEqual(complaints, []);

  // Who asks the former core for its page is sent on.
  const sent = await page.goto(`https://localhost:${first.port}/`);
  assert.equal(new URL(sent?.url() ?? "").port, `${second.port}`);

  // A drill brings the site back, and is remembered there.
  await untilSynchronous(second);
  await page.goto(`https://localhost:${second.port}/modules`);
  await pair.getByRole("button", { name: "Drill" }).click();
  await dialog.getByLabel("Why").fill("once a quarter");
  await dialog.getByLabel("The site stays with the other core").check();
  assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, []);
  await dialog.getByRole("button", { name: "Drill" }).click();
  await page.waitForURL(`https://localhost:${first.port}/**`);
  await page.goto(`https://localhost:${first.port}/modules`);
  await pair
    .getByText(/Last drill passed: begun .* by .*; the other core had taken over after [\d.]+ s; 0 reports/)
    .waitFor();
  await pair.getByText(/The next drill is due/).waitFor();
});
