import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { APIRequestContext, Locator, Page } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Runs in the page. */
const NAME_OF_FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  return (focused.getAttribute("aria-label") ?? label.textContent).trim();
})()`;
const PDFTOTEXT = "/usr/bin/pdftotext";
const HOSTILE = `<img src=x onerror="document.title='owned'">`;
const yes = () => true;
const no = () => false;

const STEPS = [
  { id: "pump", type: "check", text: "The pump runs", withinSec: 3600 },
  { id: "falls", type: "decision", text: "Does it fall?", choices: [{ text: "Yes", next: "cause" }, { text: "No" }] },
  {
    id: "call",
    type: "call",
    text: "Call the boiler man",
    whom: { name: "Boiler man", number: "+49 30 1234" },
    mayBeSkipped: true,
  },
  { id: "photo", type: "attachment", text: "A photograph of the gauge" },
  { id: "cause", type: "comment", text: `What was it? ${HOSTILE}` },
];

/** Debian's Chromium against the whole server. Debian packages `chromium` and `poppler-utils`. */
describe("an incident in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let colleague: APIRequestContext;
  let alarm = 0;

  before(async () => {
    site = await BrowserSite.open();
    ({ page } = site);
    await page.clock.install();
    await site.enrol();
    const put = (path: string, body: object) => ask(page.request, "PUT", `/api/v1/site/${path}`, body);
    await put("source/boiler", { name: "Boiler", driver: "http" });
    await put("area/works", { name: "Works", consequence: "The works stand still." });
    await put("area/hall", {
      name: "Boiler house مرجل",
      parent: "works",
      instructions: "Take the gas detector with you.",
      links: [{ name: "Safety sheet", url: "https://intranet.example/boiler" }],
    });
    await put(`point/${encodeURIComponent("boiler/t1")}`, {
      source: "boiler",
      address: "t1",
      name: "Temperature",
      area: "hall",
      unit: "°C",
      instructions: "Shut the valve.",
      conditions: [{ type: "high", limit: 90, priority: "critical", text: `Too hot 🔥 ${HOSTILE}` }],
    });
    const bert = { id: "bert.roth", name: "Bert Roth", person: null, roles: [{ role: "operator", partitions: [] }] };
    await site.server.core.access.accounts.create(
      { ...bert, password: new Secret(PASSWORD) },
      { kind: "machine", id: "cli:root" },
    );
    const desk = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    colleague = desk.request;
    await ask(colleague, "POST", "/api/v1/session", { id: "bert.roth", password: PASSWORD });
    const value = (value: number) =>
      ({ point: "t1", kind: "value", category: "technical", condition: "value", value, raw: "" }) as const;
    await site.server.core.report("boiler", [value(70), value(80), value(95)]);
    const other = { kind: "raise", category: "technical", condition: "door", priority: "low", raw: "" } as const;
    await site.server.core.report("boiler", [{ ...other, point: "door", text: "A door is open" }]);
    alarm = [...site.server.core.alarms.all()].find(({ point }) => point === "t1")?.id ?? assert.fail("no alarm");
  });
  afterEach(() => page?.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function ask(from: APIRequestContext, method: string, path: string, data?: object): Promise<unknown> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await from.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  }

  async function accessible(what: string, root = "main"): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include(root).analyze();
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

  /** Goes on with the Tab key until what has that name has the focus, and presses a key there. */
  async function press(name: RegExp, key: string | null = "Enter"): Promise<void> {
    await page.getByText("Loading:").first().waitFor({ state: "detached" });
    const names: string[] = [];
    for (let steps = 0; steps < 150; steps++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate<string>(NAME_OF_FOCUS);
      if (name.test(focused)) return key === null ? undefined : page.keyboard.press(key);
      names.push(focused);
    }
    assert.fail(`${name} is never reached, but ${names.join(" | ")}`);
  }

  async function againUntil(button: Locator, seen: Locator): Promise<void> {
    for (let tries = 0; tries < 12; tries++) {
      await button.click({ timeout: 5000 }).catch(no);
      if (await seen.waitFor({ timeout: 5000 }).then(yes, no)) return;
    }
    assert.fail("whatever is pressed, nothing changes");
  }

  const open = async () => {
    await page.goto(`/alarms/${alarm}`);
    await page.getByTestId("guidance").waitFor();
  };

  test("procedures: a page without any says what to do, and one is written and put in order by keys alone", async () => {
    await page.route(/\/api\/v1\/site\/procedure$/, (route) =>
      route.fulfill({
        status: 500,
        contentType: "application/problem+json",
        body: JSON.stringify({ title: "No", status: 500, detail: "The database is away." }),
      }),
    );
    await page.goto("/procedures");
    const failure = page.getByRole("alert").filter({ hasText: "The database is away." });
    await failure.waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await againUntil(
      page.getByRole("button", { name: "Try again" }),
      page.getByText("Write down what is to be done about an alarm"),
    );
    await accessible("no procedures");

    await press(/^Add a procedure$/);
    await page.getByTestId("procedure-form").waitFor();
    await page.keyboard.type("Door open");
    await page.keyboard.press("Tab");
    await page.keyboard.type("door");
    await press(/^What is to be done/, null);
    await page.keyboard.type("Look who it is");
    await press(/^Add a step$/);
    await page.getByRole("group", { name: "Step 2: Check" }).waitFor();
    await page.keyboard.type("Shut the door");
    await page.keyboard.press("Alt+ArrowUp");
    await page
      .getByRole("group", { name: /^Step 1/ })
      .getByText("Shut the door")
      .waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText("Step 1 is now step 2.").waitFor({ state: "attached" });
    await page.getByTestId("preview").locator("summary").press("Enter");
    await page.getByTestId("preview").getByText("Shut the door").waitFor();
    await accessible("the form", "dialog");
    // A step that nothing leads to is refused in the server's words, and nothing that was typed is lost.
    await page
      .getByRole("group", { name: /^Step 1/ })
      .getByLabel("Then")
      .selectOption("end");
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("alert")
      .getByText(/Expected a step that another one leads to/)
      .waitFor();
    await page
      .getByRole("group", { name: /^Step 1/ })
      .getByLabel("Then")
      .selectOption("");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByTestId("procedure").filter({ hasText: "Door open" }).getByText("2 steps").waitFor();
    await accessible("procedures");
    await narrow("the page of procedures");
  });

  test("an alarm shows what to do and where that is said, its value over time, and hostile names as text", async () => {
    await ask(page.request, "PUT", "/api/v1/site/procedure/hot", {
      name: "Too hot",
      sources: ["boiler"],
      steps: STEPS,
    });
    await open();
    const guidance = page.getByTestId("guidance");
    for (const said of [
      "Shut the valve.",
      "Take the gas detector with you.",
      "The works stand still.",
      "Safety sheet",
    ]) {
      await guidance.getByText(said).waitFor();
    }
    await becomes(
      () => guidance.locator(".muted bdi").allTextContents(),
      ["Temperature", "Boiler house مرجل", "Works", "Boiler house مرجل"],
    );
    await page.getByTestId("trend").getByText("95 °C").first().waitFor();
    await page
      .getByTestId("trend")
      .getByRole("region")
      .or(page.getByTestId("trend").locator("canvas"))
      .first()
      .waitFor();
    await page.getByRole("heading", { level: 1, name: /Too hot 🔥 <img/ }).waitFor();
    assert.doesNotMatch(await page.title(), /owned/);
    await page.getByText("Nobody has written anything yet.").waitFor();
    await accessible("an alarm");
    await narrow("the page of an alarm");
  });

  test("people talk about an alarm, live, in any script, and what could not be sent is kept", async () => {
    await open();
    const talk = page.getByTestId("conversation");
    const say = (comment: string) => ask(colleague, "POST", `/api/v1/alarms/${alarm}/comment`, { comment });
    await say(`שלום 🔥 ${HOSTILE}`);
    await talk.getByText("שלום 🔥 <img").waitFor();
    await talk.getByText("Bert Roth").waitFor();
    await say("x".repeat(1999));
    await talk.getByText("x".repeat(1999)).waitFor();
    await narrow("a long word");
    await talk.getByLabel("Write to everybody").fill("I am on my way");
    await page.route(/\/comment$/, (route) => route.abort());
    await talk.getByRole("button", { name: "Send" }).click();
    await talk.getByRole("alert").filter({ hasText: "It was not sent; your text is still here." }).waitFor();
    await becomes(() => talk.getByLabel("Write to everybody").inputValue(), "I am on my way");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await talk.getByLabel("Write to everybody").press("Control+Enter");
    await talk.locator("[data-own=true]").filter({ hasText: "I am on my way" }).waitFor();
    await accessible("a conversation");
  });

  test("a procedure is gone through by keys alone, and who comes second is told who was faster", async () => {
    await open();
    await press(/^Begin: Too hot$/);
    const run = page.getByTestId("run");
    const now = run.locator("[aria-current=step]");
    await now.getByText("The pump runs").waitFor();
    await accessible("a procedure");
    await narrow("a procedure");
    await press(/^It is so$/);
    await now.getByText("Does it fall?").waitFor();
    await page.waitForFunction(`document.activeElement?.getAttribute("aria-current") === "step"`);

    // Bert decides while this screen asks; the answer that comes second is refused, and this screen goes on with his.
    const { runs } = (await ask(colleague, "GET", `/api/v1/alarms/${alarm}/procedures`)) as { runs: { id: string }[] };
    const id = runs[0]?.id ?? assert.fail("no run");
    await page.route(/\/procedures$/, (route) => route.abort());
    await ask(colleague, "POST", `/api/v1/procedure-runs/${id}/steps/falls`, { turn: 1, choice: 1 });
    await now.getByLabel("Yes").check();
    await now.getByRole("button", { name: "Done" }).click();
    await now
      .getByRole("alert")
      .getByText(/Bert Roth was faster: that step is decided already/)
      .waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await ask(colleague, "POST", `/api/v1/alarms/${alarm}/comment`, { comment: "I said no" });
    await now.getByText("Call the boiler man").waitFor();
    await run.getByText("decided: No").waitFor();

    await becomes(() => now.getByRole("link", { name: "Dial Boiler man" }).getAttribute("href"), "tel:+49301234");
    await press(/^Skip…$/);
    await page.keyboard.type("He is here already");
    await press(/^Skip this step$/);
    await now.getByText("A photograph of the gauge").waitFor();
    const pdf = Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n");
    await now
      .locator("input[type=file]")
      .setInputFiles({ name: "gauge.pdf", mimeType: "application/pdf", buffer: pdf });
    await now.getByText("Attached: gauge.pdf").waitFor();
    await now.getByRole("button", { name: "Done" }).press("Enter");
    await now.getByText("What was it?").waitFor();
    await now.getByLabel("What you found or did").fill("Das Ventil klemmt 🔧");
    await now.getByRole("button", { name: "Done" }).press("Enter");
    await page.getByText(/Done to its last step/).waitFor();
    await page.locator(".run-over summary").press("Enter");
    await page.getByText("He is here already").waitFor();
    await accessible("a procedure that is over");
  });

  test("a step that takes too long is on every screen until somebody does it", async () => {
    const steps = [{ id: "one", type: "instruction", text: "Look at once", withinSec: 1 }];
    await ask(page.request, "PUT", "/api/v1/site/procedure/quick", { name: "Quick", sources: ["boiler"], steps });
    await page.goto("/procedures");
    const { occurrence } = site.server.core.alarms.alarm(alarm) ?? assert.fail("no alarm");
    await ask(colleague, "POST", `/api/v1/alarms/${alarm}/procedures`, { procedure: "quick", occurrence });
    const banner = page.getByTestId("overdue");
    await banner.getByText("A step takes too long:").waitFor();
    await accessible("a late step", "[data-testid=overdue]");
    await banner.getByRole("link", { name: /^Go there/ }).click();
    const now = page.locator("[aria-current=step]");
    await now.getByText("TAKES TOO LONG").waitFor();
    await now.getByRole("button", { name: "Done" }).press("Enter");
    await banner.waitFor({ state: "detached" });
  });

  test("a hand-over note stands on the alarm and on the page of the hand-over", async () => {
    await open();
    await press(/^Pin a hand-over note$/);
    await page.keyboard.type("The boiler man comes at six");
    await press(/^Pin$/);
    await page.getByTestId("hand-over-note").getByText("The boiler man comes at six").first().waitFor();
    await page.goto("/hand-over");
    const note = page.getByTestId("note-on-alarm");
    await note.getByText("The boiler man comes at six").waitFor();
    await note.getByText("Anna Berg").waitFor();
    await accessible("notes on alarms");
    await note.getByRole("link").click();
    await againUntil(
      page.getByRole("button", { name: /^Take off/ }),
      page.getByRole("button", { name: "Yes, take it off" }),
    );
    await page.getByRole("button", { name: "Yes, take it off" }).press("Enter");
    await page.getByRole("button", { name: "Pin a hand-over note" }).waitFor();
  });

  test("however far down somebody reads, what it is, where, and its orders stay in view, and keys give them", async () => {
    await open();
    const head = page.getByTestId("alarm-detail").locator(".detail-head");
    await becomes(() => head.getByTestId("whereabouts").locator("bdi").textContent(), "Works › Boiler house مرجل");
    await page.getByRole("heading", { name: "Facts" }).scrollIntoViewIfNeeded();
    const [shown, within] = [await head.boundingBox(), await page.locator("main").boundingBox()];
    assert.ok(
      shown && within && shown.y >= within.y - 1,
      `the head is at ${shown?.y}, the page begins at ${within?.y}`,
    );

    // What is typed is no order, and neither is a key in front of a dialog.
    await page.getByLabel("Write to everybody").press("a");
    await page.getByLabel("Write to everybody").fill("");
    await page.getByRole("heading", { name: "Facts" }).click();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await head.getByText("Unacknowledged").waitFor();
    await page.getByRole("heading", { name: "Facts" }).click();
    await page.keyboard.press("a");
    await head.getByText("Acknowledged", { exact: true }).waitFor();
    await becomes(() => head.getByRole("button", { name: "Acknowledge", exact: true }).count(), 0);
    // As long as it is offered, it is taken back by a key here too.
    await page.getByTestId("deed-bar").getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("z");
    await head.getByText("Unacknowledged").waitFor();
  });

  test("of a long history one can read only what people did", async () => {
    for (const comment of ["On my way", "At the boiler", "The valve is shut", "It cools down"]) {
      await ask(colleague, "POST", `/api/v1/alarms/${alarm}/comment`, { comment });
    }
    await open();
    const history = page.locator(".history > li");
    const only = page.getByText(/^What people did \(\d+\)$/);
    const count = Number(/\d+/.exec((await only.textContent()) ?? "")?.[0]);
    await againUntil(only, page.locator(".history:not(:has([data-by=itself]))"));
    await becomes(() => history.count(), count);
    await page.getByText(/^Everything \(\d+\)$/).click();
    await page.locator(".history [data-by=itself]").first().waitFor();
    assert.ok((await history.count()) > count);
  });

  test("one goes from alarm to alarm by keys, and copies the link", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open();
    await page.locator("[data-link=live]").or(page.locator("[data-trusted=true]")).first().waitFor();
    const door = page.getByRole("heading", { level: 1, name: "A door is open" });
    const writing = page.getByTestId("conversation").getByLabel("Write to everybody");
    await writing.fill("Only about the boiler");
    await page.getByRole("heading", { level: 1 }).click();
    for (let tries = 0; tries < 20 && !(await door.isVisible()); tries++) {
      await page.keyboard.press("j");
      await door.waitFor({ timeout: 1000 }).catch(no);
    }
    await becomes(() => writing.inputValue(), "", "what was written about one alarm can't be sent to another");
    await page.keyboard.press("n");
    await page.getByRole("heading", { level: 1, name: /Too hot/ }).waitFor();
    await page.getByRole("button", { name: "Copy link" }).press("Enter");
    await page.getByText("The link is in the clipboard.").waitFor();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), `${site.url}/alarms/${alarm}`);
  });

  test("the report is a page of its own that may do nothing, and nobody's words run in it", async () => {
    const answer = await page.goto(`/api/v1/alarms/${alarm}/report?language=de`);
    assert.match(answer?.headers()["content-security-policy"] ?? "", /^default-src 'none'; style-src 'sha256-/);
    await page.getByText("Maßnahmenplan: Too hot (Version 1)").waitFor();
    await page.getByText("Das Ventil klemmt 🔧").first().waitFor();
    await page.getByText("übersprungen: He is here already").waitFor();
    assert.doesNotMatch(await page.title(), /owned/);
    const ground = await page.evaluate<string>("getComputedStyle(document.querySelector('th')).backgroundColor");
    assert.equal(ground, "rgb(238, 238, 238)", "its own style is let in");
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ html }) => html).join(" ")}`),
      [],
    );
    await narrow("the report");
  });

  test("the report as PDF is read by another program", {
    skip: !existsSync(PDFTOTEXT) && "poppler-utils is not installed",
  }, async () => {
    const answer = await page.request.fetch(`/api/v1/alarms/${alarm}/report?format=pdf&language=de`);
    assert.equal(answer.status(), 200);
    const text = execFileSync(PDFTOTEXT, ["-layout", "-", "-"], { input: await answer.body(), encoding: "utf8" });
    for (const said of [
      /Ereignisbericht: Alarm/,
      /Maßnahmenplan: Too hot/,
      /Ventil klemmt/,
      /\[U\+1F525\]/,
      /Prüfprotokoll/,
    ]) {
      assert.match(text, said);
    }
    assert.match(text, /שלום/);
  });

  test("an alarm whose page can't be loaded or is old says so, and nothing can be ordered from it", async () => {
    await page.goto("/alarms/999999");
    await page
      .getByRole("alert")
      .getByText(/There is no alarm 999999/)
      .waitFor();
    await open();
    await page.locator("[data-trusted=true]").waitFor();
    await page.route(/\/api\//, (route) => route.abort());
    await page.clock.fastForward("01:10");
    await page.getByTestId("connection-banner").waitFor();
    await page.getByTestId("guidance").getByText("Shut the valve.").waitFor();
    await becomes(() => page.getByRole("button", { name: "Send" }).isDisabled(), true);
    await becomes(() => page.getByRole("button", { name: "Pin a hand-over note" }).isDisabled(), true);
    await accessible("an old alarm");
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(site.opened.complaints, []);
  });
});
