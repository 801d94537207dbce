import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { readIdentity } from "#trust/identity-file.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { ANNA, CeremonyBed } from "../peers/ceremony-bed.ts";
import { asked } from "../peers/furnished-site.ts";
import { Terminal } from "../peers/terminal.ts";
import { freePort, until } from "../peers/whole-server.ts";

/** Debian's Chromium against the whole server: trust, and both sides of joining. Debian package `chromium`. */
describe("the pages of trust, in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-joins-"));
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    const mesh = `mesh: { listen: { host: 127.0.0.1, port: ${await freePort()} } }\n`;
    site = await BrowserSite.open({}, mesh);
    page = site.opened.page;
    await site.enrol();
  });
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const accessible = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    );
  };

  const openWindow = async () => {
    await page.goto("/joining");
    await page.getByLabel("Name of the machine").fill("b2");
    await page.getByRole("button", { name: "Open a window" }).click();
    await page.getByTestId("window").waitFor();
    return (await site.server.core.ceremony.view()).port;
  };
  /** A machine of its own process, at whose terminal somebody sits. */
  const joins = (port: number) =>
    new Terminal("trust", "join", `127.0.0.1:${port}`, "--data", join(folder, "b2"), "--node", "b2");
  const wordsOf = (terminal: Terminal) => terminal.says(/\n {4}(\w+ {2}\w+ {2}\w+)\n/);
  const type = async (label: string, text: string) => {
    await page.getByLabel(label).fill(text);
    await page.getByRole("button", { name: "Compare" }).click();
  };
  const WORDS = "The three words that they read out";

  test("W-026 the page of trust says what there is, and what to do where there is nothing", async () => {
    await page.goto("/trust");
    await page.getByTestId("trust-root").waitFor();
    await page.getByTestId("peer").getByText("this server", { exact: false }).first().waitFor();
    await page.getByText("Nobody is refused").waitFor();
    await accessible();
  });

  test("W-033 words of another connection end it on both sides, and nothing is trusted", async () => {
    const port = await openWindow();
    await accessible();
    const terminal = joins(port);
    const words = (await wordsOf(terminal)).split(/\s+/);
    await page.getByTestId("joiner").waitFor();
    await accessible();
    await type(WORDS, "three of us");
    await page.getByText(/is none of the words that a screen can show/).waitFor();
    // The same words in another order are those of another connection, unless all are alike.
    await type(WORDS, [...words.slice(1), words[0]].join(" "));
    const { code, said } = await terminal.ends();
    assert.equal(code, 1);
    assert.match(said, /typed words that are not those of this connection/);
    assert.equal(readIdentity(join(folder, "b2", "trust")), null);
    await page.getByText(/1 of 3 mismatches/).waitFor();
    await page.locator(".note-bad").filter({ hasText: "These are not the words of this connection" }).waitFor();
    await accessible();
    await page.getByRole("button", { name: "Close the window" }).click();
    await page.getByText(/The last window was closed/).waitFor();
  });

  test("W-033 the page shows its half of the code to a machine in another process, and takes the other by hand", async () => {
    const terminal = joins(await openWindow());
    const words = await wordsOf(terminal);
    await page.getByTestId("joiner").waitFor();
    await type(WORDS, words);
    await page.getByText(/Your words are right/).waitFor();
    terminal.type((await page.getByTestId("digits").innerText()).replace(/\s/g, ""));
    const { code, said } = await terminal.ends();
    assert.equal(code, 0, said);
    const transcript = /Transcript ([0-9a-f]{64})/.exec(said)?.[1];
    await page.getByText(`transcript ${transcript}`).waitFor();
    await page.getByText(/The last window was closed, for a machine has joined/).waitFor();
    await page.goto("/trust");
    await page
      .getByTestId("peer")
      .filter({ hasText: "b2/main" })
      .getByText(/codes compared|compared/)
      .waitFor();
  });

  test("W-029 W-032 a module of this machine joins another site from the page, whose connection is tested before", async () => {
    const bed = await CeremonyBed.open();
    try {
      const port = await bed.openWindow();
      await page.goto("/joining");
      const form = page.getByTestId("elsewhere");
      await form.getByLabel("The other machine").fill("127.0.0.1");
      await form.getByLabel("Port of its window").fill(String(port));
      await form.getByRole("button", { name: "Test connection" }).click();
      await form.getByText("Both can be paired.").waitFor();
      await accessible();
      await form.getByLabel("Name of this machine there").fill("b7");
      await form.getByRole("button", { name: "Join", exact: true }).click();
      const words = await page.getByTestId("words").innerText();
      await accessible();
      const run = await bed.until((view) => view.run);
      assert.equal(run.node, "b7");
      bed.desk.type(run.id, words.trim().replace(/\s+/g, " "), ANNA);
      await type("The six digits that they read out", run.digits);
      await page.getByText(/This machine is now tocsin:.*\/driver-host\/b7\/main/).waitFor();
      const enrolled = bed.journal.audit.find(({ action }) => action === "trust.enrolled");
      await page.getByText(`Transcript ${String(enrolled?.details?.["transcript"])}`).waitFor();
    } finally {
      await bed.close();
    }
    assert.deepEqual(site.opened.complaints, []);
  });

  test("W-031 the page replaces the issuing authority alone, and says who has a certificate of the one before", async () => {
    await page.goto("/trust");
    const card = page.getByTestId("trust-issuing");
    await card.getByRole("button", { name: "Replace the issuing authority" }).click();
    const dialog = page.getByRole("dialog");
    await accessible();
    await dialog.getByLabel("Its key was stolen, or may have been").check();
    await dialog.getByLabel("What is known of it").fill("A backup was copied.");
    await accessible();
    await dialog.getByRole("button", { name: "Replace the issuing authority" }).click();
    await card.getByText(/signs has been refused since .*: A backup was copied\./).waitFor();
    await card.getByText(/b2\/main still has a certificate of the issuing authority before/).waitFor();
    await accessible();
  });

  test("W-031 the page replaces the root, and says who lacks it", async () => {
    await page.goto("/trust");
    const card = page.getByTestId("change-over");
    await card.getByRole("button", { name: "Begin to replace the root" }).click();
    await card.getByText(/learns to trust the new root/).waitFor();
    await card.getByText(/driver-host\/b2\/main: it has not been heard/).waitFor();
    await accessible();
    await card.getByRole("button", { name: "Retire the former root now" }).click();
    await card.getByText(/former root is still needed: driver-host b2\/main/).waitFor();
  });

  test("what the server says of trust, of modules, of witnesses and of what the system refused stands there in German", async () => {
    const put = (path: string, body: object) => asked(page.request, "PUT", `/api/v1/site/${path}`, body);
    const closed = await freePort();
    const tag = { key: "level", name: "Pegel", unit: 1, fc: 3, address: 0, type: "u16" };
    await put("source/well", {
      name: "Brunnen",
      driver: "modbus-tcp",
      settings: { host: "127.0.0.1", port: closed, tags: [tag] },
    });
    await put("source/far", { name: "Fern", driver: "http", host: "b9" });
    await put("witness/copy", {
      name: "Abschrift",
      to: { kind: "file", path: join(folder, "nowhere", "trail.jsonl") },
    });
    const troubled = async () => {
      const { witnesses } = (await asked(page.request, "GET", "/api/v1/audit-trail/witnesses")) as {
        witnesses: readonly { readonly trouble: string | null }[];
      };
      return witnesses.some(({ trouble }) => trouble !== null);
    };
    await until("the witness is in trouble", troubled);
    await page.evaluate('localStorage.setItem("tocsin language", "de")');
    const reads = async (path: string, ...texts: RegExp[]) => {
      await page.goto(path);
      await page.locator("html[lang=de]").waitFor();
      for (const text of texts) await page.locator("main").getByText(text).first().waitFor();
    };

    await reads(
      "/trust",
      /^Sein Zertifikat gilt bis \d/,
      /driver-host\/b2\/main: er wurde nicht gehört, seit dieser Kern anlief/,
    );
    await page.getByRole("button", { name: "Die bisherige Wurzel jetzt ablegen" }).click();
    await page
      .getByText(/Die bisherige Wurzel wird noch gebraucht: driver-host b2\/main \(er wurde nicht gehört/)
      .waitFor();
    await reads(
      "/joining",
      /^driver-host „main“ auf der Maschine b2 wurde von .* aus in die Anlage aufgenommen: zwei Personen/,
      /^Das letzte Fenster wurde geschlossen: eine Maschine wurde aufgenommen\.$/,
    );
    await reads("/modules", /als driver-host von b9 hat sich nichts angemeldet; starten Sie es dort/);
    await reads(
      "/audit-trail",
      /Er nimmt jetzt nichts an: .* lässt sich nicht öffnen: die Datei oder den Ordner gibt es nicht \(ENOENT/,
    );
    await page.getByText(/Sie bleiben englisch, wie sie unterschrieben wurden/).waitFor();
    await reads(
      "/sources",
      new RegExp(
        `keine Verbindung zu 127\\.0\\.0\\.1:${closed}: dort nimmt niemand Verbindungen an \\(connect ECONNREFUSED`,
      ),
    );
    await reads("/setup", /die Anlage hat noch keinen eigenen Namen/);
    await page.getByTestId("link-state").click();
    await page
      .getByTestId("trouble")
      .filter({ hasText: "Brunnen" })
      .getByText(/dort nimmt niemand Verbindungen an/)
      .waitFor();
    await accessible();
    assert.deepEqual(site.opened.complaints, []);
  });
});
