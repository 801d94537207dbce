import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import type { Server } from "#server.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage, openBrowser } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Debian's Chromium against the whole server: what a locked screen shows, sounds and lets through. Debian package `chromium`. */
describe("the lock screen in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    ({ server, opened } = site);
    page = opened.page;
    await page.addInitScript(`
      window.tones = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        window.tones++;
        return start.apply(this, when);
      };
    `);
    await site.enrol();
    await ask("PUT", "/api/v1/site/source/web", { name: "Web", driver: "http" });
    await ask("PUT", "/api/v1/site/workstation/gate", { name: "Gate", mustBeManned: true });
    const bert = { id: "bert.roth", name: "Bert Roth", password: PASSWORD, roles: [{ role: "operator" }] };
    await ask("POST", "/api/v1/operators", bert);
  });
  after(() => site?.[Symbol.asyncDispose]());

  /** As the page itself asks. */
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const { status, text } = await page.evaluate(
      async ([method, path, body]) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(path, { method, headers, ...(body === null ? {} : { body }) });
        return { status: answer.status, text: await answer.text() };
      },
      [method, path, body ? JSON.stringify(body) : null] as const,
    );
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  const report = (point: string, text: string) =>
    server.core.report("web", [
      { point, kind: "raise", category: "technical", condition: "fault", priority: "critical", text, raw: "" },
    ]);
  const lockScreen = () => page.getByTestId("lock-screen");
  const tones = () => page.evaluate<number>("window.tones");
  const unlock = async (password = PASSWORD) => {
    await page.locator("input[name=password]").fill(password);
    // A note that comes above the form moves its button away from under a click.
    await page.locator("input[name=password]").press("Enter");
  };

  test("P-092 a key locks the screen at once, and nothing of the alarms is left in it", async () => {
    await report("one", "Pump 17 has stopped");
    await page.getByText("Pump 17 has stopped").first().waitFor();
    await page.getByRole("searchbox").or(page.locator("search input")).first().fill("Pump");
    const took = await page.evaluate<number>(`(async () => {
      const before = performance.now();
      window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyL", altKey: true, shiftKey: true }));
      while (!document.querySelector("[data-testid=lock-screen]")) await new Promise(requestAnimationFrame);
      return performance.now() - before;
    })()`);
    assert.ok(took < 200, `it took ${took} ms`);
    assert.doesNotMatch(await page.content(), /Pump/);
    await page.getByTestId("locked-tally").locator("[data-priority=critical][data-some=true]").waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
  });

  test("P-090 it counts and sounds alarms that come while it is locked, and tells no more of them", async () => {
    const before = await tones();
    await report("two", "Pump 18 has stopped");
    const count = page.getByTestId("locked-tally").locator("[data-priority=critical] .tally-count");
    await count.filter({ hasText: /^2$/ }).waitFor();
    await page.evaluate(`(async () => {
      while (window.tones <= ${before}) await new Promise(requestAnimationFrame);
    })()`);
    assert.doesNotMatch(await page.content(), /Pump/);
  });

  test("P-091 only the password opens it, in the same place as before, over a reload too", async () => {
    await page.reload();
    await lockScreen().waitFor();
    await unlock("some other long password");
    await page.getByText("The screen stays locked.", { exact: true }).waitFor();
    await unlock();
    await page.getByText("Pump 18 has stopped").first().waitFor();
    await lockScreen().waitFor({ state: "detached" });
  });

  test("P-090 it says that a step of a procedure takes too long, and not which", async () => {
    const steps = [{ id: "one", type: "instruction", text: "Look at Pump 17", withinSec: 1 }];
    await ask("PUT", "/api/v1/site/procedure/quick", { name: "Quick", sources: ["web"], steps });
    const { id, occurrence } = [...server.core.alarms.all()].find(({ point }) => point === "one") ?? assert.fail();
    await ask("POST", `/api/v1/alarms/${id}/procedures`, { procedure: "quick", occurrence });
    await page.getByRole("button", { name: "Lock this screen" }).click();
    const late = page.getByTestId("locked-late");
    await late.getByText("A step of a procedure takes too long.").waitFor();
    assert.doesNotMatch(await page.content(), /Pump|Quick/);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
    await unlock();
    await page.getByTestId("overdue").getByText("Look at Pump 17").waitFor();
    const run = `/api/v1/procedure-runs/${occurrence}-quick`;
    await ask("POST", `${run}/steps/one`, { turn: 0 });
    await page.getByTestId("overdue").waitFor({ state: "detached" });
  });

  test("a colleague takes over in place: page and filter stay, the first one's session ends", async () => {
    await page.locator("search input").first().fill("Pump 17");
    await page.getByRole("button", { name: "Lock this screen" }).click();
    await lockScreen().waitFor();
    await page.getByRole("button", { name: "Take over as somebody else" }).click();
    await page.getByRole("textbox", { name: "Sign-in name" }).fill("bert.roth");
    const known = ["id", "password"].map((name) => page.locator(`input[name=${name}]`).getAttribute("autocomplete"));
    assert.deepEqual(await Promise.all(known), ["username", "current-password"]);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("navigation").getByText("Bert Roth").waitFor();
    await becomes(() => page.locator("search input").first().inputValue(), "Pump 17");
    assert.deepEqual(
      server.core.access.sessions.all(server.core.clock.now()).map(({ operator }) => operator),
      ["bert.roth"],
    );
  });

  test("P-094 the last one who watches can't just sign out, and gives the watch to a colleague who takes it", async () => {
    const partition = { id: "east", name: "East", mustBeManned: true, graceSec: 10 };
    await server.core.site.put({ kind: "partition", body: partition }, { actor: { id: "cli:test", via: "cli" } });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("Nobody else watches East.").waitFor();
    await page.getByLabel("Who takes over").selectOption({ label: "Anna Berg" });
    await page.getByLabel("What they should know").fill("Pump 17 is in repair");
    await page.getByRole("button", { name: "Offer the watch" }).click();
    const offered = page.getByTestId("hand-over").filter({ hasText: "Waits to be accepted" });
    await offered.getByText("Pump 17 is in repair").waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );

    await using another = await openBrowser(site.url);
    const desk = another.page;
    await desk.goto("/");
    await desk.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
    await desk.locator("input[name=password]").fill(PASSWORD);
    await desk.getByRole("button", { name: "Sign in", exact: true }).click();
    await desk.getByTestId("hand-overs-waiting").waitFor();
    await desk.goto("/hand-over");
    await desk.getByRole("button", { name: "Take over" }).click();
    await desk.getByTestId("hand-over").filter({ hasText: "Accepted" }).waitFor();
    await page.getByTestId("hand-over").filter({ hasText: "Accepted" }).waitFor();
    assert.deepEqual(another.complaints, []);
    await desk.getByRole("button", { name: "Sign out" }).click();
    await desk.getByRole("textbox", { name: "Sign-in name" }).waitFor();
  });

  test("W-071 an operator finds no administration, wide and on a phone, and the server gives none", async () => {
    const size = page.viewportSize() ?? { width: 1280, height: 800 };
    for (const width of [size.width, 360]) {
      await page.setViewportSize({ width, height: size.height });
      if (width === 360) await page.getByRole("navigation").getByRole("button", { expanded: false }).first().click();
      const links = await page
        .getByRole("navigation")
        .getByRole("link")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      assert.ok(links.includes("/people"), links.join(" "));
      for (const hidden of ["/operators", "/roles", "/access-review", "/directories", "/tokens", "/sessions"]) {
        assert.ok(!links.includes(hidden), hidden);
      }
    }
    await page.setViewportSize(size);
    for (const path of ["operators", "access-review", "tokens", "sessions"]) {
      assert.equal(await page.evaluate(async (path) => (await fetch(`/api/v1/${path}`)).status, path), 403, path);
    }
  });

  test("P-090 it locks by itself when nobody does anything", async () => {
    const settings = server.core.site.get("setting", "site")?.body;
    await server.core.site.put(
      {
        kind: "setting",
        body: { ...(settings ?? (await defaults())), logins: { ...(await defaults()).logins, lockAfterMin: 0.05 } },
      },
      { actor: { id: "cli:test", via: "cli" } },
    );
    await page.reload();
    await page.getByRole("navigation").or(lockScreen()).first().waitFor();
    await lockScreen().waitFor();
    await unlock();
    await page.getByRole("navigation").waitFor();
    await lockScreen().waitFor();
  });

  test("a locked screen that has lost the server doesn't look calm", async () => {
    await server.stop();
    await page.getByTestId("connection-banner").waitFor();
    await becomes(() => lockScreen().getAttribute("data-trusted"), "false");
    assert.deepEqual(opened.complaints, []);
  });

  async function defaults() {
    const { SiteSettings } = await import("#site/settings.ts");
    return SiteSettings.parse({ id: "site" });
  }
});
