// Takes docs/pictures/*.png of the page while the demo runs. Needs Chromium: Debian's package, or another one in CHROMIUM.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { runDemo } from "../demo/run.ts";
import { openBrowser } from "../test/peers/browser.ts";
import { buildWeb } from "./build-web.mjs";

const PICTURES = join(packageFolder, "docs", "pictures");
const PORT = 18_443;

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
  paceMs: [4000, 5000],
  say(line) {
    console.log(line);
    const code = /\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/.exec(line)?.[0];
    if (code) invited.resolve(code);
  },
});
try {
  const code = await Promise.race([invited.promise, demo.then(() => Promise.reject(new Error("The demo ended.")))]);
  await using opened = await openBrowser(`https://localhost:${PORT}`);
  const { page } = opened;
  await page.goto("/");
  await page.getByRole("textbox", { name: "One-time code" }).fill(code);
  await page.getByRole("textbox", { name: "Your name" }).fill("Anna Berg");
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
  await page.locator("input[name=password]").fill("three purple tractors sing");
  await page.locator("input[name=again]").fill("three purple tractors sing");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByRole("button", { name: "Leave the tour" }).click();
  const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });
  await row("Fire alarm").waitFor({ timeout: 60_000 });
  await row("Burglary alarm").getByTestId("acknowledge").click();
  await row("Mains power lost").waitFor({ timeout: 60_000 });
  await wait(1500);
  await page.screenshot({ path: join(PICTURES, "alarms.png") });
  await row("Burglary alarm").getByRole("link").first().click();
  await page.getByTestId("alarm-detail").waitFor();
  await wait(1500);
  await page.screenshot({ path: join(PICTURES, "alarm.png") });
  const take = async (path: string, name: string) => {
    await page.goto(path);
    await page.locator("main h1").first().waitFor();
    await wait(2500);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  };
  await take("/numbers", "numbers");
  await take("/on-call", "on-call");
  await page.emulateMedia({ colorScheme: "dark" });
  await take("/journal", "journal");
} finally {
  stopping.abort();
  await demo.catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
