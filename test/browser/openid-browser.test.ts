import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { silentLog } from "#kernel/log.ts";
import { loadSettings } from "#kernel/settings.ts";
import { packageFolder } from "#kernel/version.ts";
import { startServer } from "#server.ts";
import { readDocument } from "#site/check.ts";
import { againUntil } from "../peers/again-until.ts";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM, openBrowser } from "../peers/browser.ts";
import { openProvider } from "../peers/openid-provider.ts";
import { freePort } from "../peers/whole-server.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";

/** Debian's Chromium: the cookies' SameSite rules are those of a real browser, from site to site and back. */
test("P-021 P-083 P-091 a person signs in with an OpenID provider in Chromium, is told when they can't, steps up and unlocks", {
  skip,
}, async (t) => {
  execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
  const folder = mkdtempSync(join(tmpdir(), "tocsin-openid-"));
  const port = await freePort();
  const base = `https://localhost:${port}`;
  const file = join(folder, "tocsin.yaml");
  writeFileSync(
    file,
    `dataFolder: ${join(folder, "data")}\nlisten: { host: 127.0.0.1, port: ${port} }\npublicUrl: ${base}\n`,
  );
  const said: string[] = [];
  const server = await startServer({
    settings: loadSettings({ file }),
    log: silentLog,
    say: (line) => said.push(line),
  });
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await server.active;
  // Another site than localhost, as browsers see it.
  const provider = await openProvider(t, `${base}/api/v1/session/oidc/login/callback`, { host: "127.0.0.1" });
  provider.people.set("1", { name: "Grace Holt", username: "grace.holt", groups: ["room"] });
  provider.people.set("2", { name: "Hugo Lang", username: "hugo.lang", groups: [] });
  const reading = readDocument("directory", {
    id: "login",
    name: "Plant login",
    kind: "oidc",
    settings: {
      issuer: provider.issuer,
      clientId: provider.client.id,
      clientSecret: provider.client.secret,
      ca: provider.ca,
      scopes: ["openid", "profile", "groups"],
    },
    groups: [{ group: "room", role: "operator" }],
  });
  assert.ok("document" in reading, JSON.stringify(reading));
  await server.core.site.put(reading.document, { actor: { id: "cli:root", via: "cli" } });

  await using opened = await openBrowser(base);
  const { page, context } = opened;
  const signIn = async (subject: string) => {
    await page.getByRole("link", { name: "Sign in with Plant login" }).click();
    await page.locator("input[name=login]").fill(subject);
    await page.locator("input[name=password]").fill("x");
    await page.locator("button[type=submit]").click();
    await page.locator("button[type=submit]", { hasText: "Continue" }).click();
  };
  await page.goto("/");
  await page.getByLabel("One-time code").fill(/([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(said.join("\n"))?.[0] ?? "");
  await page.locator("input[name=name]").fill("Anna Keller");
  await page.locator("input[name=id]").fill("anna.keller");
  await page.locator("input[name=password]").fill("violet tractor sings 9 hymns");
  await page.locator("input[name=again]").fill("violet tractor sings 9 hymns");
  await page.locator("form button[type=submit]").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in with Plant login" }).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );

  await signIn("2");
  await page.getByText("You can't sign in here with that account.").waitFor();
  assert.equal(new URL(page.url()).search, "", "the address forgets it");

  await context.clearCookies();
  await page.goto("/");
  await signIn("1");
  await page.getByRole("link", { name: "Grace Holt" }).waitFor();

  /** In the window that opens; the provider asks for name and password although she is signed in there. */
  const signInAnew = async (subject: string) => {
    const opening = context.waitForEvent("page");
    await page.getByRole("button", { name: "Sign in with Plant login" }).click();
    const popup = await opening;
    await popup.locator("input[name=login]").fill(subject);
    await popup.locator("input[name=password]").fill("x");
    const closed = popup.waitForEvent("close");
    await popup.locator("button[type=submit]").click();
    await closed;
  };

  // What is critical asks for a fresh proof: as if the sign-in were long ago.
  await page.getByRole("link", { name: "Grace Holt" }).click();
  for (const session of server.core.access.sessions.of("grace.holt")) session.provenAt = 0;
  await page.getByRole("button", { name: "Set up an app" }).click();
  const dialog = page.getByRole("dialog", { name: "Prove that it is you" });
  await dialog.getByText("You come from Plant login").waitFor();
  await becomes(() => dialog.locator("input[name=password]").count(), 0);
  await signInAnew("1");
  await dialog.getByText("Plant login says that it is you").waitFor();
  await dialog.getByRole("button", { name: "Go on" }).click();
  await page.getByTestId("app-secret").waitFor();

  // A locked screen: somebody else's sign-in there doesn't open it.
  await page.keyboard.press("Alt+Shift+L");
  await page.getByTestId("lock-screen").waitFor();
  await page.getByText("You come from Plant login").waitFor();
  await becomes(() => page.getByRole("button", { name: "Unlock" }).isDisabled(), true);
  await signInAnew("1");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("link", { name: "Grace Holt" }).waitFor();

  // Who manages operators sees where she comes from.
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("textbox", { name: "Sign-in name" }).fill("anna.keller");
  await page.locator("input[name=password]").fill("violet tractor sings 9 hymns");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const operators = page.getByRole("navigation").getByRole("link", { name: "Operators", exact: true });
  const grace = page.getByTestId("operator").filter({ hasText: "Grace Holt" });
  await againUntil(grace, () => operators.click({ timeout: 2000 }));
  await grace.getByText("Comes from the directory Plant login, which keeps the password. No second factor.").waitFor();
  assert.deepEqual(opened.complaints, []);
});
