import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { accessibleByAllRules } from "../peers/accessible.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { until } from "../peers/whole-server.ts";

const SECRET = "sixteen characters at least";
const FOCUSED = "document.activeElement?.getAttribute('name') ?? document.activeElement?.dataset.place ?? null";

/** Debian's Chromium against the whole server: what forms ask for, what they say is wrong, and where they lead. */
describe("forms of the set-up in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open();
    page = site.page;
    page.setDefaultTimeout(60_000);
    await site.enrol();
  });
  after(() => site?.[Symbol.asyncDispose]());

  const dialog = () => page.getByRole("dialog").last();
  const field = (name: string) => dialog().locator(`[name="${name}"]`);
  const press = (name: string) => dialog().getByRole("button", { name, exact: true }).click();
  const focused = (name: string) =>
    until(`${name} has the focus`, async () => (await page.evaluate<string | null>(FOCUSED)) === name);
  const bodyOf = <T>(path: string) => site.ask<T>("GET", `/api/v1/site/${path}`);

  /** Opens the form of a new document on the page of all documents. */
  async function fresh(kind: string): Promise<void> {
    await page.goto("/documents");
    await page.getByLabel("Kind of document").selectOption(kind);
    await page.getByRole("button", { name: /^New / }).click();
    await dialog().getByTestId("editor").waitFor();
  }

  test("what a form finds nothing of is made without leaving it, and is chosen then", async () => {
    await fresh("person");
    await field("name").fill("Anna Berg");
    await dialog().getByRole("button", { name: "Add Contact methods" }).click();
    await dialog().getByText("There is none yet: channel.").waitFor();
    await accessibleByAllRules(page, "a form that misses a channel", "dialog");
    await press("Make one: channel");
    await dialog().getByText("New channel").waitFor();
    await field("name").fill("Duty phone");
    await field("kind").selectOption('"webhook"');
    await field("settings.secret").fill(SECRET);
    await press("Save");
    await dialog().getByText("New person").waitFor();
    await becomes(() => field("methods.0.channel").inputValue(), "duty-phone");
    await becomes(() => field("name").inputValue(), "Anna Berg");
    await field("methods.0.id").fill("phone");
    await field("methods.0.address").fill("https://phone.example/anna");
    await press("Save");
    await dialog().waitFor({ state: "detached" });
    const anna = await bodyOf<{ methods: object[] }>("person/anna-berg");
    assert.deepEqual(anna.methods, [{ id: "phone", channel: "duty-phone", address: "https://phone.example/anna" }]);
  });

  test("nothing is said to be missing before somebody was there or tried to save, and what is needed is marked", async () => {
    await fresh("channel");
    const red = () => dialog().locator(".mantine-InputWrapper-error, .field-mistake, [data-testid=mistakes]").count();
    // A list that must not be empty begins with its first entry.
    await field("settings.servers.0.host").waitFor();
    await becomes(() => field("settings.servers.0.host").getAttribute("aria-required"), "true");
    await field("name").fill("Mail");
    await dialog().getByTestId("dry-run").getByText("2 fields are still to be filled in (marked *).").waitFor();
    assert.equal(await red(), 0);
    await accessibleByAllRules(page, "a form that is just begun", "dialog");
    await field("settings.servers.0.host").focus();
    await field("settings.servers.0.port").focus();
    await dialog().getByText("Must be filled in: the name or address of a mail server.").first().waitFor();
    await dialog().getByTestId("dry-run").getByText("Something is still to be filled in (marked *).").waitFor();
    await field("settings.servers.0.host").fill("mail.example");
    await becomes(red, 0);
    await press("Save");
    await dialog().getByText("Must be filled in.").first().waitFor();
    await dialog().getByRole("button", { name: "Sender" }).click();
    await focused("settings.from");

    // Another kind has settings of its own; those of the one before are not lost.
    await field("kind").selectOption('"webhook"');
    await field("settings.secret").fill(SECRET);
    await becomes(() => field("settings.servers.0.host").count(), 0);
    await dialog().getByTestId("dry-run").getByText("1 added:").waitFor();
    await field("kind").selectOption('"smtp"');
    await becomes(() => field("settings.servers.0.host").inputValue(), "mail.example");
    await press("Cancel");
    await press("Discard it");
    await dialog().waitFor({ state: "detached" });
  });

  test("what is wrong is said by the names of fields, and each leads to its own, by the mouse and by keys", async () => {
    await fresh("person");
    await press("Save");
    await focused("name");
    await dialog().getByText("Must be filled in.").first().waitFor();
    await field("name").fill("Ben Roth");
    await dialog().getByRole("button", { name: "Add Contact methods" }).click();
    await field("methods.0.id").fill("phone");
    await field("methods.0.channel").selectOption("duty-phone");
    await field("methods.0.address").fill("https://phone.example/ben");
    await dialog().getByRole("button", { name: "Add Contact methods" }).click();
    await field("methods.1.id").fill("Not an id");
    await press("Save");
    const wrong = dialog().getByRole("alert").getByTestId("mistakes");
    await wrong.getByText(/^Contact method 2: Short name/).waitFor();
    assert.doesNotMatch((await wrong.textContent()) ?? "", /methods/);
    await accessibleByAllRules(page, "a form with mistakes", "dialog");
    await dialog()
      .locator("details")
      .nth(1)
      .evaluate((fold: { open: boolean }) => {
        fold.open = false;
      });
    await wrong.getByRole("button", { name: "Contact method 2: Short name" }).click();
    await focused("methods.1.id");
    await wrong.getByRole("button", { name: "Contact method 2: Address" }).focus();
    await page.keyboard.press("Enter");
    await focused("methods.1.address");
    await press("Cancel");
    await press("Discard it");
  });

  test("also in a form made by hand, where it says that a person can't be saved so", async () => {
    await page.goto("/people/anna-berg");
    const short = page.locator('[name="methods.0.id"]');
    await short.fill("Not an id");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Contact method 1: Short name" }).click();
    await focused("methods.0.id");
    await short.fill("phone");
  });

  test("where there are many, one is found by a part of the name", async () => {
    for (let number = 1; number <= 20; number++) await site.put(`person/guard-${number}`, { name: `Guard ${number}` });
    await fresh("team");
    await field("name").fill("Night");
    await dialog().getByRole("button", { name: "Add Members" }).click();
    const member = dialog().locator('[data-place="members.0"]');
    await member.click();
    await member.fill("guard 17");
    await dialog().getByRole("option", { name: "Guard 17 (guard-17)" }).waitFor();
    await accessibleByAllRules(page, "a list that is searched", "dialog");
    await member.press("Escape");
    await dialog().getByRole("option", { name: "Guard 17 (guard-17)" }).waitFor({ state: "hidden" });
    await becomes(() => dialog().getByTestId("unsaved").count(), 0, "Escape closes the list, and not the form");
    await member.fill("");
    await member.fill("guard 17");
    await dialog().getByRole("option", { name: "Guard 17 (guard-17)" }).waitFor();
    await member.press("ArrowDown");
    await member.press("Enter");
    await press("Save");
    await dialog().waitFor({ state: "detached" });
    assert.deepEqual((await bodyOf<{ members: string[] }>("team/night")).members, ["guard-17"]);
  });

  test("what is hardly ever needed is folded, and free words offer what is in use", async () => {
    await site.put("source/tagged", { name: "Tagged", driver: "http", tags: ["night-shift"], settings: {} });
    await page.goto("/sources");
    await page.getByRole("button", { name: "Add a source" }).click();
    await field("driver").selectOption('"modbus-tcp"');
    await field("settings.port").waitFor();
    assert.equal(await field("settings.timeoutMs").isVisible(), false);
    await dialog().locator("summary").filter({ hasText: "Seldom needed" }).first().click();
    await field("settings.timeoutMs").waitFor();
    await dialog().locator('[data-place="tags"] input:visible').fill("night");
    await page.getByRole("option", { name: "night-shift" }).click();
    await dialog().locator(".mantine-TagsInput-pill").filter({ hasText: "night-shift" }).waitFor();
    await accessibleByAllRules(page, "a form with a fold", "dialog");
    await press("Cancel");
    await press("Discard it");

    await page.goto("/audit-trail");
    const who = page.getByRole("combobox", { name: "Who" });
    await who.fill("anna be");
    await page.getByRole("option", { name: "Anna Berg (operator:anna.berg)" }).click();
    await until("she is looked for", async () => (await who.inputValue()) === "operator:anna.berg");
  });

  test("a tag begins with nothing that nobody said, and is offered as the address of a point", async () => {
    await page.goto("/sources");
    await page.getByRole("button", { name: "Add a source" }).click();
    await field("name").fill("Boiler house");
    await field("settings.host").fill("127.0.0.1");
    await field("settings.port").fill("1");
    await dialog().getByRole("button", { name: "Add Values that are read" }).click();
    await becomes(() => field("settings.tags.0.unit").inputValue(), "");
    await dialog().locator("summary").filter({ hasText: "Tag 1" }).waitFor();
    await field("settings.tags.0.key").fill("temperature");
    await field("settings.tags.0.name").fill("Boiler temperature");
    await field("settings.tags.0.unit").fill("3");
    await field("settings.tags.0.address").fill("0");
    await press("Save");
    await dialog().waitFor({ state: "detached" });
    await page.goto("/points");
    await page.getByRole("button", { name: "Add a point" }).click();
    await field("source").selectOption("boiler-house");
    await field("address").click();
    await dialog().getByRole("option", { name: "Boiler temperature (unit-3/temperature)" }).click();
    await becomes(() => field("address").inputValue(), "unit-3/temperature");
    await press("Cancel");
    await press("Discard it");
    await dialog().waitFor({ state: "detached" });
  });

  test("an operator gets partitions by their names", async () => {
    await site.put("partition/east", { name: "East wing" });
    await page.goto("/operators");
    await page.getByRole("button", { name: "Let somebody sign in" }).click();
    const partitions = dialog().getByLabel("Partitions").first();
    await partitions.click();
    await dialog().getByRole("option", { name: "East wing (east)" }).click();
    await dialog().locator(".mantine-Pill-root").getByText("East wing (east)").waitFor();
    await press("Cancel");
    await press("Discard it");
    await dialog().waitFor({ state: "detached" });
  });

  test("how many alarms are a flood is set where the numbers are, beside the working hours", async () => {
    await page.goto("/numbers");
    await page.getByText("A flood begins when 10 alarms have come").first().waitFor();
    await page.getByRole("button", { name: "Working hours and limits" }).click();
    await dialog().getByLabel("Alarm flood: alarms within 10 minutes").fill("4");
    await dialog().getByRole("checkbox", { name: "Saturday" }).check();
    await field("name").fill("Water works");
    await press("Save");
    await dialog().waitFor({ state: "detached" });
    const settings = await bodyOf<{ name: string; floodFrom: number; workingHours: { days: string[] }[] }>(
      "setting/site",
    );
    assert.deepEqual(
      [settings.name, settings.floodFrom, settings.workingHours[0]?.days.at(-1)],
      ["Water works", 4, "sat"],
    );
    await page.reload();
    await page.getByText("A flood begins when 4 alarms have come").first().waitFor();
    await page.getByRole("button", { name: "Working hours and limits" }).click();
    await dialog().getByLabel("Alarm flood: alarms within 10 minutes").waitFor();
    await becomes(() => field("name").count(), 0, "what doesn't concern the numbers isn't asked");
    await press("Cancel");
  });

  test("of two who change the same point, one by putting it elsewhere, both changes hold", async () => {
    await site.put("source/plant", { name: "Plant", driver: "http" });
    await site.put("area/works", { name: "Works" });
    await site.put("area/hall", { name: "Hall", parent: "works" });
    await site.put("point/plant/pump", { source: "plant", address: "pump", name: "Pump 3", area: "works" });
    await page.goto("/areas");
    await page.getByLabel("Find an area or point").fill("pump 3");
    await page
      .getByRole("tree")
      .getByRole("treeitem", { name: /^Pump 3/ })
      .click();
    const card = page.getByTestId("point-card");
    await card.getByLabel("Lies in").waitFor();
    const theirs = await bodyOf<object>("point/plant%2Fpump");
    await site.put("point/plant/pump", { ...theirs, instructions: "Close the valve" });
    await card.getByLabel("Lies in").selectOption({ label: "Works › Hall" });
    await card.getByTestId("merge").getByText("You changed different fields").waitFor();
    await card.getByRole("button", { name: "Merge and save" }).click();
    await card.getByTestId("merge").waitFor({ state: "detached" });
    const both = await bodyOf<{ area: string; instructions: string }>("point/plant%2Fpump");
    assert.deepEqual([both.area, both.instructions], ["hall", "Close the valve"]);
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(site.opened.complaints, []);
  });
});
