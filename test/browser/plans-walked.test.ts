import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { until } from "../peers/whole-server.ts";

const floor = (width: number, height: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path d="M20 20H${width - 20}V${height - 20}H20z" fill="#eee"/></svg>`;
const line = (coordinates: readonly (readonly [number, number])[]) =>
  JSON.stringify({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
const STREET = line([
  [13.7, 51.04],
  [13.73, 51.06],
  [13.76, 51.07],
]);
/** The same street as a land registry gives it: metres in UTM zone 33. */
const METRES = line([
  [408_851, 5_655_012],
  [411_004, 5_657_204],
]);
const DETECTORS = 200;

interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
/** What is drawn of elements that show, in pixels; the text runs in the page. */
const rects = (page: Page, selector: string) =>
  page.evaluate<Rect[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 2).map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))`,
  );
const overlap = (a: Rect, b: Rect) =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
const inside = (a: Rect, b: Rect | undefined) =>
  b !== undefined && a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;

/** Debian's Chromium against the whole server: an operator at night and an integrator by day. Debian package `chromium`. */
describe("plans as people walk through them", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-plans-walked-"));
    site = await BrowserSite.open();
    page = site.page;
    await site.enrol();
    await site.put("setting/site", { name: "Water works Elbtal" });
    await site.put("source/gate", { name: "Gate", driver: "http" });
    await site.put("area/works", { name: "Works" });
    await site.put("area/store", { name: "Store", parent: "works" });
    for (const number of [1, 2, 3]) {
      const address = String(number);
      await site.put(`point/gate/${address}`, { source: "gate", address, name: `Door ${address}`, area: "works" });
    }
    const [cellar, ground, roof] = [
      await upload("cellar.svg", floor(800, 600)),
      await upload("ground.svg", floor(1200, 500)),
      await upload("roof.svg", floor(500, 900)),
    ];
    await site.put("plan/house", {
      name: "House",
      kind: "floor",
      levels: [
        { id: "cellar", name: "Cellar", file: cellar },
        { id: "ground", name: "Ground floor", file: ground },
        { id: "roof", name: "Roof", file: roof },
      ],
      symbols: [
        { id: "1", level: "cellar", shows: { point: "gate/1" }, at: { x: 0.2, y: 0.2 } },
        { id: "2", level: "ground", shows: { point: "gate/2" }, at: { x: 0.9, y: 0.9 } },
        { id: "3", level: "roof", shows: { point: "gate/3" }, at: { x: 0.5, y: 0.1 } },
      ],
    });
    const detectors = Array.from({ length: DETECTORS }, (_, n) => ({
      id: `gate/s${n + 1}`,
      source: "gate",
      address: `s${n + 1}`,
      area: "store",
      name: `Smoke detector ${n + 1}`,
    }));
    await site.ask("POST", "/api/v1/site/apply", { items: { point: detectors } });
    await site.put("plan/store", {
      name: "Store",
      kind: "floor",
      levels: [{ id: "ground", name: "Ground floor", file: ground }],
      symbols: Array.from({ length: DETECTORS }, (_, n) => ({
        id: String(n + 1),
        level: "ground",
        shows: { point: `gate/s${n + 1}` },
        at: { x: 0.03 + (n % 20) * 0.049, y: 0.05 + Math.floor(n / 20) * 0.1 },
      })),
    });
    const outline = await upload("street.geojson", STREET);
    await site.put("plan/campus", {
      name: "Campus",
      kind: "map",
      levels: [{ id: "all", name: "Map", outline }],
      symbols: [{ id: "1", level: "all", shows: { plan: "house" }, at: { latitude: 51.05, longitude: 13.72 } }],
    });
  });
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function upload(name: string, content: string): Promise<string> {
    const headers = { "sec-fetch-site": "same-origin", "content-type": "application/octet-stream" };
    const data = Buffer.from(content);
    const answer = await page.request.fetch(`/api/v1/files?name=${name}`, { method: "POST", headers, data });
    const { id } = (await answer.json()) as { id?: string };
    return id ?? assert.fail(`${name} was not taken: ${answer.status()}`);
  }
  const raise = (point: string, priority: "high" | "critical", text: string) =>
    site.server.core.report("gate", [
      { point, kind: "raise", category: "technical", condition: "high", priority, text, raw: "" },
    ]);
  const mark = (name: string | RegExp) => page.getByTestId("plan-mark").and(page.getByRole("button", { name }));
  const ready = () => page.locator("[data-testid=plan-canvas][data-ready=true]").waitFor();
  const level = (name: RegExp) => page.getByRole("radio", { name });
  const open = async (path: string) => {
    await page.goto(path);
    await ready();
  };
  const storedPlan = (id: string) =>
    site.ask<{ symbols: { shows: object; level: string; at: Record<string, number> }[] }>(
      "GET",
      `/api/v1/site/plan/${id}`,
    );

  test("a calm plan says so, and opens on its lowest level", async () => {
    await open("/plans/house");
    await page.getByRole("heading", { name: "No alarm on this plan" }).waitFor();
    await becomes(() => level(/^Cellar/).isChecked(), true);
  });

  test("an alarm is shown on its level when each level has a picture of its own", async () => {
    await raise("3", "high", "Roof hatch open");
    const id = [...site.server.core.alarms.all()].find(({ point }) => point === "3")?.id;
    await open(`/plans/house?level=cellar&alarm=${id}`);
    await page.getByTestId("plan-panel").getByRole("heading", { name: "Door 3" }).waitFor();
    await until("the alarm's level shows", () => level(/^Roof/).isChecked());
    const [canvas] = await rects(page, "[data-testid=plan-canvas]");
    const [symbol] = await rects(page, "[data-symbol='3'] .symbol");
    assert.ok(symbol && inside(symbol, canvas), "what is looked for is in view");
    assert.deepEqual(site.opened.complaints, []);
  });

  test("a plan opens where it is worst and stays there; every alarm is one click away, and so is the whole plan", async () => {
    await open("/plans/house");
    await until("the plan opens at its roof", () => level(/^Roof.*High/).isChecked());
    await raise("2", "critical", "Broken in");
    const list = page.getByTestId("plan-alarmed");
    const rows = list.getByRole("button");
    await rows.filter({ hasText: "Broken in" }).waitFor();
    await comesToMatch(() => rows.first().textContent(), /Door 2.*Critical.*Broken in/, "the worst stands first");
    await becomes(() => level(/^Roof/).isChecked(), true, "nothing moves away under somebody's hand");
    await level(/^Ground floor.*Critical/).waitFor();
    const size = async () => {
      const [rect] = await rects(page, ".plan-picture");
      return rect ? rect.right - rect.left : 0;
    };
    await rows.first().click();
    await until("the door's level shows", () => level(/^Ground floor/).isChecked());
    await page.getByTestId("plan-panel").getByRole("heading", { name: "Door 2" }).waitFor();
    const [canvas] = await rects(page, "[data-testid=plan-canvas]");
    const across = canvas ? canvas.right - canvas.left : Number.NaN;
    await until("it is zoomed to", async () => (await size()) > across);
    await page.getByRole("button", { name: "Show all of it" }).click();
    await until("the whole plan is in view", async () => {
      const [picture] = await rects(page, ".plan-picture");
      return picture !== undefined && inside(picture, canvas);
    });
  });

  test("linked plans that show the same alarm count it once, and a line of a map encloses nothing", async () => {
    await site.put("plan/works", {
      name: "Works",
      kind: "floor",
      levels: [{ id: "ground", name: "Ground floor", file: await upload("works.svg", floor(700, 700)) }],
      symbols: ["house", "store", "campus"].map((plan, n) => ({
        id: plan,
        level: "ground",
        shows: { plan },
        at: { x: 0.2 + n * 0.3, y: 0.5 },
      })),
    });
    const { symbols, ...store } = await storedPlan("store");
    const door = { id: "door", level: "ground", shows: { point: "gate/2" }, at: { x: 0.5, y: 0.99 } };
    await site.put("plan/store", { ...store, symbols: [...symbols, door] });
    await page.goto("/plans");
    const card = page.getByTestId("plan").filter({ has: page.getByRole("link", { name: "Works" }) });
    await card.getByText(/, 2 waiting for acknowledgement/).waitFor();
    await site.put("plan/store", { ...store, symbols });
    await open("/plans/campus");
    await page.locator("path.plan-outline").waitFor();
    await becomes(() => page.evaluate("getComputedStyle(document.querySelector('path.plan-outline')).fill"), "none");
  });

  test("of two hundred detectors one alarms: it is seen, its name is read, and no name lies over another", async () => {
    await raise("s117", "critical", "Smoke in bay 17");
    await open("/plans/store");
    await page
      .getByTestId("plan-alarmed")
      .getByRole("button", { name: /Smoke in bay 17/ })
      .waitFor();
    await page.locator("[data-symbol='117'][data-open=true][data-named=true]").waitFor();
    const names = await rects(page, ".plan-mark[data-named=true] > .plan-name");
    assert.ok(names.length >= 5, `${names.length} names can be read`);
    const over = names.flatMap((a, i) => names.slice(i + 1).filter((b) => overlap(a, b)));
    assert.deepEqual(over, []);
    await page.setViewportSize({ width: 360, height: 740 });
    const cluster = page.getByTestId("plan-cluster").and(page.getByRole("button", { name: /Critical, .*1 waiting/ }));
    await cluster.waitFor();
    await becomes(() => cluster.count(), 1);
    assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 360);
    await page.getByTestId("plan-alarmed").getByRole("button").click();
    await page
      .getByTestId("plan-panel")
      .getByRole("button", { name: /^Acknowledge/ })
      .waitFor();
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("symbols keep their light by night and their colours in high contrast", async () => {
    const fill = (selector: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).fill`);
    await page.emulateMedia({ colorScheme: "dark" });
    await open("/plans/store");
    await page.locator("[data-symbol='117'][data-open=true]").waitFor();
    await page.locator(":root[data-mantine-color-scheme=dark]").waitFor();
    assert.equal(await fill(".plan-mark .symbol-calm circle"), "rgb(255, 255, 255)");
    const red = await fill("[data-symbol='117'] .symbol-shape");
    await page.emulateMedia({ colorScheme: "dark", forcedColors: "active" });
    assert.equal(await fill("[data-symbol='117'] .symbol-shape"), red);
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  });

  test("A4 has all of the plan, the site's name, the time, the legend, and every alarm in words", async () => {
    await open("/plans/store");
    await page.locator("[data-symbol='117'][data-open=true]").waitFor();
    await page.getByRole("button", { name: "Zoom in" }).click();
    const before = await rects(page, ".plan-picture");
    await page.setViewportSize({ width: 700, height: 850 });
    await page.setViewportSize({ width: 1400, height: 850 });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print" });
    const [canvas] = await rects(page, "[data-testid=plan-canvas]");
    assert.ok(canvas && canvas.right - canvas.left <= 690, JSON.stringify(canvas));
    const [picture] = await rects(page, ".plan-picture");
    assert.ok(picture && inside(picture, canvas), "nothing of the plan is cut off");
    const sheet = page.getByTestId("plan-page");
    await sheet.getByText("Water works Elbtal").waitFor();
    await sheet.getByText(/^As it was on \d+ \w+ \d{4} \d\d:\d\d:\d\d$/).waitFor();
    await sheet.getByText("Level: Ground floor").waitFor();
    await sheet.getByRole("region", { name: "What the symbols mean" }).getByText("Life safety").waitFor();
    const table = page.getByTestId("plan-table");
    await table.getByRole("row", { name: /Critical, Unacknowledged: .*Smoke in bay 17/ }).waitFor();
    await becomes(() => table.getByRole("row").count(), 2, "what is calm fills no table");
    await sheet.getByText(`no alarm (${DETECTORS - 1}):`).waitFor();
    for (const away of [page.getByRole("tree"), page.getByRole("navigation").first(), page.locator(".top")]) {
      await becomes(() => away.isVisible(), false);
    }
    await page.emulateMedia({ media: "screen" });
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    await until(
      "what was in view before is in view again",
      async () => Math.abs(((await rects(page, ".plan-picture"))[0]?.left ?? 0) - (before[0]?.left ?? 1)) < 2,
    );
  });

  test("a symbol of another plan leads there, and the page stays", async () => {
    await open("/plans/campus");
    await mark(/^House/).click();
    await page.getByRole("link", { name: "Open plan House" }).click();
    await page.getByRole("heading", { name: "House", level: 1 }).waitFor();
    assert.deepEqual(site.opened.complaints, []);
  });

  test("nothing looks calm while nobody knows which sources are connected", async () => {
    await page.route("**/api/v1/sources", (route) => route.abort());
    await open("/plans/store");
    await mark(/: State not known: it isn't known which sources are connected/)
      .first()
      .waitFor();
    await becomes(() => page.locator("[data-testid=plan-mark][data-sight=seen][data-open=false]").count(), 0);
    await page.locator("[data-symbol='117'][data-open=true]").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await mark(/^Smoke detector 1 ?: no alarm/).waitFor();
  });

  test("what is on another plan is one click away", async () => {
    await open("/plans/store?point=gate/2&area=works");
    const note = page.getByRole("status").filter({ hasText: "Not placed on this plan" });
    await note.getByRole("link", { name: "Show on plan House" }).click();
    await page.getByTestId("plan-panel").getByRole("heading", { name: "Door 2" }).waitFor();
  });

  test("a point is placed by a finger: a tap in the tree, a tap on the plan; Ctrl + Z takes it back", async () => {
    const phone = await site.opened.browser.newContext({
      baseURL: site.url,
      ignoreHTTPSErrors: true,
      hasTouch: true,
      isMobile: true,
      locale: "en-GB",
      viewport: { width: 360, height: 740 },
      storageState: await page.context().storageState(),
    });
    const hand = await phone.newPage();
    await hand.goto("/plans/store?edit=true");
    await hand.locator("[data-testid=plan-canvas][data-ready=true]").waitFor();
    await hand.getByLabel("Find an area or point").fill("Door");
    await hand.getByRole("treeitem", { name: /^Door 2/ }).tap();
    await hand.getByText("Now click or tap on the plan where Door 2 is.").waitFor();
    await hand.getByTestId("plan-canvas").tap({ position: { x: 200, y: 230 } });
    await hand.getByText("Door 2 was placed on Ground floor.").waitFor();
    await hand.getByRole("treeitem", { name: /^Door 2.* on this plan/ }).waitFor();
    await hand.getByRole("button", { name: "Save" }).tap();
    await hand.getByTestId("plan-page").waitFor();
    await phone.close();
    assert.deepEqual((await storedPlan("store")).symbols.at(-1)?.shows, { point: "gate/2" });
    await open("/plans/store?edit=true");
    await mark(/^Door 2/).focus();
    await page.keyboard.press("Delete");
    await mark(/^Door 2/).waitFor({ state: "detached" });
    await page.getByRole("status").filter({ hasText: "Door 2 was removed." }).waitFor();
    await until("Undo has the focus", () =>
      page.getByRole("button", { name: "Undo" }).evaluate((button) => button.matches(":focus")),
    );
    await page.keyboard.press("Control+z");
    await mark(/^Door 2/).waitFor();
    await becomes(() => page.getByRole("button", { name: "Save" }).isDisabled(), true);
  });

  test("a link to another plan comes where one looks, and a place on a map can be typed", async () => {
    await open("/plans/campus?edit=true");
    await page.getByLabel("Place a link to another plan").selectOption({ value: "store" });
    await mark(/^Store/).click();
    await page.getByLabel("Latitude").fill("51.0605");
    await page.getByLabel("Longitude").fill("13,745");
    await page.getByLabel("Longitude").press("Enter");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("plan-page").waitFor();
    const { symbols } = await storedPlan("campus");
    assert.deepEqual(symbols.at(-1)?.at, { latitude: 51.0605, longitude: 13.745 });
    await open("/plans/house?level=roof");
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByTestId("plan-editor").waitFor();
    await becomes(() => level(/^Roof/).isChecked(), true, "it is edited where one looked");
    await ready();
    await page.getByLabel("Place a link to another plan").selectOption({ value: "store" });
    await mark(/^Store/).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("plan-page").waitFor();
    await becomes(() => level(/^Roof/).isChecked(), true);
    assert.deepEqual((await storedPlan("house")).symbols.at(-1)?.level, "roof");
  });

  test("an outline in metres is refused before it is sent, with what to do", async () => {
    await page.goto("/plans");
    await page.getByRole("button", { name: "New plan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Choose a picture to go on.").waitFor();
    await dialog.getByLabel("What it is").selectOption("map");
    await dialog.getByText("Choose a picture or an outline to go on.").waitFor();
    const path = join(folder, "registry.geojson");
    writeFileSync(path, METRES);
    await dialog.locator("input[type=file]").last().setInputFiles(path);
    await dialog.getByText(/registry\.geojson has coordinates that are no degrees\. .*WGS 84/).waitFor();
    await becomes(() => dialog.getByRole("button", { name: "Create and place points" }).isDisabled(), true);
    writeFileSync(path, STREET);
    await dialog.locator("input[type=file]").last().setInputFiles(path);
    await dialog.locator("input[name=name]").fill("Streets");
    // The picker opened once more, and was closed without a choice.
    await dialog.locator("input[type=file]").first().dispatchEvent("cancel", { bubbles: true });
    await becomes(() => dialog.locator("input[name=name]").inputValue(), "Streets");
    await dialog.getByRole("button", { name: "Create and place points" }).click();
    await page.getByTestId("plan-editor").waitFor();
    await ready();
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("textbox", { name: /streets/ }).fill("streets");
    await page
      .getByRole("button", { name: /^Delete/ })
      .last()
      .click();
    await page.getByRole("heading", { name: "Plans and maps" }).waitFor();
    await page.getByRole("link", { name: "Streets" }).waitFor({ state: "detached" });
  });
});
