import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import type { APIRequestContext, Page } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import type { Server } from "#server.ts";
import { CHROMIUM, type OpenedPage } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** Pages that ask again by themselves: what they ask for is called so, and stands there with that test id. */
const RENEWING = [
  ["/ports", "Ports", "ports"],
  ["/sessions", "Sessions", "session"],
  ["/approvals", "Approvals", "approval"],
  ["/workstations", "Workstations", "workstation"],
  ["/hand-over", "Hand-overs of the last week", "hand-over"],
] as const;

const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;

/** Runs in the page. */
const NAME_OF_FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  return (focused.getAttribute("aria-label") ?? label.textContent).trim();
})()`;

/** Debian's Chromium against the whole server: pages of lists that are renewed, and by keys alone. Debian package `chromium`. */
describe("pages of lists in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let server: Server;
  let opened: OpenedPage;
  let page: Page;
  let colleague: APIRequestContext;

  before(async () => {
    site = await BrowserSite.open();
    ({ server, opened } = site);
    page = opened.page;
    await page.clock.install();
    await site.enrol();
    await ask(page.request, "PUT", "/api/v1/site/workstation/gate", { name: "Gate" });
    // Who made an account can't approve what it asks for, so that Anna Berg didn't.
    const bert = { id: "bert.roth", name: "Bert Roth", person: null, roles: [{ role: "operator", partitions: [] }] };
    await server.core.access.accounts.create({ ...bert, password: new Secret(PASSWORD) }, ON_THE_MACHINE);
    await ask(page.request, "POST", "/api/v1/audit-trail/holds", {
      reason: "The fire of May",
      since: null,
      until: null,
    });
    const desk = await opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
    colleague = desk.request;
    await ask(colleague, "POST", "/api/v1/session", { id: "bert.roth", password: PASSWORD });
    await wish("the shift is one short");
    const partition = { id: "east", name: "East", mustBeManned: true, graceSec: 600 };
    await server.core.site.put({ kind: "partition", body: partition }, { actor: { id: "cli:root", via: "cli" } });
    await ask(page.request, "POST", "/api/v1/hand-overs", { to: "bert.roth", note: "Pump 17 is in repair" });
  });
  afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
  after(() => site?.[Symbol.asyncDispose]());

  async function ask(from: APIRequestContext, method: string, path: string, data?: object): Promise<void> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await from.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  }

  const wish = (reason: string) =>
    ask(colleague, "POST", "/api/v1/elevations", { role: "supervisor", partitions: [], minutes: 30, reason });

  /** Goes on with the Tab key until what has that name has the focus, and presses a key there. */
  async function press(name: RegExp, key: string | null = "Enter"): Promise<void> {
    await page.getByText("Loading:").first().waitFor({ state: "detached" });
    const names: string[] = [];
    for (let steps = 0; steps < 150; steps++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate<string>(NAME_OF_FOCUS);
      if (name.test(focused)) return key === null ? undefined : page.keyboard.press(key);
      names.push(focused);
    }
    assert.fail(`${name} is never reached, but ${names.join(" | ")}`);
  }

  for (const [path, what, shows] of RENEWING) {
    test(`${path} keeps what there is when it can't be renewed, and says so`, async () => {
      await page.goto(path);
      const shown = page.getByTestId(shows).first();
      await shown.waitFor();
      await page.locator("[data-link=live]").waitFor();
      await page.route(/\/api\//, (route) => route.abort());
      await page.clock.fastForward("01:10");
      await page.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor();
      await shown.waitFor();
      // It asks twice more before it says so.
      for (let tries = 0; tries < 3; tries++) await page.clock.fastForward("00:03");
      await page.getByText(`What is shown may be out of date. Could not renew: ${what}.`).waitFor();
    });
  }

  // By keys alone, as somebody without a mouse does it.

  test("P-041 a legal hold is placed and lifted by keys alone", async () => {
    await page.goto("/audit-trail");
    await press(/^Place a legal hold$/);
    await page.keyboard.type("Case 17 of the insurer");
    await page.keyboard.press("Enter");
    const hold = page.getByTestId("hold").filter({ hasText: "Case 17 of the insurer" });
    await hold.getByText(/^Keeps what was written at any time\. Placed by /).waitFor();
    // The dialog closes when the list is there, and gives the focus back.
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await hold.getByRole("button", { name: "Lift the legal hold" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("input:focus, textarea:focus").waitFor();
    await page.keyboard.type("The case is closed");
    await page.keyboard.press("Enter");
    await hold.getByText(/ Lifted by /).waitFor();
  });

  test("a request is read and approved by keys alone, and the colleague has the role", async () => {
    await page.goto("/approvals");
    await press(/^Comment$/, null);
    await page.keyboard.type("For this shift");
    await press(/^Approve and carry out$/);
    await page.getByTestId("elevation").filter({ hasText: "supervisor" }).waitFor();
  });

  test("a workstation gets its code, and this browser becomes it, by keys alone", async () => {
    await page.goto("/workstations");
    await press(/^Make a code Gate$/);
    const said = (await page.getByRole("status").filter({ hasText: "in the browser of" }).textContent()) ?? "";
    await press(/^Code/, null);
    await page.keyboard.type(/Enter (\S+) in/.exec(said)?.[1] ?? assert.fail(said));
    await page.keyboard.press("Enter");
    await page.getByText("This browser is the workstation Gate now.").waitFor();
  });

  test("a session is ended by keys alone, after a question", async () => {
    await page.goto("/sessions");
    await press(/^End session… Bert Roth$/);
    await press(/^End the session of Bert Roth now$/);
    await page.getByTestId("session").filter({ hasText: "Bert Roth" }).waitFor({ state: "detached" });
  });

  test("P-094 the watch that was offered is withdrawn by keys alone", async () => {
    await page.goto("/hand-over");
    await press(/^Withdraw$/);
    await page.locator("[data-testid=hand-over][data-state=withdrawn]").waitFor();
  });

  test("a role is made by keys alone", async () => {
    await page.goto("/roles");
    await press(/^Create a role$/);
    await page.keyboard.type("porter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Porter");
    await page.keyboard.press("Enter");
    await page.getByTestId("role").filter({ hasText: "Porter" }).waitFor();
  });

  for (const [path, name, file] of [
    ["/access-review", /^Download as CSV$/, /\.csv$/],
    ["/ports", /^nftables$/, /nft/],
  ] as const) {
    test(`${path} is downloaded by keys alone`, async () => {
      await page.goto(path);
      const [download] = await Promise.all([page.waitForEvent("download"), press(name)]);
      assert.match(download.suggestedFilename(), file);
    });
  }

  test("nothing was refused by the Content-Security-Policy, and nothing failed", () => {
    assert.deepEqual(opened.complaints, []);
  });
});
