import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { againUntil } from "../peers/again-until.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

const IS_BACK = "This is what you had filled in when you were interrupted.";
const HALF = "Half a sentence, and";

/** Debian's Chromium against the whole server: people who are interrupted while they fill something in. Debian package `chromium`. */
describe("interrupted in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let context: BrowserContext;
  /** Bert Roth's screen; Anna Berg has another one. */
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    await site.put("setting/site", { approvals: { fourEyes: "off" } });
    await site.put("source/building", { name: "Building", driver: "http" });
    await site.put("partition/east", { name: "East" });
    await site.put("area/hall", { name: "Hall", partition: "east" });
    await site.put("channel/hook", {
      name: "Hook",
      kind: "webhook",
      settings: { secret: "a-long-enough-secret-of-one" },
    });
    const methods = [{ id: "desk", channel: "hook", address: "https://desk.example/in" }];
    await site.put("person/bert", { name: "Bert Roth", methods });
    await site.put("schedule/night", {
      name: "Night",
      timeZone: "Europe/Berlin",
      rotations: [{ id: "night", members: ["bert"], startsOn: "2026-01-05", every: { unit: "week", count: 1 } }],
    });
    await site.put("policy/night", { name: "Night", steps: [{ waitSec: 300, tell: [{ person: "bert" }] }] });
    await site.put("procedure/leak", { name: "Leak", steps: [{ id: "look", type: "check", text: "Look at it" }] });
    const plan = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><path d="M20 20H380V280H20z"/></svg>`;
    const stored = await site.page.request.fetch("/api/v1/files?name=hall.svg", {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/octet-stream" },
      data: Buffer.from(plan),
    });
    const { id: file } = (await stored.json()) as { id: string };
    await site.put("plan/hall", {
      name: "Hall",
      kind: "floor",
      levels: [{ id: "ground", name: "Ground floor", file }],
      symbols: [{ id: "hall", level: "ground", shows: { area: "hall" }, at: { x: 0.5, y: 0.5 } }],
    });
    await site.account("bert.roth", "Bert Roth", "administrator");
    await site.account("carla.diaz", "Carla Diaz", "engineer");
    const facts = { kind: "raise", category: "technical", condition: "fault", priority: "high", raw: "" } as const;
    await site.server.core.report("building", [{ point: "pump", text: "The pump stands", ...facts }]);
    context = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true, locale: "en-GB" });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto("/");
    await signIn("bert.roth");
  });
  afterEach(() => page?.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function signIn(id: string): Promise<void> {
    await page.getByRole("textbox", { name: "Sign-in name" }).fill(id);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator("[data-link=live]").waitFor();
  }

  async function endSession(): Promise<void> {
    const { items } = await site.ask<{ items: { id: string; operator: unknown }[] }>("GET", "/api/v1/sessions");
    for (const { id } of items.filter(({ operator }) => JSON.stringify(operator).includes("bert.roth"))) {
      await site.ask("DELETE", `/api/v1/sessions/${id}`);
    }
    await page.getByText(/Your session ended/).waitFor();
  }

  const dialog = () => page.getByRole("dialog");
  const open = (name: string) =>
    againUntil(dialog(), () => page.getByRole("button", { name }).first().click({ timeout: 2000 }));
  const leave = () => page.getByRole("button", { name: "Cancel" }).last().click();

  test("a session that ends while a form is half filled in: who signs in again finds in it what they typed", async () => {
    await page.goto("/sources");
    await open("Edit Building");
    await dialog().locator("[name=name]").fill(HALF);
    await endSession();
    await page.getByText("What you were filling in is kept").waitFor();
    assert.doesNotMatch(await page.content(), /Half a sentence/, "nobody who passes by reads it");
    await signIn("bert.roth");
    await open("Edit Building");
    await dialog().getByText(IS_BACK).waitFor();
    await becomes(() => dialog().locator("[name=name]").inputValue(), HALF);
    await leave();
    await page.getByTestId("unsaved").getByRole("button").last().click();
    await dialog().waitFor({ state: "detached" });
    await open("Edit Building");
    await becomes(() => dialog().locator("[name=name]").inputValue(), "Building", "what was left is gone");
    await leave();
  });

  /** Where people write for long, and what they do to come back to it. */
  const WRITTEN: readonly {
    readonly what: string;
    readonly at: string;
    readonly begin: () => Promise<unknown>;
    readonly field: () => ReturnType<Page["locator"]>;
  }[] = [
    {
      what: "a comment that isn't sent",
      at: "/alarms/1",
      begin: async () => {},
      field: () => page.getByTestId("conversation").getByLabel("Write to everybody"),
    },
    {
      what: "the instructions of an area",
      at: "/areas",
      begin: async () => {
        await page.getByRole("treeitem", { name: /^Hall/ }).click();
        await open("Edit Hall");
      },
      field: () => dialog().locator("[name=instructions]"),
    },
    {
      what: "a procedure",
      at: "/procedures",
      begin: () => open("Edit Leak"),
      field: () => dialog().locator("form input").first(),
    },
    {
      what: "a policy",
      at: "/policies/night",
      begin: async () => {},
      field: () => page.locator("main form input").first(),
    },
    {
      what: "a hand-over note",
      at: "/alarms/1",
      // It stands open by itself once something was written in it.
      begin: () => {
        const note = page.getByTestId("hand-over-note");
        const press = () => note.getByRole("button", { name: "Pin a hand-over note" }).click({ timeout: 2000 });
        return againUntil(note.locator("textarea").first(), press);
      },
      field: () => page.getByTestId("hand-over-note").locator("textarea").first(),
    },
    {
      what: "an override of the duty",
      at: "/on-call",
      begin: async () => {
        await page.getByRole("grid").locator("td", { hasText: "today" }).click();
        const press = () => page.getByRole("button", { name: "Override…" }).first().click({ timeout: 2000 });
        await againUntil(dialog().locator("[name=note]"), press);
      },
      field: () => dialog().locator("[name=note]"),
    },
    {
      what: "a word and how it is said",
      at: "/pronunciation",
      begin: async () => {
        const words = page.getByTestId("words").locator("input").first();
        await againUntil(words, () => page.getByRole("button", { name: "Add a word" }).click({ timeout: 2000 }));
      },
      field: () => page.getByTestId("words").locator("input").first(),
    },
    {
      what: "the name of a plan, with the cursor in it",
      at: "/plans/hall?edit=true",
      begin: async () => {},
      field: () => page.getByTestId("plan-editor").locator("input[name=name]"),
    },
    {
      what: "a token",
      at: "/tokens",
      begin: () => open("Create a token"),
      field: () => dialog().locator("[name=name]"),
    },
    {
      what: "why somebody vouches for an address",
      at: "/people/bert",
      // It stands open by itself once something was written in it.
      begin: () => {
        const method = page.getByTestId("method");
        const press = () => method.getByRole("button", { name: "Vouch", exact: true }).first().click({ timeout: 2000 });
        return againUntil(method.locator("[name=value]"), press);
      },
      field: () => page.getByTestId("method").locator("[name=value]"),
    },
    {
      what: "a view of the list",
      at: "/",
      begin: () => open("Views…"),
      field: () => dialog().locator("[name=name]"),
    },
  ];

  async function lock(): Promise<void> {
    await page.evaluate(
      `window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyL", altKey: true, shiftKey: true }))`,
    );
    await page.getByTestId("lock-screen").waitFor();
  }

  async function unlock(): Promise<void> {
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Unlock", exact: true }).click();
    await page.getByTestId("lock-screen").waitFor({ state: "detached" });
  }

  for (const { what, at, begin, field } of WRITTEN) {
    test(`${what} outlives a locked screen, is in no page meanwhile, and no colleague finds it`, async () => {
      await page.goto(at);
      await begin();
      await field().fill(HALF);
      await lock();
      assert.doesNotMatch(await page.content(), /Half a sentence/);
      await unlock();
      await begin();
      await field().waitFor();
      await becomes(() => field().inputValue(), HALF);
    });
  }

  test("a tag that is half typed outlives a locked screen too", async () => {
    const tags = () => dialog().getByRole("combobox", { name: "Tags", exact: true });
    await page.goto("/procedures");
    await open("Edit Leak");
    await tags().fill("night-shi");
    await lock();
    await unlock();
    await open("Edit Leak");
    await becomes(() => tags().inputValue(), "night-shi");
    await tags().fill("");
    await leave();
  });

  test("a table that was read, with rows left out, is still there after the end of a session, and asks before it is left", async () => {
    const table = "address,name,priority\nt1,Pump 1,high\nt2,Pump 2,urgent\n";
    await page.goto("/points");
    await open("Import a table…");
    await dialog()
      .locator("input[type=file]")
      .setInputFiles({ name: "pumps.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
    await dialog().getByLabel("Source of all rows").selectOption("building");
    await dialog().getByRole("button", { name: "Leave this row out" }).click();
    await endSession();
    await signIn("bert.roth");
    await open("Import a table…");
    await dialog().getByText(IS_BACK).waitFor();
    await dialog().getByText("Read from pumps.csv.").waitFor();
    await dialog().getByText("One row is left out.").waitFor();
    await becomes(() => dialog().getByLabel("Source of all rows").inputValue(), "building");
    await leave();
    await page.getByTestId("unsaved").getByRole("button", { name: "Go on editing" }).click();
    await dialog().getByRole("button", { name: "Preview" }).click();
    await dialog().getByTestId("many-check").getByText("1 added:").waitFor();
    await dialog().getByRole("button", { name: "Import 1 points" }).click();
    await dialog().waitFor({ state: "detached" });
    await open("Import a table…");
    await becomes(() => dialog().getByText(IS_BACK).count(), 0, "what was sent is not there again");
    await leave();
    await dialog().waitFor({ state: "detached" });
  });

  test("a session that ends while a token is being made: name, rights and last day are there again, and it is made of them", async () => {
    await page.goto("/tokens");
    await open("Create a token");
    await dialog().locator("[name=name]").fill("Historian");
    await dialog().locator("[name=scope]").first().check();
    const scope = await dialog().locator("[name=scope]").first().inputValue();
    await dialog().locator("[name=expires]").fill("2099-12-31");
    await endSession();
    await signIn("bert.roth");
    await open("Create a token");
    await dialog().getByText(IS_BACK).waitFor();
    await becomes(() => dialog().locator("[name=expires]").inputValue(), "2099-12-31");
    await dialog().locator("[name=scope]:checked").waitFor();
    await dialog().locator("button[type=submit]").click();
    await dialog().getByTestId("new-token").waitFor();
    const { items } = await site.ask<{ items: { name: string; scopes: string[] }[] }>("GET", "/api/v1/tokens");
    assert.deepEqual(
      items.filter(({ name }) => name === "Historian").map(({ scopes }) => scopes),
      [[scope]],
    );
    await dialog().getByRole("button", { name: "Close", exact: true }).click();
    await open("Create a token");
    await becomes(() => dialog().locator("[name=name]").inputValue(), "", "what was sent is not there again");
    await leave();
  });

  test("a colleague who signs in at the same screen finds nothing of it", async () => {
    await page.goto("/policies/night");
    const name = page.locator("main form input").first();
    await name.fill(HALF);
    await endSession();
    await signIn("carla.diaz");
    await name.waitFor();
    await becomes(() => name.inputValue(), "Night");
    await becomes(() => page.getByText(IS_BACK).count(), 0);
    await page.getByRole("link", { name: "Carla Diaz" }).waitFor();
    await page.goto("/");
    await context.clearCookies();
    await page.goto("/");
    await signIn("bert.roth");
  });

  test("a plan that is edited outlives it too, and what somebody else saved meanwhile is merged", async () => {
    await page.goto("/plans/hall?edit=true");
    const mark = page.getByTestId("plan-mark");
    await mark.focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Undo" }).and(page.locator(":enabled")).waitFor();
    await endSession();
    const theirs = await site.ask<object>("GET", "/api/v1/site/plan/hall");
    await site.put("plan/hall", { ...theirs, name: "Hall of others" });
    await signIn("bert.roth");
    await page.getByText(IS_BACK).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const merge = page.getByTestId("merge");
    await merge.getByText("You changed different fields").waitFor();
    await merge.getByRole("button", { name: "Merge into the form" }).click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByTestId("plan-page").waitFor();
    const { name, symbols } = await site.ask<{ name: string; symbols: { at: { x: number } }[] }>(
      "GET",
      "/api/v1/site/plan/hall",
    );
    assert.deepEqual([name, symbols.map(({ at }) => at.x > 0.5)], ["Hall of others", [true]]);
  });

  test("whoever leaves a form with something typed in it is asked, by whichever way they leave, and can stay", async () => {
    await page.goto("/policies");
    await page.locator('a[href="/policies/night"]').first().click();
    const name = page.locator("main form input").first();
    await name.fill(HALF);
    const asked = page.getByTestId("unsaved");
    const stay = async () => {
      await asked.getByRole("button", { name: "Go on editing" }).click();
      await asked.waitFor({ state: "detached" });
      assert.equal(await name.inputValue(), HALF);
    };
    await page.getByRole("link", { name: "← Policies" }).click();
    await stay();
    await page.evaluate("history.back()");
    await stay();
    await page.getByRole("button", { name: "Cancel" }).click();
    await stay();
    const browser = page.waitForEvent("dialog");
    await page.evaluate("setTimeout(() => location.reload())");
    const question = await browser;
    assert.equal(question.type(), "beforeunload");
    await question.dismiss();
    assert.equal(await name.inputValue(), HALF);
    await name.fill("Night");
    await page.getByRole("link", { name: "← Policies" }).click();
    await page.getByRole("heading", { name: "Policies" }).first().waitFor();
    assert.equal(await asked.count(), 0, "what was typed back is nothing");
    await page.goto("/policies/night");
    await name.fill(HALF);
    await page.getByRole("link", { name: "← Policies" }).click();
    await asked.getByRole("button", { name: "Discard it" }).click();
    await page.getByRole("heading", { name: "Policies" }).first().waitFor();
    const { name: stored } = await site.ask<{ name: string }>("GET", "/api/v1/site/policy/night");
    assert.equal(stored, "Night");
  });

  test("a plan that was changed asks before its changes are discarded", async () => {
    await page.goto("/plans/hall?edit=true");
    await page.getByTestId("plan-mark").focus();
    await page.keyboard.press("ArrowRight");
    const discard = page.getByRole("button", { name: "Discard changes" });
    await discard.click();
    await page.getByTestId("unsaved").getByRole("button", { name: "Go on editing" }).click();
    await page.getByTestId("plan-editor").waitFor();
    await discard.click();
    await page.getByTestId("unsaved").getByRole("button", { name: "Discard it" }).click();
    await page.getByTestId("plan-page").waitFor();
  });

  test("half a comment is still there for who looks at something else first, and asks nothing", async () => {
    const field = () => page.getByTestId("conversation").getByLabel("Write to everybody");
    await page.goto("/alarms/1");
    await field().fill(HALF);
    await page.getByRole("navigation").getByRole("link", { name: "Journal" }).click();
    await page.waitForURL(/\/journal/);
    await page.goBack();
    await field().waitFor();
    assert.equal(await field().inputValue(), HALF);
    await field().fill("");
  });

  test("a person who was deleted is brought back as they were", async () => {
    await site.put("person/dora", { name: "Dora Kern" });
    await page.goto("/people/dora");
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByLabel("Type dora to delete it").fill("dora");
    await page.getByRole("button", { name: "Delete dora" }).click();
    const note = page.getByTestId("removed-document");
    await note.getByText("Removed: Person dora.").waitFor();
    await note.getByRole("button", { name: "Undo" }).click();
    await note.getByText("Brought back: Person dora.").waitFor();
    await page.getByRole("link", { name: "Dora Kern" }).waitFor();
    await note.getByRole("button", { name: "Dismiss" }).click();
    await note.waitFor({ state: "detached" });
  });

  test("of two who edit the same area or procedure the second is told by whom, and both changes are saved", async () => {
    for (const { path, at, begin, name, theirs } of [
      { path: "area/hall", at: "/areas", begin: WRITTEN[1], name: "[name=name]", theirs: { cause: "Low water" } },
      { path: "procedure/leak", at: "/procedures", begin: WRITTEN[2], name: "input", theirs: { areas: ["hall"] } },
    ] as const) {
      await page.goto(at);
      await begin?.begin();
      await dialog().locator(name).first().fill("Mine");
      const read = await site.ask<object>("GET", `/api/v1/site/${path}`);
      await site.put(path, { ...read, ...theirs });
      await dialog().getByRole("button", { name: "Save", exact: true }).click();
      const merge = dialog().getByTestId("merge");
      await merge.getByText("Anna Berg").waitFor();
      await merge.getByRole("button", { name: "Merge and save" }).click();
      await dialog().waitFor({ state: "detached" });
      const now = await site.ask<Record<string, unknown>>("GET", `/api/v1/site/${path}`);
      assert.deepEqual({ ...now, name: now["name"] }, { ...now, ...theirs, name: "Mine" });
    }
    const { partition } = await site.ask<{ partition?: string }>("GET", "/api/v1/site/area/hall");
    assert.equal(partition, "east", "what neither of them touched stays");
  });

  test("a right that is lost while a dialog is open: the order is refused in words, what was typed stays, nothing is done", async () => {
    await page.goto("/");
    const row = page.getByTestId("alarm-row").filter({ hasText: "The pump stands" });
    await row.focus();
    await againUntil(dialog(), () => page.keyboard.press("c"));
    await dialog().locator("textarea").fill(HALF);
    await site.stepUp();
    await site.ask("PATCH", "/api/v1/operators/bert.roth", { name: "Bert Roth", roles: [{ role: "viewer" }] });
    await dialog()
      .getByRole("button", { name: /^Comment/ })
      .click();
    await dialog().getByRole("alert").getByText("it needs the right 'alarms:comment'").waitFor();
    await becomes(() => dialog().locator("textarea").inputValue(), HALF);
    const { transitions } = await site.ask<{ transitions: { comment: string | null }[] }>("GET", "/api/v1/alarms/1");
    assert.deepEqual(
      transitions.filter(({ comment }) => comment !== null),
      [],
    );
    await leave();
    await row.waitFor();
  });

  test("a right that is taken while a form is filled in: it is said at once, nothing is taken away, and the next form is for reading", async () => {
    const give = (role: string) =>
      site.ask("PATCH", "/api/v1/operators/bert.roth", { name: "Bert Roth", roles: [{ role }] });
    await give("administrator");
    await page.goto("/policies/night");
    const name = page.locator("main form input").first();
    await name.fill(HALF);
    await give("viewer");
    await page.getByTestId("lost-right").waitFor();
    assert.equal(await name.inputValue(), HALF);
    assert.equal(await name.isEnabled(), true, "it can be copied");
    await page.getByRole("button", { name: "Save", exact: true, disabled: true }).waitFor();
    for (const address of ["/policies/night", "/people/bert", "/on-call/night", "/sign-in-rules"]) {
      await page.goto(address);
      await page.getByText("You may look at this, but not change it").waitFor();
      assert.equal(
        await page
          .locator("main")
          .getByRole("button", { name: /^(Save|Delete)/ })
          .count(),
        0,
        address,
      );
      assert.equal(await page.locator("main form input").first().isDisabled(), true, address);
    }
  });

  test("nothing of it failed otherwise", () => {
    assert.deepEqual([...complaints, ...site.opened.complaints], []);
  });
});
