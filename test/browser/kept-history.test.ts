import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, it } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page, Route } from "playwright-core";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

const KEPT = /\/api\/v1\/history\/retention$/;
const REMOVED = /\/api\/v1\/history\/removals$/;

/** What the server of a plant says that has run for years. */
const YEARS = {
  openStories: { count: 2, oldest: [{ alarm: 7, since: Date.UTC(2023, 2, 4) }] },
  holds: [{ id: "c0ffee", reason: "Accident at pump 1", since: null, until: null }],
  removals: [
    {
      id: 1,
      kind: "events",
      counts: { event: 12_345 },
      kept: 3,
      oldest: Date.UTC(2023, 3, 1),
      newest: Date.UTC(2023, 3, 30),
      removedAt: Date.UTC(2025, 4, 2, 1),
    },
  ],
};
const MONTH = { part: "core.event_202305", begins: Date.UTC(2023, 4), ends: Date.UTC(2023, 5), bytes: 5e6 };

/** Debian's Chromium against the whole server: how much history is kept, in every state of the page. */
describe("the kept history in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    page = site.page;
    page.setDefaultTimeout(60_000);
    await site.enrol();
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  const open = async () => {
    await page.goto("/kept-history");
    await page.getByRole("heading", { level: 1, name: "Kept history" }).waitFor();
  };
  const accessible = async (what: string) => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      const seen = violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`);
      assert.deepEqual(seen, []);
    }
  };
  const saying = (more: object) => async (route: Route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { kinds: readonly object[] };
    const [events, ...others] = body.kinds;
    const stays = [{ ...MONTH, because: "the legal hold 'c0ffee' covers it: Accident at pump 1" }];
    const kinds = [{ ...events, goes: [{ ...MONTH, part: "core.event_202306" }], stays }, ...others];
    await route.fulfill({ json: { ...body, kinds, ...more } });
  };

  it("shows what a new site keeps, and that nothing has gone yet", async () => {
    await open();
    const rows = page.getByTestId("kept").locator("tbody tr");
    await rows.first().waitFor();
    await becomes(() => rows.count(), 5);
    await page.getByTestId("kept").getByText("730 days").first().waitFor();
    await page.getByText("Nothing has been removed yet.").waitFor();
    await accessible("new");
  });

  it("shows what goes, what stays and why, and what went", async () => {
    await page.route(KEPT, saying(YEARS));
    await open();
    await page.getByText("May 2023 with the next look (5 MB)").waitFor();
    const back = page.getByTestId("kept-back");
    await back.getByText("2 alarms began long ago and have not ended.").waitFor();
    await becomes(() => back.getByRole("link", { name: /^alarm 7, since / }).getAttribute("href"), "/alarms/7");
    await back.getByText("Events, May 2023: the legal hold 'c0ffee' covers it: Accident at pump 1").waitFor();
    await page
      .getByTestId("removals")
      .getByText(/12,345 rows .* 3 of these times stay/)
      .waitFor();
    await accessible("years");
    await page.setViewportSize({ width: 360, height: 780 });
    await page.evaluate(SETTLED);
    await becomes(
      () => page.evaluate("document.documentElement.scrollWidth <= 360"),
      true,
      "the page scrolls sideways",
    );
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  it("says that it loads, what failed, and tries again", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(KEPT, async (route) => {
      await held;
      await route.fulfill({ status: 503, json: { title: "Away", status: 503, detail: "The database is away (503)." } });
    });
    await open();
    await page.getByText("Loading: Kept history…").waitFor();
    release();
    const retry = page.getByRole("button", { name: "Try again" });
    await page.getByText("The database is away (503).").waitFor({ timeout: 60_000 });
    await accessible("failed");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await retry.click();
    await page.getByTestId("kept").waitFor();
  });

  it("is changed by keys alone, and refuses less than 90 days", async () => {
    await open();
    await page.getByTestId("kept").waitFor();
    await page.getByRole("button", { name: "Change how long" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    const events = dialog.getByLabel("Events, days", { exact: true });
    await events.waitFor();
    await accessible("dialog");
    await events.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await dialog.getByLabel("Drills, days", { exact: true }).focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("365");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    const row = (name: string) => page.getByTestId("kept").locator("tr", { hasText: name });
    await row("Every message of a source").getByText("ever", { exact: true }).waitFor();
    await row("Results of drills").getByText("365 days").waitFor();
    const answer = await page.request.put("/api/v1/site/setting/site", {
      headers: { "sec-fetch-site": "same-origin" },
      data: { id: "site", history: { eventsDays: 30 } },
    });
    assert.equal(answer.status(), 400);
  });

  it("is told of at the end of the journal, where something was removed", async () => {
    const removed = { kind: "events", upTo: Date.UTC(2023, 3, 30), removedAt: Date.UTC(2025, 4, 2, 1) };
    await page.route(REMOVED, (route) => route.fulfill({ json: { items: [removed], next: null } }));
    await page.goto("/journal?source=nowhere");
    await page
      .getByTestId("removed")
      .getByText(/^What was before .* was removed on .* by the site's retention/)
      .waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.goto("/journal?source=nowhere");
    await page.getByText("Nothing was found").waitFor();
    await becomes(() => page.getByTestId("removed").count(), 0);
  });
});
