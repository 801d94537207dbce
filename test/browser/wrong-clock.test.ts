import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { CutProxy } from "../peers/cut-proxy.ts";

const HOUR = 3_600_000;
/** Of those that look on: it has another day than the server for most of each day. */
const ZONE = "Pacific/Kiritimati";
/** What is left of an hour that began during this test; a clock that is hours wrong would show none of it, or days. */
const LEFT = /\b(5\d|60|1:00):\d\d\b/;

const CLOCKS = [
  ["3 days slow", -72 * HOUR],
  ["2 hours fast", 2 * HOUR],
] as const;

/** Debian's Chromium on machines whose clock is wrong, against the whole server. Debian package `chromium`. */
describe("a wrong clock in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let proxy: CutProxy;
  const complaints: string[] = [];

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    proxy = await CutProxy.open(() => Number(new URL(site.url).port));
    await site.put("setting/site", { approvals: { fourEyes: "off" } });
    await site.put("source/building", { name: "Building", driver: "http" });
    await site.put("person/bert", { name: "Bert Roth" });
    const duty = { id: "always", members: ["bert"], startsOn: "2026-01-05", handoverAt: "08:00" };
    await site.put("schedule/night", {
      name: "Night",
      timeZone: ZONE,
      rotations: [{ ...duty, every: { unit: "week", count: 1 } }],
    });
    const wait = { waitSec: 3600, tell: [{ person: "bert" }] };
    await site.put("policy/slow", { name: "Slow", steps: [wait, wait] });
    await site.put("route/all", { policy: "slow", order: 1 });
    await site.put("procedure/wait", {
      name: "Wait",
      sources: ["building"],
      begins: "when-raised",
      steps: [{ id: "rest", type: "timer", text: "Let it cool", seconds: 3600 }],
    });
    const facts = { kind: "raise", category: "technical", condition: "fault", priority: "high", raw: "" } as const;
    for (const point of ["pump", "door"])
      await site.server.core.report("building", [{ point, text: `The ${point} fails`, ...facts }]);
    await site.ask("POST", `/api/v1/alarms/${idOf("door")}/shelve`, { reason: "Painter", minutes: 60 });
  });
  after(async () => {
    proxy?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const idOf = (point: string) =>
    [...site.server.core.alarms.all()].find((alarm) => alarm.point === point)?.id ?? assert.fail(point);
  /** Of the server, as the clocks of the zone show it. */
  const today = (timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(Date.now());

  for (const [what, offset] of CLOCKS) {
    describe(`that is ${what}`, () => {
      let context: BrowserContext;
      let page: Page;

      before(async () => {
        context = await site.opened.browser.newContext({
          baseURL: `https://localhost:${proxy.port}`,
          ignoreHTTPSErrors: true,
          locale: "en-GB",
          timezoneId: ZONE,
          viewport: { width: 1400, height: 850 },
        });
        page = await context.newPage();
        page.setDefaultTimeout(60_000);
        page.on("pageerror", (error) => complaints.push(error.message));
        await page.clock.install({ time: Date.now() + offset });
        await page.goto("/");
        await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
        await page.locator("input[name=password]").fill(PASSWORD);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.locator("[data-link=live]").waitFor();
      });
      after(() => context?.close());

      test("the next step of an escalation, the end of a shelf and a timer run by the server's clock", async () => {
        const row = page.getByTestId("alarm-row");
        await row.filter({ hasText: "The pump fails" }).getByText(LEFT).first().waitFor();
        await page.goto(`/alarms/${idOf("door")}`);
        await page.getByTestId("alarm-detail").locator("[data-state=shelved]").getByText(LEFT).first().waitFor();
        await page.goto(`/alarms/${idOf("pump")}`);
        await page
          .getByTestId("run")
          .getByText(/over in (5\d min|1 h 0 min)/)
          .waitFor();
      });

      test("the calendar marks the server's day, in the zone of whoever looks, and a new schedule begins on it", async () => {
        const days = [today(ZONE)];
        await page.goto("/on-call");
        const marked = page.locator("[aria-current=date]").first();
        await marked.waitFor();
        const label = `${await marked.textContent()} ${await marked.getAttribute("aria-label")}`;
        await page.goto("/on-call/new");
        const begins = await page.locator("input[type=date]").first().inputValue();
        // Midnight may have passed meanwhile.
        days.push(today(ZONE));
        assert.ok(days.includes(begins), `${begins} instead of ${days.join(" or ")}`);
        assert.ok(
          days.some((day) => new RegExp(`\\b${Number(day.slice(8))}\\b`).test(label)),
          `${label} instead of ${days.join(" or ")}`,
        );
      });

      test("a session and what must be kept end when the server says, with a day where that is not the server's", async () => {
        const ends = Date.now() + HOUR;
        const hold = { reason: `Case ${what}`, until: ends };
        await site.ask("POST", "/api/v1/audit-trail/holds", hold);
        await page.goto("/audit-trail");
        const kept = page.getByTestId("hold").filter({ hasText: hold.reason });
        await kept.getByText(endsAt("up to ", ends)).waitFor();
        await page.goto("/sessions");
        const own = page.getByTestId("session").filter({ hasText: "This is your session" });
        await own.waitFor();
        const { items } = await site.ask<{ items: { own: boolean; expiresAt: number }[] }>(
          "GET",
          "/api/v1/sessions",
          undefined,
          context.request,
        );
        const mine = items.find((one) => one.own)?.expiresAt ?? assert.fail("there is no session of one's own");
        await own.getByText(endsAt("Ends ", mine)).waitFor();
      });

      test("a lost server is lost since just now, not since days ago, and what was missed has the server's times", async () => {
        await page.goto("/");
        await page.locator("[data-link=live]").waitFor();
        proxy.cut();
        const banner = page.getByTestId("connection-banner");
        await banner.getByText(/for \d+ s\b/).waitFor();
        const known = Date.now();
        await comesToMatch(() => banner.textContent(), clockAt(known));
        proxy.mend();
        await page.getByTestId("missed-time").getByText(clockAt(known)).waitFor();
      });
    });
  }

  /** As the page says when something ends: without the day where that is today, by the server's clock. */
  function endsAt(before: string, at: number): RegExp {
    const form = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
    const date = form({ day: "numeric", month: "short" });
    const year = form({ year: "numeric" });
    const dated = `${date.format(at)}${year.format(at) === year.format(Date.now()) ? "" : ` ${year.format(at)}`} `;
    // Midnight, or the last of twelve hours, may pass meanwhile.
    const says = [0, 60_000].map((later) => {
      const now = Date.now() + later;
      return Math.abs(at - now) < 12 * HOUR && date.format(at) === date.format(now) ? "" : dated;
    });
    return new RegExp(`${before}(${[...new Set(says)].join("|")})(${clockAt(at).source})`);
  }

  /** One of the minutes around it, as a wall clock of those that look on shows it. */
  function clockAt(at: number): RegExp {
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
    return new RegExp([-1, 0, 1].map((minutes) => `\\b${clock.format(at + minutes * 60_000)}:\\d\\d`).join("|"));
  }

  test("nothing of it failed otherwise", () => {
    assert.deepEqual([...complaints, ...site.opened.complaints], []);
  });
});
