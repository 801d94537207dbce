// Writes test/browser/looks/answers.jsonl: what a real server answers to the pages that test/browser/looks.test.ts takes pictures of.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Report } from "#events/event.ts";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { type Server, startServer } from "#server.ts";
import { openMailSink } from "../demo/mail-sink.ts";
import { prepareSite } from "../demo/site.ts";
import { openWebhookSink } from "../demo/webhook-sink.ts";
import { DESK, looksOf, PHONE } from "../test/browser/looks/looks.ts";
import { openBrowser } from "../test/peers/browser.ts";
import { seeded } from "../test/peers/seeded.ts";
import { SteppedClock } from "../test/peers/stepped-clock.ts";
import { buildWeb } from "./build-web.mjs";

const FILE = join(packageFolder, "test", "browser", "looks", "answers.jsonl");
const PORT = 18_444;
const PASSWORD = "three purple tractors sing";
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

console.log(buildWeb());
const folder = mkdtempSync(join(tmpdir(), "tocsin-looks-"));
const file = join(folder, "tocsin.yaml");
writeFileSync(file, `dataFolder: data\nlisten: { port: ${PORT} }\n`);
const settings = loadSettings({ file });
const stopping = new AbortController();
const said: string[] = [];
const clock = new SteppedClock();
clock.advance(-80 * MINUTE_MS);
const random = seeded(3);

await using parts = new AsyncDisposableStack();
parts.defer(() => rmSync(folder, { recursive: true, force: true }));
parts.defer(() => stopping.abort());
const mails = await openMailSink(12_525, { say: () => {}, signal: stopping.signal, dataFolder: settings.dataFolder });
if (mails) parts.use(mails);
parts.use(await openWebhookSink(18_080, () => {}));
const server = await startServer({ settings, log: silentLog, clock, say: (line) => said.push(line) });
parts.defer(() => server.stop());
await server.active;
await prepareSite(settings.dataFolder, console.log);
const opened = parts.use(await openBrowser(`https://localhost:${PORT}`, { timeZone: "Europe/Berlin" }));
const { page } = opened;
await happen(server, page);
await record(page);

async function enrol(page: Page): Promise<void> {
  await page.goto("/");
  const code = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(said.join("\n"))?.[0] ?? "";
  await page.getByRole("textbox", { name: "One-time code" }).fill(code);
  await page.getByRole("textbox", { name: "Your name" }).fill("Anna Berg");
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await page.getByRole("navigation").first().waitFor();
}

/** Eighty minutes at Riverside Works: alarms of all priorities, in all states. */
async function happen({ core }: Server, { request }: Page): Promise<void> {
  const ask = async (method: string, path: string, data?: object) => {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  };
  await enrol(page);
  // Sources that nothing has to stand behind.
  for (const [id, name, partition] of [
    ["panels", "Intruder and fire panels", "warehouse"],
    ["boilers", "Boiler PLC", "energy"],
  ]) {
    await ask("PUT", `/api/v1/site/source/${id}`, { name, driver: "http", partition });
  }
  const smoke = { source: "panels", address: "F10E/1/002", name: "Smoke detector, hall 1", area: "warehouse" };
  await ask("PUT", `/api/v1/site/point/${encodeURIComponent("panels/F10E/1/002")}`, { ...smoke, latched: true });

  const say = (point: string, rest: Pick<Report, "kind" | "category" | "condition"> & Partial<Report>) =>
    core.report(point.startsWith("unit") ? "boilers" : "panels", [{ point, raw: "", ...rest }]);
  const measure = (point: string, value: number) =>
    say(`unit-1/${point}`, {
      kind: "value",
      category: "technical",
      condition: "value",
      value: Math.round(value * 10) / 10,
    });
  const alarm = (point: string) => {
    const found = [...core.alarms.all()].find((one) => one.point === point);
    if (!found) throw new Error(`${point} is in no alarm`);
    return found;
  };
  const order = (point: string, what: string, body: object) =>
    ask("POST", `/api/v1/alarms/${alarm(point).id}/${what}`, body);
  const acknowledge = (point: string, comment?: string) => {
    const { occurrence, sequence } = alarm(point);
    return order(point, "acknowledge", { occurrence, sequence, ...(comment === undefined ? {} : { comment }) });
  };
  /** Lets messages of the time before go out, as they would have. */
  const later = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  const quiet = async (minutes: number, from = 82, to = 82) => {
    for (let step = 0; step < minutes * 2; step++) {
      const way = from + ((to - from) * step) / (minutes * 2);
      await measure("boiler.temperature", way + (random() - 0.5) * 1.2);
      await measure("boiler.pressure", 4.2 + (random() - 0.5) * 0.06);
      clock.advance(30 * SECOND_MS);
    }
  };

  await measure("tank.level", 64);
  await quiet(60);
  // Who has done nothing for an hour has a locked screen.
  await ask("POST", "/api/v1/session/unlock", { password: PASSWORD });
  await say("1234/1/system", {
    kind: "raise",
    category: "power",
    condition: "mains",
    priority: "medium",
    text: "Mains power lost, area 1",
  });
  await later(20 * SECOND_MS);
  await order("1234/1/system", "shelve", { reason: "The electrician is at the board", minutes: 120 });
  await quiet(4);
  await measure("tank.level", 27.5);
  await later(10 * SECOND_MS);
  await acknowledge("unit-1/tank.level");
  await quiet(3, 82, 85);
  await say("F10E/1/002", {
    kind: "raise",
    category: "fire",
    condition: "fire",
    priority: "life-safety",
    text: "Fire alarm, area 1, zone 2",
  });
  await later(15 * SECOND_MS);
  await acknowledge("F10E/1/002", "Welding, a colleague stands there");
  await say("1234/1/007", {
    kind: "raise",
    category: "tamper",
    condition: "tamper",
    priority: "high",
    text: "Tamper alarm, area 1, zone 7",
  });
  await later(25 * SECOND_MS);
  await say("F10E/1/002", { kind: "clear", category: "fire", condition: "fire" });
  await say("1234/1/007", { kind: "clear", category: "tamper", condition: "tamper" });
  await quiet(4, 85, 93);
  await say("1234/1/003", {
    kind: "raise",
    category: "intrusion",
    condition: "burglary",
    priority: "critical",
    text: "Burglary alarm, area 1, zone 3",
  });
  await later(40 * SECOND_MS);
  await acknowledge("1234/1/003", "Camera 4 shows a driver, the guard goes there");
  await quiet(3, 93, 111);
  await say("unit-1/pump.trip", {
    kind: "raise",
    category: "technical",
    condition: "state",
    priority: "medium",
    text: "Tripped",
  });
  await later(20 * SECOND_MS);
  await say("F10E/1/001", {
    kind: "raise",
    category: "fire",
    condition: "fire",
    priority: "life-safety",
    text: "Fire alarm, area 1, zone 1",
  });
  await later(12 * SECOND_MS);
  // What Tocsin said while sources were made, and of the clock that this program moved.
  const own = Array.from(core.alarms.all()).filter(({ source, occurrence }) => source === "tocsin" && occurrence > 0);
  for (const { id, point, active, occurrence, sequence } of own) {
    if (active && point !== "clock") continue;
    await ask("POST", `/api/v1/alarms/${id}/acknowledge`, { occurrence, sequence });
  }
  await later(0);
}

/** Walks through all that pictures are taken of, and keeps what the server answers. */
async function record(page: Page): Promise<void> {
  const at = clock.now();
  const answers = new Map<string, object>();
  await page.clock.setFixedTime(at);
  await page.route(/\/api\/v1\/(?!feed)/, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const response = await route.fetch();
    const type = response.headers()["content-type"] ?? "";
    const text = await response.text();
    const given = type.startsWith("application/json") ? (JSON.parse(text) as object) : text;
    // Whatever the server's clock says meanwhile, the page's stands.
    const body = pathname.endsWith("/status") ? { ...(given as object), now: at } : given;
    if (response.ok()) answers.set(pathname + search, { type, body });
    await route.fulfill({ response, body: typeof body === "string" ? body : JSON.stringify(body) });
  });
  const hot = [...server.core.alarms.all()].find(({ point }) => point === "unit-1/boiler.temperature");
  for (const { path, shows, looker, isPhone } of looksOf(hot?.id ?? 0)) {
    if (looker) continue;
    await page.setViewportSize(isPhone ? PHONE : DESK);
    await page.goto(path);
    await page.locator(shows).first().waitFor();
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
  const lines = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, answer]) => ({ path, ...answer }));
  writeFileSync(FILE, `${[{ at, alarm: hot?.id }, ...lines].map((line) => JSON.stringify(line)).join("\n")}\n`);
  console.log(
    `${FILE} was written: ${lines.length} answers. Now take the pictures: UPDATE_LOOKS=1 node --test test/browser/looks.test.ts`,
  );
}
