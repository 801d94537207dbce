import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page, Route } from "playwright-core";
import { packageFolder } from "#kernel/version.ts";
import { accessibleInBothThemes } from "../peers/accessible.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { furnish } from "../peers/furnished-site.ts";
import type { Answer, PageUnderTest } from "../peers/page-under-test.ts";
import { PAGES_UNDER_TEST } from "../peers/pages-under-test.ts";

/** They live on the feed of alarms, and the banner above them says how it stands. */
const LIVE = [
  { route: "/", shows: "[data-testid=alarm-row]", action: /Unacknowledged/ },
  { route: "/wall", shows: "[data-testid=wall-row]", action: "there is nothing to press on a wall" },
];
const NEEDED = PAGES_UNDER_TEST.flatMap((one) => (one.needs ? [{ ...one, needs: one.needs }] : []));
const AWAY = "The database is away.";
const BARRED = "There is no connection to the server, so this was not sent.";
const LOST = "NO CONNECTION TO THE SERVER";
const MESH = "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n";
const LONGEST_WALK = 150;

/** What the shell has asked for already, for its badges. */
const BADGES = ["/approvals", "/hand-over"];

/** Presses every "Try again" at once, for each goes with its failure. */
const TRY_AGAIN = `for (const button of document.querySelectorAll("main button"))
  if (button.textContent === "Try again") button.click()`;

/** What has the focus, and whether it, what holds it or what stands beside it looks otherwise without. */
const FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  const look = () => [focused, focused.parentElement, focused.nextElementSibling].map((one) => {
    if (!one) return "";
    const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(one);
    return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join();
  }).join();
  const name = (focused.getAttribute("aria-label") ?? label.textContent).trim();
  const inMain = document.querySelector("main").contains(focused);
  // Back in a date one would begin with its day again; a text field shows the focus in the same way.
  if (/^(date|time)/.test(focused.type ?? "")) return { name, inMain, isSeen: true };
  const withFocus = look();
  focused.blur();
  const without = look();
  focused.focus({ preventScroll: true });
  return { name, inMain, isSeen: withFocus !== without };
})()`;

/** Debian's Chromium against the whole server: each page in every state that it can be in. Debian package `chromium`. */
describe("the states of all pages in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let opened: OpenedPage;
  let page: Page;
  let alarm = 0;

  before(async () => {
    site = await BrowserSite.open({}, MESH);
    ({ opened } = site);
    page = opened.page;
    page.setDefaultTimeout(60_000);
    await site.enrol();
    alarm = await furnish(site);
    await page.emulateMedia({ reducedMotion: "reduce" });
  });
  after(() => site?.[Symbol.asyncDispose]());

  const addressOf = ({ route, at = route }: Pick<PageUnderTest, "route" | "at">) => at.replace("ALARM", String(alarm));
  const main = (of = page) => of.locator("main");
  const failed = (asked: Route) => {
    const body = JSON.stringify({ type: "about:blank", title: "No", status: 500, detail: AWAY });
    return asked.fulfill({ status: 500, contentType: "application/problem+json", body });
  };
  /** Goes there as a link does: nothing is loaded anew. */
  const goTo = (address: string, of = page) => of.evaluate(`history.pushState(null, "", ${JSON.stringify(address)})`);
  async function open(): Promise<void> {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.goto("/screen");
    await page.locator("[data-link=live]").waitFor();
  }
  const isNeeded = ({ pathname, search }: URL) => NEEDED.some(({ needs }) => needs.api.test(pathname + search));
  const whatOf = (one: (typeof NEEDED)[number]) => one.needs.what.replace("ALARM", String(alarm));

  /** It has neither what it is about nor the words for having nothing. */
  async function nothing({ empty, shows }: PageUnderTest, state: string): Promise<void> {
    if (typeof empty !== "string") assert.equal(await main().getByText(empty.says).count(), 0, `${state} is not empty`);
    await becomes(() => main().locator(shows).count(), 0);
    await accessibleInBothThemes(page, state);
  }

  test("each page of the router is among those that are shown here", () => {
    const router = readFileSync(join(packageFolder, "web", "src", "router.tsx"), "utf8");
    const routes = [...router.matchAll(/(?:route\(\s*|path: )"(\/[^"]*)"/g)].map(([, path]) => path);
    assert.ok(routes.length > 40, "the router was not understood");
    const shown = [...LIVE, ...PAGES_UNDER_TEST].map(({ route }) => route);
    assert.deepEqual(new Set(shown), new Set(routes));
  });

  test("while the server doesn't answer each page says what it waits for", async (t) => {
    await open();
    const gate = Promise.withResolvers<void>();
    await page.route(isNeeded, () => gate.promise);
    for (const one of NEEDED) {
      await t.test(one.route, async () => {
        await (BADGES.includes(one.route) ? page.goto(addressOf(one)) : goTo(addressOf(one)));
        await main()
          .getByText(`Loading: ${whatOf(one)}…`)
          .first()
          .waitFor();
        await nothing(one, "what waits");
      });
    }
    gate.resolve();
  });

  test("each page says in the server's words why it failed, tries again, and what to do when there is nothing", async (t) => {
    await open();
    let now: (typeof NEEDED)[number] | null = null;
    await page.route(isNeeded, async (asked) => {
      const { pathname, search } = new URL(asked.request().url());
      if (!now?.needs.api.test(pathname + search)) return failed(asked);
      if (typeof now.empty === "string") return asked.continue();
      const response = await asked.fetch();
      return asked.fulfill({ response, json: now.empty.answer((await response.json()) as Answer) });
    });
    const tried = new Set<string>();
    for (const one of NEEDED) {
      await t.test(one.route, async () => {
        // What another page has just had would be shown at once.
        const isKept = BADGES.includes(one.route) || tried.has(String(one.needs.api));
        tried.add(String(one.needs.api));
        await (isKept ? page.goto(addressOf(one)) : goTo(addressOf(one)));
        const failure = main()
          .getByRole("alert")
          .filter({ hasText: `Could not load: ${whatOf(one)}.` })
          .first();
        await failure.getByText(AWAY).waitFor();
        await nothing(one, "what failed");
        now = one;
        await page.evaluate(TRY_AGAIN);
        const { empty, shows } = one;
        await (typeof empty === "string" ? main().locator(shows) : main().getByText(empty.says)).first().waitFor();
        await failure.waitFor({ state: "detached" });
        await accessibleInBothThemes(page, "empty");
        now = null;
      });
    }
  });

  test("the alarms are never taken for calm while nothing is known of them, and come by themselves", async (t) => {
    for (const { route, shows } of LIVE) {
      await t.test(route, async () => {
        let answers: "never" | "failed" | "empty" | "loaded" = "never";
        const gate = Promise.withResolvers<void>();
        await page.route(/\/api\/v1\/alarms\?/, async (asked) => {
          if (answers === "never") await gate.promise;
          if (answers === "loaded") return asked.continue();
          if (answers !== "empty") return failed(asked);
          const response = await asked.fetch();
          return asked.fulfill({ response, json: { ...(await response.json()), items: [], next: null, total: 0 } });
        });
        const unknown = main().getByText("It is not known yet whether there are alarms.");
        const calm = main().getByText("No open alarms");
        await page.goto(route);
        await unknown.waitFor();
        await accessibleInBothThemes(page, "what waits");
        answers = "failed";
        gate.resolve();
        const banner = page.getByTestId("connection-banner");
        await banner.getByText(AWAY).waitFor();
        await unknown.waitFor();
        await becomes(() => calm.count(), 0, "what failed is not calm");
        await accessibleInBothThemes(page, "what failed", "#root");
        answers = "empty";
        await calm.waitFor();
        await banner.waitFor({ state: "detached" });
        await accessibleInBothThemes(page, "empty");
        answers = "loaded";
        await page.reload();
        await main().locator(shows).first().waitFor();
        await page.unrouteAll({ behavior: "ignoreErrors" });
      });
    }
  });

  const everywhere = (): readonly (Omit<PageUnderTest, "empty"> & { readonly address: string })[] =>
    [...PAGES_UNDER_TEST, ...LIVE].map((one) => ({ ...one, address: addressOf(one) }));

  async function loaded(shows: string, of = page): Promise<void> {
    await main(of).locator(shows).first().waitFor();
    await main(of)
      .getByText(/^Loading: /)
      .first()
      .waitFor({ state: "detached" });
  }

  test("each page shows what there is; by keys alone what people come for is reached, and nothing holds the focus", async (t) => {
    await open();
    for (const { route, address, shows, action } of everywhere()) {
      await t.test(route, async () => {
        await goTo(address);
        await loaded(shows);
        await accessibleInBothThemes(page, "loaded");
        if (typeof action === "string") return;
        await page.locator("a.skip").focus();
        await page.keyboard.press("Enter");
        const walked: string[] = [];
        while (walked.length < LONGEST_WALK) {
          await page.keyboard.press("Tab");
          const focused = await page.evaluate<{ name: string; inMain: boolean; isSeen: boolean }>(FOCUS);
          if (!focused.inMain) break;
          assert.ok(focused.isSeen, `nothing shows that ${focused.name} has the focus`);
          walked.push(focused.name);
        }
        assert.ok(walked.length < LONGEST_WALK, `the focus never leaves: ${walked.slice(-10).join(" | ")}`);
        const isReached = walked.some((name) => action.test(name));
        assert.ok(isReached, `${action} is never reached, but ${walked.join(" | ")}`);
      });
    }
  });

  test("once the feed is cut each page says that it may be old, and no order goes out", async (t) => {
    // A clock is that of all pages of a context.
    const storageState = await opened.context.storageState();
    const context = await opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true, storageState });
    const stale = await context.newPage();
    stale.setDefaultTimeout(60_000);
    await stale.clock.install();
    await stale.goto("/screen");
    await stale.locator("[data-link=live]").waitFor();
    await stale.route(/\/api\/v1\/feed/, (asked) => asked.abort());
    await stale.clock.fastForward("01:10");
    const banner = stale.getByTestId("connection-banner").getByText(LOST);
    await banner.waitFor();
    const ordered: string[] = [];
    stale.on("request", (request) => {
      const isOwnSession = request.url().includes("/api/v1/session/");
      if (request.method() !== "GET" && !isOwnSession) ordered.push(`${request.method()} ${request.url()}`);
    });
    for (const { route, address, shows, order = [] } of everywhere()) {
      await t.test(route, async () => {
        await goTo(address, stale);
        await loaded(shows, stale);
        await banner.waitFor();
        await accessibleInBothThemes(stale, "stale");
        let button = main(stale).getByRole("button");
        for (const name of order) {
          button = main(stale)
            .getByRole("button", { name: new RegExp(`^${name}`) })
            .first();
          await button.waitFor();
          if (await button.isEnabled()) await button.click();
        }
        if (order.length > 0) {
          await main(stale)
            .getByText(BARRED)
            .or(button.and(stale.locator(":disabled")))
            .first()
            .waitFor();
        }
      });
    }
    assert.deepEqual(ordered, []);
    await context.close();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});
