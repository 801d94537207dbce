import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

export const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Nothing but the page under test: no updates, no telemetry, no QUIC, and it runs as root in a container. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface OpenedPage extends AsyncDisposable {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained about: uncaught errors, and errors of its console but those of refused requests. */
  readonly complaints: readonly string[];
}

/**
 * Opens a real Chromium (CHROMIUM names another one) with one page, which trusts the self-signed certificate of a server
 * under test. Throws when there is no Chromium: a browser test that didn't run must not pass.
 */
export async function openBrowser(
  baseUrl: string,
  options: {
    width?: number;
    dark?: boolean;
    trustsAnybody?: boolean;
    locale?: string;
    timeZone?: string;
    flags?: readonly string[];
    /** A file of fontconfig, instead of the machine's. */
    fonts?: string;
  } = {},
): Promise<OpenedPage> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`no Chromium at ${CHROMIUM}: install Debian's package chromium, or name another one in CHROMIUM`);
  }
  // Pages are shown without a trusted certificate anyway; service workers need the browser as a whole to believe it.
  const args = [...FLAGS, ...(options.trustsAnybody ? ["--ignore-certificate-errors"] : []), ...(options.flags ?? [])];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args,
    ...(options.fonts ? { env: { ...process.env, FONTCONFIG_FILE: options.fonts } } : {}),
  });
  const context = await browser.newContext({
    baseURL: baseUrl,
    ignoreHTTPSErrors: true,
    viewport: { width: options.width ?? 1400, height: 850 },
    colorScheme: options.dark ? "dark" : "light",
    locale: options.locale ?? "en-GB",
    ...(options.timeZone ? { timezoneId: options.timeZone } : {}),
  });
  // What another machine shows in a second takes one with much else to do far longer.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // Of refused requests, and of the service worker where the certificate isn't trusted: the page says that itself.
    if (/^(Failed to load resource|An SSL certificate error occurred when fetching the script)/.test(text)) return;
    if (message.type() === "error") complaints.push(text);
  });
  return { browser, context, page, complaints, [Symbol.asyncDispose]: () => browser.close() };
}

/**
 * Runs in the page: resolves once it shows the colours that the browser wishes, and none of them fades any more. Half-way there
 * is no contrast. It counts turns of a channel, for a test may have stopped the page's clock.
 */
export const SETTLED = `(async () => {
  const turn = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
  const wished = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  for (let turns = 0; turns < 3000 && document.documentElement.dataset.mantineColorScheme !== wished; turns++) await turn();
  const fading = () => document.getAnimations()
    .filter(({ effect, playState }) => playState === "running" && effect.getTiming().iterations !== Infinity);
  while (fading().length > 0) await Promise.all(fading().map(({ finished }) => finished.catch(() => {})));
})()`;
