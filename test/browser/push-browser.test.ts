import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { OWN_SOURCE } from "#events/event.ts";
import { becomes, comesToMatch } from "../peers/becomes.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { PushService } from "../peers/push-service.ts";

/** Of one notification, as the browser shows it. */
interface Shown {
  readonly title: string;
  readonly body: string;
  readonly actions: readonly string[];
}

test("In Chromium push is switched on, shown, acknowledged by whoever is signed in, and told when it is lost", async (t) => {
  const service = await PushService.open(t);
  const site = await BrowserSite.open({ trustsAnybody: true });
  t.after(() => site[Symbol.asyncDispose]());
  const { page, url } = site;
  const { context, complaints } = site.opened;
  await context.grantPermissions(["notifications"], { origin: url });
  await subscribeAt(context, service.subscribe("phone"));
  await site.enrol();
  await configure(page, service);

  await page.goto("/profile");
  const section = page.getByRole("region", { name: "Push" });
  await section.getByLabel("Name of this device").fill("Anna's phone");
  await section.getByRole("button", { name: "Switch push on here" }).click();
  await section.getByText("this browser").waitFor();
  await comesToMatch(() => section.getByTestId("push-trouble").textContent(), /only way in which alarms reach Anna/);

  const worker = await PushedWorker.of(page, context, service, url);
  await raise(site, "boiler");
  const [first] = await worker.shows(/boiler hot/);
  assert.deepEqual(first?.actions, ["Acknowledge", "Open"]);
  await worker.click("acknowledge");
  await worker.shows(/boiler hot/, "Acknowledged by you");
  const [boiler] = alarms(site, "boiler");
  assert.deepEqual([boiler?.acknowledged, boiler?.acknowledgedBy], [true, "operator:anna.berg"]);

  // Signed out, the same button does nothing, says so, and leads to the sign-in.
  await page.evaluate(() => fetch("/api/v1/session", { method: "DELETE" }));
  await raise(site, "pump");
  await worker.shows(/pump hot/);
  await worker.click("acknowledge");
  const [refused] = await worker.shows(/pump hot/, "NOT acknowledged");
  assert.match(refused?.body ?? "", /NOT acknowledged: Sign in/);
  const [pump] = alarms(site, "pump");
  assert.equal(pump?.acknowledged, false);
  await page.waitForURL(`**/alarms/${pump?.id}`);

  // The whole thread of an alarm fits a phone, and takes a comment.
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  const comment = page.getByRole("button", { name: /^Comment/ });
  await comment.click();
  await page.getByRole("dialog").getByRole("textbox").fill("On my way, ten minutes");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Comment/ })
    .click();
  await page.getByTestId("conversation").getByText("On my way, ten minutes").waitFor();
  await page.getByRole("button", { name: "Acknowledge" }).waitFor();
  assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= 390);

  service.answers.set("phone", { status: 410 });
  await raise(site, "valve");
  await page.goto("/profile");
  await page.getByTestId("push-banner").getByText("has ended its subscription").waitFor();
  await becomes(() => page.getByTestId("push-device").getAttribute("data-lost"), "true");
  assert.deepEqual(complaints, []);

  // Without the server nothing old is shown.
  await site.server.stop();
  await page.goto("/").catch(() => null);
  await page.getByRole("heading", { name: "NO CONNECTION TO THE SERVER" }).waitFor();
  await page.getByRole("heading", { name: "KEINE VERBINDUNG ZUM SERVER" }).waitFor();
  const red = await page.evaluate('getComputedStyle(document.querySelector("h1")).backgroundColor');
  assert.equal(red, "rgb(179, 17, 43)", "it doesn't look calm");
  const kept = await page.evaluate<string[]>(`(async () => {
    const paths = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
  })()`);
  assert.deepEqual(kept.sort(), ["/without-server.css", "/without-server.html"]);
  assert.equal(await page.evaluate(() => fetch("/api/v1/alarms").then(String, () => "failed")), "failed");
});

test("In Chromium a browser that doesn't trust the certificate says that push can't be guaranteed", async (t) => {
  const site = await BrowserSite.open();
  t.after(() => site[Symbol.asyncDispose]());
  const { page } = site;
  await site.enrol();
  await page.goto("/profile");
  const trouble = page.getByTestId("push-trouble");
  await trouble.getByText("does not trust the server's certificate").waitFor();
  await trouble.getByText("Your account is not linked with a person").waitFor();
  await becomes(() => page.getByRole("button", { name: "Switch push on here" }).isDisabled(), true);
});

/** The browser's own push service is on the internet: its subscriptions come from ours instead. */
async function subscribeAt(context: BrowserContext, subscription: object): Promise<void> {
  await context.addInitScript({
    content: `{
      const given = ${JSON.stringify(subscription)};
      const own = { ...given, toJSON: () => given, unsubscribe: () => Promise.resolve(true) };
      PushManager.prototype.getSubscription = async () => (localStorage.getItem("subscribed") ? own : null);
      PushManager.prototype.subscribe = async () => {
        localStorage.setItem("subscribed", "yes");
        return own;
      };
    }`,
  });
}

async function configure(page: Page, { settings }: PushService): Promise<void> {
  const documents: readonly (readonly [path: string, body: object])[] = [
    ["site/channel/push", { id: "push", name: "Push", kind: "web-push", settings }],
    ["site/person/anna", { id: "anna", name: "Anna", methods: [{ id: "push", channel: "push", address: "devices" }] }],
    ["site/source/plc", { id: "plc", name: "PLC", driver: "http" }],
    ["site/policy/anna", { id: "anna", name: "Anna", steps: [{ waitSec: 3600, tell: [{ person: "anna" }] }] }],
    ["site/route/all", { id: "all", order: 1, sources: ["plc"], policy: "anna" }],
  ];
  const put = (method: string, path: string, body: object) =>
    page.evaluate(
      async (asked) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`/api/v1/${asked.path}`, {
          method: asked.method,
          headers,
          body: JSON.stringify(asked.body),
        });
        return answer.ok ? "" : `${asked.path}: ${await answer.text()}`;
      },
      { method, path, body },
    );
  for (const [path, body] of documents) assert.equal(await put("PUT", path, body), "");
  assert.equal(await put("PATCH", "operators/anna.berg", { person: "anna" }), "");
}

function raise(site: BrowserSite, point: string) {
  const report = { point, kind: "raise", category: "technical", condition: "hot", priority: "critical" } as const;
  return site.server.core.report("plc", [{ ...report, text: `${point} hot`, raw: "" }]);
}

function alarms(site: BrowserSite, point: string) {
  return [...site.server.core.alarms.all()].filter((alarm) => alarm.source !== OWN_SOURCE && alarm.point === point);
}

async function signIn(page: Page): Promise<void> {
  await page.locator("input[name=id]").fill("anna.berg");
  await page.locator("input[name=password]").fill("three purple tractors sing");
  await page.locator("form button[type=submit]").click();
}

/** The service worker, which is given what the push service has decrypted, as the browser's maker would do. */
class PushedWorker {
  readonly #page: Page;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext) {
    this.#page = page;
    this.#context = context;
  }

  static async of(page: Page, context: BrowserContext, service: PushService, origin: string): Promise<PushedWorker> {
    const session: CDPSession = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        const one = registrations.find(({ isDeleted }) => !isDeleted);
        if (one) resolve(one.registrationId);
      });
    });
    await session.send("ServiceWorker.enable");
    const registrationId = await registered;
    service.came = ({ note }) => {
      const data = JSON.stringify(note);
      session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data }).catch(() => {});
    };
    return new PushedWorker(page, context);
  }

  /** The notifications with this title, as soon as one has these words in its text. */
  async shows(title: RegExp, words = ""): Promise<Shown[]> {
    for (const end = Date.now() + 30_000; ; ) {
      const shown = await this.#page.evaluate<Shown[]>(`(async () => {
        const notifications = await (await navigator.serviceWorker.ready).getNotifications();
        return notifications.map(({ title, body, actions }) => ({ title, body, actions: actions.map((one) => one.title) }));
      })()`);
      const fitting = shown.filter((one) => title.test(one.title) && one.body.includes(words));
      if (fitting.length > 0) return fitting;
      assert.ok(Date.now() < end, `no notification ${String(title)} ${words}, but ${JSON.stringify(shown)}`);
      await this.#page.waitForTimeout(50);
    }
  }

  /** Presses a button of the newest notification. There is nobody to do it in a browser without a screen. */
  async click(action: string): Promise<void> {
    const [worker] = this.#context.serviceWorkers();
    // Only the browser's own events may ask the worker to be kept alive, or windows to be opened.
    await (worker ?? assert.fail("no service worker runs")).evaluate(`(async () => {
      const notification = (await registration.getNotifications()).at(-1);
      const event = new NotificationEvent("notificationclick", { notification, action: ${JSON.stringify(action)} });
      let done;
      Object.defineProperty(event, "waitUntil", { value: (work) => { done = work; } });
      dispatchEvent(event);
      await done.catch(() => null);
    })()`);
  }
}
