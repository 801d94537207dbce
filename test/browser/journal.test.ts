import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { readCsv } from "#kernel/csv.ts";
import type { Server } from "#server.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, SETTLED } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";

const FORMULA = '=HYPERLINK("http://evil.example")';
const SCRIPT = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true">';
const HUGE = "wwwwwwwwww".repeat(49);
const RIGHT_TO_LEFT = "باب مفتوح 🚪";

/** Debian's Chromium against the whole server: the event journal and the values of a point. Debian package `chromium`. */
describe("the journal in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let page: Page;

  const report = (...events: object[]) =>
    server.core.report(
      "plant",
      events.map(
        (event) =>
          ({ kind: "note", category: "technical", condition: "", raw: "", point: "door.1", ...event }) as never,
      ),
    );
  const rows = () => page.getByTestId("entry");
  const count = () => page.getByTestId("journal-count");
  const open = async (address: string) => {
    await page.goto(address);
    await page.getByRole("heading", { level: 1 }).waitFor();
  };
  const accessible = async () => {
    await page.evaluate(SETTLED);
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      [],
    );
  };
  const inBothThemes = async () => {
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      await accessible();
    }
  };

  before(async () => {
    site = await BrowserSite.open();
    ({ server, page } = site);
    await site.enrol();
    page.setDefaultTimeout(60_000);
    const put = async (address: string, data: object) => {
      const answer = await page.request.put(`/api/v1/site/${address}`, { data, headers: { origin: site.url } });
      assert.equal(answer.status(), 201, await answer.text());
    };
    await put("source/plant", { name: "Plant", driver: "http" });
    await put("point/plant%2Fboiler.temperature", {
      source: "plant",
      address: "boiler.temperature",
      name: "Boiler temperature",
      unit: "°C",
      conditions: [{ type: "high", limit: 90, deadband: 2, priority: "high" }],
    });
    await report(...Array.from({ length: 600 }, (_, index) => ({ text: `Routine ${index}` })));
    await report(
      { text: SCRIPT, raw: SCRIPT },
      { text: FORMULA, raw: "hostile", code: "BA" },
      { text: HUGE },
      { text: RIGHT_TO_LEFT },
    );
    for (const value of [70, 85, 93, 71]) {
      await report({ point: "boiler.temperature", kind: "value", value, raw: `{"v":${value}}` });
    }
  });
  after(async () => await site[Symbol.asyncDispose]());

  it("says what to do next while nothing is recorded, also where a search finds nothing", async () => {
    await open("/journal?source=nowhere");
    await page.getByText("Nothing was found").waitFor();
    await accessible();
  });

  it("shows what came, whatever it holds, the newest first", async () => {
    await open("/journal?source=plant");
    await rows().first().waitFor();
    await comesToMatch(() => rows().first().innerText(), /Boiler temperature/u);
    await count().getByText("608 events").waitFor();
    await page.getByText(RIGHT_TO_LEFT).waitFor();
    assert.equal(await page.evaluate("window.hacked"), undefined);
    await inBothThemes();
  });

  it("goes back to the oldest by keys alone, drawing no more than what is in view", async () => {
    await rows().first().focus();
    await page.keyboard.press("ArrowDown");
    await page.locator('[data-index="1"]:focus').waitFor();
    while (!(await page.getByText("Routine 0", { exact: true }).isVisible())) await page.keyboard.press("End");
    assert((await rows().count()) < 80, "every row is drawn");
  });

  it("searches by words, and the address holds the search", async () => {
    await page.getByLabel("Words").fill("hostile");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/journal\?text=hostile&source=plant/u);
    await count().getByText("1 event", { exact: true }).waitFor();
    await becomes(() => rows().count(), 1);
    await page.reload();
    await count().getByText("1 event", { exact: true }).waitFor();
  });

  it("offers the codes that came, and finds by the one that is chosen", async () => {
    await open("/journal");
    await page.getByText("More filters").click();
    await page.getByRole("combobox", { name: "Code" }).fill("b");
    await page.getByRole("option", { name: "BA" }).click();
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.waitForURL(/\/journal\?code=BA/u);
    await count().getByText("1 event", { exact: true }).waitFor();
    await open("/journal?text=hostile&source=plant");
    await count().getByText("1 event", { exact: true }).waitFor();
  });

  it("opens a row with its raw data beside what was made of it, and goes on from there", async () => {
    await rows().first().focus();
    await page.keyboard.press("Enter");
    const details = page.getByTestId("details");
    await details.getByText("It changed no alarm.").waitFor();
    await becomes(() => details.locator("pre").innerText(), "hostile");
    await inBothThemes();
    await details.getByRole("button", { name: "All of this point" }).click();
    await page.waitForURL(/point=door\.1/u);
    await count().getByText("604 events").waitFor();
  });

  it("exports what was found, harmless for spreadsheets", async () => {
    await open("/journal?text=hostile");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByText("1 events fit.").waitFor();
    await accessible();
    const downloading = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: "Export" }).click();
    const file = await (await downloading).path();
    const [row] = readCsv(readFileSync(file, "utf8").replace("\uFEFF", ""));
    assert.equal(row?.["text"], `'${FORMULA}`);
    await page.getByText("Done: 2 lines.").waitFor();
    await page.keyboard.press("Escape");
  });

  it("tells of new ones without moving what is read", async () => {
    await open("/journal?source=plant&text=routine");
    await rows().first().waitFor();
    const news = page.getByRole("button", { name: /^\d+ new ones?$/u });
    const seen = () =>
      news.waitFor().then(
        () => true,
        () => false,
      );
    let shown = "";
    // What comes while the page still loads itself anew is in the list at once.
    do {
      shown = await rows().first().innerText();
      await report({ text: "Routine news" });
    } while (!(await seen()));
    await becomes(() => rows().first().innerText(), shown);
    await news.click();
    await page.getByText("Routine news").first().waitFor();
  });

  it("shows what happened to alarms, and leads to them", async () => {
    await open("/journal");
    await page.getByText("History of alarms").click();
    await page.waitForURL(/view=alarms/u);
    await open("/journal?view=alarms&source=plant");
    await rows().first().waitFor();
    await rows().first().click();
    await page
      .getByTestId("details")
      .getByRole("link", { name: /alarm \d+/iu })
      .waitFor();
    await accessible();
    await page.getByTestId("details").getByRole("link", { name: "Values over time" }).click();
    await page.waitForURL(/\/points\/plant\/boiler\.temperature/u);
  });

  it("draws the values of a point, for eyes, keys and ears", async () => {
    await open("/points/plant/boiler.temperature");
    const chart = page.getByRole("slider");
    await chart.waitFor();
    await page.locator("canvas").waitFor();
    await chart.focus();
    await page.keyboard.press("Home");
    await page.getByTestId("chart-said").getByText("Boiler temperature 70 °C").waitFor();
    await page.keyboard.press("ArrowRight");
    await comesToMatch(() => chart.getAttribute("aria-valuetext"), /85 °C/u);
    await page.getByText(/Values as a table/u).click();
    await page.getByTestId("chart-values").getByText("93").waitFor();
    await becomes(() => page.getByTestId("marks").locator("li").count(), 2);
    await inBothThemes();
  });

  it("fits a phone", async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 360, height: 740 });
    for (const address of ["/journal?source=plant", "/points/plant/boiler.temperature"]) {
      await open(address);
      await rows().first().or(page.locator("canvas")).first().waitFor();
      const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      await becomes(() => page.evaluate(overflow), 0, address);
      await accessible();
    }
    await open("/journal");
    const words = await page.locator("input[name=text]").boundingBox();
    assert.ok((words?.width ?? 0) > 180, `words have ${words?.width} px`);
    if (size) await page.setViewportSize(size);
  });

  it("waits, fails and tries again", async () => {
    const held = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/events\?/u, async (route) => {
      await held.promise;
      await route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: '{"title":"Busy","detail":"The database is busy."}',
      });
    });
    await open("/journal?text=fails");
    await page
      .getByText("Journal is loading")
      .or(page.getByText(/Loading/u))
      .first()
      .waitFor();
    held.resolve();
    await page.getByText("The database is busy.").waitFor();
    await accessible();
    await page.unroute(/\/api\/v1\/events\?/u);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Nothing was found").waitFor();
  });

  it("is printed as a table of what is loaded", async () => {
    await open("/journal?source=plant&text=hostile");
    await rows().first().waitFor();
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.getByTestId("journal-paper").getByText(FORMULA).waitFor();
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    await rows().first().waitFor();
  });
});
