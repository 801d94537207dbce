import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { packageFolder } from "#kernel/version.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage, openBrowser, SETTLED } from "../peers/browser.ts";
import { compared, smallPng } from "../peers/picture.ts";
import { RecordedServer, readRecording } from "../peers/recorded-server.ts";
import { DESK, type Look, looksOf, PHONE } from "./looks/looks.ts";

const KEPT = join(packageFolder, "test", "browser", "looks");
/** Where the pictures of a run that failed are. */
const SEEN = join(packageFolder, "node_modules", ".cache", "looks");
const SCHEMES = ["light", "dark"] as const;
/** The same letters and colours, whatever the machine's screen is. */
const FLAGS = ["--disable-lcd-text", "--force-color-profile=srgb", "--autoplay-policy=no-user-gesture-required"];
/** Runs in the page. */
const LETTERS = `Promise.all([document.fonts.load("12px looks"), document.fonts.load("700 12px looks")])`;

/** Runs in the page: what of its rows is beyond the row, or beyond its cell without saying so by an ellipsis. */
const CUT = `[...document.querySelectorAll("[data-testid=alarm-row]")].flatMap((row) => {
  const { top, bottom, left, right } = row.getBoundingClientRect();
  return [...row.querySelectorAll("[role=gridcell], button, .state, .beside-text, .chatter")].filter((part) => {
    const box = part.getBoundingClientRect();
    if (box.width === 0) return false;
    const isOut = box.top < top - 1 || box.bottom > bottom + 1 || box.left < left - 1 || box.right > right + 1;
    return isOut || (getComputedStyle(part).overflowX === "visible" && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0);
  }).map((part) => part.className + ": " + part.textContent.slice(0, 60));
})`;

/** Debian's Chromium on recorded answers: what people know by sight still looks so. Debian package `chromium`. */
describe("how pages look", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  const recording = readRecording(join(KEPT, "answers.jsonl"));
  let server: RecordedServer;
  let opened: OpenedPage;
  let page: Page;

  before(async () => {
    execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
    server = await RecordedServer.open(recording);
    opened = await openBrowser(server.url, {
      timeZone: "Europe/Berlin",
      flags: FLAGS,
      fonts: join(KEPT, "fonts.conf"),
    });
    ({ page } = opened);
    await page.clock.setFixedTime(recording.at);
  });
  after(async () => {
    await opened?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  async function open(look: Look): Promise<void> {
    server.regain();
    server.looker = look.looker ?? "operator";
    await page.emulateMedia({ contrast: look.isHighContrast ? "more" : null, reducedMotion: "reduce" });
    await page.setViewportSize(look.isPhone ? PHONE : DESK);
    await page.goto(look.path);
    await page.locator(look.shows).first().waitFor();
    await page.evaluate(LETTERS);
    if (!look.isLost) return;
    server.lose();
    await page.getByTestId("connection-banner").waitFor();
  }

  /** Taken until it looks like the one that is kept, or stays as it is: something may still be on its way. */
  async function picture(colorScheme: (typeof SCHEMES)[number], kept: Buffer | null): Promise<Buffer> {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(SETTLED);
    for (let last: Buffer | null = null, tries = 0; tries < 50; tries++) {
      const now = await page.screenshot({ animations: "disabled", caret: "hide" });
      if (last?.equals(now) || (kept && compared(kept, now).same)) return now;
      last = now;
    }
    return assert.fail("the page never stands still");
  }

  for (const look of looksOf(recording.alarm)) {
    test(`${look.name} looks as it did, by day and by night`, async () => {
      await open(look);
      for (const scheme of SCHEMES) {
        const name = `${look.name}-${scheme}.png`;
        const file = join(KEPT, name);
        if (process.env["UPDATE_LOOKS"]) writeFileSync(file, smallPng(await picture(scheme, null)));
        const kept = readFileSync(file);
        const now = await picture(scheme, kept);
        const result = compared(kept, now);
        if (result.same) continue;
        mkdirSync(SEEN, { recursive: true });
        const [seen, difference] = [join(SEEN, name), join(SEEN, `difference-${name}`)];
        writeFileSync(seen, now);
        if (result.difference) writeFileSync(difference, result.difference);
        assert.fail(
          `${name} looks different: ${result.because}. Look at ${seen} and ${difference}; if it is meant, take the pictures anew with UPDATE_LOOKS=1.`,
        );
      }
    });
  }

  test("another colour of one kind of button, or a line that moves, is seen", async () => {
    const look = looksOf(recording.alarm).find(({ name }) => name === "alarms") ?? assert.fail("it is not among them");
    const kept = readFileSync(join(KEPT, "alarms-light.png"));
    for (const style of [
      ".row-button-first { background: #1a8f5f !important }",
      ".top { padding-block: 14px !important }",
      ":root:root:root { --ground: #f0e2c4 }",
    ]) {
      await open(look);
      await page.addStyleTag({ content: style });
      assert.ok(!compared(kept, await picture("light", kept)).same, style);
    }
  });

  test("nothing of an alarm's row is cut at any width, however much there is to say", async () => {
    const list = "/api/v1/alarms?state=open&limit=500";
    const recorded = recording.answers.get(list) ?? assert.fail("the list is not recorded");
    const { items, ...rest } = recorded.body as { items: readonly object[] };
    const much = { text: `Hall 2: ${"the value went above 105, and ".repeat(9)}`, value: 105.437219, chatter: 40 };
    const wordy = {
      ...much,
      quality: "uncertain",
      pointName: "Temperature ".repeat(9),
      sourceName: "Boiler ".repeat(9),
    };
    const body = { ...rest, items: items.map((item) => ({ ...item, ...wordy })) };
    const answers = new Map(recording.answers).set(list, { type: "application/json", body });
    await using other = await RecordedServer.open({ ...recording, answers });
    await page.setViewportSize({ width: 1900, height: 800 });
    await page.goto(other.url);
    for (const width of [1900, 1440, 1280, 1151, 1100, 1000, 999, 800, 799, 500, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const height = width < 1000 ? 174 : 49;
      await page.locator(`[data-testid=alarm-row][style*="height: ${height}px"]`).first().waitFor();
      await becomes(() => page.evaluate(CUT), [], `${width} px wide`);
    }
  });

  test("nothing was asked for that is not recorded, and nothing failed", () => {
    const mend = "Run node scripts/record-looks.ts, and take the pictures anew with UPDATE_LOOKS=1.";
    assert.deepEqual([...server.missing], [], mend);
    assert.deepEqual(opened.complaints, []);
  });
});
