import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import type { Priority } from "#events/event.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { CutProxy } from "../peers/cut-proxy.ts";
import { TornFeed } from "../peers/torn-feed.ts";
import { until } from "../peers/whole-server.ts";

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
  const complaints: string[] = [];

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    proxy = await CutProxy.open(() => Number(new URL(site.url).port));
    context = await site.opened.browser.newContext({
      baseURL: `https://localhost:${proxy.port}`,
      ignoreHTTPSErrors: true,
      viewport: { width: 1400, height: 850 },
      locale: "en-GB",
    });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => {
      // Whether what was begun shall be lost is a good question, and answered with yes.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      return void complaints.push(`a dialog: ${dialog.message()}`);
    });
    await site.account("bert.roth", "Bert Roth", "operator");
    await ask("PUT", "/api/v1/site/setting/site", { approvals: { fourEyes: "off" } });
    await ask("PUT", "/api/v1/site/source/building", { name: "Building", driver: "http", settings: {} });
    await signIn(page, "bert.roth");
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(async () => {
    proxy?.close();
    await site?.[Symbol.asyncDispose]();
  });

  /** As somebody else, by a cable that isn't cut. */
  const ask = <T = unknown>(method: string, path: string, data?: object) => site.ask<T>(method, path, data);

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

  /** Each of them stands there once, and soon nothing else does: what has ended goes when the page hears of it. */
  async function shows(...texts: readonly string[]): Promise<void> {
    let found: string[] = [];
    await until(
      () => `the page shows ${texts.join(", ")}, each once:\n${found.join("\n")}`,
      async () => {
        found = await page.getByTestId("alarm-row").allTextContents();
        const once = texts.every((text) => found.filter((one) => one.includes(text)).length === 1);
        return once && found.length === texts.length;
      },
    );
  }

  test("a feed that was cut and goes on has missed no alarm and shows none twice", async () => {
    await raise("door.1", "Before the cut");
    await shows("Before the cut");
    proxy.cut();
    await banner().getByText("NO CONNECTION TO THE SERVER").waitFor();
    await becomes(() => row("Before the cut").getByTestId("acknowledge").isEnabled(), false, "orders are barred");
    await raise("door.2", "While it was cut");
    await raise("door.3", "Also while it was cut");
    const { id, occurrence, sequence } = alarmAt("door.1");
    await ask("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
    proxy.mend();
    await page.getByTestId("missed-time").getByText("This screen knew nothing from").waitFor();
    await shows("Before the cut", "While it was cut", "Also while it was cut");
    await becomes(() => row("Before the cut").getAttribute("data-state"), "acknowledged");
    await raise("door.4", "After the cut");
    await shows("Before the cut", "While it was cut", "Also while it was cut", "After the cut");
    await comesToMatch(() => page.title(), /^\(3\)/);
  });

  test("a feed that is torn in the middle of an event, again and again, ends with the very alarms that there are", async () => {
    const torn = await TornFeed.open(Number(new URL(site.url).port));
    const elsewhere = await site.opened.browser.newContext({
      baseURL: `https://localhost:${torn.port}`,
      ignoreHTTPSErrors: true,
      viewport: { width: 1400, height: 850 },
      locale: "en-GB",
    });
    const watched = await elsewhere.newPage();
    await signIn(watched, "bert.roth");
    const end = async (point: string) => {
      const { id, occurrence, sequence } = alarmAt(point);
      await ask("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
      const facts = { kind: "clear", category: "technical", condition: "fault", raw: "", priority: "high" } as const;
      await site.server.core.report("building", [{ point, text: "", ...facts }]);
    };
    for (let round = 1; round <= 4; round++) {
      const tearing = torn.tear();
      await raise(`torn.${round}`, `Torn ${round}`);
      await tearing;
      await raise(`away.${round}`, `Away ${round}`);
      if (round > 1) await end(`torn.${round - 1}`);
      await watched
        .getByTestId("alarm-row")
        .filter({ hasText: `Away ${round}` })
        .waitFor();
      await watched.locator("[data-link=live]").waitFor();
    }
    let [there, shown] = [[""], [""]];
    await until(
      () => `the page shows ${there.join()}, and not ${shown.join()}`,
      async () => {
        const { items } = await ask<{ items: { id: number; state: string }[] }>("GET", "/api/v1/alarms?state=open");
        there = items.map(({ id, state }) => `${id} ${state}`).toSorted();
        shown = await watched.evaluate<string[]>(`[...document.querySelectorAll("[data-testid=alarm-row]")]
          .map(({ dataset }) => dataset.alarm + " " + dataset.state)`);
        return shown.length === there.length && shown.toSorted().join() === there.join();
      },
    );
    await elsewhere.close();
    torn.close();
    for (let round = 1; round <= 4; round++) {
      if (round === 4) await end(`torn.${round}`);
      await end(`away.${round}`);
    }
    await shows("Before the cut", "While it was cut", "Also while it was cut", "After the cut");
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

  test("a slow server: what was written is sent once, however often it is asked for, and what is written meanwhile stays", async () => {
    await page.goto(`/alarms/${alarmAt("door.2").id}`);
    const talk = page.getByTestId("conversation");
    const field = talk.getByLabel("Write to everybody");
    const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
    const asked: string[] = [];
    await page.route(/\/comment$/, async (route) => {
      asked.push(route.request().postData() ?? "");
      await slow;
      await route.continue();
    });
    await field.fill("On my way");
    await field.press("Control+Enter");
    await talk.locator("button[type=submit][data-loading]").waitFor();
    await field.press("Control+Enter");
    await talk.locator("form").evaluate("(form) => form.requestSubmit()");
    await field.fill("And I bring the key");
    answer();
    await talk.locator("[data-own=true]").filter({ hasText: "On my way" }).waitFor();
    await becomes(() => field.inputValue(), "And I bring the key");
    assert.deepEqual([asked.length, await talk.locator("[data-own=true]").count()], [1, 1]);
    await field.fill("");
  });

  test("a slow list says that it loads, and is not taken for empty", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/\/api\/v1\/site\/(policy|route)(\?|$)/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("/policies");
    await page
      .getByText(/^Loading: /)
      .first()
      .waitFor();
    const empty = page.locator("main .empty");
    await becomes(() => empty.allTextContents(), []);
    release();
    await empty.first().waitFor();
  });

  test("a permission that is lost while the page is open: the order is refused in words, and nothing is done", async () => {
    await page.goto("/");
    await row("After the cut").waitFor();
    await site.stepUp();
    await ask("PATCH", "/api/v1/operators/bert.roth", { name: "Bert Roth", roles: [{ role: "viewer" }] });
    await row("After the cut").getByTestId("acknowledge").click();
    await page.getByRole("alert").getByText("it needs the right 'alarms:acknowledge'").waitFor();
    assert.equal(alarmAt("door.4").state, "unacknowledged");
  });

  test("a session that has ended leads to the sign-in, which says so, and shows no alarm any more", async () => {
    const { items } = await ask<{ items: { id: string; operator: string }[] }>("GET", "/api/v1/sessions");
    for (const { id } of items.filter(({ operator }) => JSON.stringify(operator).includes("bert.roth"))) {
      await ask("DELETE", `/api/v1/sessions/${id}`);
    }
    await page.getByText(/Your session ended/).waitFor();
    await becomes(() => page.getByTestId("alarm-row").count(), 0);
    await signIn(page, "bert.roth");
    await row("After the cut").waitFor();
  });

  test("a machine whose clock is days wrong is told so; times, ages and the journal's last hours are the server's", async () => {
    await raise("clock.1", "Raised just now");
    // A clock is that of all pages of a context.
    const elsewhere = await site.opened.browser.newContext({
      baseURL: site.url,
      ignoreHTTPSErrors: true,
      locale: "en-GB",
    });
    const wrong = await elsewhere.newPage();
    await wrong.clock.install({ time: Date.now() - 3 * 86_400_000 });
    await signIn(wrong, "bert.roth");
    await wrong
      .getByTestId("clock-note")
      .getByText(/The clock of this machine is wrong by (3 d|2 d 23 h)/)
      .waitFor();
    const raised = wrong.getByTestId("alarm-row").filter({ hasText: "Raised just now" }).locator(".c-raised");
    await comesToMatch(() => raised.textContent(), /^\d+ (s|min) ago\d\d:\d\d:\d\d$/);
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
    await wrong.goto("/journal");
    await wrong.locator("main").getByText("Raised just now").first().waitFor();
    await elsewhere.close();
    await becomes(() => page.getByTestId("clock-note").count(), 0);
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
    await site.stepUp();
    await ask("PATCH", "/api/v1/operators/bert.roth", { name: HOSTILE.script });
    // As much as each may have, and of what a device says far more, without a space in it.
    const [source, point] = [`s${number}`, `s${number}/x`];
    const said = { instructions: "W".repeat(4000), cause: "W".repeat(1000), consequence: "W".repeat(1000) };
    await site.put("area/endless", { name: HOSTILE.endless, ...said });
    await site.put(`point/${point}`, { source, address: "x", name: HOSTILE.endless, area: "endless" });
    const stored = await site.page.request.fetch("/api/v1/files?name=plan.svg", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/octet-stream" },
      data: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><path d="M9 9H99V99z"/></svg>',
      ),
    });
    const { id: file } = (await stored.json()) as { id: string };
    await site.put("plan/endless", {
      name: HOSTILE.endless,
      kind: "floor",
      levels: [{ id: "ground", name: HOSTILE.endless, file }],
      symbols: [{ id: "x", level: "ground", shows: { point }, at: { x: 0.5, y: 0.5 } }],
    });
    const facts = { kind: "raise", category: "fire", condition: "smoke", priority: "critical" } as const;
    await site.server.core.report(source, [
      { point: "x", text: "W".repeat(10_000), raw: "W".repeat(10_000), ...facts },
    ]);
    const endless = [...site.server.core.alarms.all()].find(({ condition }) => condition === "smoke")?.id;
    await ask("POST", `/api/v1/alarms/${endless}/comment`, {
      comment: "W".repeat(2000),
    });
    // Anna Berg may see every page.
    const { page } = site;
    page.on("dialog", (dialog) => {
      // Whether what was begun shall be lost is a good question, and answered with yes.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      return void complaints.push(`a dialog: ${dialog.message()}`);
    });
    for (const width of [360, 1400]) {
      await page.setViewportSize({ width, height: 850 });
      await page.goto("/screen");
      await page.locator("[data-link=live]").waitFor();
      for (const [path, shows] of [
        ["/", "[data-testid=alarm-row]"],
        ["/people", "h1:text-is('People')"],
        ["/sources", "h1:text-is('Sources')"],
        ["/on-call", "h1:text-is('On call')"],
        ["/workstations", "h1:text-is('Workstations')"],
        ["/operators", "h1:text-is('Operators')"],
        ["/audit-trail", "h1:text-is('Audit trail')"],
        [`/alarms/${endless}`, "[data-testid=guidance]"],
        ["/plans/endless", "[data-testid=plan-mark]"],
        ["/areas", "[role=treeitem]"],
      ] as const) {
        // As a link does: nothing is loaded anew.
        await page.evaluate(`history.pushState(null, "", ${JSON.stringify(path)})`);
        await page.locator("main").locator(shows).first().waitFor();
        await page
          .getByText(/^Loading: /)
          .first()
          .waitFor({ state: "detached" });
        await becomes(() => page.evaluate(FITS), true, `${path} at ${width} px`);
        assert.equal(await page.evaluate("window.hacked"), undefined, path);
      }
    }
    await page.setViewportSize({ width: 360, height: 850 });
    for (const path of ["/wall", `/api/v1/alarms/${endless}/report`]) {
      await page.goto(path);
      await page.getByText("WWW").first().waitFor();
      await becomes(() => page.evaluate(FITS), true, `${path} at 360 px`);
    }
    await page.setViewportSize({ width: 1400, height: 850 });
    await page.goto("/people");
    await page.locator("[data-link=live]").waitFor();
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
