import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { BrowserContext, Page, Route } from "playwright-core";
import { againUntil } from "../peers/again-until.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Debian's Chromium against the whole server: two people at two screens who do the same at once. Debian package `chromium`. */
describe("two operators in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let context: BrowserContext;
  /** Anna Berg's screen, and Bert Roth's. */
  let anna: Page;
  let bert: Page;
  const complaints: string[] = [];

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    anna = site.page;
    await site.put("source/building", { name: "Building", driver: "http" });
    await site.put("procedure/leak", {
      name: "Leak",
      sources: ["building"],
      steps: [
        { id: "look", type: "comment", text: "What do you see?" },
        { id: "close", type: "check", text: "The valve is closed" },
      ],
    });
    await site.account("bert.roth", "Bert Roth", "operator");
    const facts = { kind: "raise", category: "technical", condition: "fault", priority: "high", raw: "" } as const;
    for (const point of ["pump", "door", "tank"])
      await site.server.core.report("building", [{ point, text: `The ${point} fails`, ...facts }]);
    context = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true, locale: "en-GB" });
    bert = await context.newPage();
    for (const page of [anna, bert]) {
      page.setDefaultTimeout(60_000);
      page.on("pageerror", (error) => complaints.push(error.message));
    }
    await bert.goto("/");
    await bert.getByRole("textbox", { name: "Sign-in name" }).fill("bert.roth");
    await bert.locator("input[name=password]").fill(PASSWORD);
    await bert.getByRole("button", { name: "Sign in", exact: true }).click();
    await bert.locator("[data-link=live]").waitFor();
  });
  afterEach(() => Promise.all([anna, bert].map((page) => page?.unrouteAll({ behavior: "ignoreErrors" }))));
  after(() => site?.[Symbol.asyncDispose]());

  const alarmAt = (point: string) =>
    [...site.server.core.alarms.all()].find((alarm) => alarm.point === point) ?? assert.fail(point);
  const row = (page: Page, point: string) => page.getByTestId("alarm-row").filter({ hasText: `The ${point} fails` });

  /** Both have sent what fits the pattern before either is answered; Anna's arrives first. */
  async function atOnce(pattern: RegExp, press: (page: Page) => Promise<unknown>): Promise<void> {
    const sent = [anna, bert].map((page) => {
      const { promise, resolve } = Promise.withResolvers<Route>();
      return page.route(pattern, resolve).then(() => promise);
    });
    const arrived = Promise.all(sent.map(async (route) => route));
    await Promise.all([press(anna), press(bert)]);
    const [first, second] = await arrived;
    assert.ok(first && second);
    const answered = anna.waitForResponse(pattern);
    await first.continue();
    await answered;
    await second.continue();
  }

  const storyOf = async (point: string) => {
    const { transitions } = await site.ask<{ transitions: { input: string; actor: string }[] }>(
      "GET",
      `/api/v1/alarms/${alarmAt(point).id}`,
    );
    return transitions.map(({ input, actor }) => `${input} ${actor}`);
  };
  const note = (page: Page) => page.getByTestId("hand-over-note");
  const write = (page: Page) =>
    againUntil(note(page).locator("textarea").first(), () =>
      note(page)
        .getByRole("button", { name: /^(Pin a hand-over note|Change)$/ })
        .click({ timeout: 2000 }),
    );

  test("an alarm that both acknowledge at once: the second is told who was faster, and doesn't take the first's back", async () => {
    await anna.goto("/");
    await atOnce(/\/acknowledge$/, (page) => row(page, "pump").getByTestId("acknowledge").click());
    const [first, second] = [anna, bert].map((page) => page.getByTestId("deed-bar"));
    await second?.getByText("Anna Berg was faster: it was acknowledged already.").waitFor();
    await first?.getByRole("button", { name: "Undo" }).waitFor();
    assert.equal(await first?.getByText("was faster").count(), 0);
    assert.equal(await second?.getByRole("button", { name: "Undo" }).count(), 0);
    await bert.keyboard.press("z");
    for (const page of [anna, bert])
      await page.locator("[data-testid=alarm-row][data-state=acknowledged]", { hasText: "The pump fails" }).waitFor();
    assert.deepEqual((await storyOf("pump")).slice(-2), [
      "acknowledge operator:anna.berg",
      "acknowledge operator:bert.roth",
    ]);
  });

  test("an alarm that both shelve at once stays on the shelf of the first, and the second reads by whom, with their reason kept", async () => {
    for (const page of [anna, bert]) {
      await row(page, "door").focus();
      await againUntil(page.getByRole("dialog"), () => page.keyboard.press("s"));
      await page
        .getByRole("dialog")
        .locator("[name=reason]")
        .fill(page === anna ? "Painter" : "Carpenter");
    }
    await atOnce(/\/shelve$/, (page) => page.getByRole("dialog").locator("button[type=submit]").click());
    const dialog = bert.getByRole("dialog");
    await dialog.getByText("Anna Berg was faster: this alarm is on the shelf already.").waitFor();
    await anna.getByRole("dialog").waitFor({ state: "detached" });
    assert.deepEqual(
      { ...alarmAt("door").shelf, until: 0 },
      { kind: "timed", until: 0, by: "operator:anna.berg", reason: "Painter" },
    );
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByTestId("unsaved").getByRole("button", { name: "Discard it" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  test("who writes about a step while the other one does it keeps what they wrote, and can say it all the same", async () => {
    const { id, occurrence } = alarmAt("tank");
    await site.ask("POST", `/api/v1/alarms/${id}/procedures`, { procedure: "leak", occurrence });
    for (const page of [anna, bert]) {
      await page.goto(`/alarms/${id}`);
      await page.locator("[aria-current=step]").getByText("What do you see?").waitFor();
    }
    const field = (page: Page) => page.getByTestId("step-form").locator("[name=comment]");
    await field(bert).fill("Water at the gate");
    await field(anna).fill("It is only the gauge");
    await anna.getByTestId("step-form").locator("button[type=submit]").click();
    await bert.locator("[aria-current=step]").getByText("The valve is closed").waitFor();
    const overtaken = bert.getByTestId("overtaken");
    await overtaken.getByText("Water at the gate").waitFor();
    await becomes(() => anna.getByTestId("overtaken").count(), 0);
    await overtaken.getByRole("button", { name: "Write it to the alarm" }).click();
    await overtaken.waitFor({ state: "detached" });
    await anna.getByTestId("conversation").getByText("Water at the gate").waitFor();
  });

  test("a step that both do at once is done once, and stands in the record as the first one's", async () => {
    await atOnce(/\/steps\/close$/, (page) => page.getByTestId("step-form").locator("button[type=submit]").click());
    for (const page of [anna, bert]) await page.getByText("Done to its last step").first().waitFor();
    const { runs } = await site.ask<{ runs: { log: { kind: string; byName: string }[] }[] }>(
      "GET",
      `/api/v1/alarms/${alarmAt("tank").id}/procedures`,
    );
    assert.deepEqual(
      runs[0]?.log.map(({ kind, byName }) => [kind, byName]),
      [
        ["done", "Anna Berg"],
        ["done", "Anna Berg"],
      ],
    );
  });

  test("who writes a hand-over note while the other one pins theirs is shown it, and both stand there in the end", async () => {
    for (const page of [anna, bert]) await write(page);
    await note(bert).locator("textarea").fill("The key is with the porter");
    await note(anna).locator("textarea").fill("The fitter comes at six");
    await note(anna).getByRole("button", { name: "Pin", exact: true }).click();
    const clash = bert.getByTestId("note-clash");
    await clash.getByText("Anna Berg has written another note meanwhile").waitFor();
    await clash.getByText("The fitter comes at six").waitFor();
    await becomes(() => note(bert).getByRole("button", { name: "Pin", exact: true }).isEnabled(), false);
    await clash.getByRole("button", { name: "Put theirs before mine" }).click();
    await note(bert).getByRole("button", { name: "Pin", exact: true }).click();
    await note(anna).getByText("The fitter comes at six\nThe key is with the porter").waitFor();
    await note(bert).locator("textarea").waitFor({ state: "detached" });
  });

  test("a screen that has not heard of the other's note yet doesn't overwrite it: the server says who wrote, and it is shown", async () => {
    for (const page of [anna, bert]) await write(page);
    await bert.route(/\/api\/v1\/alarms\/\d+$/, (route) => route.abort());
    await note(anna).locator("textarea").fill("The fitter comes at eight");
    await note(anna).getByRole("button", { name: "Pin", exact: true }).click();
    await note(anna).getByText("The fitter comes at eight").waitFor();
    await note(bert).locator("textarea").fill("Nobody comes");
    await note(bert).getByRole("button", { name: "Pin", exact: true }).click();
    await note(bert).getByRole("alert").getByText("Anna Berg has written another note meanwhile").waitFor();
    await bert.unrouteAll({ behavior: "ignoreErrors" });
    await note(bert).getByRole("button", { name: "Pin", exact: true }).click();
    const clash = bert.getByTestId("note-clash");
    await clash.getByText("The fitter comes at eight").waitFor();
    await clash.getByRole("button", { name: "Mine instead of it" }).click();
    await note(bert).getByRole("button", { name: "Pin", exact: true }).click();
    await note(anna).getByText("Nobody comes").waitFor();
  });

  test("who takes a hand-over note off takes off the one they have read, and is told when it is another one or gone", async () => {
    const gone = (page: Page) => note(page).getByRole("button", { name: "Pin a hand-over note" }).waitFor();
    const takeOff = async (page: Page) => {
      await note(page)
        .getByRole("button", { name: /^Take off/ })
        .click();
      await note(page).getByRole("button", { name: "Yes, take it off" }).click();
    };
    await bert.route(/\/api\/v1\/alarms\/\d+$/, (route) => route.abort());
    await write(anna);
    await note(anna).locator("textarea").fill("The fitter comes after all");
    await note(anna).getByRole("button", { name: "Pin", exact: true }).click();
    await note(anna).getByText("The fitter comes after all").waitFor();
    await takeOff(bert);
    await note(bert).getByText("Anna Berg has written another note meanwhile").waitFor();
    await bert.unrouteAll({ behavior: "ignoreErrors" });
    await againUntil(note(bert).getByText("The fitter comes after all"), () => bert.reload());
    await note(anna).getByText("The fitter comes after all").waitFor();
    await atOnce(/\/hand-over-note\?over=/, takeOff);
    await note(bert).getByText("Somebody else has taken the note off already.").waitFor();
    for (const page of [anna, bert]) await gone(page);
  });

  test("whoever acknowledges at another screen is called by name, before the screen has asked for anything", async () => {
    const facts = { point: "gate", kind: "raise", category: "technical", condition: "fault", raw: "" } as const;
    await site.server.core.report("building", [{ text: "The gate fails", ...facts }]);
    await anna.goto(`/alarms/${alarmAt("gate").id}`);
    await anna.getByTestId("alarm-detail").getByText("Building").first().waitFor();
    await anna.route(/\/api\/v1\/alarms\/\d+$/, (route) => route.abort());
    await bert.goto("/");
    await row(bert, "gate").getByTestId("acknowledge").click();
    await anna.locator("dd").filter({ hasText: "Bert Roth," }).waitFor();
    await anna.unrouteAll({ behavior: "ignoreErrors" });
  });

  test("nothing of it failed otherwise", () => {
    const known = /status of 409|ERR_FAILED/;
    assert.deepEqual([...complaints, ...site.opened.complaints.filter((one) => !known.test(one))], []);
  });
});
