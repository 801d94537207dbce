import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";

/** Debian's Chromium, set to German, on the screen of a small phone: German words are longer. Debian package `chromium`. */
test("whoever's browser speaks German reads every page in German, also at 360 px, until they choose English", {
  skip,
}, async () => {
  await using site = await BrowserSite.open({ locale: "de-AT", width: 360 });
  const { page } = site;
  await page.goto("/");
  await page.getByText("Den ersten Administrator einrichten").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await page.getByLabel("Einmalcode").fill(site.code);
  await page.locator("input[name=name]").fill("Änne Müller");
  await page.locator("input[name=id]").fill("aenne.mueller");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.getByRole("button", { name: "Administrator anlegen" }).click();
  await page.locator(".workspace[data-trusted=true]").waitFor();

  const links = page.locator("nav a[href^='/']");
  const paths = new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "/")));
  assert.ok(paths.size > 25, `only ${[...paths].join(" ")}`);
  for (const path of paths) {
    await page.goto(path);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    await page
      .getByText(/^Wird geladen/)
      .first()
      .waitFor({ state: "detached" });
    const own = page.locator("main").locator("h1, h2, button, label, legend, th, .empty").filter({ visible: true });
    const text = (await own.allInnerTexts()).join("\n");
    assert.doesNotMatch(text, /\b(the|and|not|yet|Add|Save|No)\b/, `${path} still speaks English:\n${text}`);
    const [wide, has] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, innerWidth]");
    assert.ok(wide <= has, `${path} is ${wide} px wide on a screen of ${has} px`);
  }

  await page.setViewportSize({ width: 1400, height: 850 });
  await page.getByLabel("Sprache").selectOption({ label: "English" });
  await page.locator("html[lang=en]").waitFor();
  await page.getByRole("link", { name: "Alarms" }).first().waitFor();
  assert.deepEqual(site.opened.complaints, []);
});
