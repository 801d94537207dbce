import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { type Server, startServer } from "#server.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage, openBrowser } from "../peers/browser.ts";

const PASSWORD = "three purple tractors sing";
const PAGES = [
  "/people",
  "/people/new",
  "/on-call",
  "/policies",
  "/simulate",
  "/sources",
  "/channels",
  "/message-templates",
  "/drills",
  "/deliveries",
  "/pronunciation",
  "/audit-trail",
  "/tokens",
  "/operators",
  "/roles",
  "/access-review",
  "/approvals",
  "/sessions",
  "/workstations",
  "/files",
  "/hand-over",
  "/directories",
  "/profile",
];

/** Debian's Chromium against the whole server: one story, its chapters in order. Debian package `chromium`. */
describe("the operators' page in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let folder: string;
  let server: Server | undefined;
  let opened: OpenedPage;
  let page: Page;
  let token = "";
  const said: string[] = [];

  before(async () => {
    execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
    assert.ok(existsSync(join(packageFolder, "web", "dist", "index.html")));
    folder = mkdtempSync(join(tmpdir(), "tocsin-browser-"));
    const file = join(folder, "tocsin.yaml");
    writeFileSync(file, `dataFolder: ${join(folder, "data")}\nlisten: { host: 127.0.0.1, port: 0 }\n`);
    server = await startServer({ settings: loadSettings({ file }), log: silentLog, say: (line) => said.push(line) });
    await server.active;
    opened = await openBrowser(`https://localhost:${server.port}`);
    page = opened.page;
  });
  after(async () => {
    await opened?.[Symbol.asyncDispose]();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function enrol(code: string): Promise<void> {
    await page.getByRole("textbox", { name: "One-time code" }).fill(code);
    await page.getByRole("textbox", { name: "Your name" }).fill("Anna Berg");
    await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.locator("input[name=again]").fill(PASSWORD);
    await page.getByRole("button", { name: "Create administrator" }).click();
  }

  async function raise(text: string, point: string, priority = "critical"): Promise<void> {
    const answer = await page.request.post("/api/v1/events", {
      headers: { authorization: `Bearer ${token}` },
      data: {
        source: "building",
        events: [{ point, kind: "raise", category: "intrusion", condition: "burglary", priority, text }],
      },
    });
    assert.equal(answer.status(), 202, await answer.text());
  }

  const row = (text: string) => page.getByTestId("alarm-row").filter({ hasText: text });

  async function accessible(what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(found, []);
  }

  test("P-027 a password can be pasted, is known to password managers, and can be shown", async () => {
    await page.goto("/");
    const field = (name: string) => page.locator(`input[name=${name}]`);
    await field("password").waitFor();
    assert.deepEqual(
      await Promise.all(["id", "password", "again"].map((name) => field(name).getAttribute("autocomplete"))),
      ["username", "new-password", "new-password"],
    );
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(PASSWORD)})`);
    await field("password").focus();
    await page.keyboard.press("Control+V");
    await becomes(() => field("password").inputValue(), PASSWORD);
    await becomes(() => field("password").getAttribute("type"), "password");
    await page.getByRole("button", { name: "Show or hide the password" }).first().click();
    await becomes(() => field("password").getAttribute("type"), "text");
    await field("password").fill("");
  });

  test("a wrong enrolment code is refused with what to do", async () => {
    await page.goto("/");
    await page.getByRole("textbox", { name: "One-time code" }).waitFor();
    await accessible("enrolment");
    await enrol("AAAA-BBBB-CCCC-DDDD");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await comesToMatch(() => alert.textContent(), /code is not good/);
  });

  test("the code that was printed creates the administrator, and the page is calm because it is live", async () => {
    const code = /\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b/.exec(said.join("\n"))?.[1];
    assert.ok(code, said.join("\n"));
    await enrol(code);
    await page.getByText("No open alarms").waitFor();
    await page.getByText("Nothing can report yet: no source is switched on.").waitFor();
    await becomes(() => page.getByTestId("link-state").textContent(), "Live");
    await accessible("calm list");
  });

  test("a token is shown once, and a source is made from its document", async () => {
    await page.goto("/tokens");
    await page.getByRole("button", { name: "Create a token" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("Building system");
    await page.getByLabel(/Report events/).check();
    await page.getByRole("button", { name: "Create", exact: true }).click();
    token = await page.getByTestId("new-token").inputValue();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByTestId("token").filter({ hasText: "Never used" }).waitFor();
    assert.ok(!(await page.content()).includes(token));

    await page.goto("/sources");
    await page.getByRole("button", { name: "Add a source" }).click();
    await page.getByRole("button", { name: "As text (YAML)" }).click();
    const document = page.getByLabel("As text (YAML)");
    await document.fill('{"id": "building", "name": "Building system", "driver": "nonsense"}');
    await page.getByRole("button", { name: "Save" }).click();
    const refusal = page.getByRole("dialog").getByRole("alert");
    await refusal.waitFor();
    await comesToMatch(() => refusal.textContent(), /nonsense/);
    await document.fill('{"id": "building", "name": "Building system", "driver": "http"}');
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("source").filter({ hasText: "Building system" }).waitFor();
  });

  test("who may call in, and by which digits they choose, is set in a form that says what they will hear", async () => {
    const put = async (kind: string, data: { id: string; [field: string]: unknown }) => {
      const headers = { "sec-fetch-site": "same-origin", "if-none-match": "*" };
      const answer = await page.request.put(`/api/v1/site/${kind}/${data.id}`, { headers, data });
      assert.ok(answer.ok(), await answer.text());
    };
    await put("person", { id: "ben", name: "Ben Roth" });
    const trunks = [{ name: "PBX", server: "127.0.0.1", transport: "udp", user: "880" }];
    const channel = { id: "phone", name: "Telephone", kind: "voice", enabled: false, settings: { trunks } };
    await put("channel", channel);
    await page.goto("/channels");
    await page.getByRole("button", { name: "Calling in… Telephone" }).click();
    await page.getByRole("checkbox", { name: "Persons can call the server" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("alert")
      .getByText(/Call in: Persons/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByRole("combobox", { name: "Person" }).selectOption("Ben Roth");
    await page.getByLabel("Personal number").fill("42");
    await page.getByLabel(/^PIN/u).fill("471147");
    await page.getByLabel("The alarms that wait for them").selectOption("9");
    for (const entry of ["The value of a point", "Report on duty", "Report off duty"])
      await page.getByLabel(entry).selectOption("not offered");
    const preview = page.getByTestId("menu-preview");
    const heard =
      "For all alarms that stand, press 2. For the alarms that wait for you, press 9. To end the call, press 0.";
    await preview.getByText(heard).waitFor();
    await preview.getByText("Um das Gespräch zu beenden, drücken Sie 0.").waitFor();
    await accessible("calling in");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const callIn = server?.core.site.get("channel", "phone")?.body.settings["callIn"] as {
      menu: unknown;
      persons: { pin: string }[];
    };
    const menu = [
      { digit: "2", entry: "standing" },
      { digit: "9", entry: "waiting" },
      { digit: "0", entry: "end" },
    ];
    assert.deepEqual(callIn.menu, menu);
    assert.notEqual(callIn.persons[0]?.pin, "471147", "a PIN is sealed");
  });

  test("an alarm arrives live, unacknowledged, and in the tab's title", async () => {
    await page.goto("/");
    await page.getByText("No open alarms").waitFor();
    await page.getByText("Everything that reports to this server was normal").waitFor();
    await raise("Intrusion: door 3", "door.3");
    await row("Intrusion: door 3").waitFor();
    await becomes(() => row("Intrusion: door 3").getAttribute("data-state"), "unacknowledged");
    await comesToMatch(() => page.title(), /^\(1\) /);
    await accessible("list with an alarm");
  });

  test("it is acknowledged by a click, and its history tells by whom", async () => {
    await row("Intrusion: door 3").getByTestId("acknowledge").click();
    await page.locator("[data-testid=alarm-row][data-state=acknowledged]").waitFor();
    await row("Intrusion: door 3").getByRole("link").click();
    await page
      .getByTestId("alarm-detail")
      .getByText(/^Anna Berg, by /)
      .waitFor();
    await accessible("detail");
  });

  test("an alarm is shelved by keys alone, with a reason", async () => {
    await raise("Intrusion: door 4", "door.4", "high");
    await page.goto("/");
    await row("Intrusion: door 4").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("s");
    await page.getByRole("dialog").waitFor();
    await accessible("shelving");
    await page.keyboard.type("Works at the door");
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Shelved 1" }).click();
    await row("Intrusion: door 4").waitFor();
    await becomes(() => row("Intrusion: door 4").getAttribute("data-state"), "shelved");
  });

  for (const path of PAGES) {
    test(`${path} shows itself without a complaint, wide and at 360 px`, async () => {
      await page.goto(path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByText("Loading:").first().waitFor({ state: "detached" });
      await becomes(() => page.getByText("Could not load").count(), 0);
      await accessible(path);
      await page.setViewportSize({ width: 360, height: 740 });
      await becomes(() => page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);
      await page.setViewportSize({ width: 1400, height: 850 });
    });
  }

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });

  test("a server that went away is said louder than any alarm", async () => {
    await page.goto("/");
    await row("Intrusion: door 3").waitFor();
    await server?.stop();
    server = undefined;
    const banner = page.getByTestId("connection-banner");
    await banner.waitFor();
    await comesToMatch(() => banner.textContent(), /No connection to the server.*Last known state at/);
    await comesToMatch(() => page.title(), /NO CONNECTION/);
    await becomes(() => page.getByText("No open alarms").count(), 0);
    await accessible("lost connection");
  });
});
