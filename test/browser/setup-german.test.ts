import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { setup } from "../../web/src/texts/german/setup.ts";
import { accessibleByAllRules } from "../peers/accessible.ts";
import { againUntil } from "../peers/again-until.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { SetupWalk } from "../peers/setup-walk.ts";

const german = setup.setup;
const SIDEWAYS = "document.documentElement.scrollWidth - innerWidth";
/** Words that no German sentence has. */
const ENGLISH = /\b(the|and|of|with|absent|expected|found|which|nothing|must|whether)\b/iu;

/** Debian's Chromium, set to German: whoever sets a site up reads German, at 1280 and at 360 px. */
describe("setting up in German", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await BrowserSite.open({ locale: "de-DE", width: 1280 });
    page = site.page;
    page.setDefaultTimeout(60_000);
    await page.goto("/");
    await page.getByLabel("Einmalcode").fill(site.code);
    await page.locator("input[name=name]").fill("Änne Müller");
    await page.locator("input[name=id]").fill("aenne.mueller");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("input[name=again]").fill(PASSWORD);
    await page.getByRole("button", { name: "Administrator anlegen" }).click();
    await page.locator(".workspace[data-trusted=true]").waitFor();
    await ask("PUT", "/api/v1/site/source/web", { name: "Leitrechner", driver: "http" });
    await ask("PUT", "/api/v1/site/source/plc", {
      name: "Steuerung",
      driver: "modbus-tcp",
      settings: {
        host: "127.0.0.1",
        port: 1,
        tags: [{ key: "boiler.temperature", name: "Kessel", unit: 1, fc: 3, address: 0 }],
      },
    });
  });
  afterEach(async () => {
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.setViewportSize({ width: 1280, height: 850 });
  });
  after(() => site?.[Symbol.asyncDispose]());

  async function ask<T>(method: string, path: string, data?: object): Promise<T> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await page.request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return (answer.status() === 204 ? null : await answer.json()) as T;
  }

  const accessible = (what: string, part?: string) => accessibleByAllRules(page, what, part);

  async function isGerman(what: string, within: Locator): Promise<void> {
    const lines = (await within.innerText()).split("\n");
    assert.deepEqual(
      lines.filter((line) => ENGLISH.test(line)),
      [],
      what,
    );
  }

  async function fits(what: string): Promise<void> {
    await page.setViewportSize({ width: 360, height: 740 });
    await becomes(() => page.evaluate(SIDEWAYS), 0, what);
    await page.setViewportSize({ width: 1280, height: 850 });
  }

  const dialog = () => page.getByRole("dialog");
  const field = (name: string) => dialog().locator(`[name="${name}"]`);
  const report = (...points: string[]) =>
    site.server.core.report(
      "web",
      points.map((point) => ({
        point,
        kind: "note" as const,
        category: "technical" as const,
        condition: "",
        text: point,
        raw: `<${point}>`,
      })),
    );

  test("the form of every driver, channel and directory is German to the last help, and fits a telephone", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const [path, add, by] of [
      ["/sources", "Quelle", "driver"],
      ["/channels", "Kanal", "kind"],
      ["/documents", "Verzeichnis", "kind"],
    ] as const) {
      await page.goto(path);
      if (path === "/documents") await page.getByLabel("Art des Dokuments").selectOption("directory");
      const form = dialog().getByTestId("editor");
      await againUntil(form, () => page.locator("main .head button").last().click({ timeout: 2000 }));
      const choice = field(by);
      const kinds = await choice
        .locator("option")
        .evaluateAll((all) => all.map((one) => (one as unknown as { readonly value: string }).value));
      assert.ok(kinds.length > 1, add);
      for (const kind of kinds.filter((one) => one !== "")) {
        await choice.selectOption(kind);
        // Their own settings are drawn at once; a source of the driver http has none.
        if (kind !== '"http"')
          await form.locator("[name^='settings.'], .field-group details").first().waitFor({ state: "attached" });
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        await isGerman(`${add} ${kind}`, form.locator(".schema-form"));
        await becomes(() => page.evaluate(SIDEWAYS), 0, `${add} ${kind}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 850 });
    await accessible("form of a directory", "dialog");
  });

  test("what is wrong stands in German at its field, and in the dry run", async () => {
    await page.goto("/channels");
    const form = dialog().getByTestId("editor");
    await againUntil(form, () => page.locator("main .head button").last().click({ timeout: 2000 }));
    await field("id").fill("Hook Eins");
    await field("name").fill("Haken");
    await field("kind").selectOption('"webhook"');
    await field("settings.secret").fill("kurz");
    await dialog().getByTestId("dry-run").getByText("Kleinbuchstaben, Ziffern").waitFor();
    await dialog().getByRole("button", { name: "Speichern", exact: true }).click();
    const wrong = dialog().locator(".mantine-InputWrapper-error");
    await wrong.filter({ hasText: "Erwartet: Kleinbuchstaben, Ziffern" }).waitFor();
    await isGerman("mistake", dialog());
    await field("id").fill("hook");
    await dialog().getByRole("button", { name: "Speichern", exact: true }).click();
    await wrong.filter({ hasText: "mindestens 16 Zeichen" }).waitFor();
    await isGerman("second mistake", dialog());
    await accessible("a mistake", "dialog");
  });

  test("what a source sends comes by itself: held, chosen from, copied, downloaded, with its gaps", async () => {
    await site.opened.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto("/sources/web");
    const lines = page.getByTestId("traffic-line");
    await page.getByText("Noch ist nichts gekommen.").waitFor();
    await report("t1", "t2");
    await lines.filter({ hasText: "<t2>" }).waitFor();
    await page.getByRole("button", { name: "Anhalten" }).click();
    await report("t3");
    await page.getByText("Angehalten; 1 weitere warten.").waitFor();
    await becomes(() => lines.count(), 2);
    await page.getByRole("button", { name: "Weiter" }).click();
    await lines.filter({ hasText: "<t3>" }).waitFor();
    await report(...Array.from({ length: 90 }, (_, at) => `f${at}`));
    await page.getByTestId("traffic-gap").getByText("40 weitere kamen zu schnell").waitFor();
    await page.getByLabel("Nur mit diesen Wörtern").fill("t2");
    await page.getByRole("button", { name: "Als Text kopieren" }).click();
    await page.getByText("2 Einträge wurden kopiert.").waitFor();
    const copied = await page.evaluate<string>("navigator.clipboard.readText()");
    assert.match(copied, /taken t2 .*\n {2}<t2>\n/);
    assert.match(copied, / … 40 …\n/);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Herunterladen" }).click(),
    ]);
    assert.equal(readFileSync(await file.path(), "utf8"), copied);
    await page.getByLabel("Was daraus wurde").selectOption({ label: "abgelehnt" });
    await lines.first().waitFor({ state: "detached" });
    await isGerman("source", page.locator("main"));
    await accessible("source");
    await fits("source");
  });

  test("a view that ends says why, and one whose server was away comes back with a gap", async () => {
    await page.goto("/sources/web");
    await page.getByText("Noch ist nichts gekommen.").waitFor();
    const detail = "There is no source 'web', or it is not in your partitions.";
    const body = JSON.stringify({ type: "about:blank", title: "Not found", status: 404, detail });
    await page.route(/\/traffic$/, (route) =>
      route.fulfill({ status: 404, contentType: "application/problem+json", body }),
    );
    await page.goto("/sources/web");
    const over = page.getByRole("alert").filter({ hasText: "Die Mitschau ist beendet." });
    await over.getByText("Es gibt keine Quelle „web“, oder sie liegt nicht in Ihren Partitionen.").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: "Erneut versuchen" }).first().click();
    await page.getByText("Noch ist nichts gekommen.").waitFor();
    await site.restart();
    await page.getByTestId("traffic-gap").getByText("Hier fehlen vielleicht Nachrichten").waitFor({ timeout: 60_000 });
  });

  test("a connection is tested, a point is asked for, and what can't be asked says what to do instead", async () => {
    await page.goto("/sources/plc");
    const tested = page.getByTestId("connection-test");
    await againUntil(tested, () => page.getByRole("button", { name: "Verbindung testen" }).click({ timeout: 2000 }));
    await tested.getByText("Nicht verbunden. keine Verbindung zu 127.0.0.1:1").waitFor();
    await page.getByRole("combobox", { name: "Adresse innerhalb der Quelle" }).fill("boiler");
    await page.getByRole("option", { name: "unit-1/boiler.temperature" }).click();
    await page.getByRole("button", { name: "Jetzt lesen" }).click();
    await page.getByRole("alert").getByText("Die Quelle plc ist gerade nicht verbunden.").waitFor();
    await accessible("test of a connection");
    await fits("test of a connection");

    await page.goto("/sources/web");
    await page.getByText("Ein Programm sendet seine Ereignisse über HTTP").waitFor();
    await againUntil(tested, () => page.getByRole("button", { name: "Verbindung testen" }).click({ timeout: 2000 }));
    await tested.getByText("Verbunden.").waitFor();
    const example = await page.locator("pre").filter({ hasText: "curl" }).innerText();
    const { events, source } = JSON.parse(/'(\{.*\})'/.exec(example)?.[1] ?? "{}") as {
      events: object[];
      source: string;
    };
    await site.server.core.report(source, events as never);
    await page.getByTestId("traffic-line").filter({ hasText: "door-1" }).waitFor();
  });

  test("points come in as a table, are changed together and made from one, in German to the last mistake", async () => {
    await ask("PUT", "/api/v1/site/point/plc%2Ft1", { source: "plc", address: "t1", name: "Pumpe" });
    await page.goto("/points");
    await page.getByTestId("point").first().waitFor();
    const walk = new SetupWalk({ page, words: german, look: isGerman });
    await walk.open(german.points.import);
    const wrong = await walk.mistakes();
    assert.match(wrong, /;Was nicht stimmt\r\n/u);
    assert.match(wrong, /erwartet: eines von life-safety, .*gefunden: „urgent“/u);
    assert.match(wrong, /erwartet: Quelle: eine Kennung, die es gibt; gefunden: „plx“/u);
    await walk.imports(0);
    await walk.changesTogether("Anweisung");
    await walk.makesMany();
    await isGerman("points", page.locator("main"));
    await accessible("points");
    await fits("points");
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(site.opened.complaints, []);
  });
});
