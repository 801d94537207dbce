import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "../../test/peers/browser.ts";
import type { HttpResult } from "../far-sides/http-load.ts";
import { run } from "../far-sides/start.ts";
import { median, quantile, type Row, rowOf } from "../measure.ts";
import { pause, Server } from "../server.ts";

const OPERATOR = { id: "watcher", password: "seven grey herons in fog" };
const SCREENS = 20;
const SCROLL_MS = 5000;
/** How long each half of the memory's measure lasts; `BENCH_MINUTES` makes it longer. */
const MINUTES = Number(process.env["BENCH_MINUTES"] ?? 2);

/** The page in a real browser: how soon it is there, how soon an alarm is seen, how a long list scrolls, what it keeps. */
export async function workspace(runs: number): Promise<Row[]> {
  const server = await Server.fresh();
  const roles = [{ role: "operator", partitions: [] }];
  await server.control("POST", "/api/v1/operators", { ...OPERATOR, name: "Watcher", roles });
  const { browser } = await openBrowser(`https://localhost:${server.port}`);
  const views: number[] = [];
  const scripts: number[] = [];
  for (let turn = 0; turn < runs; turn++) {
    const { seconds, bytes } = await firstView(browser, server);
    views.push(seconds);
    scripts.push(bytes / 1000);
  }
  const pixels: Pixels[] = [];
  for (let turn = 0; turn < runs; turn++) pixels.push(await toPixel(browser, server, turn * 1000));
  const growth = await heapGrowth(browser, server);
  const frames = await scrolling(browser, server, runs);
  await browser.close();
  await server.stop();
  return [
    rowOf("first-view-s", views),
    rowOf("first-view-js-kb", scripts),
    rowOf(
      "alarm-pixel-p95-ms",
      pixels.map(({ front }) => front),
      median(pixels.map(({ all }) => all)),
    ),
    rowOf("workspace-heap-ratio", [growth]),
    rowOf("scroll-frames", frames),
  ];
}

async function signedIn(browser: Browser, server: Server): Promise<BrowserContext> {
  const baseURL = `https://localhost:${server.port}`;
  const context = await browser.newContext({
    baseURL,
    ignoreHTTPSErrors: true,
    viewport: { width: 1400, height: 850 },
  });
  const answer = await context.request.post("/api/v1/session", {
    data: OPERATOR,
    headers: { "sec-fetch-site": "same-origin" },
  });
  if (!answer.ok()) throw new Error(`the operator could not sign in: ${answer.status()} ${await answer.text()}`);
  return context;
}

/** With nothing in the cache: until the list is there, or the page says that there is nothing to list. */
async function firstView(browser: Browser, server: Server): Promise<{ seconds: number; bytes: number }> {
  const context = await signedIn(browser, server);
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  const started = performance.now();
  await page.goto("/");
  await page.locator(".workspace[data-trusted=true] main h1").waitFor({ state: "attached" });
  await page.locator("main .empty, [data-testid=alarm-list]").first().waitFor();
  const seconds = (performance.now() - started) / 1000;
  const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  await context.close();
  return { seconds, bytes };
}

interface Pixels {
  /** p95 of the workspace in front. */
  readonly front: number;
  /** p95 of all that are open: those behind the front one the browser draws when it finds the time, were it a second later. */
  readonly all: number;
}

/** From the report, which its text names, to the frame that shows it, in ms. */
async function toPixel(browser: Browser, server: Server, from: number): Promise<Pixels> {
  const context = await signedIn(browser, server);
  const pages: Page[] = [];
  for (let screen = 0; screen < SCREENS; screen++) {
    const page = await context.newPage();
    await page.goto("/");
    await page.locator(".workspace[data-trusted=true]").waitFor();
    await page.evaluate(WATCH);
    pages.push(page);
  }
  await run("paced-reporter.ts", { port: server.port, token: server.token, perSecond: 2, seconds: 30, from });
  await pause(2000);
  const seen = await Promise.all(pages.map((page) => page.evaluate<number[]>("window.seen")));
  await context.close();
  const fewest = Math.min(...seen.map((times) => times.length));
  if (fewest < 40) throw new Error(`a screen showed only ${fewest} of 60 alarms`);
  return { front: quantile(seen.at(-1) ?? [], 0.95), all: quantile(seen.flat(), 0.95) };
}

/** Runs in the page: the lateness of every report that comes into view, once each, at the frame after it was drawn. */
const WATCH = `(() => {
  window.seen = [];
  const known = new Set();
  const look = () => {
    for (const row of document.querySelectorAll("[data-alarm]")) {
      const at = /reported-at=(\\d+(?:\\.\\d+)?)/.exec(row.textContent)?.[1];
      if (at === undefined || known.has(at)) continue;
      known.add(at);
      requestAnimationFrame(() => window.seen.push(Date.now() - Number(at)));
    }
  };
  look();
  window.seen = [];
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

/** What the page keeps after a second span of 50 changes a second, as a multiple of what it kept after the first one. */
async function heapGrowth(browser: Browser, server: Server): Promise<number> {
  const context = await signedIn(browser, server);
  const page = await context.newPage();
  await page.goto("/");
  await page.locator(".workspace[data-trusted=true]").waitFor();
  const session = await context.newCDPSession(page);
  const heap = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return usedSize;
  };
  const change = async () => {
    // Of as many alarms all the time: what changes is their state.
    const job = { port: server.port, token: server.token, perSecond: 50, seconds: 60, from: 0, points: 1500 };
    for (let minute = 0; minute < MINUTES; minute++) await run("paced-reporter.ts", job);
  };
  await change();
  const before = await heap();
  await change();
  const after = await heap();
  await context.close();
  return after / before;
}

/** Frames a second while 100,000 rows are scrolled and 200 alarms a second change. */
async function scrolling(browser: Browser, server: Server, runs: number): Promise<number[]> {
  const job = { port: server.port, token: server.token, connections: 4, perRequest: 250, priority: "low" };
  await run<HttpResult>("http-load.ts", { ...job, requests: 400, kind: "raise", from: 1_000_000 });
  const context = await signedIn(browser, server);
  const page = await context.newPage();
  await page.goto("/");
  const listed = `Number(document.querySelector("[role=grid], [role=treegrid]")?.getAttribute("aria-rowcount"))`;
  while (!((await page.evaluate<number>(listed)) > 100_000)) await pause(200);
  const changes = { port: server.port, token: server.token, perSecond: 200, seconds: (SCROLL_MS / 1000) * runs + 5 };
  const changing = run("paced-reporter.ts", { ...changes, from: 100_000, priority: "low", points: 1000 });
  const frames: number[] = [];
  for (let turn = 0; turn < runs; turn++) frames.push(await page.evaluate<number>(SCROLL));
  await changing;
  await context.close();
  return [median(frames)];
}

/** Runs in the page: scrolls at each frame, and counts them. */
const SCROLL = `new Promise((resolve) => {
  const list = document.querySelector("[data-testid=alarm-list]");
  const started = performance.now();
  let frames = 0;
  const frame = (now) => {
    frames++;
    list.scrollTop += 60;
    if (now - started < ${SCROLL_MS}) requestAnimationFrame(frame);
    else resolve((frames * 1000) / (now - started));
  };
  requestAnimationFrame(frame);
})`;
