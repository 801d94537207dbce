// Takes docs/pictures/*.png of the page while the demo runs, which takes five minutes: a trend needs its time. Needs Chromium:
// Debian's package, or another one in CHROMIUM.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { runDemo } from "../demo/run.ts";
import { openBrowser, SETTLED } from "../test/peers/browser.ts";
import { smallPng } from "../test/peers/picture.ts";
import { buildWeb } from "./build-web.mjs";

const PICTURES = join(packageFolder, "docs", "pictures");
const PORT = 18_443;
/** Longer than all scenes together. */
const PATIENCE_MS = 400_000;

console.log(buildWeb());
mkdirSync(PICTURES, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "tocsin-pictures-"));
const file = join(folder, "tocsin.yaml");
writeFileSync(file, `dataFolder: data\nlisten: { port: ${PORT} }\n`);

const stopping = new AbortController();
const invited = Promise.withResolvers<string>();
const demo = runDemo({
  settings: loadSettings({ file }),
  log: silentLog,
  signal: stopping.signal,
  paceMs: [18_000, 18_000],
  say(line) {
    console.log(line);
    const code = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/.exec(line)?.[0];
    if (code) invited.resolve(code);
  },
});
try {
  const code = await Promise.race([invited.promise, demo.then(() => Promise.reject(new Error("The demo ended.")))]);
  await using opened = await openBrowser(`https://localhost:${PORT}`, {
    timeZone: "Europe/Berlin",
    flags: ["--autoplay-policy=no-user-gesture-required"],
  });
  const { page } = opened;
  await page.goto("/");
  await page.getByRole("textbox", { name: "One-time code" }).fill(code);
  await page.getByRole("textbox", { name: "Your name" }).fill("Anna Berg");
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
  await page.locator("input[name=password]").fill("three purple tractors sing");
  await page.locator("input[name=again]").fill("three purple tractors sing");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByRole("button", { name: "Leave the tour" }).click();
  // Tocsin's own alarms about calls that nobody answers name the alarm too.
  const row = (text: string) =>
    page.getByTestId("alarm-row").filter({ hasText: text }).filter({ hasNotText: "Nobody answers" });
  const take = async (name: string) => {
    await page.evaluate(SETTLED);
    // What was asked for is there, and the feed has said what it had to say.
    await wait(2500);
    writeFileSync(join(PICTURES, `${name}.png`), smallPng(await page.screenshot()));
  };
  // All scenes, and then the boiler's for a second time.
  await row("Gas found").waitFor({ timeout: PATIENCE_MS });
  await row("above 105").and(page.locator("[data-state=unacknowledged]")).waitFor({ timeout: PATIENCE_MS });
  await row("Burglary alarm").getByTestId("acknowledge").click();
  await take("alarms");
  await row("Boiler temperature").getByRole("link").first().click();
  await page.getByTestId("trend").locator("canvas").waitFor();
  await page.setViewportSize({ width: 1400, height: 1080 });
  await take("alarm");
  await page.setViewportSize({ width: 1400, height: 850 });
  await page.goto("/plans/riverside");
  await page.locator("[data-testid=plan-canvas][data-ready=true]").waitFor();
  await take("plan");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/policies/engineers");
  await page.getByRole("button", { name: "Save" }).waitFor();
  await take("policy");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await row("Fire alarm").first().waitFor();
  await take("phone");
} finally {
  stopping.abort();
  await demo.catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
