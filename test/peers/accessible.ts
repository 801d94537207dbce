import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { SETTLED } from "./browser.ts";

/** What of axe depends on the theme. All else is judged in one of them. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
/** Changing it draws the whole page anew, so that each look begins where the one before ended. */
const themes = new WeakMap<Page, "light" | "dark">();

/**
 * Fails unless axe finds nothing wrong with a part of the page, in both themes. It is put into each page once, which is what
 * takes its time.
 *
 * @param what is said when it does
 */
export async function accessibleInBothThemes(page: Page, what: string, part = "main"): Promise<void> {
  const first = themes.get(page) ?? "light";
  const second = first === "light" ? "dark" : "light";
  await judge(page, `${what}, ${first}`, first, part, {});
  await judge(page, `${what}, ${second}`, second, part, { runOnly: { type: "rule", values: OF_COLOURS } });
  themes.set(page, second);
}

async function judge(page: Page, what: string, colorScheme: "light" | "dark", part: string, options: object) {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(SETTLED);
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const asked = JSON.stringify({ resultTypes: ["violations"], ...options });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${JSON.stringify(part)}, ${asked})`);
  const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${what}: ${id} at ${places(nodes)}`),
    [],
  );
}

/** The same by all rules in each theme: for tests that look at few places. */
export async function accessibleByAllRules(page: Page, what: string, part = "main"): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(SETTLED);
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} at ${places(nodes)}`),
      [],
    );
  }
}
