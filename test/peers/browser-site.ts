import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext, Page } from "playwright-core";
import { silentLog } from "#kernel/log.ts";
import { Secret } from "#kernel/secret.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { type Server, startServer } from "#server.ts";
import { type OpenedPage, openBrowser } from "./browser.ts";
import { furnishDatabase } from "./prepared-database.ts";
import { scratchFolder } from "./scratch-folder.ts";
import { freePort } from "./whole-server.ts";

/** The password of whoever is enrolled. */
export const PASSWORD = "three purple tractors sing";

const SETTINGS = "tocsin.yaml";

async function start(folder: string, say: (line: string) => void): Promise<Server> {
  const settings = loadSettings({ file: join(folder, SETTINGS) });
  const server = await startServer({ settings, log: silentLog, say });
  await server.active;
  return server;
}

/** The whole server with the page as it is built from the sources, and a Chromium that looks at it under its public name. */
export class BrowserSite implements AsyncDisposable {
  readonly url: string;
  readonly opened: OpenedPage;
  #server: Server;
  readonly #folder: string;
  readonly #said: readonly string[];

  private constructor(url: string, server: Server, opened: OpenedPage, folder: string, said: readonly string[]) {
    this.url = url;
    this.#server = server;
    this.opened = opened;
    this.#folder = folder;
    this.#said = said;
  }

  /** @param settings further lines of tocsin.yaml */
  static async open(options: Parameters<typeof openBrowser>[1] = {}, settings = ""): Promise<BrowserSite> {
    execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
    const folder = scratchFolder("tocsin-browser-");
    const port = await freePort();
    const url = `https://localhost:${port}`;
    const data = join(folder, "data");
    await furnishDatabase(data);
    const own = `dataFolder: ${data}\nlisten: { host: 127.0.0.1, port: ${port} }\npublicUrl: ${url}\n`;
    writeFileSync(join(folder, SETTINGS), own + settings);
    const said: string[] = [];
    const server = await start(folder, (line) => said.push(line));
    return new BrowserSite(url, server, await openBrowser(url, options), folder, said);
  }

  get server(): Server {
    return this.#server;
  }

  /** On the same data and port; what was stored is there again. */
  async restart(): Promise<void> {
    await this.#server.stop();
    this.#server = await start(this.#folder, () => {});
  }

  get page(): Page {
    return this.opened.page;
  }

  /**
   * Asks as a page of the same origin does, and wants it done: anything but success fails. Null: there was no answer to read.
   *
   * @param from with whose cookie; absent: of whoever looks at the page
   */
  async ask<T = unknown>(method: string, path: string, data?: object, from?: APIRequestContext): Promise<T> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await (from ?? this.page.request).fetch(path, { method, headers, ...(data ? { data } : {}) });
    const text = await answer.text();
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  /** Whoever looks at the page proves again who they are: by the time that a slow machine gets there, that is long ago. */
  stepUp(): Promise<unknown> {
    return this.ask("POST", "/api/v1/session/step-up", { password: PASSWORD });
  }

  /** Stores a document of the site: `area/hall`. */
  put(path: string, body: object): Promise<unknown> {
    const [kind = "", ...id] = path.split("/");
    return this.ask("PUT", `/api/v1/site/${kind}/${encodeURIComponent(id.join("/"))}`, body);
  }

  /** The one-time code with which somebody becomes the administrator, as the server said it. */
  get code(): string {
    return /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(this.#said.join("\n"))?.[0] ?? assert.fail("no one-time code was said");
  }

  /** Somebody else who may sign in, by the same password. @param person in the site's directory */
  async account(id: string, name: string, role: string, person: string | null = null): Promise<void> {
    await this.server.core.access.accounts.create(
      { id, name, person, roles: [{ role, partitions: [] }], password: new Secret(PASSWORD) },
      { kind: "machine", id: "cli:root" },
    );
  }

  /** Anna Berg becomes the administrator, and the workspace opens. */
  async enrol(): Promise<void> {
    const { page } = this;
    await page.goto("/");
    await page.getByLabel("One-time code").fill(this.code);
    await page.locator("input[name=name]").fill("Anna Berg");
    await page.locator("input[name=id]").fill("anna.berg");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("input[name=again]").fill(PASSWORD);
    await page.locator("form button[type=submit]").click();
    await page.getByRole("navigation").waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.opened[Symbol.asyncDispose]();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
