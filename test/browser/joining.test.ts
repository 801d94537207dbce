import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { systemClock } from "#kernel/clock.ts";
import { Source } from "#site/point.ts";
import { join } from "#trust/ceremony/joiner.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { ModuleProcess } from "../peers/module-process.ts";
import { freePort, until } from "../peers/whole-server.ts";

/** Debian's Chromium against the whole server: a machine joins while an administrator looks at the page. Debian package `chromium`. */
describe("joining a machine, in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  let host: ModuleProcess | undefined;

  before(async () => {
    site = await BrowserSite.open({}, "mesh: { listen: { host: 127.0.0.1, port: 0 } }\n");
    page = site.opened.page;
    await site.enrol();
  });
  after(async () => {
    await host?.close();
    await site?.[Symbol.asyncDispose]();
  });

  const accessible = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
  };

  test("W-033 the page opens the window, shows its half of the code, and takes the other by hand", async () => {
    await page.goto("/joining");
    await page.getByLabel("Name of the machine").fill("b2");
    await accessible();
    await page.getByRole("button", { name: "Open a window" }).click();
    await page.getByTestId("window").waitFor();
    await accessible();
    const { port } = await site.server.core.ceremony.view();
    const words = Promise.withResolvers<readonly string[]>();
    const digits = Promise.withResolvers<string>();
    const joining = join(
      {
        place: { host: "127.0.0.1", port },
        wanted: { role: "driver-host", node: "b2", instance: "main" },
        reached: () => {},
        compare: {
          by: "person",
          ask: (said) => {
            words.resolve(said);
            return digits.promise;
          },
        },
        store: () => {},
      },
      { clock: systemClock, version: "9.9" },
    );
    await page.getByTestId("joiner").waitFor();
    await accessible();
    await page.getByLabel("The three words that they read out").fill("three of us");
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText(/is none of the words that a screen can show/).waitFor();
    await page.getByLabel("The three words that they read out").fill((await words.promise).join(" "));
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByText(/Your words are right/).waitFor();
    digits.resolve((await page.getByTestId("digits").innerText()).replace(/\s/g, ""));
    const { transcript, identity } = await joining;
    host = new ModuleProcess("driver-host", site.server.core.modules.port);
    host.join(identity);
    await page.getByText(`transcript ${transcript}`).waitFor();
    await page.getByText(/The last window was closed, for a machine has joined/).waitFor();
    assert.deepEqual(site.opened.complaints, []);
  });

  test("the page shows what runs there, how far away it is and what waits, and starts it anew", async () => {
    assert.ok(host, "no machine has joined");
    const port = await freePort();
    const settings = { host: "127.0.0.1", port, accounts: [{ account: "1234" }] };
    const body = Source.parse({ id: "shop", name: "Shop", driver: "sia-dc09", host: "b2", settings });
    await page.goto("/modules");
    await page.getByText('start "tocsin module driver-host --core THIS-MACHINE:').waitFor();
    const actor = { id: "operator:anna.berg", via: "screen" } as const;
    await site.server.core.site.put({ kind: "source", body }, { actor });
    const card = page.getByTestId("module");
    await card.getByText('start it there with "tocsin module driver-host"').waitFor();
    await accessible();
    host.start();
    await card.getByText("Heard since").waitFor();
    await card.getByText(/ \d+\.\d ms away · nothing waits there/).waitFor();
    await card.getByText("Serves Shop (up).").waitFor();
    await accessible();
    const times = () => (host?.log ?? "").split("registered with the core").length - 1;
    const before = times();
    await card.getByRole("button", { name: "Restart… b2" }).click();
    await card.getByRole("button", { name: "Really restart b2" }).click();
    await until("it has registered again", () => times() > before);
    await card.getByText("Serves Shop (up).").waitFor();
    assert.deepEqual(site.opened.complaints, []);
  });
});
