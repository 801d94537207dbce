import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { BrowserContext, Page } from "playwright-core";
import type { Priority } from "#events/event.ts";
import type { Server } from "#server.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { freePort } from "../peers/whole-server.ts";

const FITS = "document.documentElement.scrollWidth <= window.innerWidth";

/** Debian's Chromium against the whole server: what stands around every page, and the screens without it. Debian package `chromium`. */
describe("the screen in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let opened: OpenedPage;
  let page: Page;
  let wallContext: BrowserContext;
  let wall: Page;

  before(async () => {
    site = await BrowserSite.open();
    ({ server, opened } = site);
    page = opened.page;
    await site.enrol();
    await ask("PUT", "/api/v1/site/source/building", { name: "Building", driver: "http", settings: {} });
    const point = { source: "building", address: "door.7", name: "Door of the pump room" };
    await ask("PUT", "/api/v1/site/point/building%2Fdoor.7", point);
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function ask<T = unknown>(method: string, path: string, data?: object): Promise<T> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await page.request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json().catch(() => null) as Promise<T>;
  }

  async function raise(point: string, priority: Priority, text: string): Promise<number> {
    const facts = { kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
    await server.core.report("building", [{ point, priority, text, ...facts }]);
    return [...server.core.alarms.all()].find((alarm) => alarm.point === point)?.id ?? assert.fail(point);
  }

  async function accessible(of: Page, what: string): Promise<void> {
    await of.evaluate(SETTLED);
    const { violations } = await new AxeBuilder({ page: of }).analyze();
    const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${what}: ${id} at ${places(nodes)}`),
      [],
    );
  }

  const palette = () => page.getByRole("combobox", { name: "Search and orders" });
  async function openPalette(text: string): Promise<void> {
    await page.keyboard.press("Control+k");
    await palette().waitFor();
    await page.keyboard.type(text);
  }

  test("every page, document and alarm is gone to by its name, by keys alone", async () => {
    await page.goto("/");
    await page.locator("[data-link=live]").waitFor();
    await openPalette("audit");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Audit trail", level: 1 }).waitFor();
    const door = await raise("door.7", "high", "Forced open");
    await openPalette("pump room");
    await page.getByRole("option", { name: /Forced open/ }).waitFor();
    await accessible(page, "palette");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/alarms/${door}`);
  });

  test("settings are found by what is in them, and what has no page of its own among all documents", async () => {
    await ask("PUT", "/api/v1/site/partition/north", { name: "North wing" });
    await page.goto("/");
    await page.locator("[data-link=live]").waitFor();
    await openPalette("working hours");
    await page.getByRole("option", { name: /Settings of the site/ }).click();
    await page.getByRole("heading", { name: "All documents", level: 1 }).waitFor();
    await page.waitForURL("**/documents?kind=setting&id=site");
    await openPalette("north wing");
    await page.getByRole("option", { name: /North wing/ }).click();
    const editor = page.getByRole("dialog").filter({ hasNot: palette() });
    await editor.waitFor();
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    await page.waitForURL("**/documents");
    await page.getByTestId("document").filter({ hasText: "North wing" }).waitFor();
  });

  test("an alarm is acknowledged by its number, and what isn't done is said", async () => {
    const id = await raise("door.8", "medium", "Left open");
    await page.goto("/on-call");
    await page.locator("[data-link=live]").waitFor();
    await page.route(/\/acknowledge$/, (route) =>
      route.fulfill({ status: 409, contentType: "application/problem+json", body: '{"detail":"It has moved on."}' }),
    );
    await openPalette(`acknowledge ${id}`);
    await page
      .getByRole("option", { name: /Left open/ })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("It has moved on.").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.keyboard.press("Enter");
    await palette().waitFor({ state: "detached" });
    assert.equal(server.core.alarms.alarm(id)?.state, "acknowledged");
  });

  test("the search says that it is searching, that it found nothing, and why it failed", async () => {
    let release: (status: number) => void = () => {};
    await page.route(/\/api\/v1\/search/, async (route) => {
      const status = await new Promise<number>((resolve) => {
        release = resolve;
      });
      if (status === 200) return route.continue();
      return route.fulfill({ status, contentType: "application/problem+json", body: '{"detail":"Too busy."}' });
    });
    await openPalette("zzzz");
    await page.getByText("Searching…").waitFor();
    release(200);
    await page.getByText("Nothing is called so.").waitFor();
    await page.keyboard.type("y");
    await page.getByText("Searching…").waitFor();
    release(500);
    await page.getByRole("alert").getByText("Too busy.").waitFor();
    await page.keyboard.press("Escape");
    await palette().waitFor({ state: "detached" });
  });

  test("every page has its help", async () => {
    await page.goto("/deliveries");
    await page.locator("[data-link=live]").waitFor();
    await page.keyboard.press("F1");
    const help = page.getByTestId("help");
    await help.getByText("Every message that was to go out").waitFor();
    await accessible(page, "help");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await help.waitFor();
    await page.keyboard.press("Escape");
  });

  test("what doesn't work is in view on every page, with the way to it, and so is the site's time", async () => {
    const settings = { host: "127.0.0.1", port: await freePort(), tags: [TAG] };
    await ask("PUT", "/api/v1/site/source/plant", { name: "Plant", driver: "modbus-tcp", settings });
    await ask("PUT", "/api/v1/site/setting/site", { name: "Harbour", timeZone: "Pacific/Chatham" });
    await page.goto("/people");
    const health = page.getByRole("button", { name: /Live.*1 fault/ });
    await health.waitFor();
    await page
      .getByTestId("clock")
      .getByText(/^Site \d\d:\d\d:\d\d \S+/)
      .waitFor();
    await accessible(page, "with a fault");
    await health.click();
    const trouble = page.getByTestId("trouble");
    await trouble.getByText("Source", { exact: true }).waitFor();
    await accessible(page, "health");
    await trouble.getByRole("link", { name: "Plant" }).click();
    await page.waitForURL("**/sources");
    await server.core.site.remove("source", "plant", { actor: { id: "cli:test", via: "cli" } });
    await page.getByTestId("trouble-count").waitFor({ state: "detached" });
  });

  for (const [scheme, contrast, text] of [
    ["night", "system", "largest"],
    ["day", "more", "larger"],
    ["night", "more", "normal"],
  ] as const) {
    test(`it can be looked at: ${scheme}, contrast ${contrast}, text ${text}`, async () => {
      await page.goto("/screen");
      await page.getByLabel("Day and night").selectOption(scheme);
      await page.getByLabel("Contrast").selectOption(contrast);
      await page.getByLabel("Text", { exact: true }).selectOption(text);
      if (text === "largest") await accessible(page, "this screen");
      await page.goto("/");
      await page.getByTestId("alarm-row").first().waitFor();
      await accessible(page, "alarms");
      const shown = await page.evaluate("({ ...document.documentElement.dataset })");
      const { mantineColorScheme, contrast: kept, text: size } = shown as Record<string, string>;
      assert.deepEqual([mantineColorScheme, kept, size], [scheme === "day" ? "light" : "dark", contrast, text]);
      await becomes(() => page.evaluate(FITS), true);
    });
  }

  test("whoever wants no motion, more contrast or the machine's colours has them", async () => {
    await page.goto("/screen");
    for (const label of ["Day and night", "Contrast"]) await page.getByLabel(label).selectOption("system");
    await page.emulateMedia({ reducedMotion: "reduce", contrast: "more", forcedColors: "active" });
    await page.locator("html[data-motion=less][data-contrast=more]").waitFor();
    await accessible(page, "forced colours");
    await page.emulateMedia({ reducedMotion: null, contrast: null, forcedColors: null });
    await page.getByLabel("Motion").selectOption("less");
    await page.locator("html[data-motion=less]").waitFor();
  });

  test("each sound is tested, and whether it was heard goes on record", async () => {
    await page.goto("/screen");
    const section = page.getByTestId("sound-section");
    await section.getByRole("button", { name: "Critical" }).click();
    await section.getByText('Did you hear the sound "Critical"?').waitFor();
    await section.getByRole("button", { name: "Yes, I heard it" }).click();
    await section.getByText("That is on record").waitFor();
    await section.getByRole("button", { name: "Lost connection" }).click();
    await section.getByRole("button", { name: "No", exact: true }).click();
    await section.getByRole("alert").getByText("rely on another screen").waitFor();
    await accessible(page, "sound not heard");
    const { items } = await ask<{ items: { sentence: string }[] }>("GET", "/api/v1/audit-trail");
    const said = items.map(({ sentence }) => sentence).filter((sentence) => sentence.includes("the sound for"));
    assert.deepEqual(said, [
      "Anna Berg did not hear the sound for a lost connection at a screen, at 50 % of its volume.",
      "Anna Berg heard the sound for critical alarms at a screen, at 50 % of its volume.",
    ]);
  });

  test("a page in a window of its own has no navigation, locks with the main window and closes with it", async () => {
    await page.goto("about:blank");
    const main = await opened.context.newPage();
    await main.goto("/screen");
    await main.getByLabel("Page", { exact: true }).selectOption({ label: "On call" });
    const popup = main.waitForEvent("popup");
    await main.getByRole("button", { name: "Open in a window of its own" }).last().click();
    const own = await popup;
    await own.getByRole("heading", { name: "On call", level: 1 }).waitFor();
    await own.locator("[data-link=live]").waitFor();
    await becomes(() => own.getByRole("navigation").count(), 0);
    await accessible(own, "own window");
    await own.reload();
    await own.locator("[data-link=live]").waitFor();
    await becomes(() => own.getByRole("navigation").count(), 0, "it stays one when it is loaded anew");
    const leaders = await own.evaluate(
      "navigator.locks.query().then(({ held }) => held.filter(({ name }) => name === 'tocsin sound').length)",
    );
    assert.equal(leaders, 1, "one window sounds");
    await main.keyboard.press("Alt+Shift+L");
    await main.getByTestId("lock-screen").waitFor();
    await own.getByTestId("lock-screen").waitFor();
    await main.locator("input[name=password]").fill("three purple tractors sing");
    await main.getByRole("button", { name: "Unlock", exact: true }).click();
    await own.getByRole("heading", { name: "On call", level: 1 }).waitFor();
    // It says so for some time before.
    await Promise.all([own.waitForEvent("close", { timeout: 90_000 }), main.close()]);
    await page.goto("/");
    assert.match(String(await page.evaluate("localStorage.getItem('tocsin place /on-call')")), /"width":\d+/);
  });

  test("a browser becomes a display on a wall by a code, shows alarms first, and nothing on it can be pressed", async () => {
    const views = { views: ["/on-call"], everySec: 5 };
    await ask("PUT", "/api/v1/site/workstation/hall", { name: "Great hall", wall: views });
    const { code } = await ask<{ code: string }>("POST", "/api/v1/workstations/hall/code");
    const size = { width: 1920, height: 1080 };
    wallContext = await opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true, viewport: size });
    wall = await wallContext.newPage();
    await wall.goto("/wall");
    await wall.getByLabel(/Code/).fill("AAAA-AAAA-AAAA-AAAA");
    await wall.keyboard.press("Enter");
    await wall.getByRole("alert").getByText("This code is not good").waitFor();
    await accessible(wall, "entry of a wall");
    await wall.getByLabel(/Code/).fill(code);
    await wall.keyboard.press("Enter");
    await wall.getByTestId("wall").getByText("Great hall").waitFor();
    await raise("valve.1", "life-safety", "Gas in the boiler house");
    const first = wall.getByTestId("wall-row").first();
    await first.getByText("Gas in the boiler house").waitFor();
    await accessible(wall, "wall");
    const controls = await wall.locator("a, button, input, select, [tabindex]").count();
    assert.equal(controls, 0, "there is nothing to press");
    await wall.reload();
    await first.getByText("Gas in the boiler house").waitFor();
    await wall.setViewportSize({ width: 360, height: 740 });
    await becomes(() => wall.evaluate(FITS), true);
    await wall.setViewportSize(size);
  });

  test("a wall shows its pages in turn once nothing waits", async () => {
    for (const alarm of server.core.alarms.all()) {
      if (["unacknowledged", "returned"].includes(alarm.state)) {
        const { occurrence, sequence } = alarm;
        await ask("POST", `/api/v1/alarms/${alarm.id}/acknowledge`, { occurrence, sequence });
      }
    }
    await wall.waitForURL("**/on-call");
    await wall.locator("[inert]").getByText("On call").first().waitFor();
    await raise("valve.2", "critical", "Pressure too high");
    await wall.getByTestId("wall-row").filter({ hasText: "Pressure too high" }).waitFor();
    assert.equal(new URL(wall.url()).pathname, "/wall");
  });

  test("whoever is signed in opens the wall and leaves it with Escape", async () => {
    await page.goto("/wall");
    await page.getByTestId("wall-row").first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("navigation").waitFor();
  });

  test("on a phone the bar below leads everywhere, and nothing scrolls sideways", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["/on-call", "/screen", "/"]) {
      await page.goto(path);
      await page.locator("[data-link=live]").waitFor();
      await becomes(() => page.evaluate(FITS), true, path);
    }
    const menu = page.getByRole("button", { name: "Menu" });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("navigation").getByRole("link", { name: "Audit trail" }).waitFor();
    await accessible(page, "drawer");
    await page.keyboard.press("Escape");
    assert.ok(await menu.evaluate("document.activeElement.getAttribute('aria-expanded') === 'false'"));
    const small = await page
      .locator(".nav-bar > *")
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).length);
    assert.equal(small, 0);
    await page.getByRole("navigation").getByRole("button", { name: "Search" }).click();
    await palette().waitFor();
    await becomes(() => page.evaluate(FITS), true);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("groups of pages that are folded stay so", async () => {
    await page.goto("/");
    const group = page.getByRole("button", { name: "People and rights" });
    await group.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Operators", exact: true }).waitFor({ state: "hidden" });
    await page.reload();
    await group.waitFor();
    await becomes(() => page.getByRole("link", { name: "Operators", exact: true }).isVisible(), false);
    await group.click();
    await page.getByRole("link", { name: "Operators", exact: true }).waitFor();
  });

  test("the tour of an example site goes by keys, lies over nothing, and can be left", async () => {
    await page.route(/\/api\/v1\/status$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), demo: true } });
    });
    await page.goto("/");
    const tour = page.getByTestId("tour");
    await tour.getByText("What is wrong now").waitFor();
    const alarm = await page.getByTestId("alarm-row").first().boundingBox();
    const strip = await tour.boundingBox();
    assert.ok(alarm && strip && strip.y + strip.height <= alarm.y, "it stands above the alarms");
    await accessible(page, "tour");
    for (let step = 0; step < 3; step++) await tour.getByRole("button", { name: "Next" }).press("Enter");
    await page.waitForURL("**/on-call");
    await page.keyboard.press("Escape");
    await tour.waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("heading", { name: "On call", level: 1 }).waitFor();
    await becomes(() => tour.count(), 0, "it comes once");
  });

  test("a wall that has lost the server says so larger than anything", async () => {
    await site.server.stop();
    await wall.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor({ timeout: 60_000 });
    await becomes(() => wall.getByTestId("wall").getAttribute("data-trusted"), "false");
    await accessible(wall, "wall without server");
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});

const TAG = { key: "pump", name: "Pump", unit: 1, fc: 4, address: 0, type: "u16" };
