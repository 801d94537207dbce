import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { packageFolder } from "#kernel/version.ts";
import { CHROMIUM, openBrowser } from "../peers/browser.ts";
import { openProvider } from "../peers/openid-provider.ts";
import { WholeServer } from "../peers/whole-server.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";

/** Debian's Chromium: the cookies' SameSite rules are those of a real browser, from site to site and back. */
test("P-021 a person signs in with an OpenID provider in Chromium, and is told when they can't", {
  skip,
}, async (t) => {
  execFileSync(process.execPath, [join(packageFolder, "scripts", "build-web.mjs")]);
  const server = await WholeServer.fresh({});
  t.after(() => server.stop());
  const base = `https://localhost:${server.port}`;
  // Another site than localhost, as browsers see it.
  const provider = await openProvider(t, `${base}/api/v1/session/oidc/login/callback`, { host: "127.0.0.1" });
  provider.people.set("1", { name: "Grace Holt", username: "grace.holt", groups: ["room"] });
  provider.people.set("2", { name: "Hugo Lang", username: "hugo.lang", groups: [] });
  const { code } = (await server.control("POST", "/api/v1/enrolment/code")).body as { code: string };
  await server.ask("POST", "/api/v1/enrolment", {
    code,
    id: "anna.keller",
    name: "Anna Keller",
    password: "violet tractor sings 9 hymns",
  });
  await server.apply({
    directory: [
      {
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
      },
    ],
  });

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
  assert.deepEqual(opened.complaints, []);
});
