import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { setup } from "../../web/src/texts/english/setup.ts";
import { accessibleByAllRules } from "../peers/accessible.ts";
import { againUntil } from "../peers/again-until.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { SetupWalk } from "../peers/setup-walk.ts";
import { type Posted, WebhookReceiver } from "../peers/webhook-receiver.ts";
import { until } from "../peers/whole-server.ts";

const english = setup.setup;
const SIDEWAYS = "document.documentElement.scrollWidth - innerWidth";
const NAME_OF_FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  return (focused.getAttribute("aria-label") ?? label.textContent).trim();
})()`;

/** Debian's Chromium against the whole server: an integrator goes from an empty site to the first acknowledged alarm. */
describe("setting up in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let receiver: WebhookReceiver;
  let walk: SetupWalk;
  const posted: Posted[] = [];

  before(async () => {
    receiver = await WebhookReceiver.open((one) => posted.push(one));
    site = await BrowserSite.open();
    page = site.page;
    page.setDefaultTimeout(60_000);
    walk = new SetupWalk({ page, words: english, look: (what) => accessible(what, "dialog") });
    await site.enrol();
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    await receiver?.close();
  });

  async function ask<T>(method: string, path: string, data?: object): Promise<T> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await page.request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return (answer.status() === 204 ? null : await answer.json()) as T;
  }

  const accessible = (what: string, part?: string) => accessibleByAllRules(page, what, part);

  const dialog = () => page.getByRole("dialog");
  const field = (name: string) => dialog().locator(`[name="${name}"]`);
  const step = (name: string, done = true) => page.locator(`[data-testid=step-${name}][data-done=${done}]`);
  const fillIn = async (name: string) => {
    const button = page.getByTestId(`step-${name}`).getByRole("button").first();
    await againUntil(dialog().locator("form"), () => button.click({ timeout: 2000 }));
  };
  const wayBack = (next: string) => page.getByTestId("setup-way").getByText(next, { exact: false });
  const save = async () => {
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    await dialog().waitFor({ state: "detached" });
  };

  test("an empty site shows the way by itself, and the checklist says what is missing", async () => {
    await page.goto("/");
    await page.getByTestId("setup-invitation").getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Set up the site" }).waitFor();
    await step("channel", false).getByText("there is no channel").waitFor();
    await becomes(() => page.locator("[data-done=true]").count(), 0);
    await accessible("empty checklist");
    // One that is there and doesn't work is mended, not left for another.
    const nobody = { servers: [{ host: "127.0.0.1", port: 1, security: "plain" }], from: "tocsin@plant.example" };
    await ask("PUT", "/api/v1/site/channel/broken", { name: "Broken", kind: "smtp", settings: nobody });
    await page.getByTestId("step-channel").getByRole("link", { name: "Find out what is wrong: Channels" }).waitFor();
    await page.getByRole("button", { name: "Add another channel" }).waitFor();
    await ask("DELETE", "/api/v1/site/channel/broken");
    await page.getByRole("button", { name: "Add a channel" }).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await becomes(() => page.evaluate(SIDEWAYS), 0);
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("forms drawn from schemas, beside their text, lead from nothing to a policy that somebody is told by", async () => {
    await fillIn("name");
    await field("name").fill("Water works");
    // Only what the step is about is asked for.
    await field("timeZone").waitFor();
    assert.equal(await dialog().getByText("Alarm flood", { exact: false }).count(), 0);
    await save();
    await step("name").waitFor();

    await fillIn("channel");
    await field("name").fill("Duty phone");
    await becomes(() => field("id").inputValue(), "duty-phone");
    await field("id").fill("hook");
    await field("name").fill("Phone of the duty");
    await becomes(() => field("id").inputValue(), "hook");
    await field("kind").selectOption({ label: "Webhook (signed JSON by HTTP)" });
    // A slip on Escape costs nothing.
    await page.keyboard.press("Escape");
    await dialog().getByTestId("unsaved").getByText("What you typed is not saved.").waitFor();
    await page.keyboard.press("Enter");
    await dialog().getByTestId("unsaved").waitFor({ state: "detached" });
    await becomes(() => field("id").inputValue(), "hook");
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await dialog().getByRole("button", { name: "Discard it" }).click();
    await dialog().waitFor({ state: "detached" });

    await fillIn("channel");
    await field("name").fill("Hook");
    await field("kind").selectOption('"webhook"');
    await field("settings.secret").fill("short");
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    // What the server says stands at its field, and not only at the end.
    const wrong = dialog().locator(".mantine-InputWrapper-error").filter({ hasText: "16" });
    await wrong.waitFor();
    assert.doesNotMatch((await dialog().textContent()) ?? "", /"short"/);
    await accessible("form with a mistake", "dialog");
    await field("settings.secret").fill("sixteen characters at least");
    await save();
    await step("channel").waitFor();

    // A person and a policy have forms of their own, and each page says which step is next and leads back.
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("heading", { level: 1, name: "Add a person" }).waitFor();
    await wayBack("step 3").waitFor();
    await page.locator("[name=name]").fill("Anna");
    await becomes(() => page.locator("[name=id]").inputValue(), "anna");
    await page.getByRole("button", { name: "Add an address" }).click();
    await becomes(() => page.locator("[name='methods.0.id']").inputValue(), "hook");
    await page.locator("[name='methods.0.id']").fill("phone");
    await page.locator("[name='methods.0.channel']").selectOption("hook");
    await page.locator("[name='methods.0.address']").fill(receiver.url("anna"));
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await wayBack("step 4").waitFor();
    await accessible("a page that the checklist led to");
    await page.getByRole("link", { name: "Back to the checklist" }).click();
    await step("person").waitFor();
    await page.getByTestId("setup-way").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Verify: Anna" }).click();
    await page.getByTestId("method").waitFor();
    await page.getByRole("link", { name: "Back to the checklist" }).click();
    await step("verified", false).waitFor();
    await ask("PUT", "/api/v1/persons/anna/methods/phone/verification", { vouch: true, reason: "tried out" });
    await step("verified").waitFor();

    await page.getByRole("button", { name: "Write a policy" }).click();
    // Nothing is wrong with a step that is just begun.
    await page.getByText("Step 1 tells nobody yet", { exact: false }).waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
    await page.getByRole("button", { name: "Leave the set-up" }).click();
    await page.getByTestId("setup-way").waitFor({ state: "detached" });

    // A policy can be typed, too: the form follows the text.
    await page.goto("/documents");
    await page.getByLabel("Kind of document").selectOption("policy");
    await againUntil(dialog().getByTestId("editor"), () =>
      page.locator("main .head button").last().click({ timeout: 2000 }),
    );
    await dialog().getByRole("button", { name: "As text (YAML)" }).click();
    const text = dialog().getByLabel("As text (YAML)");
    await text.fill("id: duty\nname: Duty\nsteps:\n  - tell:\n      - person: nobody\n    waitSec: 60\n");
    await dialog()
      .getByTestId("dry-run")
      .getByText(/person that exists/)
      .waitFor();
    await text.fill("id: duty\nname: Duty\nsteps:\n  - tell:\n      - person: anna\n    waitSec: 60\n");
    await becomes(() => field("id").inputValue(), "duty");
    await save();
    await page.goto("/setup");
    await step("policy").waitFor();

    await fillIn("route");
    await becomes(() => field("policy").inputValue(), "duty");
    await save();
    await step("route").waitFor();
  });

  test("a source says before it is saved what it would bring, and shows live what it sends", async () => {
    await page.goto("/setup");
    await fillIn("source");
    await field("id").fill("plc");
    await field("name").fill("Controller");
    await field("driver").selectOption('"http"');
    await dialog().getByLabel("Enabled").uncheck();
    await dialog().getByTestId("dry-run").getByText("is switched off").waitFor();
    await dialog().getByLabel("Enabled").check();
    await dialog().getByTestId("dry-run").getByText("is switched off").waitFor({ state: "detached" });
    await save();
    await step("source").waitFor();

    await page.goto("/sources");
    await page.getByRole("link", { name: "Messages and points Controller" }).click();
    await page.getByText("Nothing has come yet.").waitFor();
    const report = (point: string) => ({
      point,
      kind: "note" as const,
      category: "technical" as const,
      condition: "",
      text: `=HYPERLINK("${point}")`,
      raw: `<${point}>\u0001`,
    });
    await site.server.core.report("plc", ["t1", "t2", "t3"].map(report));
    await page.getByTestId("traffic-line").filter({ hasText: "<t3>" }).first().waitFor();
    await page.getByLabel("As bytes (hex)").check();
    await page.getByTestId("traffic").getByText("3c 74 31 3e 01").waitFor();
    await page.getByLabel("Only with these words").fill("t2");
    await becomes(() => page.getByTestId("traffic").getByTestId("traffic-line").count(), 1);
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused; 0 more wait.").waitFor();
    await accessible("source");

    const found = page.getByTestId("discovered");
    await until("the points are discovered", async () => {
      const { items } = await ask<{ items: unknown[] }>("GET", "/api/v1/sources/plc/discovered");
      return items.length === 3;
    });
    await page.reload();
    await found.waitFor();
    await page.getByRole("button", { name: "Select all 3" }).click();
    await page.getByRole("button", { name: /^Adopt 3 as points/ }).click();
    await field("name").fill("{text} {address}");
    await field("instructions").fill("Go and look");
    await dialog().getByRole("button", { name: "Preview" }).click();
    await dialog().getByTestId("many-check").getByText("3 added:").waitFor();
    await dialog().getByRole("button", { name: "Adopt 3 as points" }).click();
    await dialog().waitFor({ state: "detached" });
    await page.getByText("Nothing. Every address that the source reported lately has a point").waitFor();
  });

  test("points go out as a table without formulas, and come in with a preview, mistakes line by line, all or nothing", async () => {
    await page.goto("/points");
    await page.getByTestId("point").first().waitFor();
    await accessible("points");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export 3 as CSV" }).click(),
    ]);
    const csv = readFileSync(await download.path(), "utf8");
    assert.match(csv, /'=HYPERLINK/);
    assert.doesNotMatch(csv, /[,"]=HYPERLINK/);

    await walk.open(english.points.import);
    const [example] = await Promise.all([
      page.waitForEvent("download"),
      dialog().getByRole("button", { name: "Download an example" }).click(),
    ]);
    await walk.choose(readFileSync(await example.path(), "utf8"));
    await dialog().getByTestId("rows").getByText("plc/unit-1/boiler.temperature").waitFor();
    const wrong = await walk.mistakes();
    assert.match(wrong, /^\uFEFFQuelle;Adresse;.*;What is wrong\r\n/u);
    assert.match(wrong, /plc;t9;Boiler;urgent;90;x;"?priority: expected one of life-safety, .*, found ""urgent""/u);
    assert.match(wrong, /plx;t8;Fan;high;;z;"?source: expected the id of a source that exists, found ""plx""/u);
    await walk.imports(2);
    const names = await ask<{ items: { id: string; name: string; instructions?: string }[] }>(
      "GET",
      "/api/v1/site/point",
    );
    assert.deepEqual(
      names.items.map(({ id, name, instructions }) => [id, name, instructions ?? null]),
      [
        ["plc/t1", "Pump 1", "Go and look"],
        ["plc/t9", "Boiler", null],
      ],
    );
  });

  test("many points are changed together, and made from a template", async () => {
    await page.goto("/points");
    await walk.changesTogether("Instructions");
    await walk.makesMany();
    await page.setViewportSize({ width: 360, height: 740 });
    await becomes(() => page.evaluate(SIDEWAYS), 0);
    await page.setViewportSize({ width: 1400, height: 850 });
  });

  test("many points that were removed are brought back as they were, in one step", async () => {
    await page.goto("/points");
    const listed = () => ask<{ items: object[] }>("GET", "/api/v1/site/point");
    const before = await listed();
    await page.getByLabel("Search").fill("plc/t1-");
    await page.getByText("20 of 22 points", { exact: true }).waitFor();
    await page.getByLabel(english.points.selectAll).check();
    await walk.open(english.remove);
    await dialog().getByRole("button", { name: "Preview" }).click();
    await dialog().getByRole("button", { name: "Remove 20 points" }).click();
    await dialog().waitFor({ state: "detached" });
    const note = page.getByTestId("removed-document");
    await note.getByText("Removed: 20 × Point.").waitFor();
    await accessible("what was removed together");
    await becomes(async () => (await listed()).items.length, 2);
    await note.getByRole("button", { name: "Undo" }).click();
    await note.getByText("Brought back: 20 × Point.").waitFor();
    assert.deepEqual(await listed(), before);
    await note.getByRole("button", { name: "Dismiss" }).click();
    await note.waitFor({ state: "detached" });
  });

  test("of two who edit the same point the second is told, keeps what both changed, and can take the save back", async () => {
    await page.goto("/points");
    await page.getByRole("button", { name: "Edit Boiler" }).click();
    await field("name").fill("Boiler north");
    await field("unit").fill("°C");
    const path = "/api/v1/site/point/plc%2Ft9";
    const theirs = await ask<Record<string, unknown>>("GET", path);
    await ask("PUT", path, { ...theirs, name: "Boiler 9", consequence: "No heat" });
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    const merge = dialog().getByTestId("merge");
    await merge.getByText("consequence").waitFor();
    await merge.getByText("Anna Berg").waitFor();
    await accessible("merge", "dialog");
    await merge.getByRole("radio", { name: /^Theirs: Boiler 9/ }).check();
    await merge.getByRole("button", { name: "Merge into the form" }).click();
    await dialog().getByText("Merged. Look at it and save.").waitFor();
    await save();
    const merged = await ask<Record<string, unknown>>("GET", path);
    assert.deepEqual([merged["name"], merged["unit"], merged["consequence"]], ["Boiler 9", "°C", "No heat"]);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText("The change was taken back.").waitFor();
    const before = await ask<Record<string, unknown>>("GET", path);
    assert.deepEqual([before["unit"] ?? null, before["consequence"]], [null, "No heat"]);
  });

  test("a test alarm goes the whole way: raised, told, acknowledged", async () => {
    await page.goto("/setup");
    await step("test", false).waitFor();
    await page.getByRole("button", { name: "Make a test alarm" }).click();
    const story = page.getByTestId("test-story");
    await story.getByText("Told: Anna.").waitFor();
    await story
      .getByText(/Duty|Hook/)
      .first()
      .waitFor();
    assert.ok(posted.some(({ path, text }) => path === "/anna" && text.includes("nothing has happened")));
    await story.getByRole("link", { name: "Show the alarm" }).click();
    await againUntil(page.getByText(/Acknowledged/).first(), () =>
      page
        .getByRole("button", { name: /^Acknowledge/ })
        .first()
        .click({ timeout: 2000 }),
    );
    await page.goto("/setup");
    await step("test").waitFor();
    await page.getByRole("button", { name: "End the test alarm" }).click();
    await page.getByRole("button", { name: "End the test alarm" }).waitFor({ state: "detached" });
    await accessible("checklist done");
  });

  test("each page says that it waits for the server, and in its words what failed", async () => {
    for (const [path, api, what] of [
      ["/points", /\/api\/v1\/site\/point\?/, "Points"],
      ["/setup", /\/api\/v1\/setup$/, "Set up the site"],
      ["/sources/plc", /\/api\/v1\/sources$/, "Sources"],
    ] as const) {
      const body = { type: "about:blank", title: "No", status: 500, detail: "The database is away." };
      const { promise: slow, resolve: answer } = Promise.withResolvers<void>();
      await page.route(api, async (route) => {
        await slow;
        await route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(body) });
      });
      await page.goto(path);
      await page.getByText(`Loading: ${what}`).first().waitFor();
      answer();
      const failure = page.getByRole("alert").filter({ hasText: `Could not load: ${what}.` });
      await failure.getByText("The database is away.").waitFor();
      await page.unroute(api);
      await page.evaluate(`for (const button of document.querySelectorAll("main button"))
        if (button.textContent === "Try again") button.click()`);
      await failure.waitFor({ state: "detached" });
    }
    await page.goto("/sources/nobody");
    await page.getByText("There is no source nobody").waitFor();
  });

  test("whoever has lost the right to save is told, and what was typed stays", async () => {
    await page.goto("/points");
    await page
      .getByRole("button", { name: "Edit Boiler 9" })
      .or(page.getByRole("button", { name: "Edit Boiler" }))
      .first()
      .click();
    await field("consequence").fill("\u202eright to left \u{1f525} ".repeat(20));
    const body = { type: "about:blank", title: "Not permitted", status: 403, detail: "You may not change the point." };
    await page.route(/\/api\/v1\/site\/point\/plc/, (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(body) })
        : route.continue(),
    );
    await dialog().getByRole("button", { name: "Save", exact: true }).click();
    await dialog().getByRole("alert").getByText("You may not change the point.").waitFor();
    await comesToMatch(() => field("consequence").inputValue(), /right to left/);
    await dialog().getByRole("button", { name: "Cancel" }).click();
  });

  test("a point is found and edited by keys alone", async () => {
    await page.goto("/points");
    await page.getByTestId("point").first().waitFor();
    const press = async (name: RegExp, key: string | null): Promise<void> => {
      const names: string[] = [];
      for (let steps = 0; steps < 150; steps++) {
        await page.keyboard.press("Tab");
        const focused = await page.evaluate<string>(NAME_OF_FOCUS);
        if (name.test(focused)) return key === null ? undefined : page.keyboard.press(key);
        names.push(focused);
      }
      assert.fail(`${name} is never reached, but ${names.join(" | ")}`);
    };
    await press(/^Search$/, null);
    await page.keyboard.type("boiler");
    await page.getByText("1 of 22 points").waitFor();
    await press(/^Edit Boiler/, "Enter");
    await field("name").waitFor();
    await press(/^Name/, null);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("Kettle");
    await page.keyboard.press("Enter");
    await dialog().waitFor({ state: "detached" });
    await page.getByText("Saved: ").waitFor();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(site.opened.complaints, []);
  });
});
