import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { pngOf } from "../peers/png.ts";

const MB = 1024 * 1024;
const HOSTILE = `<img src=x onerror="document.title='taken'">`;
/** Whatever of this runs in the page changes its title. */
const HOSTILE_SVG = `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" onload="top.document.title='taken'">
  <script>top.document.title = 'taken'; fetch('/api/v1/tokens')</script>
  <image href="https://elsewhere.test/spy.png" width="1" height="1"/>
  <rect width="800" height="600" fill="#eee"/><path d="M50 50H750V550H50z" fill="none" stroke="#333"/>
</svg>`;
const OUTLINE = JSON.stringify({
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { name: HOSTILE },
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [13, 52],
            [14, 52],
            [14, 53],
            [13, 53],
            [13, 52],
          ],
        ],
      },
    },
  ],
});

/** Its IDAT is one that deflate leaves as it is. @param side in pixels; 4 bytes each */
function png(side: number): Buffer {
  const pixels = Buffer.alloc(side * (side * 4 + 1), 0x7f);
  for (let row = 0; row < side; row++) pixels[row * (side * 4 + 1)] = 0;
  return pngOf({ width: side, height: side, bitDepth: 8, colourType: 6, rows: pixels, level: 0 });
}

/** Debian's Chromium against the whole server: plans, maps and the tree. Debian package `chromium`. */
describe("plans and maps in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let folder: string;
  let hall: object;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-plans-"));
    site = await BrowserSite.open();
    page = site.page;
    await site.enrol();
    await put("source", "plc", { name: "PLC", driver: "http", enabled: false });
    await put("source", "gate", { name: "Gate", driver: "http" });
    await put("area", "works", { name: "Works", instructions: "Call the porter." });
    await put("area", "hall", { name: `Hall ${HOSTILE}`, parent: "works" });
    for (let number = 1; number <= 3; number++) {
      const name = number === 3 ? HOSTILE : `Valve ${number}`;
      await put("point", `gate/${number}`, { source: "gate", address: String(number), name, area: "hall" });
    }
    await put("point", "plc/1", { source: "plc", address: "1", name: "Pump", area: "works" });
    const file = await upload("plan.svg", HOSTILE_SVG);
    hall = { name: "Hall", kind: "floor", area: "hall", levels: [{ id: "ground", name: "Ground floor", file }] };
  });
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(method: string, path: string, data?: object | Buffer, type = "application/json") {
    const headers = { "sec-fetch-site": "same-origin", "content-type": type };
    const answer = await page.request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    return { status: answer.status(), json: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
  }
  async function put(kind: string, id: string, body: object): Promise<void> {
    const { status, json } = await ask("PUT", `/api/v1/site/${kind}/${encodeURIComponent(id)}`, body);
    assert.ok(status < 300, JSON.stringify(json));
  }
  async function upload(name: string, content: string | Buffer): Promise<string> {
    const { status, json } = await ask(
      "POST",
      `/api/v1/files?name=${name}`,
      Buffer.from(content),
      "application/octet-stream",
    );
    assert.ok(status < 300, JSON.stringify(json));
    return String(json["id"]);
  }
  const raise = (point: string, priority: "high" | "critical", text: string) =>
    site.server.core.report("gate", [
      { point, kind: "raise", category: "technical", condition: "high", priority, text, raw: "" },
    ]);
  const mark = (name: string | RegExp) => page.getByTestId("plan-mark").and(page.getByRole("button", { name }));
  const ready = () => page.locator("[data-testid=plan-canvas][data-ready=true]").waitFor();

  async function accessible(what: string): Promise<void> {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} at ${places(nodes)}`),
        [],
      );
    }
  }
  async function narrow(what: string): Promise<void> {
    const before = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
    assert.ok(wide <= 360, `${what} is ${wide} px wide on a phone`);
    if (before) await page.setViewportSize(before);
  }
  /** A file input that Mantine keeps beside its button. */
  const choose = (input: Locator, path: string) => input.setInputFiles(path);

  test("an empty page says what to do next, and a picture of 50 MB makes a plan of it", async () => {
    await page.goto("/plans");
    await page.getByText("There are no plans yet.").waitFor();
    await accessible("no plans");
    const picture = png(3620);
    assert.ok(picture.length > 50 * MB && picture.length < 64 * MB, String(picture.length));
    const path = join(folder, "hall.png");
    writeFileSync(path, picture);
    await page.getByRole("button", { name: "New plan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[name=name]").fill("Large hall");
    await dialog.getByLabel("Area that it shows").selectOption({ value: "hall" });
    await choose(dialog.locator("input[type=file]"), path);
    await dialog.getByText(/hall\.png was uploaded \(50 MB\)\./).waitFor({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Create and place points" }).click();
    await page.getByTestId("plan-editor").waitFor();
    await ready();
    const { json } = await ask("GET", "/api/v1/files");
    const stored = (json["items"] as { id: string; bytes: number; width: number }[]).find(
      ({ width }) => width === 3620,
    );
    assert.deepEqual(
      [stored?.id, stored?.bytes, stored?.width],
      [createHash("sha256").update(picture).digest("hex"), picture.length, 3620],
    );
  });

  test("a larger file is refused with a sentence, by the page and by the server", async () => {
    const { status, json } = await ask("POST", "/api/v1/files?name=big.png", Buffer.alloc(65 * MB), "image/png");
    assert.equal(status, 413);
    assert.match(String(json["detail"]), /A file may have 64 MB/);
    await put("setting", "site", { id: "site", files: { largestMb: 1 } });
    await page.goto("/plans");
    await page.getByRole("button", { name: "New plan" }).click();
    const path = join(folder, "two.svg");
    writeFileSync(path, `<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(2 * MB)}</svg>`);
    await choose(page.getByRole("dialog").locator("input[type=file]"), path);
    await page.getByRole("dialog").getByText("The file has 2.1 MB, and 1 MB are allowed.").waitFor();
    await put("setting", "site", { id: "site" });
    await page.keyboard.press("Escape");
  });

  test("points are placed by drag and drop and by the keyboard, undone, and saved", async () => {
    await put("plan", "hall", hall);
    await page.goto("/plans/hall?edit=true");
    await ready();
    const tree = page.getByRole("tree");
    await tree.focus();
    await page.keyboard.press("ArrowRight");
    await tree.getByRole("treeitem", { name: /^Hall/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const valve = tree.getByRole("treeitem", { name: /^Valve 1/ });
    await valve.waitFor();
    await valve.dragTo(page.getByTestId("plan-canvas"), { targetPosition: { x: 200, y: 150 } });
    await mark(/Valve 1/).waitFor();
    await tree.getByRole("treeitem", { name: /^Valve 2/ }).click();
    await page.getByRole("button", { name: "Place Valve 2 in the middle" }).click();
    await mark(/Valve 2/).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Delete");
    await mark(/Valve 2/).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await mark(/Valve 2/).waitFor();
    await tree
      .getByRole("treeitem", { name: /onerror/ })
      .last()
      .click();
    await page.getByRole("button", { name: /^Place <img/ }).click();
    await accessible("the editor");
    await narrow("the editor");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("plan-page").waitFor();
    const { json } = await ask("GET", "/api/v1/site/plan/hall");
    const symbols = json["symbols"] as { shows: object; at: { x: number; y: number } }[];
    assert.deepEqual(
      symbols.map(({ shows }) => shows),
      [{ point: "gate/1" }, { point: "gate/2" }, { point: "gate/3" }],
    );
    assert.ok(Math.abs((symbols[1]?.at.x ?? 0) - 0.51) < 0.01, JSON.stringify(symbols[1]));
    assert.ok((symbols[0]?.at.x ?? 1) < 0.5, JSON.stringify(symbols[0]));
  });

  test("who saves second is told by whom, and merges what both did", async () => {
    await page.goto("/plans/hall?edit=true");
    await ready();
    await mark(/Valve 1/).focus();
    await page.keyboard.press("ArrowDown");
    const { json } = await ask("GET", "/api/v1/site/plan/hall");
    await put("plan", "hall", { ...json, name: "Hall of others" });
    await page.getByRole("button", { name: "Save" }).click();
    const merge = page.getByTestId("merge");
    await merge.getByText("Anna Berg").waitFor();
    await accessible("a plan that two have changed");
    await merge.getByRole("button", { name: "Merge into the form" }).click();
    await page.getByRole("heading", { name: "Hall of others" }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("plan-page").waitFor();
    const after = (await ask("GET", "/api/v1/site/plan/hall")).json as typeof json;
    assert.equal(after["name"], "Hall of others");
    assert.notDeepEqual(after["symbols"], json["symbols"], "what was moved here is saved too");
  });

  test("symbols show live what is the matter, and an alarm is acknowledged on the plan", async () => {
    await page.goto("/plans/hall");
    await ready();
    await mark(/^Valve 1 ?: no alarm/).waitFor();
    await raise("1", "critical", `Pressure ${HOSTILE}`);
    const valve = mark(/^Valve 1 ?: Critical, .*1 waiting for acknowledgement/);
    await valve.waitFor();
    await page.getByRole("treeitem", { name: /^Works.*1 waiting/ }).waitFor();
    await valve.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByTestId("plan-panel");
    await panel.getByRole("button", { name: /^Acknowledge/ }).click();
    await mark(/^Valve 1 ?: Critical, Acknowledged/i).waitFor();
    await accessible("a plan");
    await page.getByText("What is on this plan, as a table").click();
    await page
      .getByTestId("plan-table")
      .getByRole("row", { name: /Valve 2.*no alarm/ })
      .waitFor();
    await accessible("a plan as a table");
    await narrow("a plan");
    assert.notEqual(await page.title(), "taken");
  });

  test("zooms to the alarm from the address, on whichever level it is; and far out symbols cluster", async () => {
    const { json } = await ask("GET", "/api/v1/site/plan/hall");
    const [ground] = json["levels"] as object[];
    const levels = [ground, { ...ground, id: "roof", name: "Roof" }];
    const at = { x: 0.2, y: 0.8 };
    const crowd = [1, 2, 3].map((number) => ({
      id: `roof-${number}`,
      level: "roof",
      shows: number === 1 ? { point: "gate/2" } : number === 2 ? { point: "plc/1" } : { area: "hall" },
      at: { x: at.x + number / 1000, y: at.y },
    }));
    const kept = (json["symbols"] as { shows: { point: string } }[]).filter(({ shows }) => shows.point !== "gate/2");
    await put("plan", "hall", { ...json, levels, symbols: [...kept, ...crowd] });
    await raise("2", "high", "Valve 2 stuck");
    const alarm = [...site.server.core.alarms.all()].find(({ point }) => point === "2")?.id;
    await page.goto(`/plans/hall?alarm=${alarm}`);
    await page
      .getByTestId("plan-panel")
      .getByRole("link", { name: /Valve 2 stuck/ })
      .waitFor();
    await becomes(() => page.getByRole("radio", { name: /^Roof/ }).isChecked(), true);
    await becomes(() => page.title().then((title) => title.includes("taken")), false);
    await page.goto("/plans/hall");
    await ready();
    await page.getByRole("radio", { name: /^Roof.*1 waiting/ }).check();
    const cluster = page.getByTestId("plan-cluster");
    await cluster.and(page.getByRole("button", { name: /^3 symbols ?: High, .*1 waiting/ })).waitFor();
    await cluster.click();
    await mark(/^Pump ?: State not known: PLC is not connected/).waitFor();
  });

  test("a map needs no tile server: an outline is drawn, and what it says of itself is not", async () => {
    const outline = await upload("country.geojson", OUTLINE);
    await put("plan", "country", {
      name: "Country",
      kind: "map",
      levels: [{ id: "all", name: "Country", outline }],
      symbols: [{ id: "1", level: "all", shows: { plan: "hall" }, at: { latitude: 52.5, longitude: 13.4 } }],
    });
    await page.goto("/plans/country");
    await ready();
    await page.locator("path.plan-outline").waitFor();
    await mark(/^Hall of others ?: (Critical|High)/).click();
    await page.getByRole("link", { name: "Open plan Hall of others" }).click();
    await page.getByRole("heading", { name: "Hall of others" }).waitFor();
  });

  test("the tree is walked and edited with the keyboard, and finds by name", async () => {
    await page.goto("/areas");
    const tree = page.getByRole("tree");
    await tree.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("area-card").getByText("Call the porter.").waitFor();
    await accessible("areas");
    await narrow("areas");
    await page.getByRole("button", { name: "Edit Works" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Usual cause").fill("Low water.");
    await dialog.getByLabel("Links").fill("Safety sheet https://intranet.example/sheet");
    await dialog.getByRole("button", { name: "Save" }).focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByTestId("area-card").getByRole("link", { name: "Safety sheet" }).waitFor();
    await page.getByRole("button", { name: "Add an area in Works" }).click();
    await page.getByRole("dialog").locator("input[name=name]").fill("Cellar");
    await page.keyboard.press("Enter");
    await page.getByTestId("area-card").getByText("Works › Cellar").waitFor();
    await page.getByLabel("Find an area or point").fill("valve 2");
    const found = tree.getByRole("treeitem", { name: /^Valve 2/ });
    await found.click();
    await page.getByTestId("point-card").getByLabel("Lies in").selectOption({ label: "Works › Cellar" });
    await page
      .getByTestId("point-card")
      .getByRole("link", { name: /Valve 2 stuck/ })
      .waitFor();
    await page.getByLabel("Find an area or point").fill("cellar");
    await tree.getByRole("treeitem", { name: /^Cellar.*1 waiting/ }).waitFor();
    await page.getByLabel("Find an area or point").fill("nothing of that name");
    await page.getByText("Nothing is called “nothing of that name”.").waitFor();
  });

  test("who may not change the site is offered nothing that would", async () => {
    await page.route("**/api/v1/session", async (route) => {
      const answer = await route.fetch();
      const session = (await answer.json()) as { operator: { rights: string[] } };
      session.operator.rights = session.operator.rights.filter((right) => right !== "site:write");
      await route.fulfill({ response: answer, json: session });
    });
    await page.goto("/plans/hall");
    await ready();
    await becomes(() => page.getByRole("button", { name: "Edit" }).count(), 0);
    await page.goto("/areas");
    await page.getByRole("tree").waitFor();
    await becomes(() => page.getByRole("button", { name: "Add an area" }).count(), 0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("who loses the right while editing is told so, and keeps what they did", async () => {
    await page.goto("/plans/hall?edit=true");
    await ready();
    await mark(/^Valve 1/).focus();
    await page.keyboard.press("ArrowUp");
    const detail = "You may not change the plan 'hall': it needs the right 'site:write'.";
    await page.route("**/api/v1/site/plan/hall", (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 403, json: { title: "Not permitted", detail } })
        : route.continue(),
    );
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").filter({ hasText: detail }).waitFor();
    assert.ok(await page.getByRole("button", { name: "Undo" }).isEnabled());
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("a hostile SVG runs nothing by its own address either", async () => {
    const { json } = await ask("GET", "/api/v1/site/plan/hall");
    const [level] = json["levels"] as { file: string }[];
    const refused: string[] = [];
    const note = (message: { text: () => string }) => refused.push(message.text());
    page.on("console", note);
    await page.goto(`/api/v1/files/${level?.file}`);
    await page.locator("svg rect").waitFor();
    page.off("console", note);
    assert.notEqual(await page.title(), "taken");
    assert.match(refused.join("\n"), /Blocked script execution|violates the following Content Security Policy/);
  });

  test("what can't be loaded says so and is tried again", async () => {
    await page.route("**/api/v1/site/plan*/**", (route) => route.abort());
    await page.route("**/api/v1/site/plan", (route) => route.abort());
    await page.goto("/plans");
    await page.getByRole("alert").filter({ hasText: "Plans and maps" }).waitFor({ timeout: 60_000 });
    await accessible("plans that can't be loaded");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByTestId("plan").first().waitFor();
    const plans = await ask("GET", "/api/v1/site/plan/hall");
    const [level] = plans.json["levels"] as { file: string }[];
    await page.route(`**/api/v1/files/${level?.file}`, (route) => route.abort());
    await page.goto("/plans/hall");
    await page.getByText(/can't be shown: its picture could not be loaded/).waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("once the server is lost nothing on a plan looks calm", async () => {
    await page.clock.install();
    await page.goto("/plans/hall?level=ground");
    await ready();
    await mark(/no alarm|Critical/)
      .first()
      .waitFor();
    await page.route("**/api/**", (route) => route.abort());
    await page.clock.fastForward("01:10");
    await mark(/^Valve 1 ?: State not known: the server is not there/).waitFor();
    await becomes(() => page.locator("[data-testid=plan-mark][data-sight=seen]").count(), 0);
    await becomes(() => page.getByRole("heading", { name: /No alarm|Alarms on this plan/ }).count(), 0);
    await page.getByRole("heading", { name: /^State of \d+ symbols not known$/ }).waitFor();
    await page.getByText("Nothing on this page says what is the matter now.").waitFor();
    await accessible("a plan without its server");
  });
});
