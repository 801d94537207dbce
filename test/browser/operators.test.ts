import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import type { Server } from "#server.ts";
import { settingsOf } from "#site/site.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Debian's Chromium against the whole server: what one does to other people's accounts. Debian package `chromium`. */
describe("operators' pages in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let opened: OpenedPage;
  let page: Page;
  let credential = "";

  before(async () => {
    site = await BrowserSite.open();
    ({ server, opened } = site);
    page = opened.page;
    await site.enrol();
    await page.evaluate(
      async (body) => {
        const headers = { "content-type": "application/json" };
        await fetch("/api/v1/operators", { method: "POST", headers, body });
      },
      JSON.stringify({ id: "bert.roth", name: "Bert Roth", password: PASSWORD, roles: [{ role: "operator" }] }),
    );
    const { access, journal } = server.core;
    await journal.submit("operator", (batch) =>
      access.factors.authenticators.set(batch, "bert.roth", Buffer.from("twenty bytes of text"), 0),
    );
  });
  after(() => site?.[Symbol.asyncDispose]());

  const goTo = async (name: string) => {
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
  };

  async function accessible(what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(found, []);
  }

  test("the printed audit trail and access review say of which site and time they are, and who printed them when", async () => {
    const head = page.getByTestId("paper-head");
    for (const [name, covers] of [
      ["Audit trail", /^Entries \d+ to \d+, .+ to .+\.$/],
      ["Access review", /^All rights as they were on .+\.$/],
    ] as const) {
      await goTo(name);
      await page.locator("main table").waitFor();
      await becomes(() => head.isVisible(), false, "the screen says so elsewhere");
      await page.emulateMedia({ media: "print" });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      await head.waitFor();
      const facts = await head.locator("dd").allInnerTexts();
      const site = server.core.site.current;
      assert.equal(facts[0], settingsOf(site).name);
      assert.match(facts[1] ?? "", covers);
      assert.match(facts[2] ?? "", /^by Anna Berg \(anna\.berg\), \d+ \w+ \d{4}, \d\d:\d\d:\d\d \S+$/);
      await becomes(() => page.getByRole("navigation").first().isVisible(), false);
      await page.emulateMedia({ media: null });
    }
  });

  test("P-026 somebody's lost factors are removed, after a question, and with a fresh proof", async () => {
    await goTo("Operators");
    const bert = page.getByTestId("operator").filter({ hasText: "Bert Roth" });
    await bert.getByText("An account of this server. Second factors: authenticator app.").waitFor();
    await bert.getByRole("button", { name: "Remove second factors… Bert Roth" }).click();
    await bert.getByText("the password alone opens the account").waitFor();
    await accessible("removing factors");
    await bert.getByRole("button", { name: "Cancel" }).click();
    assert.equal(server.core.access.factors.of("bert.roth").length, 1, "nothing happens before the answer");

    for (const session of server.core.access.sessions.of("anna.berg")) session.provenAt = 0;
    await bert.getByRole("button", { name: "Remove second factors… Bert Roth" }).click();
    await bert.getByRole("button", { name: "Remove all second factors of Bert Roth now" }).click();
    const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
    await dialog.locator("input[name=password]").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Go on" }).click();
    await bert.getByText("No second factor.").waitFor();
    assert.deepEqual(server.core.access.factors.of("bert.roth"), []);
    await becomes(() => bert.getByRole("button", { name: /Remove second factors/ }).count(), 0);
  });

  test("a role of the site's own grants a right under a condition", async () => {
    await goTo("Roles");
    await page.getByText("No roles of your own").waitFor();
    await page.getByRole("button", { name: "Create a role" }).click();
    const dialog = page.getByRole("dialog", { name: "Create a role" });
    await dialog.getByRole("textbox", { name: "Id" }).fill("night-watch");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Night watch");
    await dialog.getByRole("combobox", { name: "see alarms (alarms:read)" }).selectOption("yes");
    await becomes(
      () => dialog.getByRole("combobox", { name: "see alarms (alarms:read)" }).locator("option").count(),
      2,
    );
    await dialog.getByRole("combobox", { name: "shelve alarms (alarms:shelve)" }).selectOption("below critical");
    await accessible("a role");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("role").filter({ hasText: "alarms:shelve (below critical)" }).waitFor();
    assert.deepEqual(server.core.access.roles.get("night-watch")?.grants, [
      { right: "alarms:read" },
      { right: "alarms:shelve", only: "below-critical" },
    ]);
    await page.getByRole("button", { name: /Change… Night watch/ }).click();
    const again = page.getByRole("dialog", { name: "Change the role night-watch" });
    await becomes(
      () => again.getByRole("combobox", { name: "shelve alarms (alarms:shelve)" }).inputValue(),
      "below-critical",
    );
    await again.getByRole("button", { name: "Cancel" }).click();
  });

  test("a token is revoked, and a session ended, after a question", async () => {
    const { access, clock } = server.core;
    const data = { name: "Building", scopes: ["events:write"] };
    const made = await page.request.post("/api/v1/tokens", { data, headers: { "sec-fetch-site": "same-origin" } });
    assert.equal(made.status(), 201, await made.text());
    await page.goto("/tokens");
    const card = page.getByTestId("token").filter({ hasText: "Building" });
    await card.getByRole("button", { name: "Revoke… Building" }).click();
    await card.getByRole("button", { name: "Cancel" }).click();
    await card.getByRole("button", { name: "Revoke… Building" }).click();
    await card.getByRole("button", { name: "Revoke Building now" }).click();
    await card.getByText("Revoked").waitFor();

    const from = { address: "10.0.0.9", client: "curl/8.5.0", workstation: null };
    await server.core.journal.submit("operator", (batch) => access.sessions.open(batch, "bert.roth", from, 1));
    await page.goto("/sessions");
    const session = page.getByTestId("session").filter({ hasText: "10.0.0.9" });
    await session.getByRole("button", { name: "End session… Bert Roth" }).click();
    await session.getByRole("button", { name: "End the session of Bert Roth now" }).click();
    await session.waitFor({ state: "detached" });
    assert.deepEqual(
      access.sessions.all(clock.now()).filter(({ operator }) => operator === "bert.roth"),
      [],
    );
  });

  test("P-082 P-107 the break-glass page says what to do first, tests an envelope, and lists what was done with it", async () => {
    await goTo("Break-glass");
    await page.getByText("There is no account for emergencies").waitFor();
    await page.getByText("tocsin operators break-glass emergency-1").waitFor();
    await page.getByText("Nobody has opened an envelope").waitFor();
    await accessible("no break-glass account");
    ({ credential } = await server.core.fourEyes.breakGlass.make("emergency-1", { id: "cli:root", via: "cli" }));
    await page.reload();
    const account = page.getByTestId("break-glass").filter({ hasText: "emergency-1" });
    await account.getByText("Never tested.").waitFor();
    await account.getByRole("button", { name: /Test the credential/ }).click();
    const dialog = page.getByRole("dialog", { name: "Test the credential of emergency-1" });
    await dialog.getByRole("textbox", { name: "Sealed credential" }).fill("AAAA-BBBB-CCCC-DDDD");
    await dialog.getByRole("button", { name: "Test the credential" }).click();
    await dialog.getByRole("alert").getByText("This does not open 'emergency-1'").waitFor();
    await dialog.getByRole("textbox", { name: "Sealed credential" }).fill(credential);
    await accessible("testing an envelope");
    await dialog.getByRole("button", { name: "Test the credential" }).click();
    await page.getByRole("status").getByText("The credential of emergency-1 is right.").waitFor();
    await account.getByText(/^Credential made .* Tested /).waitFor();
  });

  test("P-107 an envelope is opened on the sign-in page, and the use waits for its review", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Open an envelope for emergencies" }).click();
    await page.getByRole("textbox", { name: "Name on the envelope" }).fill("emergency-1");
    await page.getByRole("textbox", { name: "Sealed credential" }).fill(credential.toLowerCase());
    await page.getByRole("textbox", { name: "What has happened" }).fill("nobody else can be reached tonight");
    await accessible("opening an envelope");
    await page.getByRole("button", { name: "Break the glass" }).click();
    await goTo("Break-glass");
    await page.getByText(/it opens nothing any more. Make another one/).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await goTo("Break-glass");
    const review = page.getByTestId("review");
    await review.getByText("nobody else can be reached tonight").waitFor();
    await review.getByRole("link", { name: "Look at what was done, and close the review" }).click();
    await page.getByTestId("approval").filter({ hasText: "emergency-1" }).waitFor();
  });

  test("the trail and the access review are taken along on paper, and the trail is searched on a phone", async () => {
    for (const [address, list] of [
      ["/audit-trail", "audit-trail"],
      ["/access-review", "review"],
    ] as const) {
      await page.goto(address);
      await page.getByTestId(list).waitFor();
      await page.getByText(/Times in /).waitFor();
      await page.emulateMedia({ media: "print" });
      await becomes(() => page.getByTestId(list).isVisible(), true);
      await becomes(() => page.getByRole("button", { name: "Print" }).isVisible(), false);
      await becomes(() => page.getByRole("navigation").first().isVisible(), false);
      await page.emulateMedia({ media: "screen" });
    }
    await comesToMatch(() => page.getByTestId("review").innerText(), /acknowledge alarms/);
    const size = page.viewportSize() ?? assert.fail("the page has no size");
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto("/audit-trail");
    const what = page.getByRole("combobox", { name: "What" });
    assert.ok(((await what.boundingBox())?.width ?? 0) > 180);
    await becomes(() => page.evaluate("document.documentElement.scrollWidth"), 360);
    await page.setViewportSize(size);
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});
