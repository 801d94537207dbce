import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { CDPSession, Page } from "playwright-core";
import type { Server } from "#server.ts";
import { AuthenticatorApp } from "../peers/authenticator-app.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM, type OpenedPage } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Debian's Chromium with its virtual authenticator (CDP WebAuthn) against the whole server. Debian package `chromium`. */
describe("second factors in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let opened: OpenedPage;
  let page: Page;
  let devices: CDPSession;
  let authenticatorId = "";
  let app: AuthenticatorApp;
  let recoveryCode = "";

  before(async () => {
    site = await BrowserSite.open();
    ({ server, opened } = site);
    page = opened.page;
    devices = await opened.context.newCDPSession(page);
    await devices.send("WebAuthn.enable");
    const added = await devices.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    authenticatorId = added.authenticatorId;
  });
  after(() => site?.[Symbol.asyncDispose]());

  async function password(): Promise<void> {
    await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.berg");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async function signOut(): Promise<void> {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("textbox", { name: "Sign-in name" }).waitFor();
  }

  async function accessible(what: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(found, []);
  }

  test("the first administrator comes in with a password alone, and finds the profile", async () => {
    await site.enrol();
    await page.getByRole("link", { name: "Anna Berg" }).click();
    await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
    await becomes(() => page.getByRole("button", { name: "Make recovery codes" }).isDisabled(), true);
    await accessible("profile");
  });

  test("P-026 a passkey is registered with the browser's authenticator", async () => {
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("textbox", { name: "Name of the device" }).fill("Blue key");
    await accessible("adding a passkey");
    await page.getByRole("button", { name: "Ask the device" }).click();
    await page.getByTestId("passkey").filter({ hasText: "Blue key" }).waitFor();
    const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
    assert.deepEqual(
      credentials.map(({ rpId }) => rpId),
      ["localhost"],
    );
  });

  test("P-026 the password then is not enough, and the passkey is", async () => {
    await signOut();
    await password();
    await page.getByRole("button", { name: "Use the passkey" }).waitFor();
    await accessible("second factor");
    const session = await page.request.get("/api/v1/session");
    assert.equal(session.status(), 401);
    await page.getByRole("button", { name: "Use the passkey" }).click();
    await page.getByTestId("passkey").filter({ hasText: "Last used" }).waitFor();
    const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
    assert.ok((credentials[0]?.signCount ?? 0) >= 1);
  });

  test("P-026 an authenticator app is set up with the secret that the page shows, and signs in", async () => {
    await page.getByRole("button", { name: "Set up an app" }).click();
    const shown = page.getByTestId("app-secret");
    await shown.waitFor();
    app = AuthenticatorApp.from(await shown.inputValue());
    await page.getByRole("img", { name: /QR code/ }).waitFor();
    await accessible("setting up an app");
    await page.getByRole("textbox", { name: "Code that the app shows now" }).fill(app.code());
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "Remove the app" }).waitFor();

    await signOut();
    await password();
    await page.getByRole("button", { name: "Use a code of the authenticator app" }).click();
    await page.getByRole("textbox", { name: "Code", exact: true }).fill("000000");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const refusal = page.getByRole("alert");
    await refusal.waitFor();
    await comesToMatch(() => refusal.textContent(), /wrong, too old or was used already/);
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(app.code());
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Profile" }).waitFor();
  });

  test("recovery codes are shown once, and one of them signs in", async () => {
    await page.getByRole("button", { name: "Make recovery codes" }).click();
    const codes = page.getByTestId("recovery-codes").getByRole("listitem");
    await codes.first().waitFor();
    await becomes(() => codes.count(), 10);
    recoveryCode = (await codes.first().textContent()) ?? "";
    await accessible("recovery codes");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByText("10 of 10 are left").waitFor();
    await codes.first().waitFor({ state: "detached" });
    assert.ok(!(await page.content()).includes(recoveryCode));
    await signOut();
    await password();
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByRole("textbox", { name: "Recovery code" }).fill(recoveryCode.toLowerCase());
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("9 of 10 are left").waitFor();
  });

  test("P-083 what is critical asks again who sits there, and goes on afterwards", async () => {
    // As if the sign-in were long ago: five minutes can't be waited for here.
    for (const session of server.core.access.sessions.of("anna.berg")) session.provenAt = 0;
    const before = (await opened.context.cookies()).find(({ name }) => name === "__Host-tocsin")?.value;
    await page.getByRole("button", { name: "Remove… Blue key" }).click();
    const asked = page.getByRole("dialog", { name: "Remove the passkey “Blue key”?" });
    await asked.getByText("You then sign in with your password and a code of your authenticator app.").waitFor();
    await accessible("before a passkey is removed");
    await asked.getByRole("button", { name: "Cancel" }).click();
    await asked.waitFor({ state: "detached" });
    await page.getByTestId("passkey").filter({ hasText: "Blue key" }).waitFor();
    await page.getByRole("button", { name: "Remove… Blue key" }).click();
    await asked.getByRole("button", { name: "Remove it" }).click();
    const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
    await dialog.waitFor();
    await accessible("step-up");
    await dialog.locator("input[name=password]").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Go on" }).click();
    await page.getByTestId("passkey").waitFor({ state: "detached" });
    const after = (await opened.context.cookies()).find(({ name }) => name === "__Host-tocsin")?.value;
    assert.notEqual(before, after);
  });

  test("P-019 P-026 who has a role that needs a passkey is led to one, and an app's code no longer signs in", async () => {
    await page.getByRole("navigation").getByRole("link", { name: "Sign-in rules" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign-in rules" }).waitFor();
    await page.getByRole("checkbox", { name: "Administrator", exact: true }).check();
    await page.getByLabel("A locked screen opens with").selectOption("second factor");
    await accessible("sign-in rules");
    await page.getByRole("button", { name: "Save" }).click();
    // The next request leads to it, with the session as it is.
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Set up a passkey" }).waitFor();
    await becomes(() => page.getByRole("button", { name: "Set up another app" }).count(), 0);
    await becomes(() => page.getByRole("button", { name: "Go on to the alarms" }).isDisabled(), true);
    await accessible("setting up a passkey");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("textbox", { name: "Name of the device" }).fill("Green key");
    await page.getByRole("button", { name: "Ask the device" }).click();
    await page.getByTestId("passkey").filter({ hasText: "Green key" }).waitFor();
    await page.getByRole("button", { name: "Go on to the alarms" }).click();
    await signOut();
    await password();
    await page.getByRole("button", { name: "Use the passkey" }).waitFor();
    await becomes(() => page.getByRole("button", { name: /Use a (code|recovery)/ }).count(), 0);
    await page.getByRole("button", { name: "Use the passkey" }).click();
    await page.getByRole("navigation").waitFor();
  });

  test("P-091 a locked screen asks for the second factor too, where the site says so", async () => {
    await page.keyboard.press("Alt+Shift+L");
    await page.getByTestId("lock-screen").waitFor();
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByText("Your browser asks for the device that holds your passkey.").waitFor();
    await accessible("unlocking with a passkey");
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("navigation").waitFor();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});
