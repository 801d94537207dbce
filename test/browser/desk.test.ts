import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { APIRequestContext, Page } from "playwright-core";
import { againUntil } from "../peers/again-until.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300"/></svg>`;
const HOUR_MS = 3_600_000;

/** Debian's Chromium against the whole server: what leads from one page to the next, and what operators arrange for themselves. */
describe("the operator's desk in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let ben: APIRequestContext;

  before(async () => {
    site = await BrowserSite.open();
    ({ page } = site);
    page.setDefaultTimeout(60_000);
    await site.enrol();
    await put("setting/site", { approvals: { fourEyes: "off" } });
    for (const id of ["anna", "ben"]) await put(`person/${id}`, { name: id === "anna" ? "Anna Berg" : "Ben Roth" });
    await put("policy/duty", { name: "Duty", steps: [{ waitSec: 300, tell: [{ person: "ben" }] }] });
    await put("source/boiler", { name: "Boiler", driver: "http" });
    await put("area/works", { name: "Works" });
    await put("area/hall", { name: "Hall", parent: "works" });
    for (const [address, area] of [
      ["t1", "hall"],
      ["door", undefined],
    ] as const) {
      const body = {
        source: "boiler",
        address,
        name: address === "t1" ? "Temperature" : "Door",
        ...(area && { area }),
      };
      await put(`point/${encodeURIComponent(`boiler/${address}`)}`, body);
    }
    await site.account("ben.roth", "Ben Roth", "operator", "ben");
    const desk = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    ben = desk.request;
    await ask(ben, "POST", "/api/v1/session", { id: "ben.roth", password: PASSWORD });
  });
  afterEach(() => page?.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function ask(from: APIRequestContext, method: string, path: string, data?: object): Promise<unknown> {
    const answer = await from.fetch(path, {
      method,
      headers: { "sec-fetch-site": "same-origin" },
      ...(data ? { data } : {}),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  }
  const put = (path: string, body: object) => ask(page.request, "PUT", `/api/v1/site/${path}`, body);

  async function accessible(what: string): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
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
    await page.setViewportSize({ width: 360, height: 800 });
    const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
    await page.setViewportSize({ width: 1400, height: 850 });
    assert.ok(wide <= 360, `${what} is ${wide} px wide on a screen of 360 px`);
  }

  function refused(url: RegExp) {
    const body = { type: "about:blank", title: "No", status: 500, detail: "The database is away." };
    return page.route(url, (route) =>
      route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(body) }),
    );
  }

  const raise = (point: string, text: string, kind: "raise" | "clear" = "raise") =>
    site.server.core.report("boiler", [
      { point, kind, category: "technical", condition: "high", priority: "high", text, raw: "" },
    ]);
  const numberOf = (point: string) =>
    [...site.server.core.alarms.all()].find((alarm) => alarm.point === point)?.id ??
    assert.fail(`no alarm of ${point}`);

  test("routes: none, refused, then moved by buttons and keys, saved at once, and merged with what somebody else did", async () => {
    await refused(/\/api\/v1\/site\/route/);
    await page.goto("/policies");
    await page.getByText("The database is away.").first().waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await againUntil(page.getByText("No routes", { exact: true }), () =>
      page.getByRole("button", { name: "Try again" }).first().click({ timeout: 2000 }),
    );
    for (const [at, id] of ["night", "fire", "rest"].entries()) {
      await put(`route/${id}`, {
        order: (at + 1) * 10,
        policy: "duty",
        priorities: at === 1 ? ["life-safety"] : ["low"],
      });
    }
    const routes = page.getByTestId("routes");
    const shown = async () => (await routes.locator("strong").allTextContents()).join(" ");
    const stored = async () => {
      const { items } = (await ask(page.request, "GET", "/api/v1/site/route")) as {
        items: { id: string; order: number }[];
      };
      return items.toSorted((a, b) => a.order - b.order).map(({ id, order }) => `${id} ${order}`);
    };
    await routes.getByRole("button", { name: "Edit rest" }).waitFor();
    const changed = page.getByTestId("route-order");
    await againUntil(changed, () => page.getByRole("button", { name: "Move fire up" }).click({ timeout: 2000 }));
    await becomes(() => shown(), "fire night rest");
    await page.getByRole("button", { name: "Move rest up" }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByText("rest is number 2 now.").waitFor({ state: "attached" });
    await becomes(() => shown(), "fire rest night");
    await page.locator('[data-testid="dry-run"][data-settled="true"]').waitFor();
    await accessible("routes in another order");
    await narrow("routes");
    assert.deepEqual(await stored(), ["night 10", "fire 20", "rest 30"], "nothing is saved yet");
    await page.getByRole("button", { name: "Save the order" }).click();
    await page.getByText("The order of the routes is saved.").waitFor();
    assert.deepEqual(await stored(), ["fire 10", "rest 20", "night 30"]);

    await againUntil(changed, () => page.getByRole("button", { name: "Move night up" }).click({ timeout: 2000 }));
    await put("route/new", { order: 15, policy: null });
    await put("route/fire", { order: 10, policy: null, priorities: ["life-safety"] });
    const clash = page.getByTestId("route-clash");
    await clash.getByText("Nothing was overwritten.").waitFor();
    await clash.getByText("Changed, and kept as they are now: fire").waitFor();
    await clash.getByText("New: new").waitFor();
    await clash.getByText("Your order: fire → new → night → rest").waitFor();
    await accessible("routes that clash");
    await clash.getByRole("button", { name: "Go on with mine" }).click();
    await page.getByRole("button", { name: "Save the order" }).click();
    await page.getByText("The order of the routes is saved.").waitFor();
    assert.deepEqual(await stored(), ["fire 10", "new 20", "night 30", "rest 40"]);
  });

  test("files: none, refused, dropped, shown where they are used, and removed when they are used nowhere", async () => {
    await refused(/\/api\/v1\/files/);
    await page.goto("/files");
    await page.getByText("The database is away.").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await againUntil(page.getByText("Nothing is uploaded yet"), () =>
      page.getByRole("button", { name: "Try again" }).click({ timeout: 2000 }),
    );
    const drop = (files: readonly (readonly [name: string, content: string, type: string])[]) =>
      page.evaluate(`{
        const data = new DataTransfer();
        for (const [name, content, type] of ${JSON.stringify(files)}) data.items.add(new File([content], name, { type }));
        const area = document.querySelector("[data-testid=drop-area]");
        for (const type of ["dragover", "drop"]) area.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      }`);
    await drop([
      ["hall.svg", SVG, "image/svg+xml"],
      ["notes.txt", "nothing but words", "text/plain"],
      ["valve <b>.svg", SVG.replace("400", "401"), "image/svg+xml"],
    ]);
    await page.getByText("Uploaded: hall.svg, valve <b>.svg").waitFor();
    await page.getByText("notes.txt was not taken.").waitFor();
    await page.getByText("This is no picture and no document that Tocsin takes").waitFor();
    const { items } = (await ask(page.request, "GET", "/api/v1/files")) as { items: { id: string; name: string }[] };
    const picture = items.find(({ name }) => name === "hall.svg")?.id;
    await put("plan/house", {
      name: "House",
      kind: "floor",
      levels: [{ id: "ground", name: "Ground floor", file: picture }],
      symbols: [{ id: "s1", level: "ground", at: { x: 0.5, y: 0.5 }, shows: { point: "boiler/t1" } }],
    });
    const row = (name: string) => page.getByTestId("file").filter({ hasText: name });
    await row("hall.svg").getByRole("link", { name: "Plan house" }).waitFor();
    await row("valve").getByText("Nowhere").waitFor();
    await becomes(() => row("hall.svg").getByRole("button").count(), 0, "what is shown can't be removed");
    await accessible("files");
    await narrow("files");
    await page.getByLabel("Only what is shown nowhere").check();
    await row("hall.svg").waitFor({ state: "detached" });
    await row("valve")
      .getByRole("button", { name: /^Remove/ })
      .click();
    await row("valve").getByRole("button", { name: "Remove valve <b>.svg for good" }).click();
    await row("valve").waitFor({ state: "detached" });
    await page.getByLabel("Only what is shown nowhere").uncheck();
    await row("hall.svg").waitFor();
    const choose = page.getByRole("button", { name: "choose files…" });
    await page.route(/\/api\/v1\/feed/, (asked) => asked.abort());
    await page.reload();
    await choose.and(page.locator(":disabled")).waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await choose.and(page.locator(":enabled")).waitFor();
  });

  test("an alarm leads to its plan and to the journal of its point, from the list, its page, the plan and the palette", async () => {
    await raise("t1", "Too hot");
    await raise("door", "A door is open");
    await page.goto("/");
    const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });
    const menu = page.getByRole("dialog", { name: "What to do with this alarm" });
    await row("Too hot").getByRole("button", { name: /^More/ }).click();
    await menu.getByRole("link", { name: "Show on plan House" }).waitFor();
    await page.keyboard.press("Escape");
    await row("A door is open").getByRole("button", { name: /^More/ }).click();
    await menu.getByText("A door is open").waitFor();
    await becomes(() => menu.getByTestId("show-on-plan").count(), 0, "no plan holds it");
    await page.keyboard.press("Escape");
    await row("Too hot").getByRole("button", { name: /^More/ }).click();
    await menu.getByRole("link", { name: "Show on plan House" }).click();
    await page.waitForURL(/\/plans\/house\?point=boiler%2Ft1/, { waitUntil: "commit" });
    const panel = page.getByTestId("plan-panel");
    await panel.getByRole("link", { name: /Too hot/ }).waitFor();
    await panel.getByRole("link", { name: "Journal of this point" }).click();
    await page.waitForURL(/\/journal\?source=boiler&point=t1$/, { waitUntil: "commit" });

    await page.goto(`/alarms/${numberOf("t1")}`);
    await page.getByRole("link", { name: "Journal of this point" }).waitFor();
    await page.getByTestId("show-on-plan").waitFor();
    const palette = page.locator("input[role=combobox]");
    await againUntil(palette, () => page.keyboard.press("Control+k"));
    await palette.fill(`#${numberOf("t1")}`);
    await page.getByRole("option", { name: /Show on plan House/ }).waitFor();
    await palette.fill(`#${numberOf("door")}`);
    await page
      .getByRole("option", { name: /Open alarm/i })
      .first()
      .waitFor();
    await becomes(() => page.getByRole("option", { name: /Show on plan/ }).count(), 0);
    await palette.fill("Temperature");
    await page.getByRole("option", { name: /Show on plan House/ }).click();
    await panel.waitFor();
    await page.goto("/points");
    await page
      .getByTestId("point")
      .filter({ hasText: "boiler/t1" })
      .getByRole("link", { name: /Journal/ })
      .click();
    await page.waitForURL(/\/journal\?source=boiler&point=t1$/, { waitUntil: "commit" });
  });

  test("a view is changed in a form: another name, order and columns, for a role; and what was removed comes back", async () => {
    await put("view/mine", { name: "Mine", owner: "anna.berg", filter: { text: "hot" } });
    await page.goto("/?view=mine");
    const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });
    await row("Too hot").waitFor();
    await becomes(() => row("A door").count(), 0);
    const views = page.getByRole("dialog");
    await againUntil(views, () => page.getByRole("button", { name: "Views…" }).click({ timeout: 2000 }));
    await views.getByRole("button", { name: "Edit Mine" }).click();
    const form = page.getByTestId("edit-view");
    await form.getByLabel(/^Name/).fill("Oldest");
    await form.getByLabel("With these words").fill("");
    await form.getByLabel("Order", { exact: true }).selectOption("Oldest first");
    await form.getByLabel("Raised", { exact: true }).uncheck();
    await form.getByLabel(/For everybody with these roles/).check();
    await form.getByLabel("Supervisor").check();
    await page.evaluate(SETTLED);
    const { violations } = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    assert.deepEqual(violations, []);
    await form.getByRole("button", { name: "Save" }).click();
    await views.getByTestId("view").filter({ hasText: "Oldest" }).getByText("for Supervisor").waitFor();
    const kept = (await ask(page.request, "GET", "/api/v1/site/view/mine")) as Record<string, unknown>;
    assert.deepEqual(
      [kept["sort"], kept["hides"], kept["roles"], kept["owner"]],
      ["oldest", ["raised"], ["supervisor"], undefined],
    );
    await views.getByRole("button", { name: /^Remove/ }).click();
    await views.getByRole("button", { name: "Remove the view Oldest" }).click();
    await views.getByText("The view “Oldest” is removed.").waitFor();
    await views.getByRole("button", { name: "Undo" }).click();
    await views.getByTestId("view").filter({ hasText: "Oldest" }).waitFor();
    await page.keyboard.press("Escape");
    await row("A door is open").waitFor();
    const texts = await page.getByTestId("alarm-row").locator(".c-text").allTextContents();
    const placeOf = (text: string) => texts.findIndex((one) => one.includes(text));
    assert.ok(placeOf("Too hot") < placeOf("A door is open"), texts.join(" | "));
    const raised = page.getByTestId("alarm-row").first().locator(".c-raised");
    await becomes(() => raised.isVisible(), false, "a column that is left out");
  });

  test("a swap that waits for an answer is counted beside My shift at once, and not any more when it was answered", async () => {
    await ask(page.request, "POST", "/api/v1/session/step-up", { password: PASSWORD });
    await ask(page.request, "PATCH", "/api/v1/operators/anna.berg", { person: "anna" });
    const today = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10);
    const rotation = {
      id: "r",
      members: ["ben"],
      startsOn: today,
      handoverAt: "00:00",
      every: { unit: "week", count: 1 },
    };
    await put("schedule/duty", { name: "Duty", timeZone: "UTC", rotations: [rotation] });
    await page.goto("/policies");
    const badge = page.getByTestId("swaps-waiting");
    await page.locator("[data-link=live]").waitFor();
    const from = Date.now() + HOUR_MS;
    await ask(ben, "POST", "/api/v1/profile/swaps", { schedule: "duty", taker: "anna", from, to: from + HOUR_MS });
    await badge.getByText("1", { exact: false }).waitFor();
    await page.getByRole("link", { name: /^My shift/ }).click();
    await page.getByTestId("swap").getByRole("button", { name: "Decline" }).click();
    await badge.waitFor({ state: "detached" });
  });

  test("a step whose time has run out is said on every page, sounds, and marks its alarm in the list", async () => {
    await put("procedure/slow", {
      name: "Look after it",
      areas: ["works"],
      steps: [{ id: "look", type: "check", text: "Somebody has looked", withinSec: 1 }],
    });
    for (const point of ["t1", "door"]) {
      const { id, occurrence, sequence } =
        [...site.server.core.alarms.all()].find((one) => one.point === point) ?? assert.fail();
      await ask(page.request, "POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
    }
    await page.goto(`/alarms/${numberOf("t1")}`);
    await againUntil(page.getByTestId("run"), () =>
      page.getByRole("button", { name: /Look after it/ }).click({ timeout: 2000 }),
    );
    const banner = page.getByTestId("overdue");
    await banner.getByText("A step takes too long:").waitFor();
    await page.getByTestId("run").getByText("TAKES TOO LONG").first().waitFor();
    await page.locator("[data-sound=sounding]").waitFor();
    await page.getByRole("button", { name: "Silence" }).click();
    await page.locator("[data-sound=on]").waitFor();
    await accessible("a step that takes too long");
    await page.goto("/?view=nowhere");
    await page.getByTestId("alarm-row").filter({ hasText: "Too hot" }).getByText("Step late").waitFor();
    await accessible("a list with a step that takes too long");
    await page.goto(`/alarms/${numberOf("t1")}`);
    // A call that failed says why, beside the step for which it was made.
    const called = {
      kind: "called",
      said: "Ben, +4930123456",
      message: 99,
      by: "operator:anna.berg",
      byName: "Anna Berg",
    };
    const entry = { ...called, number: 9, at: Date.now(), step: "look", comment: null, attachments: [], via: "screen" };
    await page.route(/\/api\/v1\/alarms\/\d+(\/procedures)?$/, async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { runs?: { log: object[] }[]; notifications?: object[] };
      json.runs?.[0]?.log.push(entry);
      const message = {
        id: 99,
        alarm: 1,
        callout: 0,
        person: "ben",
        channel: "phone",
        address: "+4930123456",
        createdAt: 1,
      };
      const failed = { state: "rejected", because: "The exchange answered 486 Busy Here.", attempts: 1, sentAt: null };
      json.notifications?.push({ ...message, ...failed, dueAt: null, repliedAt: null });
      await route.fulfill({ response, json });
    });
    await page.reload();
    const outcome = page.getByTestId("call-outcome");
    await outcome.getByText("The call failed: nobody was reached.").waitFor();
    await outcome.getByText("486 Busy Here").waitFor();
    await becomes(() => outcome.getAttribute("role"), "alert");
    await accessible("a call that failed");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: "It is so" }).click();
    await banner.waitFor({ state: "detached" });
    assert.deepEqual(site.opened.complaints, []);
  });

  test("a procedure is written for an area, and for when nobody goes on", async () => {
    await page.goto("/procedures");
    await page.getByTestId("procedure").getByText("For: Works", { exact: false }).waitFor();
    await againUntil(page.getByTestId("procedure-form"), () =>
      page.getByRole("button", { name: "Edit Look after it" }).click({ timeout: 2000 }),
    );
    const form = page.getByTestId("procedure-form");
    await form.getByTestId("chosen-areas").getByText("Works").waitFor();
    await form.getByLabel("Areas", { exact: true }).selectOption("Works › Hall");
    await form.getByRole("button", { name: "Remove Works", exact: true }).click();
    await form.getByLabel("Raise an alarm when a step is not done long after its time").check();
    await form.getByLabel("Minutes after the step's time has run out").fill("2");
    await form.getByLabel("Priority of that alarm").selectOption("Critical");
    await page.evaluate(SETTLED);
    const { violations } = await new AxeBuilder({ page }).include("dialog[open]").analyze();
    assert.deepEqual(violations, []);
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    const kept = (await ask(page.request, "GET", "/api/v1/site/procedure/slow")) as Record<string, unknown>;
    assert.deepEqual([kept["areas"], kept["whenLate"]], [["hall"], { afterSec: 120, priority: "critical" }]);
  });
});
