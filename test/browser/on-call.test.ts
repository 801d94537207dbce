import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { APIRequestContext, Locator, Page } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import { fieldInstant } from "../../web/src/on-call/days.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { WebhookReceiver } from "../peers/webhook-receiver.ts";
import { until } from "../peers/whole-server.ts";

/** What stands there for a thumb, and is less high or wide than one: WCAG 2.5.5. Links within a sentence are none of that. */
const TOO_SMALL = `(() => {
  const targets = document.querySelectorAll("#page :is(button, select, input:not([type=checkbox]), .head > a, .card h2 > a), dialog button");
  return [...targets].map((one) => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => height > 0 && (height < 43.5 || width < 43.5))
    .map(([one, { width, height }]) => width + "x" + height + " " + (one.ariaLabel ?? one.textContent));
})()`;
/** What reaches beyond the page, when that can be scrolled sideways. */
const SIDEWAYS = `(() => {
  const page = document.querySelector("#page");
  if (page.scrollWidth <= page.clientWidth && document.documentElement.scrollWidth <= innerWidth) return [];
  return [...page.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 100));
})()`;
const FOCUSED_DAY = `document.activeElement.closest("td")?.textContent ?? ""`;
const ZONE = "Europe/Berlin";
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const yes = () => true;
const no = () => false;

/** Debian's Chromium against the whole server: calendar, schedules, one's own shift, and policies with their simulator. */
describe("on call in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let receiver: WebhookReceiver;
  let page: Page;
  let ben: APIRequestContext;
  /** In messages about alarms. */
  const links = new Set<string>();

  before(async () => {
    site = await BrowserSite.open({ timeZone: ZONE });
    receiver = await WebhookReceiver.open(({ link }) => {
      if (link) links.add(link);
    });
    page = site.page;
    await site.enrol();
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    await receiver?.close();
  });

  async function ask(from: APIRequestContext, method: string, path: string, data?: object): Promise<unknown> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await from.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    const text = await answer.text();
    return text === "" ? null : JSON.parse(text);
  }
  const put = (kind: string, id: string, body: object) => ask(page.request, "PUT", `/api/v1/site/${kind}/${id}`, body);

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

  /** Presses again until that is seen: a renewal may swallow a click. */
  async function againUntil(seen: Locator, press: () => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await press().catch(() => undefined);
      if (await seen.waitFor({ timeout: 3000 }).then(yes, no)) return;
    }
    assert.fail("whatever is pressed, nothing changes");
  }

  async function fitsAPhone(what: string): Promise<void> {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.evaluate(SETTLED);
    await becomes(() => page.evaluate<string[]>(SIDEWAYS), [], `${what} scrolls sideways at 360 px`);
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  const day = (days: number) => {
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(Date.now());
    return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  };

  test("without schedules, the page says what to do; when it fails, why, and again; while it waits, that it does", async () => {
    const told = page.getByText("A schedule says who is on duty when.");
    let go = () => {};
    await page.route(/\/api\/v1\/on-call$/, async (route) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      await route.continue();
    });
    await page.goto("/on-call");
    await page.getByText("Loading: who is on duty").waitFor();
    go();
    await told.waitFor();
    await accessible("empty");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.route(/\/api\/v1\/on-call$/, (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "about:blank", title: "No", status: 503, detail: "The database is away." }),
      }),
    );
    await page.goto("/on-call");
    await page.getByText("The database is away.").waitFor();
    await becomes(() => told.count(), 0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await againUntil(told, () => page.getByRole("button", { name: "Try again" }).click({ timeout: 2000 }));
  });

  test("a schedule is made in a form by keys, with the weeks ahead beside it before it is saved", async () => {
    const settings = { secret: "sixteen characters at least" };
    await put("channel", "hook", { name: "Hook", kind: "webhook", settings });
    for (const [id, name] of [
      ["anna", "Anna Berg"],
      ["ben", "Ben <script>alert(1)</script>"],
      ["carla", "كارلا 🚒"],
    ] as const) {
      await put("person", id, { name, methods: [{ id: "hook", channel: "hook", address: receiver.url(id) }] });
      await ask(page.request, "PUT", `/api/v1/persons/${id}/methods/hook/verification`, {
        vouch: true,
        reason: "known",
      });
    }
    await page.goto("/on-call/new");
    await page
      .getByLabel(/^Name \*?$|^Name$/)
      .first()
      .fill("Night shift");
    await page.getByLabel(/^Id/).first().fill("night");
    await page.getByLabel("Add somebody").selectOption("ben");
    await page.getByLabel("Add somebody").selectOption("anna");
    await page.getByLabel("Hand over every").fill("2");
    await page.getByLabel("Unit").selectOption("day");
    await page.getByLabel("First day of the first shift").fill(day(-1));
    const ahead = page.getByRole("complementary", { name: "The next weeks" });
    await ahead.getByText("Ben <script>").first().waitFor();
    await ahead.getByRole("gridcell").filter({ hasText: "today" }).getByText("Ben <script>").waitFor();
    await page.getByRole("button", { name: "Add a holiday" }).click();
    const holidays = page.getByRole("group", { name: "Holidays" });
    await holidays.getByText("Nobody is chosen: nobody would be on duty that day.").waitFor();
    await becomes(() => holidays.getByLabel(/^Date/).inputValue(), "", "a holiday is none before it has its day");
    await holidays.getByLabel(/^Date/).fill(day(4));
    await ahead.getByText("NOBODY would be on duty:").first().waitFor();
    await holidays.getByRole("button", { name: "Remove" }).click();
    await ahead.getByText("No new gap").waitFor();
    await page.getByRole("button", { name: "Move Anna Berg up" }).focus();
    await page.keyboard.press("Enter");
    await ahead.getByRole("gridcell").filter({ hasText: "today" }).getByText("Anna Berg").waitFor();
    await comesToMatch(
      () => page.evaluate<string>(`document.activeElement.getAttribute("aria-label")`),
      /^Move Anna Berg down$/,
      "the focus goes with the entry",
    );
    // And by dragging: Ben first, and Anna again.
    const dragged = async (name: string, shown: string) => {
      const entry = page.locator(".ordered-item").filter({ hasText: name });
      await entry.locator(".ordered-handle").dragTo(page.locator(".ordered-item").first());
      await ahead.getByRole("gridcell").filter({ hasText: "today" }).getByText(shown).waitFor();
    };
    await dragged("Ben", "Ben <script>");
    await dragged("Anna", "Anna Berg");
    await accessible("schedule form");
    await fitsAPhone("the schedule form");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("schedule").filter({ hasText: "Night shift" }).getByText("Anna Berg").waitFor();
  });

  test("the calendar is gone through by keys, days are selected, and an override is checked before it is saved", async () => {
    await page.goto("/on-call");
    const grid = page.getByRole("grid");
    await grid.getByText("Anna Berg").first().waitFor();
    await accessible("month");
    await grid.locator('td[tabindex="0"]').focus();
    await comesToMatch(() => page.evaluate<string>(FOCUSED_DAY), /today/);
    const month = await page.locator(".duty-calendar h2").textContent();
    await page.keyboard.press("PageDown");
    await page
      .locator(".duty-calendar h2")
      .filter({ hasNotText: month ?? "" })
      .waitFor();
    await page.getByRole("button", { name: "Today", exact: true }).click();
    await grid.locator("td", { hasText: "today" }).click();
    const detail = page.getByTestId("day-detail");
    await detail.getByText("on duty in Night shift").first().waitFor();
    // Behind a Sunday lies another week, and at the end of a month another page.
    const isSunday = new Date(day(0)).getUTCDay() === 0;
    await page.keyboard.press(isSunday ? "Shift+ArrowLeft" : "Shift+ArrowRight");
    await page.locator('td[aria-selected="true"]').nth(1).waitFor();
    await detail.getByRole("button", { name: "Override…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Save the override", disabled: true }).waitFor();
    await becomes(() => dialog.getByText("No new gap").count(), 0, "nothing is good before anybody was chosen");
    await dialog.getByLabel("Who is on duty").selectOption({ label: "Nobody: only off duty" });
    await dialog.getByText("NOBODY would be on duty:").first().waitFor();
    await dialog.getByLabel("Who is on duty").selectOption("carla");
    await dialog.getByText("No new gap").waitFor();
    await dialog.getByLabel("Reason").fill("Holidays");
    await dialog.getByRole("button", { name: "Save the override" }).click();
    await dialog.waitFor({ state: "detached" });
    await grid.locator("td", { hasText: "today" }).getByText("كارلا").waitFor();
    await page.getByLabel("View").selectOption("week");
    await grid.getByRole("rowheader", { name: "Overrides" }).waitFor();
    await accessible("week with layers");
    await page.emulateMedia({ media: "print" });
    await becomes(() => page.getByRole("button", { name: "Print" }).isVisible(), false);
    // A sheet is as narrow as a small screen, and shows the grid all the same.
    const size = page.viewportSize();
    await page.setViewportSize({ width: 700, height: 900 });
    await page.goto("/on-call");
    await page.getByLabel("View").waitFor();
    assert.equal(await page.getByLabel("View").inputValue(), "month");
    await page.emulateMedia({ media: "screen" });
    await becomes(() => page.getByLabel("View").inputValue(), "list");
    if (size) await page.setViewportSize(size);
    // A gap, with a word.
    const duty = (await (await page.request.get("/api/v1/site/schedule/night")).json()) as { overrides: object[] };
    const gap = { from: `${day(3)}T00:00`, to: `${day(4)}T00:00` };
    await put("schedule", "night", { ...duty, overrides: [...duty.overrides, gap] });
    await page.goto("/on-call");
    await page.getByText("Nobody is on duty in one span of time.").waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByLabel("View").selectOption("list");
    await page.getByText("NOBODY").first().waitFor({ state: "attached" });
    await becomes(() => page.evaluate<string[]>(SIDEWAYS), [], "the list scrolls sideways at 360 px");
    await accessible("list at 360 px");
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test("one's own shift: no person, then a test of one's methods, a day off, a swap, and calendar addresses", async () => {
    await page.goto("/my-shift");
    await page.getByText("Your account belongs to no person").waitFor();
    await becomes(
      () => page.locator("main").getByRole("link", { name: "Operators" }).getAttribute("href"),
      "/operators",
    );
    const { accounts } = site.server.core.access;
    const wanted = { id: "ben.roth", name: "Ben Roth", person: "ben", roles: [{ role: "operator", partitions: [] }] };
    await accounts.create({ ...wanted, password: new Secret(PASSWORD) }, { kind: "machine", id: "cli:root" });
    await ask(page.request, "POST", "/api/v1/session/step-up", { password: PASSWORD });
    await ask(page.request, "PATCH", "/api/v1/operators/anna.berg", { person: "carla" });
    const desk = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    ben = desk.request;
    await ask(ben, "POST", "/api/v1/session", { id: "ben.roth", password: PASSWORD });
    await put("policy", "standard", {
      name: "Standard",
      steps: [{ waitSec: 300, tell: [{ schedule: "night" }] }],
    });

    await put("schedule", "standby", {
      name: "Standby",
      timeZone: ZONE,
      rotations: [{ id: "alone", members: ["carla"], startsOn: day(-3), every: { unit: "week", count: 1 } }],
    });
    await page.goto("/my-shift");
    const standby = page.getByTestId("own-schedule").filter({ hasText: "Standby" });
    await standby.getByText("until further notice").first().waitFor();
    await standby
      .getByRole("listitem")
      .getByText(/ – until further notice$/)
      .first()
      .waitFor();
    await standby.getByRole("button", { name: "Take me off duty…" }).click();
    await page.getByRole("dialog").getByText("Your duty goes on until further notice.").waitFor();
    await page.keyboard.press("Escape");
    await page.goto("/on-call");
    await page.getByTestId("schedule").filter({ hasText: "Standby" }).getByText("until further notice").waitFor();
    await ask(page.request, "DELETE", "/api/v1/site/schedule/standby");
    await page.goto("/my-shift");
    await page.getByText("You are on duty").waitFor();
    await page.getByText("No route leads there").waitFor();
    await page.getByRole("button", { name: "Send me a test" }).click();
    await page
      .getByTestId("own-method")
      .getByText(/^✓ (Delivered|Accepted)/)
      .waitFor();
    await accessible("my shift");
    await fitsAPhone("my shift");

    await page.getByRole("button", { name: "Make addresses" }).click();
    const address = await page.getByTestId("own-calendar").inputValue();
    const calendar = await ben.get(address.slice(site.url.length));
    assert.match(await calendar.text(), /^BEGIN:VCALENDAR\r\n/);

    await page.getByRole("button", { name: "Offer…" }).first().click();
    await page.getByRole("dialog").getByLabel("To whom").selectOption("ben");
    await page.getByRole("button", { name: "Offer the shift" }).click();
    const swap = page.getByTestId("swap");
    await swap.getByText("Waits for an answer.").waitFor();
    const { items } = (await ask(ben, "GET", "/api/v1/profile/swaps")) as { items: { id: string }[] };
    await ask(ben, "DELETE", `/api/v1/profile/swaps/${items[0]?.id}`);
    await swap.getByText("Declined.").waitFor();

    await page.getByRole("button", { name: "Take me off duty…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Take me off duty" }).click();
    await dialog.getByText(/Nobody would be on duty in Night shift/).waitFor();
    await dialog.getByText("I know that nobody is on duty then.").waitFor();
    await dialog.getByLabel("Who stands in").selectOption("anna");
    await dialog.getByRole("button", { name: "Take me off duty" }).click();
    await page.getByText("You are off duty").waitFor();
  });

  test("a policy is changed with the simulator beside it, and what somebody else saved meanwhile is merged", async () => {
    await put("source", "panel", { name: "Panel", driver: "http" });
    await page.goto("/policies/standard");
    const timeline = page.getByTestId("timeline");
    await timeline.getByText("Anna Berg").first().waitFor();
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByRole("group", { name: "Step 2" }).getByLabel("Tell also").selectOption({ label: "Anna Berg" });
    await timeline.getByText("new:").first().waitFor();
    await page.getByRole("button", { name: "Sunday, 3 a.m." }).click();
    await timeline.getByText("03:00").first().waitFor();
    await accessible("policy form");
    await fitsAPhone("the policy form");
    const stored = (await (await page.request.get("/api/v1/site/policy/standard")).json()) as object;
    await put("policy", "standard", { ...stored, name: "Standard, by somebody else" });
    await page.getByRole("button", { name: "Save" }).click();
    const merge = page.getByTestId("merge");
    await merge.waitFor();
    await merge.getByRole("button").last().click();
    await merge.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { level: 1, name: "Standard, by somebody else" }).waitFor();
    await page.goto("/policies");
    await page.getByRole("button", { name: "Add a route" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Id/).fill("everything");
    await dialog.getByLabel("High", { exact: true }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("→ Standard, by somebody else").waitFor();
    await accessible("policies");
  });

  test("whoever may not change people, schedules and policies reads them, without a button, and is told why", async () => {
    const { accounts } = site.server.core.access;
    const viewer = {
      id: "vera.lang",
      name: "Vera Lang",
      person: null,
      roles: [{ role: "viewer", partitions: [] }],
    } as const;
    await accounts.create({ ...viewer, password: new Secret(PASSWORD) }, { kind: "machine", id: "cli:root" });
    const context = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    await ask(context.request, "POST", "/api/v1/session", { id: "vera.lang", password: PASSWORD });
    const vera = await context.newPage();
    const why = vera.getByText("You may look at this, but not change it");
    for (const path of ["/people/ben", "/on-call/night", "/policies/standard"]) {
      await vera.goto(path);
      await why.waitFor();
      const form = vera.locator("form");
      await becomes(() => form.getByLabel(/^Name/).first().isDisabled(), true, path);
      await becomes(
        () => form.locator(".only-read").getByRole("button").count(),
        0,
        `${path} offers to change something`,
      );
      await becomes(() => vera.getByRole("button", { name: /^(Save|Delete…)$/ }).count(), 0, path);
      const { violations } = await new AxeBuilder({ page: vera }).include("main").analyze();
      assert.deepEqual(
        violations.map(({ id }) => `${path}: ${id}`),
        [],
      );
    }
    await vera.getByTestId("timeline").getByText("Anna Berg").first().waitFor();
    await vera.goto("/people/new");
    await why.waitFor();
    await becomes(() => vera.locator("form").count(), 0);
    await context.close();
  });

  test("on a telephone a shift that was offered is taken, and a thumb hits everything", async () => {
    const duty = (await (await page.request.get("/api/v1/site/schedule/night")).json()) as { overrides: object[] };
    const carlas = { from: `${day(5)}T00:00`, to: `${day(6)}T00:00`, person: "carla" };
    await put("schedule", "night", { ...duty, overrides: [...duty.overrides, carlas] });
    const [from, to] = [carlas.from, carlas.to].map((text) => fieldInstant(text, ZONE));
    await ask(page.request, "POST", "/api/v1/profile/swaps", {
      schedule: "night",
      taker: "ben",
      from,
      to,
      note: "Please",
    });
    const context = await site.opened.browser.newContext({
      baseURL: site.url,
      ignoreHTTPSErrors: true,
      timezoneId: ZONE,
      ...PHONE,
    });
    await ask(context.request, "POST", "/api/v1/session", { id: "ben.roth", password: PASSWORD });
    const phone = await context.newPage();
    await phone.goto("/my-shift");
    await phone.getByText(`All times in your time zone (${ZONE}).`).waitFor();
    const swap = phone.getByTestId("swap").filter({ hasText: "Please" });
    await swap.getByRole("button", { name: "Accept the shift" }).tap();
    await swap.getByText("Accepted.").waitFor();
    const shown: readonly (readonly [string, Locator])[] = [
      ["/my-shift", phone.getByTestId("own-schedule").first()],
      ["/on-call", phone.getByRole("button", { name: /^Why/ }).first()],
      ["/on-call/night", phone.getByText(/you may look at this/i)],
      ["/people", phone.getByTestId("people")],
      ["/policies/standard", phone.getByTestId("timeline")],
    ];
    for (const [path, there] of shown) {
      await phone.goto(path);
      await there.waitFor();
      await becomes(() => phone.evaluate<string[]>(TOO_SMALL), [], path);
      await becomes(() => phone.evaluate<string[]>(SIDEWAYS), [], `${path} scrolls sideways`);
    }
    await phone.goto("/on-call");
    await phone.getByRole("listitem").filter({ hasText: "today" }).getByRole("button", { name: /^Why/ }).tap();
    await phone.getByRole("listitem").filter({ hasText: "today" }).getByTestId("day-detail").waitFor();
    await context.close();
  });

  test("the link of a message is answered in two taps, by day and by night, without signing in", async () => {
    const pump = { point: "pump", text: "Pump 3 tripped", condition: "trip", priority: "high" } as const;
    await site.server.core.report("panel", [{ ...pump, kind: "raise", category: "technical", raw: "" }]);
    await until("somebody was told", () => links.size > 0);
    const context = await site.opened.browser.newContext({ ...PHONE, ignoreHTTPSErrors: true });
    const phone = await context.newPage();
    await phone.goto([...links][0] ?? "");
    for (const colorScheme of ["light", "dark"] as const) {
      await phone.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page: phone }).analyze();
      assert.deepEqual(
        violations.map(({ id }) => `${colorScheme}: ${id}`),
        [],
      );
    }
    await becomes(() => phone.evaluate(`getComputedStyle(document.body).backgroundColor`), "rgb(18, 21, 25)");
    const coming = phone.getByRole("button", { name: "Take it over: I'm on my way" });
    for (const button of [phone.getByRole("button", { name: "Take it over", exact: true }), coming]) {
      const { width = 0, height = 0 } = (await button.boundingBox()) ?? {};
      assert.ok(width > 300 && height >= 44, `${width} × ${height}`);
    }
    await coming.tap();
    await phone.getByText("Acknowledged: you have taken over").waitFor();
    await phone.getByRole("link", { name: /^Open the alarm/ }).waitFor();
    const alarm = [...site.server.core.alarms.all()].find(({ point }) => point === "pump")?.id;
    const { transitions } = (await (await page.request.get(`/api/v1/alarms/${alarm}`)).json()) as {
      transitions: readonly { comment: string }[];
    };
    assert.ok(transitions.some(({ comment }) => comment === "On my way"));
    await context.close();
  });

  test("once the connection is lost, what was known stands there, and nothing can be ordered", async () => {
    await page.clock.install();
    await page.goto("/my-shift");
    await page.getByTestId("own-schedule").waitFor();
    await page.locator("[data-link=live]").waitFor();
    await page.route(/\/api\//, (route) => route.abort());
    await page.clock.fastForward("01:10");
    await page.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor();
    await page.getByTestId("own-schedule").getByRole("button", { name: "Report on duty", disabled: true }).waitFor();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(
      site.opened.complaints.filter((one) => !/status of (409|412|503)/.test(one)),
      [],
    );
  });
});
