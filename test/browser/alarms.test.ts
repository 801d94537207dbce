import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

const PRIORITIES = ["life-safety", "critical", "high", "medium", "low"];
/** A name that tries everything: markup, a formula, letters from right to left, an override without its end, emoji. */
const HOSTILE = "=2+3 <script>alert(1)</script> \"'><img src=x onerror=alert(2)> مضخة الماء ‮sdrawkcab 🔥👩‍🚒";
const FLOOD = 1500;

/** Debian's Chromium against the whole server: the list of alarms. Debian package `chromium`. */
describe("the list of alarms in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let opened: OpenedPage;
  let page: Page;
  let token = "";

  before(async () => {
    site = await BrowserSite.open();
    ({ opened } = site);
    page = opened.page;
    await site.enrol();
    await ask("PUT", "/api/v1/site/setting/site", {});
    await ask("PUT", "/api/v1/site/area/hall-3", { name: "Hall 3" });
    for (const id of ["building", "plant", "annex"])
      await ask("PUT", `/api/v1/site/source/${id}`, { name: id, driver: "http" });
    for (const n of [1, 2, 3]) {
      const point = { source: "plant", address: `pump.${n}`, name: `Pump ${n}`, area: "hall-3" };
      await ask("PUT", `/api/v1/site/point/plant%2Fpump.${n}`, point);
    }
    ({ token } = (await ask("POST", "/api/v1/tokens", { name: "Plant", scopes: ["events:write"] })) as {
      token: string;
    });
    await raise(
      "building",
      [0, 1, 2, 3, 4].map((n) => [`door.${n}`, PRIORITIES[n] ?? "low", `Intrusion: door ${n}`]),
    );
    await raise(
      "plant",
      [1, 2, 3].map((n) => [`pump.${n}`, "high", "tripped"]),
    );
    await page.goto("/");
    await row("Pump 3: tripped").waitFor();
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function ask(method: string, path: string, data?: object, headers = {}): Promise<unknown> {
    const answer = await page.request.fetch(path, {
      method,
      headers: { "sec-fetch-site": "same-origin", ...headers },
      ...(data ? { data } : {}),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.json();
  }

  async function raise(source: string, alarms: readonly (readonly [string, string, string])[]): Promise<void> {
    const events = alarms.map(([point, priority, text]) => {
      return { point, kind: "raise", category: "technical", condition: "trip", priority, text };
    });
    await ask("POST", "/api/v1/events", { source, events }, { authorization: `Bearer ${token}` });
  }

  const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });
  const group = (text: string) => page.getByTestId("group").filter({ hasText: text });
  const deed = (text: string) => page.getByTestId("deed-bar").getByText(text);
  const arranged = (arrangement: string) => page.getByLabel("Arrangement").selectOption(arrangement);
  const texts = (rows: Locator) =>
    rows.evaluateAll((found) =>
      found.map((one) => (one as unknown as Element_).querySelector(".c-text bdi")?.textContent),
    );
  const textOfFocus = () => page.evaluate<string>("document.activeElement.textContent");

  /** Until what was pressed is seen: a list that has just been drawn anew may swallow a key. */
  async function pressUntil(key: string, seen: Locator): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      await page.keyboard.press(key);
      if (await seen.waitFor({ timeout: 3000 }).then(yes, no)) return;
    }
    assert.fail(`${key} changes nothing`);
  }

  async function accessible(what: string, ...schemes: readonly ("light" | "dark")[]): Promise<void> {
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} at ${places(nodes)}`),
        [],
      );
    }
    await becomes(
      () => page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"),
      true,
      `${what} fits`,
    );
  }

  test("on paper stands every alarm that the list shows, with its full time, and nothing to press", async () => {
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print" });
    const paper = page.getByTestId("alarm-paper");
    await paper.getByText("Open: all 8 alarms.").waitFor();
    await becomes(() => page.getByTestId("alarm-paper-table").locator("tbody tr").count(), 8);
    const pump = paper.getByRole("row", { name: /Pump 3: tripped/ });
    const year = String(new Date().getFullYear());
    assert.match(await pump.innerText(), new RegExp(`High\\s.*Unacknowledged.*plant · Hall 3.*${year}`, "s"));
    await becomes(() => row("Pump 3: tripped").isVisible(), false, "the list itself lies on the paper, too");
    await becomes(() => page.getByRole("navigation").first().isVisible(), false);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    await page.emulateMedia({ media: "screen" });
    await paper.waitFor({ state: "detached" });
    await row("Pump 3: tripped").waitFor();
  });

  test("as one list the gravest stands first, and the first of those that came together is marked with a word", async () => {
    await accessible("list", "light", "dark");
    assert.deepEqual((await texts(page.getByTestId("alarm-row"))).slice(0, 2), [
      "Intrusion: door 0",
      "Intrusion: door 1",
    ]);
    await row("Pump 1: tripped").getByTestId("first-out").getByText("First").waitFor();
    await becomes(() => row("Pump 2: tripped").getByTestId("first-out").count(), 0);
  });

  test("in lanes, groups by area, source and cause it is a tree whose heads count what waits", async () => {
    await arranged("lanes");
    await page.getByRole("treegrid").waitFor();
    await becomes(() => page.getByTestId("group").count(), 5);
    await group("High").getByText("4 alarms").waitFor();
    await group("High").getByText("4 High to acknowledge").waitFor({ state: "attached" });
    for (const [arrangement, head, count] of [
      ["area", "Hall 3", "3 alarms"],
      ["source", "building", "5 alarms"],
      ["cause", "Began with: Pump 1: tripped", "3 alarms"],
    ] as const) {
      await arranged(arrangement);
      await group(head).getByText(count).waitFor();
    }
    await accessible("cause", "dark");
    const came = await texts(page.getByTestId("alarm-row").filter({ hasText: "tripped" }));
    assert.deepEqual(
      came,
      ["Pump 1: tripped", "Pump 2: tripped", "Pump 3: tripped"],
      "in the order in which they came",
    );
  });

  test("groups are folded up and open by keys, one by one and all, and the arrangement is changed by a key", async () => {
    await arranged("area");
    await group("Hall 3").waitFor();
    await row("Pump 2: tripped").focus();
    await page.keyboard.press("ArrowLeft");
    await comesToMatch(() => textOfFocus(), /Hall 3/);
    await page.keyboard.press("ArrowLeft");
    await row("Pump 2: tripped").waitFor({ state: "detached" });
    await becomes(() => group("Hall 3").getAttribute("aria-expanded"), "false");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.getByTestId("alarm-row").first().waitFor({ state: "detached" });
    await page.keyboard.press("Shift+ArrowRight");
    await row("Pump 2: tripped").waitFor();
    await page.keyboard.press("g");
    await group("building").waitFor();
    await arranged("list");
  });

  test("the next that waits is found, acknowledged and the acknowledgement taken back by keys alone", async () => {
    await page.mouse.move(2, 2);
    await pressUntil("n", page.locator("[data-testid=alarm-row]:focus").filter({ hasText: "Intrusion: door 0" }));
    await page.keyboard.press("a");
    await deed("Acknowledged").waitFor();
    await page.locator("[data-state=acknowledged]").filter({ hasText: "Intrusion: door 0" }).waitFor();
    await accessible("done", "dark");
    await page.keyboard.press("z");
    await deed("Acknowledgement taken back").waitFor();
    await page.locator("[data-state=unacknowledged]").filter({ hasText: "Intrusion: door 0" }).waitFor();
    const trail = (await ask("GET", "/api/v1/audit-trail?limit=100")) as { items: { action: string }[] };
    for (const action of ["alarm.acknowledge", "alarm.unacknowledge"]) {
      assert.ok(
        trail.items.some((entry) => entry.action === action),
        `${action} is in the trail`,
      );
    }
  });

  test("several are selected from line to line; the question names them and what is left out; one key takes all back", async () => {
    await row("Pump 3: tripped").focus();
    for (const text of ["Pump 2: tripped", "Pump 1: tripped"]) {
      await page.keyboard.press("Shift+ArrowDown");
      await comesToMatch(() => textOfFocus(), new RegExp(text));
    }
    await page.getByRole("toolbar", { name: "3 selected" }).waitFor();
    await pressUntil("s", page.getByRole("dialog"));
    const dialog = page.getByRole("dialog", { name: "Shelve: 3 alarms" });
    for (const text of ["Pump 1: tripped", "Pump 2: tripped", "Pump 3: tripped", "In all: 3 High."]) {
      await dialog.getByText(text).waitFor();
    }
    await accessible("question", "light", "dark");
    await page.keyboard.type("Works at the pumps");
    await page.keyboard.press("Enter");
    await deed("3 alarms shelved").waitFor();
    await page.getByRole("tab", { name: "Shelved 3" }).waitFor();
    await pressUntil("Control+z", deed("3 alarms taken off the shelf"));
    await page.getByRole("tab", { name: "Shelved 0" }).waitFor();
  });

  test("to select moves no line; what must not be shelved is left out of the order, and said before it goes out", async () => {
    const first = row("Intrusion: door 0");
    const before = await first.boundingBox();
    for (const text of ["Intrusion: door 0", "Intrusion: door 1"]) await row(text).getByRole("checkbox").check();
    await page.getByRole("toolbar", { name: "2 selected" }).getByRole("button", { name: "Shelve…" }).click();
    const dialog = page.getByRole("dialog", { name: "Shelve: 2 alarms" });
    await dialog.getByText("1 of the alarms are of a priority that must not be shelved").waitFor();
    await dialog.getByText("Intrusion: door 1").waitFor();
    await becomes(() => dialog.getByText("Intrusion: door 0").count(), 0);
    await dialog.getByRole("button", { name: "Shelve", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await becomes(() => first.boundingBox(), before);
    await page.mouse.move(2, 2);
    await page.setViewportSize({ width: 360, height: 740 });
    await accessible("selected at 360 px", "dark");
    await page.setViewportSize({ width: 1400, height: 850 });
    await page.getByRole("toolbar").getByRole("button", { name: "Select none" }).click();
    await first.focus();
    await pressUntil("s", page.getByRole("dialog", { name: "Shelve" }));
    await page.getByRole("dialog").getByText("must not be shelved on this site").waitFor();
    await becomes(() => page.getByRole("dialog").locator("button[type=submit]").count(), 0);
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("what the server refuses is said in its words, and what can't be undone isn't offered", async () => {
    const detail = "The alarm was annunciated again meanwhile; look at it first.";
    const body = JSON.stringify({ type: "about:blank", title: "Conflict", status: 409, detail });
    await page.route(/\/acknowledge$/, (route) =>
      route.fulfill({ status: 409, contentType: "application/problem+json", body }),
    );
    await row("Pump 1: tripped").focus();
    await pressUntil("a", deed(detail));
    await accessible("refused", "dark");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    // Whatever is done meanwhile, why it was refused can still be read; and it takes nobody's way back from that.
    await row("Pump 2: tripped").focus();
    await pressUntil("a", deed("Acknowledged"));
    await page
      .getByTestId("deed-bar")
      .getByText(/^for \d+ s$/)
      .waitFor();
    await deed(detail).waitFor();
    await page.keyboard.press("z");
    await deed("Acknowledgement taken back").waitFor();
    await page.getByTestId("deed-bar").getByRole("alert").getByRole("button", { name: "Dismiss" }).click();
    await deed(detail).waitFor({ state: "detached" });
    await row("Pump 1: tripped").focus();
    await pressUntil("c", page.getByRole("dialog"));
    await page.keyboard.type("Looked at");
    await page.getByRole("dialog").getByRole("button", { name: "Comment" }).click();
    await deed("Commented").waitFor();
    assert.equal(await page.getByTestId("deed-bar").getByRole("button", { name: "Undo" }).count(), 0);
  });

  test("words find and exclude, and it is said by what; a name that tries everything breaks nothing", async () => {
    await raise("building", [["evil", "medium", HOSTILE]]);
    await page.keyboard.press("Escape");
    await pressUntil("/", page.locator("input[type=search]:focus"));
    await page.keyboard.type("hall pump -2");
    await page.getByText("Filtered: 2 of 9 shown. Found by text (2), point (2), area (2).").waitFor();
    await becomes(() => texts(page.getByTestId("alarm-row")), ["Pump 3: tripped", "Pump 1: tripped"]);
    await page.keyboard.press("Enter");
    await comesToMatch(() => textOfFocus(), /Pump/);
    await page.getByRole("searchbox").fill("nothing that is here");
    await page.getByText("No alarm fits the filter").waitFor();
    await accessible("filtered away", "light");
    await page.getByRole("searchbox").fill("مضخة 🔥 <script>");
    await page.getByTestId("alarm-row").first().waitFor();
    await becomes(() => texts(page.getByTestId("alarm-row")), [HOSTILE]);
    await page.setViewportSize({ width: 360, height: 740 });
    await accessible("hostile name at 360 px", "light");
    await page.setViewportSize({ width: 1400, height: 850 });
    await page.getByRole("searchbox").fill("");
  });

  test("a view is kept by its operator, and its address opens it on another screen", async () => {
    await arranged("lanes");
    await page.getByLabel("Any source").selectOption("plant");
    await page.getByRole("button", { name: "Views…" }).click();
    const dialog = page.getByRole("dialog", { name: "Views" });
    await dialog.getByText("No views yet").waitFor();
    await dialog.getByLabel("Name").fill("Pumps");
    await accessible("views", "light");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByLabel("View", { exact: true }).getByText("Pumps").waitFor({ state: "attached" });
    await page.waitForURL(/[?]view=pumps-/, { waitUntil: "commit" });
    const elsewhere = await opened.context.newPage();
    await elsewhere.goto(page.url());
    await elsewhere.getByTestId("group").filter({ hasText: "High" }).getByText("3 alarms").waitFor();
    await becomes(() => elsewhere.getByTestId("alarm-row").filter({ hasText: "door" }).count(), 0);
    await elsewhere.close();
    await page.getByLabel("View", { exact: true }).selectOption("Standard");
    await page.getByRole("grid").waitFor();
    await row("Intrusion: door 0").waitFor();
  });

  test("a view of a role opens by itself for whoever has it; one that isn't there is said", async () => {
    const view = { name: "Night", roles: ["administrator"], opens: true, arrangement: "source", filter: {} };
    await ask("PUT", "/api/v1/site/view/night", view);
    await page.goto("/");
    await group("plant").waitFor();
    await page.locator("select[aria-label=View] option:checked", { hasText: "Night" }).waitFor({ state: "attached" });
    await page.goto("/?view=nowhere");
    await page.getByText("There is no view “nowhere”, or it is not for you.").waitFor();
    await page.getByRole("grid").waitFor();
  });

  test("of a flood only what is in view is drawn, and every line of it is reached by keys", async () => {
    for (let from = 0; from < FLOOD; from += 500) {
      await raise(
        "building",
        Array.from({ length: 500 }, (_, n) => [`flood.${from + n}`, "low", `Flood ${from + n}`]),
      );
    }
    const all = FLOOD + 9;
    await page.getByRole("tab", { name: `Open ${all}` }).waitFor();
    await page.goto("/?view=nowhere");
    await page.getByRole("tab", { name: `Open ${all}` }).waitFor();
    await page.locator(`[role=grid][aria-rowcount="${all + 1}"]`).waitFor();
    assert.ok((await page.getByTestId("alarm-row").count()) < 60);
    await row("Intrusion: door 0").focus();
    await page.keyboard.press("End");
    await page.locator(`[role=row][aria-rowindex="${all + 1}"]:focus`).waitFor();
    await page.keyboard.press("Home");
    await page.locator(`[role=row][aria-rowindex="2"]:focus`).waitFor();
    await page.keyboard.press("Control+a");
    await page.getByRole("toolbar", { name: `${all} selected` }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("toolbar").waitFor({ state: "detached" });
  });

  test("a flood is said with what it began with, becomes one line per cause by a key, and is acknowledged by its head", async () => {
    await raise(
      "annex",
      Array.from({ length: 12 }, (_, n) => [`pipe.${n}`, "medium", `Leak ${n}`]),
    );
    const flood = page.getByTestId("flood");
    await flood.getByText(/^\d+ alarms came within the last ten minutes and wait\.$/).waitFor();
    await flood.getByRole("listitem").filter({ hasText: "12 alarms" }).getByRole("link", { name: "Leak 0" }).waitFor();
    await accessible("flood", "light", "dark");
    const head = group("Began with: Leak 0");
    await pressUntil("f", head);
    await becomes(() => head.getAttribute("aria-expanded"), "false");
    await becomes(() => row("Leak").count(), 0);
    await page.setViewportSize({ width: 360, height: 740 });
    await accessible("flood at 360 px", "dark");
    await page.setViewportSize({ width: 1400, height: 850 });
    await head.focus();
    const dialog = page.getByRole("dialog", { name: "Acknowledge: 12 alarms" });
    await pressUntil("a", dialog);
    await dialog.getByText("In all: 12 Medium.").waitFor();
    await dialog.getByRole("button", { name: "Acknowledge (12)" }).press("Enter");
    await deed("12 alarms acknowledged").waitFor();
    await head.getByText("none to acknowledge").waitFor();
    await becomes(() => head.getByRole("button", { name: /^Acknowledge/ }).count(), 0);
    await flood.getByRole("link", { name: "Leak 0" }).waitFor({ state: "detached" });
    await pressUntil("z", deed("12 acknowledgements taken back"));
    await head.getByRole("button", { name: "Acknowledge 12 of: Began with: Leak 0" }).click();
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await pressUntil("f", page.getByRole("grid"));
    await flood.getByRole("button", { name: "Hide until the next flood" }).click();
    await flood.waitFor({ state: "detached" });
  });

  test("while the pointer is on the list nothing moves; what is new is counted and shown when it leaves", async () => {
    const before = await texts(page.getByTestId("alarm-row"));
    await row("Intrusion: door 0").hover();
    await raise("building", [["late", "life-safety", "Fire: hall 9"]]);
    const held = page.getByRole("button", { name: /^1 new/ });
    for (let tries = 0; tries < 20 && !(await held.isVisible()); tries++) await page.mouse.move(400 + tries, 300);
    await becomes(() => texts(page.getByTestId("alarm-row")), before);
    await page.mouse.move(2, 2);
    await row("Fire: hall 9").waitFor();
  });

  test("all keys are listed, and the list works at 360 px", async () => {
    await pressUntil("?", page.getByRole("dialog", { name: "Keys" }));
    await page.getByText("next alarm that nobody has acknowledged").waitFor();
    await accessible("help", "dark");
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 360, height: 740 });
    await arranged("lanes");
    await group("Life safety").waitFor();
    await accessible("lanes at 360 px", "light", "dark");
    const button = await row("Fire: hall 9").getByTestId("acknowledge").boundingBox();
    assert.ok(button && button.height >= 44, "large enough for a thumb");
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("nothing known is not shown as nothing wrong, and an old list takes no orders", async () => {
    await page.route(/\/api\/v1\/alarms\?/, (route) => route.abort());
    await page.goto("/");
    await page.getByTestId("connection-banner").waitFor();
    await becomes(() => page.getByText("No open alarms").count(), 0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await row("Fire: hall 9").waitFor();
    await page.locator("[data-link=live]").waitFor();
    await page.clock.install();
    await page.route(/\/api\//, (route) => route.abort());
    await page.clock.fastForward("01:10");
    await page.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor();
    await becomes(() => row("Fire: hall 9").getByTestId("acknowledge").isDisabled(), true);
    await accessible("stale", "dark");
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});

interface Element_ {
  querySelector(selector: string): { textContent: string } | null;
}

const yes = () => true;
const no = () => false;
