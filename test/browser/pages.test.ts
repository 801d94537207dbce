import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { APIRequestContext, Locator, Page, Route } from "playwright-core";
import { Secret } from "#kernel/secret.ts";
import type { Server } from "#server.ts";
import { CHROMIUM, type OpenedPage, SETTLED } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

/** A page of lists, by what it asks the server. */
interface Listing {
  readonly path: string;
  /** What it asks for, and what it calls that. */
  readonly api: RegExp;
  readonly what: string;
  /** What stands there once it is loaded, by its test id. */
  readonly shows: string;
  /** The answer of a server that has nothing to list, from the one that it gave; and what the page says then. */
  readonly none: (answer: Answer) => object;
  readonly empty: string;
  /** It asks again by itself, so that it notices when that fails. */
  readonly renews: boolean;
}

type Answer = Readonly<Record<string, unknown>>;
const yes = () => true;
const no = () => false;
const noItems = (answer: Answer) => ({ ...answer, items: [] });

const LISTINGS: readonly Listing[] = [
  {
    path: "/ports",
    api: /\/api\/v1\/ports$/,
    what: "Ports",
    shows: "ports",
    none: (answer) => ({ ...answer, matrix: { ...(answer["matrix"] as Answer), flows: [] } }),
    empty: "Nothing is configured that needs a port.",
    renews: true,
  },
  {
    path: "/sessions",
    api: /\/api\/v1\/sessions$/,
    what: "Sessions",
    shows: "session",
    none: noItems,
    empty: "Programs with tokens have no sessions",
    renews: true,
  },
  {
    path: "/approvals",
    api: /\/api\/v1\/approvals\?/,
    what: "Approvals",
    shows: "approval",
    none: noItems,
    empty: "Requests appear here when somebody asks",
    renews: true,
  },
  {
    path: "/access-review",
    api: /\/api\/v1\/access-review$/,
    what: "Access review",
    shows: "review",
    none: noItems,
    empty: "Operators appear here whose roles lie within your partitions.",
    renews: false,
  },
  {
    path: "/roles",
    api: /\/api\/v1\/roles$/,
    what: "Roles",
    shows: "matrix",
    none: (answer) => answer,
    empty: "No roles of your own",
    renews: false,
  },
  {
    path: "/workstations",
    api: /\/api\/v1\/workstations$/,
    what: "Workstations",
    shows: "workstation",
    none: noItems,
    empty: "Add one for each place at which somebody watches",
    renews: true,
  },
  {
    path: "/hand-over",
    api: /\/api\/v1\/hand-overs$/,
    what: "Hand-overs of the last week",
    shows: "hand-over",
    none: noItems,
    empty: "What you offer a colleague, and what a colleague offers you",
    renews: true,
  },
  {
    path: "/audit-trail",
    api: /\/api\/v1\/audit-trail\/(retention|holds)$/,
    what: "Retention and legal holds",
    shows: "hold",
    none: noItems,
    empty: "No legal hold. Place one when entries may be evidence",
    renews: false,
  },
];

const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;

/** Runs in the page. */
const NAME_OF_FOCUS = `(() => {
  const focused = document.activeElement;
  const label = focused.labels?.length ? focused.labels[0] : focused;
  return (focused.getAttribute("aria-label") ?? label.textContent).trim();
})()`;

/** Debian's Chromium against the whole server: pages of lists in every state that they can be in. Debian package `chromium`. */
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
  afterEach(() => page.unrouteAll());
  after(() => site?.[Symbol.asyncDispose]());

  async function ask(from: APIRequestContext, method: string, path: string, data?: object): Promise<void> {
    const headers = { "sec-fetch-site": "same-origin" };
    const answer = await from.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  }

  const wish = (reason: string) =>
    ask(colleague, "POST", "/api/v1/elevations", { role: "supervisor", partitions: [], minutes: 30, reason });

  async function accessible(what: string, ...schemes: readonly ("dark" | "light")[]): Promise<void> {
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(SETTLED);
      const { violations } = await new AxeBuilder({ page }).include("main").analyze();
      const places = (nodes: { html: string }[]) => nodes.map(({ html }) => html).join(" ");
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id} at ${places(nodes)}`),
        [],
      );
    }
  }

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

  for (const { path, api, what, shows, none, empty, renews } of LISTINGS) {
    const shown = () => page.getByTestId(shows).first();
    /** Presses "Try again" until that is seen. All at once, for each goes with its failure; and again, for one may be asking just now. */
    const againUntil = async (seen: Locator): Promise<void> => {
      for (let tries = 0; tries < 12; tries++) {
        await page.evaluate(`for (const button of document.querySelectorAll("main button"))
          if (button.textContent === "Try again") button.click()`);
        if (await seen.waitFor({ timeout: 5000 }).then(yes, no)) return;
      }
      assert.fail("whatever is pressed, nothing changes");
    };

    test(`${path} says in the server's words why it has nothing, and what to do when there is nothing`, async () => {
      let status = 500;
      const answer = async (route: Route) => {
        if (status !== 200) {
          const body = { type: "about:blank", title: "No", status, detail: `The database is away (${status}).` };
          return route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify(body) });
        }
        const response = await route.fetch();
        return route.fulfill({ response, json: none((await response.json()) as Answer) });
      };
      await page.route(api, answer);
      await page.goto(path);
      const failure = page.getByRole("alert").filter({ hasText: `Could not load: ${what}.` });
      await failure.getByText("The database is away (500).").waitFor();
      assert.equal(await page.getByText(empty).count(), 0, "what failed is not empty");
      assert.equal(await shown().count(), 0);
      if (path === "/sessions") await accessible("failed", "light", "dark");
      status = 503;
      await againUntil(failure.getByText("The database is away (503)."));
      status = 200;
      await againUntil(page.getByText(empty));
      await failure.waitFor({ state: "detached" });
      if (path === "/sessions") await accessible("empty", "light", "dark");
    });

    test(`${path} shows what there is, and that it may be old once the connection is lost`, async () => {
      await page.goto(path);
      await shown().waitFor();
      await accessible("loaded", "light", "dark");
      await page.locator("[data-link=live]").waitFor();
      await page.route(/\/api\//, (route) => route.abort());
      await page.clock.fastForward("01:10");
      await page.getByTestId("connection-banner").getByText("NO CONNECTION TO THE SERVER").waitFor();
      await shown().waitFor();
      if (!renews) return;
      // It asks twice more before it says so.
      for (let tries = 0; tries < 3; tries++) await page.clock.fastForward("00:03");
      await page.getByText(`What is shown may be out of date. Could not renew: ${what}.`).waitFor();
      if (path === "/sessions") await accessible("stale", "light", "dark");
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
    await hold.getByRole("button", { name: "Lift the legal hold" }).focus();
    await page.keyboard.press("Enter");
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
