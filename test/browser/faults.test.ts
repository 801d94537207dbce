import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { APIRequestContext, BrowserContext, Page } from "playwright-core";
import type { Priority } from "#events/event.ts";
import { Secret } from "#kernel/secret.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { until } from "../peers/whole-server.ts";

const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;
const FITS = "document.documentElement.scrollWidth <= window.innerWidth";

/** What people and devices may call themselves. */
const HOSTILE = {
  script: `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`,
  formula: `=HYPERLINK("https://evil.test","click")`,
  leftwards: "\u202Eمضخة الحريق الرئيسية\u202C שער",
  emoji: "👩🏽‍🚒🔥🚨 Pump 👨‍👩‍👧‍👦",
  endless: "W".repeat(120),
} as const;

/** Debian's Chromium against the whole server, and everything that may go wrong between them. Debian package `chromium`. */
describe("faults in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let proxy: CutProxy;
  /** Anna Berg's screen, by a cable that can be cut. */
  let context: BrowserContext;
  let page: Page;
  /** Somebody else, by a cable that isn't. */
  let direct: APIRequestContext;
  const complaints: string[] = [];

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    direct = site.page.request;
    proxy = await CutProxy.open(() => Number(new URL(site.url).port));
    context = await site.opened.browser.newContext({
      baseURL: `https://localhost:${proxy.port}`,
      ignoreHTTPSErrors: true,
      viewport: { width: 1400, height: 850 },
      locale: "en-GB",
    });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    await site.server.core.access.accounts.create(
      {
        id: "bert.roth",
        name: "Bert Roth",
        person: null,
        roles: [{ role: "operator", partitions: [] }],
        password: new Secret(PASSWORD),
      },
      ON_THE_MACHINE,
    );
    await ask("PUT", "/api/v1/site/setting/site", { approvals: { fourEyes: "off" } });
    await ask("PUT", "/api/v1/site/source/building", { name: "Building", driver: "http", settings: {} });
    await signIn(page, "bert.roth");
  });
  afterEach(() => page.unrouteAll());
  after(async () => {
    proxy?.close();
    await site?.[Symbol.asyncDispose]();
  });

  async function ask<T = unknown>(method: string, path: string, data?: object): Promise<T> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await direct.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json().catch(() => null) as Promise<T>;
  }

  async function signIn(on: Page, id: string): Promise<void> {
    await on.goto("/");
    await on.getByRole("textbox", { name: "Sign-in name" }).fill(id);
    await on.locator("input[name=password]").fill(PASSWORD);
    await on.getByRole("button", { name: "Sign in", exact: true }).click();
    await on.locator("[data-link=live]").waitFor();
  }

  async function raise(point: string, text: string, priority: Priority = "high"): Promise<void> {
    const facts = { kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
    await site.server.core.report("building", [{ point, text, priority, ...facts }]);
  }

  const alarmAt = (point: string) =>
    [...site.server.core.alarms.all()].find((alarm) => alarm.point === point) ?? assert.fail(point);
  const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });
  const banner = () => page.getByTestId("connection-banner");

  /** Each of them stands there once, and nothing else does. */
  async function shows(...texts: readonly string[]): Promise<void> {
    for (const text of texts) await row(text).first().waitFor();
    const found = await page.getByTestId("alarm-row").allTextContents();
    const times = texts.map((text) => found.filter((one) => one.includes(text)).length);
    assert.deepEqual([times, found.length], [texts.map(() => 1), texts.length], found.join("\n"));
  }

  test("a feed that was cut and goes on has missed no alarm and shows none twice", async () => {
    await raise("door.1", "Before the cut");
    await shows("Before the cut");
    proxy.cut();
    await banner().getByText("NO CONNECTION TO THE SERVER").waitFor();
    assert.equal(await row("Before the cut").getByTestId("acknowledge").isEnabled(), false, "orders are barred");
    await raise("door.2", "While it was cut");
    await raise("door.3", "Also while it was cut");
    const { id, occurrence, sequence } = alarmAt("door.1");
    await ask("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
    proxy.mend();
    await page.getByTestId("missed-time").getByText("This screen knew nothing from").waitFor();
    await shows("Before the cut", "While it was cut", "Also while it was cut");
    assert.equal(await row("Before the cut").getAttribute("data-state"), "acknowledged");
    await raise("door.4", "After the cut");
    await shows("Before the cut", "While it was cut", "Also while it was cut", "After the cut");
    assert.match(await page.title(), /^\(3\)/);
  });

  test("a server that was restarted is found again, with what was raised meanwhile, and nobody signs in anew", async () => {
    proxy.cut();
    await site.restart();
    await raise("door.5", "Raised before the page came back");
    proxy.mend();
    await banner().waitFor({ state: "detached" });
    await page.locator("[data-link=live]").waitFor();
    await shows(
      "Before the cut",
      "While it was cut",
      "Also while it was cut",
      "After the cut",
      "Raised before the page came back",
    );
    await row("Raised before the page came back").getByTestId("acknowledge").click();
    await page.locator("[data-testid=alarm-row][data-state=acknowledged]", { hasText: "Raised before" }).waitFor();
  });

  test("a slow server: the button says that it is under way, and an order goes out once", async () => {
    let orders = 0;
    let release = () => {};
    await page.route(/\/acknowledge$/, async (route) => {
      orders++;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      await route.continue();
    });
    const acknowledge = row("While it was cut").filter({ hasNotText: "Also" }).getByTestId("acknowledge");
    await acknowledge.click();
    await page.locator("[data-testid=acknowledge][aria-busy=true]").waitFor();
    await acknowledge.dispatchEvent("click");
    await acknowledge.press("a");
    await page.keyboard.press("a");
    const before = alarmAt("door.2").state;
    release();
    await page
      .locator("[data-testid=alarm-row][data-state=acknowledged]", { hasText: "While it was cut" })
      .first()
      .waitFor();
    assert.deepEqual([before, orders], ["unacknowledged", 1]);
  });

  test("a slow list says that it loads, and is not taken for empty", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/api\/v1\/site\/(policy|route)$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("/policies");
    await page
      .getByText(/^Loading: /)
      .first()
      .waitFor();
    const empty = page.locator("main .empty");
    assert.equal(await empty.count(), 0);
    release();
    await empty.first().waitFor();
  });

  test("a permission that is lost while the page is open: the order is refused in words, and nothing is done", async () => {
    await page.goto("/");
    await row("After the cut").waitFor();
    await ask("PATCH", "/api/v1/operators/bert.roth", { name: "Bert Roth", roles: [{ role: "viewer" }] });
    await row("After the cut").getByTestId("acknowledge").click();
    await page.getByRole("alert").getByText("it needs the right 'alarms:acknowledge'").waitFor();
    assert.equal(alarmAt("door.4").state, "unacknowledged");
  });

  test("a session that has ended leads to the sign-in, which says so, and shows no alarm any more", async () => {
    const { items } = await ask<{ items: { id: string; operator: string }[] }>("GET", "/api/v1/sessions");
    const session = items.find(({ operator }) => JSON.stringify(operator).includes("bert.roth"));
    await ask("DELETE", `/api/v1/sessions/${session?.id}`);
    await page.getByText(/Your session ended/).waitFor();
    assert.equal(await page.getByTestId("alarm-row").count(), 0);
    await signIn(page, "bert.roth");
    await row("After the cut").waitFor();
  });

  test("a machine whose clock is wrong is told so, and its page shows the server's time", async () => {
    // A clock is that of all pages of a context.
    const elsewhere = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    const wrong = await elsewhere.newPage();
    await wrong.clock.install({ time: Date.now() + 3 * 3_600_000 });
    await signIn(wrong, "bert.roth");
    await wrong
      .getByTestId("clock-note")
      .getByText(/The clock of this machine is wrong by (3 h|2 h 59 min)/)
      .waitFor();
    let shown = "";
    // It is corrected with the next second that it shows.
    await until(
      () => `the page shows the server's time, and not ${shown}`,
      async () => {
        shown = (await wrong.getByTestId("clock").locator("time").first().textContent()) ?? "";
        const [hour, minute] = shown.split(":").map(Number);
        const now = new Date();
        const off = Math.abs((hour ?? 0) * 60 + (minute ?? 0) - now.getHours() * 60 - now.getMinutes());
        return Math.min(off, 1440 - off) <= 1;
      },
    );
    await elsewhere.close();
    assert.equal(await page.getByTestId("clock-note").count(), 0);
  });

  test("names of every kind are shown as they are, run nothing and push nothing aside", async () => {
    let number = 0;
    for (const name of Object.values(HOSTILE)) {
      number++;
      await ask("PUT", `/api/v1/site/partition/p${number}`, { name });
      await ask("PUT", `/api/v1/site/source/s${number}`, {
        name,
        driver: "http",
        settings: {},
        partition: `p${number}`,
      });
      await ask("PUT", `/api/v1/site/point/s${number}%2Fx`, { source: `s${number}`, address: "x", name });
      await ask("PUT", `/api/v1/site/person/n${number}`, { name });
      await ask("PUT", `/api/v1/site/team/t${number}`, { name, members: [`n${number}`] });
      await ask("PUT", `/api/v1/site/workstation/w${number}`, { name });
      await ask("PUT", `/api/v1/site/schedule/d${number}`, { name, timeZone: "UTC" });
      const facts = { kind: "raise", category: "fire", condition: "fault", raw: name, priority: "critical" } as const;
      await site.server.core.report(`s${number}`, [{ point: "x", text: `${name} ${name}`, ...facts }]);
    }
    await ask("PATCH", "/api/v1/operators/bert.roth", { name: HOSTILE.script });
    // Anna Berg may see every page.
    const { page } = site;
    page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    for (const width of [360, 1400]) {
      await page.setViewportSize({ width, height: 850 });
      for (const path of [
        "/",
        "/people",
        "/sources",
        "/on-call",
        "/workstations",
        "/operators",
        "/audit-trail",
        "/wall",
      ]) {
        await page.goto(path);
        await page.locator("[data-link=live]").waitFor();
        await page
          .getByText(/^Loading: /)
          .first()
          .waitFor({ state: "detached" });
        assert.ok(await page.evaluate(FITS), `${path} at ${width} px`);
        assert.equal(await page.evaluate("window.hacked"), undefined, path);
      }
    }
    await page.goto("/people");
    for (const name of [HOSTILE.script, HOSTILE.emoji]) await page.getByText(name).first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search and orders" }).fill("onerror");
    await page
      .getByRole("option", { name: /onerror/ })
      .first()
      .waitFor();
    assert.equal(await page.evaluate("window.hacked"), undefined);
    await page.keyboard.press("Escape");
  });

  test("nothing of it failed otherwise", () => {
    assert.deepEqual([...complaints, ...site.opened.complaints], []);
  });
});
