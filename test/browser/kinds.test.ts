import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import { accessibleInBothThemes } from "../peers/accessible.ts";
import { againUntil } from "../peers/again-until.ts";
import { AuthenticatorApp } from "../peers/authenticator-app.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { asked } from "../peers/furnished-site.ts";
import { type Posted, WebhookReceiver } from "../peers/webhook-receiver.ts";
import { until } from "../peers/whole-server.ts";

const PHONE = { width: 360, height: 740 };
const THUMB_PX = 44;
const SIDEWAYS = "document.documentElement.scrollWidth - innerWidth";
const SECRET = "sixteen characters at least";
/** Of the accounts that come with an authenticator. */
const KEY = Buffer.from("twenty bytes of text");
const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;

/** Debian's Chromium against the whole server: one site, and each kind of user from sign-in to done. Debian package `chromium`. */
describe("kinds of users in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let receiver: WebhookReceiver;
  let anna: Page;
  let alarm = 0;
  let benCode = "";
  const posted: Posted[] = [];
  const complaints: string[] = [];

  before(async () => {
    receiver = await WebhookReceiver.open((one) => posted.push(one));
    site = await BrowserSite.open();
    anna = site.page;
    anna.setDefaultTimeout(60_000);
    await site.enrol();
    const put = (path: string, body: object) => asked(anna.request, "PUT", `/api/v1/site/${path}`, body);
    await put("setting/site", { name: "Water works" });
    await put("channel/hook", { name: "Duty phone", kind: "webhook", settings: { secret: SECRET } });
    for (const [id, name] of [
      ["ben", "Ben Okafor"],
      ["carla", "Carla Rossi"],
    ] as const) {
      await put(`person/${id}`, { name, methods: [{ id: "phone", channel: "hook", address: receiver.url(id) }] });
      await asked(anna.request, "PUT", `/api/v1/persons/${id}/methods/phone/verification`, {
        vouch: true,
        reason: "known",
      });
    }
    const every = { unit: "week", count: 1 };
    const rotation = { id: "week", members: ["ben"], startsOn: "2026-01-05", handoverAt: "08:00", every };
    await put("schedule/nights", { name: "Nights", timeZone: "UTC", rotations: [rotation] });
    await put("policy/duty", { name: "Duty", steps: [{ waitSec: 300, tell: [{ schedule: "nights" }] }] });
    await put("route/everything", { order: 10, priorities: ["life-safety", "critical", "high"], policy: "duty" });
    await put("source/plant", { name: "Plant", driver: "http" });
    const instructions = "Close the valve in hall 3, then call the fitter.";
    await put("point/plant%2Fpump", { source: "plant", address: "pump", name: "Pump 3", instructions });
  });
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    await receiver?.close();
  });

  /** Somebody else's browser. */
  async function browser(viewport = { width: 1400, height: 850 }): Promise<Page> {
    const context = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true, viewport });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
    return page;
  }

  /** An account of the machine's own making, whose authenticator is set up. */
  async function account(id: string, name: string, role: string, person: string | null = null): Promise<void> {
    const { access, journal } = site.server.core;
    const wanted = { id, name, person, roles: [{ role, partitions: [] }], password: new Secret(PASSWORD) };
    await access.accounts.create(wanted, ON_THE_MACHINE);
    await journal.submit("operator", (batch) => access.factors.authenticators.set(batch, id, KEY, 0));
  }

  async function signIn(page: Page, id: string, app?: AuthenticatorApp): Promise<void> {
    await page.goto("/");
    await page.getByRole("textbox", { name: "Sign-in name" }).fill(id);
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    if (!app) return;
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(app.code());
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator("[data-link=live]").waitFor();
  }

  async function setUpApp(page: Page): Promise<void> {
    await page.getByRole("button", { name: "Set up an app" }).click();
    const secret = page.getByTestId("app-secret");
    await secret.waitFor();
    const app = AuthenticatorApp.from(await secret.inputValue());
    await page.getByRole("textbox", { name: "Code that the app shows now" }).fill(app.code());
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("button", { name: "Remove the app" }).waitFor();
  }

  const lockAfterMin = () => site.server.core.site.get("setting", "site")?.body.logins.lockAfterMin;

  const goTo = async (page: Page, name: string) => {
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  };

  async function reachable(button: Locator, what: string): Promise<void> {
    const box = await button.boundingBox();
    assert.ok(box && box.height >= THUMB_PX && box.width >= THUMB_PX, `${what} is too small: ${JSON.stringify(box)}`);
  }

  test("an administrator lets an on-call person sign in, with roles, and demands a second factor", async () => {
    await anna.getByRole("link", { name: "Anna Berg" }).click();
    await setUpApp(anna);
    await goTo(anna, "Operators");
    await anna.getByText("Nobody else can sign in").waitFor();
    await anna.getByRole("button", { name: "Let somebody sign in" }).click();
    const dialog = anna.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Sign-in name" }).fill("ben.okafor");
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("Ben Okafor");
    await dialog.locator("input[name=password]").fill(PASSWORD);
    await dialog.getByLabel("Person").selectOption({ label: "Ben Okafor" });
    await dialog.getByRole("button", { name: "One more role" }).click();
    await dialog.getByLabel("Role", { exact: true }).nth(1).selectOption({ label: "Auditor" });
    await accessibleInBothThemes(anna, "an account", "dialog");
    await dialog.getByRole("button", { name: "Save" }).click();
    const ben = anna.getByTestId("operator").filter({ hasText: "ben.okafor" });
    await ben.getByText("Operator · Auditor").waitFor();
    await ben.getByText("Is the person Ben Okafor.").waitFor();

    await goTo(anna, "Sign-in rules");
    await anna.getByLabel("Second factor").selectOption({ label: "Everybody must have one" });
    await anna.getByRole("button", { name: "Save" }).click();
    await anna.getByText("Saved. It holds from now on.").waitFor();

    await goTo(anna, "Operators");
    await ben.getByRole("button", { name: "Enrolment code" }).click();
    benCode = /Give (\S+) to Ben/.exec((await ben.getByRole("status").textContent()) ?? "")?.[1] ?? "";
    assert.notEqual(benCode, "");
  });

  test("an on-call person comes in by telephone, deals with the alarm that they were told of, and plans their duty", async () => {
    await account("carla.rossi", "Carla Rossi", "operator", "carla");
    const ben = await browser(PHONE);
    const narrow = async (what: string) => assert.equal(await ben.evaluate(SIDEWAYS), 0, `${what} scrolls sideways`);
    const menu = async (name: string) => {
      const link = ben.getByRole("navigation").getByRole("link", { name, exact: true }).last();
      await againUntil(link, () => ben.getByRole("button", { name: "Menu" }).click());
      await link.click();
      await ben.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    };
    await signIn(ben, "ben.okafor");
    await ben.getByLabel("Enrolment code").fill(benCode);
    await accessibleInBothThemes(ben, "enrolment code");
    await ben.getByRole("button", { name: "Go on" }).click();
    await setUpApp(ben);
    await narrow("setting up a second factor");
    await ben.getByRole("button", { name: "Go on to the alarms" }).click();
    await ben.getByText("No open alarms").waitFor();

    const tripped = { kind: "raise", category: "technical", condition: "trip", priority: "critical", raw: "" } as const;
    await site.server.core.report("plant", [{ point: "pump", text: "Pump 3 tripped", ...tripped }]);
    await until("Ben was told", () => posted.some(({ path, text }) => path === "/ben" && text.includes("Pump 3")));
    alarm = [...site.server.core.alarms.all()].find(({ point }) => point === "pump")?.id ?? 0;
    const row = ben.getByTestId("alarm-row").filter({ hasText: "Pump 3 tripped" });
    await row.waitFor();
    await reachable(row.getByTestId("acknowledge"), "the button in the list");
    await narrow("the list");
    await row.getByRole("link").first().click();
    await ben.getByText("Close the valve in hall 3, then call the fitter.").waitFor();
    const acknowledge = ben.getByRole("button", { name: "Acknowledge", exact: true });
    await reachable(acknowledge, "the button of the alarm");
    await narrow("the alarm");
    await accessibleInBothThemes(ben, "the alarm");
    await acknowledge.click();
    await acknowledge.waitFor({ state: "detached" });
    assert.equal(site.server.core.alarms.alarm(alarm)?.state, "acknowledged");
    await ben.getByRole("button", { name: "Pin a hand-over note" }).click();
    await ben.getByLabel("What whoever takes over must know").fill("The fitter comes at six.");
    await ben.getByRole("button", { name: "Pin", exact: true }).click();
    await ben.getByTestId("hand-over-note").getByText("The fitter comes at six.").waitFor();

    await menu("My shift");
    await ben.getByText("You are on duty").waitFor();
    await ben.getByRole("button", { name: "Send me a test" }).click();
    await ben
      .getByTestId("own-method")
      .getByText(/^✓ (Delivered|Accepted)/)
      .waitFor();
    assert.ok(posted.some(({ path, kind }) => path === "/ben" && kind === "test"));
    await ben.getByRole("button", { name: "Offer…" }).first().click();
    const offer = ben.getByRole("dialog");
    await offer.getByLabel("To whom").selectOption({ label: "Carla Rossi" });
    await narrow("offering a shift");
    await offer.getByRole("button", { name: "Offer the shift" }).click();
    await ben.getByTestId("swap").getByText("Waits for an answer.").waitFor();
    await ben.getByRole("button", { name: "Take me off duty…" }).click();
    const leave = ben.getByRole("dialog");
    await leave.getByLabel("Who stands in").selectOption({ label: "Carla Rossi" });
    await accessibleInBothThemes(ben, "taking oneself off", "dialog");
    await leave.getByRole("button", { name: "Take me off duty" }).click();
    await ben.getByText("You are off duty").waitFor();
    await narrow("my shift");

    const out = ben.getByRole("button", { name: "Sign out" });
    await againUntil(out, () => ben.getByRole("button", { name: "Menu" }).click());
    await out.click();
    await ben.getByRole("textbox", { name: "Sign-in name" }).waitFor();
    await ben.context().close();
  });

  test("what is critical one administrator asks for and another approves, in a browser of their own", async () => {
    await account("vera.lang", "Vera Lang", "administrator");
    await goTo(anna, "Sign-in rules");
    await anna.getByLabel(/^A screen is locked after so many minutes/).fill("25");
    await anna.getByRole("button", { name: "Save" }).click();
    const why = anna.getByRole("dialog", { name: "Another person must approve this" });
    await why.getByLabel("Reason").fill("The control room is never left alone");
    await why.getByRole("button", { name: "Ask for approval" }).click();
    const waits = anna.getByRole("dialog", { name: "Waits for approval" });
    await waits.getByTestId("approval-waits").waitFor();
    await accessibleInBothThemes(anna, "waiting for approval", "dialog");
    await waits.getByRole("button", { name: "Close" }).last().click();
    assert.notEqual(lockAfterMin(), 25, "nothing happens before");

    const vera = await browser();
    await signIn(vera, "vera.lang", new AuthenticatorApp(KEY));
    await vera
      .getByRole("navigation")
      .getByRole("link", { name: /^Approvals/ })
      .click();
    const request = vera.getByTestId("approval").filter({ hasText: "The control room is never left alone" });
    await request.getByText(/^Asked by Anna Berg/).waitFor();
    await request.getByRole("region", { name: "What would change" }).getByText("25").waitFor();
    await accessibleInBothThemes(vera, "a request");
    await request.getByLabel("Comment").fill("Agreed");
    await request.getByRole("button", { name: "Approve and carry out" }).click();
    await request.waitFor({ state: "detached" });
    assert.equal(lockAfterMin(), 25);

    await goTo(anna, "Sessions");
    await anna.getByTestId("session").filter({ hasText: "Vera Lang" }).waitFor();
    await vera.context().close();
  });

  test("an administrator sees what is open and who vouches for whom, and takes the site home as a file", async () => {
    await goTo(anna, "Ports");
    await anna.getByTestId("ports").waitFor();
    const [rules] = await Promise.all([
      anna.waitForEvent("download"),
      anna.getByRole("link", { name: "nftables" }).click(),
    ]);
    assert.match(readFileSync(await rules.path(), "utf8"), /table inet/);
    await goTo(anna, "Trust");
    await anna.getByTestId("trust-root").waitFor();
    await anna.getByText("Nobody is refused").waitFor();
    await goTo(anna, "All documents");
    const [file] = await Promise.all([
      anna.waitForEvent("download"),
      anna.getByRole("link", { name: "Export the site" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "site.yaml");
    const exported = readFileSync(await file.path(), "utf8");
    assert.match(exported, /name: Nights/);
    assert.doesNotMatch(exported, new RegExp(SECRET));
  });

  test("an auditor searches, verifies and exports the trail, reviews who may do what, and can change nothing", async () => {
    await account("otto.audit", "Otto Audit", "auditor");
    const otto = await browser();
    await signIn(otto, "otto.audit", new AuthenticatorApp(KEY));
    await goTo(otto, "Audit trail");
    await otto.getByLabel("Words").fill("never left alone");
    await otto.getByRole("button", { name: "Show" }).click();
    const trail = otto.getByTestId("audit-trail");
    await trail.getByText("Pump 3 tripped").waitFor({ state: "detached" });
    await trail.getByText("The control room is never left alone").first().waitFor();
    await otto.getByRole("button", { name: "Verify the trail" }).click();
    await otto.getByTestId("audit-whole").waitFor();
    await accessibleInBothThemes(otto, "the verified trail");
    const [lines] = await Promise.all([
      otto.waitForEvent("download"),
      otto.getByRole("link", { name: "JSON lines" }).click(),
    ]);
    const first = readFileSync(await lines.path(), "utf8").split("\n")[0] ?? "";
    assert.equal(typeof (JSON.parse(first) as { sentence?: unknown }).sentence, "string");
    await goTo(otto, "Access review");
    await otto.getByTestId("review").getByText("Vera Lang").first().waitFor();

    const CHANGES = /^(Add|New|Edit|Save|Let somebody|Create|Remove|Delete|Disable|Revoke|End session)/;
    for (const page of ["People", "Sources", "Channels", "Policies", "Workstations", "Operators", "Roles"]) {
      await otto.getByRole("navigation").getByRole("link", { name: page, exact: true }).click();
      await otto.getByRole("heading", { level: 1, name: page }).waitFor();
      await otto
        .getByText(/^Loading: /)
        .first()
        .waitFor({ state: "detached" });
      const offered = await otto.locator("main").getByRole("button", { name: CHANGES }).allTextContents();
      assert.deepEqual(offered, [], `${page} offers what an auditor may not do`);
    }
    for (const [path, what, right] of [
      ["/tokens", "Tokens", "tokens:write"],
      ["/ports", "Ports", "metrics:read"],
      ["/joining", "Join a machine", "security:write"],
    ] as const) {
      await otto.goto(path);
      const refusal = otto.getByRole("alert").filter({ hasText: `You may not see this: ${what}.` });
      await refusal.getByText(`it needs the right '${right}'`).waitFor();
    }
    await accessibleInBothThemes(otto, "a page that is forbidden");
    await otto.goto(`/alarms/${alarm}`);
    await otto.getByRole("button", { name: "Comment…" }).and(otto.locator(":disabled")).waitFor();
    const refused = await otto.request.put("/api/v1/site/area/hall", {
      headers: { "sec-fetch-site": "same-origin" },
      data: { name: "Hall" },
    });
    assert.equal(refused.status(), 403);
    await otto.context().close();
  });

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual([...complaints, ...site.opened.complaints], []);
  });
});
