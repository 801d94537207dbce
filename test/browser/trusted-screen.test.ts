import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Locator, Page } from "playwright-core";
import type { EventKind, Priority } from "#events/event.ts";
import { accessibleByAllRules } from "../peers/accessible.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

const FITS = "document.documentElement.scrollWidth <= window.innerWidth";
/** Runs in the page: whether something is drawn by the event alone, before any timer or heartbeat could be why. */
const drawnBy = (event: string, what: string) => `(async () => {
  ${event};
  for (let turns = 0; turns < 50; turns++) await null;
  return document.querySelector("[data-testid=${what}]") !== null;
})()`;

const styleOf = (of: Locator, property: string) =>
  of.evaluate(
    (one, name) => one.ownerDocument.defaultView?.getComputedStyle(one).getPropertyValue(name) ?? "",
    property,
  );
/** A browser as it is before anybody has touched the page; what looks at it for a test counts as a touch otherwise. */
const BARRED = `{
  let isTouched = false;
  window.addEventListener("pointerdown", () => (isTouched = true), true);
  window.AudioContext = class extends AudioContext {
    constructor() {
      super();
      void this.suspend();
    }
    resume() {
      return isTouched ? super.resume() : Promise.reject(new DOMException("", "NotAllowedError"));
    }
  };
}`;

/** Debian's Chromium against the whole server: machines that sleep, browsers without sound, windows that are left alone. Debian package `chromium`. */
describe("a screen that can be trusted, in Chromium", {
  skip: !existsSync(CHROMIUM) && "chromium is not installed",
}, () => {
  let site: BrowserSite;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    ({ opened } = site);
    page = opened.page;
    await site.enrol();
    await site.put("source/building", { name: "Building", driver: "http", settings: {} });
    await site.put("setting/site", { name: "Harbour", timeZone: "Pacific/Chatham" });
  });
  after(() => site?.[Symbol.asyncDispose]());

  async function report(point: string, priority: Priority, text: string, kind: EventKind = "raise"): Promise<void> {
    const facts = { category: "technical", condition: "fault", raw: "" } as const;
    await site.server.core.report("building", [{ point, priority, text, kind, ...facts }]);
  }

  /** A browser of its own in which the same operator is signed in, and which nobody has touched. */
  async function another(): Promise<BrowserContext> {
    const storageState = await opened.context.storageState();
    return opened.browser.newContext({
      baseURL: site.url,
      ignoreHTTPSErrors: true,
      storageState,
      locale: "en-GB",
      viewport: { width: 1400, height: 850 },
    });
  }

  /** A page whose clock stands, and no timer runs. */
  async function still(context: BrowserContext): Promise<{ page: Page; now: number }> {
    const slept = await context.newPage();
    await slept.clock.install();
    await slept.goto("/");
    await slept.locator("[data-link=live]").waitFor();
    const now = Date.now() + 2000;
    await slept.clock.pauseAt(now);
    return { page: slept, now };
  }

  test("a page that was hidden while its machine slept is stale as soon as it is seen, and then loads what it missed", async () => {
    const context = await another();
    const { page: slept, now } = await still(context);
    await slept.clock.setSystemTime(now + 60_000);
    const seen = `document.dispatchEvent(new Event("visibilitychange"))`;
    assert.equal(await slept.evaluate(drawnBy(seen, "connection-banner")), true);
    await becomes(() => slept.locator(".workspace").getAttribute("data-trusted"), "false");
    await report("sleep.1", "low", "Raised meanwhile");
    await slept.clock.resume();
    await slept.getByTestId("missed-time").waitFor();
    await slept.getByTestId("alarm-row").filter({ hasText: "Raised meanwhile" }).waitFor();
    await becomes(() => slept.locator(".workspace").getAttribute("data-trusted"), "true");
    await context.close();
  });

  test("a machine's clock that is set while the page is open is found at once, and the time stays the server's", async () => {
    const context = await another();
    const { page: slept, now } = await still(context);
    await becomes(() => slept.getByTestId("clock-note").count(), 0);
    await slept.clock.setSystemTime(now + 120_000);
    // Sooner than it is asked because the feed is silent.
    const asked = slept.waitForResponse(/\/api\/v1\/status$/);
    await slept.clock.runFor(1000);
    await asked;
    await slept.clock.resume();
    await slept
      .getByTestId("clock-note")
      .getByText(/wrong by (1|2) min/)
      .waitFor();
    await context.close();
  });

  test("a screen without sound says so below the page, and says more when an alarm is not heard", async () => {
    const context = await another();
    const quiet = await context.newPage();
    await quiet.addInitScript(BARRED);
    await quiet.setViewportSize({ width: 360, height: 740 });
    await quiet.goto("/on-call");
    const note = quiet.getByTestId("sound-note");
    await note.getByText(/click or press a key/).waitFor();
    const height = (await note.boundingBox())?.height ?? Number.POSITIVE_INFINITY;
    assert.ok(height < 60, `it takes ${height} px from a phone's page`);
    await report("sound.1", "critical", "Pressure too high");
    await note.getByText("An alarm should sound now").waitFor();
    await accessibleByAllRules(quiet, "a screen without sound", "body");
    await becomes(() => quiet.evaluate(FITS), true);
    await quiet.getByRole("heading", { name: "On call", level: 1 }).click();
    await note.waitFor({ state: "detached" });
    await quiet.locator("[data-sound=sounding]").waitFor();
    await context.close();
  });

  test("a window of its own keeps what its page looks for, has its name, and follows who is signed in", async () => {
    await page.goto("/journal?text=pressure");
    await page.locator("[data-link=live]").waitFor();
    const popup = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Open in a window of its own" }).click();
    const own = await popup;
    await own.locator("[data-link=live]").waitFor();
    assert.equal(new URL(own.url()).searchParams.get("text"), "pressure");
    await comesToMatch(() => own.title(), /Journal · Harbour · Tocsin$/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await own.getByRole("alert").getByText("Your session ended").waitFor();
    await page.locator("input[name=id]").fill("anna.berg");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await own.getByRole("heading", { name: "Journal", level: 1 }).waitFor();
    await own.close();
  });

  test("a window of its own says that the main window was closed, can be kept, and leads to a new one", async () => {
    const context = await another();
    const main = await context.newPage();
    await main.goto("/");
    await main.locator("[data-link=live]").waitFor();
    const popup = main.waitForEvent("popup");
    await main.getByRole("button", { name: "Open in a window of its own" }).click();
    const own = await popup;
    await own.locator("[data-link=live]").waitFor();
    await main.close();
    const note = own.getByTestId("main-gone");
    await note.getByText("The main window was closed. This window closes in").waitFor();
    await accessibleByAllRules(own, "without its main window", "body");
    await note.getByRole("button", { name: "Keep this window open" }).click();
    await note.getByText("This window stays").waitFor();
    const again = context.waitForEvent("page");
    await note.getByRole("link", { name: "Open the main window again" }).click();
    await (await again).getByRole("navigation").waitFor();
    await note.waitFor({ state: "detached" });
    await context.close();
  });

  test("a browser that opens no window is told how to allow it", async () => {
    const context = await another();
    const barred = await context.newPage();
    await barred.addInitScript("window.open = () => null");
    await barred.goto("/");
    // What comes with the first answers moves the button from under a click.
    await barred.getByText("Live", { exact: true }).first().waitFor();
    await barred.getByRole("button", { name: "Open in a window of its own" }).click();
    await barred.getByRole("dialog").getByText("Allow pop-ups for this address").waitFor();
    await accessibleByAllRules(barred, "no window", "body");
    await context.close();
  });

  test("a wall shows an alarm that has returned otherwise than one that stands, also in the machine's colours and on a phone", async () => {
    await report("wall.1", "high", "Pump 3 was stopped by the protection of its motor");
    await report("wall.2", "high", "Forced open");
    await report("wall.1", "high", "Pump 3 was stopped by the protection of its motor", "clear");
    await page.goto("/wall");
    const row = (text: string) => page.getByTestId("wall-row").filter({ hasText: text });
    await row("Pump 3").locator(".symbol-hollow").waitFor();
    await row("Forced open").locator(".symbol-filled").waitFor();
    const { items } = await site.ask<{ items: { id: number; point: string; occurrence: number; sequence: number }[] }>(
      "GET",
      "/api/v1/alarms?state=open",
    );
    const { id, occurrence, sequence } = items.find(({ point }) => point === "wall.2") ?? assert.fail("no wall.2");
    await site.ask("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
    await page.locator("[data-testid=wall-row][data-waits=false]").waitFor();
    await page.emulateMedia({ forcedColors: "active" });
    const edge = (text: string) => styleOf(row(text), "border-inline-start-color");
    assert.notEqual(await edge("Pump 3"), await edge("Forced open"), "what waits has an edge");
    await page.emulateMedia({ forcedColors: null });
    await page.setViewportSize({ width: 360, height: 740 });
    const cut = await row("Pump 3")
      .locator("strong")
      .evaluate((one) => one.scrollHeight > one.clientHeight + 1);
    assert.equal(cut, false, "its words can be read on a phone");
    await becomes(() => page.evaluate(FITS), true);
    await accessibleByAllRules(page, "a wall on a phone", "body");
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("in the machine's own colours only the page that is open has its mark", async () => {
    await page.goto("/");
    await page.locator("[data-link=live]").waitFor();
    await page.emulateMedia({ forcedColors: "active" });
    const nav = page.getByRole("navigation");
    const edge = (name: string) => styleOf(nav.getByRole("link", { name, exact: true }), "border-left-color");
    assert.notEqual(await edge("Alarms"), await edge("Journal"));
    await page.emulateMedia({ forcedColors: null });
  });

  test("P-090 the first who touches a machine that has slept finds it locked, with its clock and the server's health", async () => {
    const context = await another();
    const { page: slept, now } = await still(context);
    await slept.clock.setSystemTime(now + 20 * 60_000);
    assert.equal(await slept.evaluate(drawnBy(`window.dispatchEvent(new Event("pointerdown"))`, "lock-screen")), true);
    await becomes(() => slept.getByTestId("alarm-row").count(), 0);
    await slept.clock.resume();
    const locked = slept.getByTestId("lock-screen");
    await locked.locator("[data-link=live]").waitFor();
    await locked
      .getByTestId("clock")
      .getByText(/^Site \d\d:\d\d:\d\d/)
      .waitFor();
    await slept.setViewportSize({ width: 360, height: 740 });
    await becomes(() => slept.evaluate(FITS), true);
    await accessibleByAllRules(slept, "a locked screen on a phone", "body");
    await context.close();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});
