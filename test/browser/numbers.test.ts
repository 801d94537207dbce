import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page, Route } from "playwright-core";
import type { Report } from "#events/event.ts";
import { KPI_IDS } from "#numbers/kpis.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

const NAME_OF_FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  return (focused.getAttribute("aria-label") ?? label.textContent).trim();
})()`;
const LEVEL = { point: "level", category: "technical", condition: "", raw: "" } as const;
const FIGURES = /\/api\/v1\/numbers\?/;
const yes = () => true;
const no = () => false;

/** Debian's Chromium against the whole server: the figures and reports, in every state that they can be in. */
describe("figures and reports in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    page = site.page;
    await page.clock.install();
    await site.enrol();
    await put("source/plc", { name: "PLC", driver: "http", settings: {} });
    const condition = { type: "high", limit: 90, priority: "medium", text: "Level high" };
    await put("point/plc%2Flevel", { source: "plc", address: "level", name: "Level", conditions: [condition] });
    // Recorded long before it trembles: a setting that keeps the alarm up for most of a recording is never proposed.
    await site.server.core.report("plc", [{ ...LEVEL, kind: "value", value: 50 }]);
    await put("channel/mail", { name: "Mail", kind: "smtp", enabled: false, settings: MAIL });
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  const MAIL = { servers: [{ host: "localhost", port: 2525, security: "plain" }], from: "alarms@plant.example" };
  const REPORT = { name: "Weekly", recipients: [{ address: "board@plant.example", channel: "mail" }] };

  async function put(path: string, data: object): Promise<void> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await page.request.put(`/api/v1/site/${path}`, { headers, data });
    assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  }

  /** A value that trembles about its limit, and a device whose text is hostile. */
  async function ring(): Promise<void> {
    const values = [50, ...Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 91 : 89.5)), 50];
    for (const value of values) await site.server.core.report("plc", [{ ...LEVEL, kind: "value", value }]);
    const hostile: Report = { ...LEVEL, point: "door", kind: "raise", condition: "open", text: '=1+1 <img src="x">' };
    await site.server.core.report("plc", [hostile]);
  }

  async function accessible(what: string, ...schemes: readonly ("light" | "dark")[]): Promise<void> {
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      assert.deepEqual(
        violations.map(
          ({ id, nodes }) => `${what}, ${colorScheme}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`,
        ),
        [],
      );
    }
  }

  /** Goes on with the Tab key until what has that name has the focus, and presses a key there. */
  async function press(name: RegExp, key = "Enter"): Promise<void> {
    const names: string[] = [];
    for (let steps = 0; steps < 200; steps++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate<string>(NAME_OF_FOCUS);
      if (name.test(focused)) return page.keyboard.press(key);
      names.push(focused);
    }
    assert.fail(`${name} is never reached, but ${names.join(" | ")}`);
  }

  async function againUntil(seen: Locator): Promise<void> {
    for (let tries = 0; tries < 12; tries++) {
      await page.evaluate(`for (const button of document.querySelectorAll("main button"))
        if (button.textContent === "Try again") button.click()`);
      if (await seen.waitFor({ timeout: 5000 }).then(yes, no)) return;
    }
    assert.fail("whatever is pressed, nothing changes");
  }

  async function narrow(what: string): Promise<void> {
    const size = page.viewportSize() ?? assert.fail("the page has no size");
    await page.setViewportSize({ width: 360, height: 740 });
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(wide, 360, `${what} scrolls sideways on a phone`);
    await page.setViewportSize(size);
  }

  const kpi = (id: string) => page.locator(`[data-kpi=${id}]`);

  test("the page says why it has no figures, waits for them, and says what to do when nothing rang", async () => {
    let held: (() => void) | null = null;
    let status = 500;
    await page.route(FIGURES, async (route: Route) => {
      if (status === 200) {
        if (held === null) await new Promise<void>((resolve) => (held = resolve));
        return route.continue();
      }
      const body = { type: "about:blank", title: "No", status, detail: `The database is away (${status}).` };
      return route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) });
    });
    await page.goto("/numbers");
    await page.getByRole("alert").filter({ hasText: "The database is away (500)." }).waitFor();
    await accessible("failed", "dark");
    status = 200;
    await againUntil(page.getByText("Loading: the figures"));
    await accessible("waiting", "light");
    const letGo = async () => {
      while (held === null) await page.evaluate("new Promise(requestAnimationFrame)");
      held();
    };
    await letGo();
    await page.getByText("Nothing rang in this time").waitFor();
    await accessible("empty", "dark");
  });

  test("what takes long says how far it is, and is cancelled and begun anew by keys", async () => {
    await page.route(/\/api\/v1\/numbers\/progress/, (route) => route.fulfill({ json: { share: 0.4 } }));
    let isHeld = true;
    await page.route(FIGURES, (route) => (isHeld ? undefined : route.continue()));
    await page.goto("/numbers?period=week");
    await page.getByText("40% counted").waitFor();
    await accessible("counting", "light", "dark");
    await press(/^Cancel$/);
    await page.getByText("Counting was cancelled.").waitFor();
    await accessible("cancelled", "light");
    isHeld = false;
    await press(/^Try again$/);
    await page.getByText("Nothing rang in this time").waitFor();
  });

  test("each figure has its value, definition, target and coverage, and what a device says is text", async () => {
    await ring();
    await page.goto("/numbers?period=shift");
    await kpi("chattering").getByText("1", { exact: true }).waitFor();
    await kpi("chattering").getByText("far beyond the target").waitFor();
    await kpi("chattering").getByText("activated three times or more within 60 s").waitFor();
    await kpi("chattering").getByText("Target: none").waitFor();
    // The server has run for minutes, and eight hours were asked for.
    await kpi("unauthorised").getByText("can't be judged: too little was observed").waitFor();
    await kpi("overdue").getByText("within the target").waitFor();
    await page.getByTestId("scope").getByText("Less than 90% of this time was observed").waitFor();
    assert.equal(await page.locator("[data-band=within]").count(), 2, "only what is as of now is called good");
    await page.getByText("Working hours: Mon–Fri 07:00–18:00 (UTC).").waitFor();
    await page.getByTestId("table-opc-ua").getByText("MaximumReAlarmCount").waitFor();
    await kpi("chattering")
      .getByText(/Coverage [\d.]+%/)
      .waitFor();
    await page.getByTestId("table-floods").waitFor();
    await page.getByText("From an alarm's latest annunciation to its first acknowledgement").waitFor();
    await page
      .locator(".kpi-group")
      .filter({ has: page.getByRole("heading", { name: "Nuisance alarms and standing ones", level: 2 }) })
      .getByRole("heading", { name: "Stale alarms on the worst day", level: 3 })
      .waitFor();
    const actors = page.getByTestId("bad-actors");
    await actors.getByText('=1+1 <img src="x">').first().waitFor();
    await actors.getByText("Suggested: deadband 0.51 (is 0)").waitFor();
    await actors
      .getByText("It would have been 1 instead of 20, and the longest raise would have come no later.")
      .waitFor();
    await page.locator("figure.chart").first().waitFor();
    await page.getByText("Loading:").first().waitFor({ state: "detached" });
    await accessible("loaded", "light", "dark");
    await narrow("the page of figures");
  });

  test("the help of the page defines every figure, by keys", async () => {
    await page.keyboard.press("F1");
    const help = page.getByRole("dialog");
    await press(/^How each figure is counted/);
    const defined = help.getByTestId("kpi-definitions");
    await defined.getByText("Less than 90% of this time was observed").waitFor();
    assert.equal(await defined.locator("dt").count(), KPI_IDS.length);
    await defined.getByText("activated three times or more within 60 s").waitFor();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
  });

  test("what is set aside now is told with since when and by whom, and a list is ordered by a column with a key", async () => {
    const { items } = await (await page.request.get("/api/v1/alarms?state=open")).json();
    const { id } = items.find(({ point }: { point: string }) => point === "door");
    const data = { reason: "The door is being painted", minutes: 30 };
    const headers = { "sec-fetch-site": "same-origin" };
    assert.ok((await page.request.post(`/api/v1/alarms/${id}/shelve`, { headers, data })).ok());
    // Figures that were counted for somebody else half a minute ago would be shown again; nobody has asked for these.
    await page.goto("/numbers?period=month");
    const now = page.getByTestId("table-set-aside-now");
    await now.getByRole("row", { name: /shelved .+ Anna Berg The door is being painted/ }).waitFor();
    await page
      .getByTestId("table-set-aside")
      .getByRole("row", { name: /^shelved 1 / })
      .waitFor();
    await kpi("shelved").getByText("1", { exact: true }).waitFor();
    await kpi("shelved")
      .getByText(/^As of \d/)
      .waitFor();
    assert.doesNotMatch(await kpi("shelved").innerText(), /Coverage|before:/, "of now there is no time before");
    const head = page.getByTestId("table-set-aside").getByRole("columnheader", { name: /^Alarms now/ });
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await becomes(() => head.getAttribute("aria-sort"), "descending");
    const first = page.getByTestId("table-set-aside").locator("tbody tr").first();
    await comesToMatch(() => first.innerText(), /^shelved/);
    await page.keyboard.press("Enter");
    await becomes(() => head.getAttribute("aria-sort"), "ascending");
    assert.doesNotMatch(await first.innerText(), /^shelved/);
  });

  test("its charts have their tables, and its tables come as files in which nothing is a formula", async () => {
    const chart = page.locator("figure.chart").filter({ hasText: "How many intervals of 10 minutes" });
    await chart.locator("summary").click();
    await chart.getByTestId("chart-values").waitFor();
    const link = page.getByRole("link", { name: "The ten most frequent, and what could be done as CSV" });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.equal(download.suggestedFilename(), "bad-actors.csv");
    const text = await (await page.request.get((await link.getAttribute("href")) ?? "")).text();
    assert.match(text, /'=1\+1/);
    assert.doesNotMatch(text, /^"?=/m);
  });

  test("the figures and each report are had as PDF", async () => {
    const link = page.getByRole("link", { name: "PDF", exact: true });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.equal(download.suggestedFilename(), "numbers.pdf");
    const zone = await page.evaluate<string>("Intl.DateTimeFormat().resolvedOptions().timeZone");
    assert.equal(new URL(download.url()).searchParams.get("timeZone"), zone);
    const report = await readFile(await download.path());
    assert.equal(report.subarray(0, 5).toString("latin1"), "%PDF-");
  });

  test("a period is chosen by keys, and one that ends before it begins is refused", async () => {
    await page.goto("/numbers?period=shift");
    await kpi("chattering").waitFor();
    await press(/^7 days$/);
    await page.waitForURL(/period=week/);
    await kpi("chattering").waitFor();
    await becomes(() => page.getByRole("button", { name: "7 days" }).getAttribute("aria-pressed"), "true");
    await page.locator("input[name=from]").fill("2026-03-02T10:00");
    await page.locator("input[name=to]").fill("2026-03-01T10:00");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("The period ends before it begins.").waitFor();
  });

  test("a setting is shown before and after and set by keys; who was faster is not overwritten", async () => {
    await page.goto("/numbers?period=shift");
    const open = async () => {
      await page.getByRole("button", { name: "Set it… Level: Level high" }).focus();
      await page.keyboard.press("Enter");
    };
    await open();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("0.51").waitFor();
    const point = await (await page.request.get("/api/v1/site/point/plc%2Flevel")).json();
    await put("point/plc%2Flevel", { ...point, name: "Level of the tank" });
    await press(/^Set it$/);
    await dialog.getByText("The point was not changed.").waitFor();
    await page.keyboard.press("Escape");
    await open();
    await dialog.getByText("0.51").waitFor();
    await press(/^Set it$/);
    await page.getByText("plc/level is set.").waitFor();
    const changed = await (await page.request.get("/api/v1/site/point/plc%2Flevel")).json();
    assert.equal(changed.conditions[0].deadband, 0.51);
    assert.equal(changed.name, "Level of the tank");
  });

  test("on paper there are the figures, and neither navigation nor buttons", async () => {
    await page.goto("/numbers?period=shift");
    await kpi("chattering").waitFor();
    await page.emulateMedia({ media: "print" });
    await becomes(() => page.getByRole("navigation").first().isVisible(), false);
    await becomes(() => page.getByRole("button", { name: "Print" }).isVisible(), false);
    await becomes(() => kpi("chattering").isVisible(), true);
    await page.emulateMedia({ media: "screen" });
    const canvas = page.locator("figure.chart .uplot").first();
    const fits = async () => ((await canvas.boundingBox())?.width ?? 0) <= 660;
    await becomes(fits, false, "on the screen a chart is as wide as there is room");
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await becomes(fits, true, "a chart is wider than the sheet");
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    await becomes(fits, false);
    const paper = (await page.pdf({ format: "A4" })).toString("latin1");
    const sheets = paper.match(/\/Type \/Page\b/g)?.length ?? 0;
    assert.ok(sheets > 2 && sheets < 8, `${sheets} sheets`);
  });

  test("figures stay, and the page says that the connection is lost", async () => {
    await page.locator("[data-link=live]").waitFor();
    await page.route(/\/api\//, (route) => route.abort());
    await page.clock.fastForward("01:10");
    await page.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor();
    await becomes(() => kpi("chattering").isVisible(), true);
  });

  test("reports: none yet, then one that is looked at and sent now by keys", async () => {
    await page.goto("/reports");
    await page.getByText("No report yet").waitFor();
    await accessible("no reports", "light");
    await put("report/weekly", REPORT);
    await page.goto("/reports");
    await page
      .getByTestId("report")
      .getByText(/The week before · to 1 recipient · next on/)
      .waitFor();
    const preview = page.getByRole("link", { name: "Preview Weekly" });
    const letter = await page.request.get((await preview.getAttribute("href")) ?? "");
    assert.match(letter.headers()["content-security-policy"] ?? "", /^sandbox; default-src 'none'/);
    assert.match(await letter.text(), /Annunciated alarms divided by the observed intervals/);
    const paper = await page.request.get(
      (await page.getByRole("link", { name: "PDF Weekly" }).getAttribute("href")) ?? "",
    );
    assert.equal((await paper.body()).subarray(0, 5).toString("latin1"), "%PDF-");
    await page.getByRole("button", { name: "Send now Weekly" }).focus();
    await page.keyboard.press("Enter");
    const nobody = "sent to nobody; not to board@plant.example: the channel mail is off";
    await page.getByRole("status").filter({ hasText: nobody }).waitFor();
    await page.getByTestId("report-log").getByText(nobody).waitFor();
    await accessible("reports", "light", "dark");
    await narrow("the page of reports");
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(site.opened.complaints, []);
  });
});
