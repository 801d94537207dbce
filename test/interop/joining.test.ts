import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { systemClock } from "#kernel/clock.ts";
import { join } from "#trust/ceremony/joiner.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

/** Debian's Chromium against the whole server: a machine joins while an administrator looks at the page. Debian package `chromium`. */
describe("joining a machine, in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    page = site.opened.page;
    await site.enrol();
  });
  after(() => site?.[Symbol.asyncDispose]());

  const accessible = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
  };

  test("W-033 the page opens the window, shows its half of the code, and takes the other by hand", async () => {
    await page.goto("/joining");
    await page.getByLabel("Name of the machine").fill("b2");
    await accessible();
    await page.getByRole("button", { name: "Open a window" }).click();
    await page.getByTestId("window").waitFor();
    await accessible();
    const { port } = await site.server.core.ceremony.view();
    const words = Promise.withResolvers<readonly string[]>();
    const digits = Promise.withResolvers<string>();
    const joining = join(
      {
        place: { host: "127.0.0.1", port },
        wanted: { role: "driver-host", node: "b2", instance: "main" },
        reached: () => {},
        compare: {
          by: "person",
          ask: (said) => {
            words.resolve(said);
            return digits.promise;
          },
        },
        store: () => {},
      },
      { clock: systemClock, version: "9.9" },
    );
    await page.getByTestId("joiner").waitFor();
    await accessible();
    await page.getByLabel("The three words that they read out").fill("three of us");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText(/is none of the words that a screen can show/).waitFor();
    await page.getByLabel("The three words that they read out").fill((await words.promise).join(" "));
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText(/Your words are right/).waitFor();
    digits.resolve((await page.getByTestId("digits").innerText()).replace(/\s/g, ""));
    const { transcript } = await joining;
    await page.getByText(`transcript ${transcript}`).waitFor();
    await page.getByText(/The last window was closed, for a machine has joined/).waitFor();
    assert.deepEqual(site.opened.complaints, []);
  });
});
