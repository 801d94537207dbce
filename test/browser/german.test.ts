import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";
import { asked } from "../peers/furnished-site.ts";
import { openFarSide } from "../peers/http-far-side.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";

/** What the browser itself says of its worker is in its words. */
const ENGLISH = /\b(the|and|is|were|every|nobody|listens|listening|with|which|by|of)\b/;
/** Pages that show what stays English: the signed audit trail, and templates in both languages. */
const QUOTES_ENGLISH = /^\/(audit-trail|message-templates)/;

/** Debian's Chromium, set to German, on the screen of a small phone: German words are longer. Debian package `chromium`. */
test("whoever's browser speaks German reads every page in German, also at 360 px, until they choose English", {
  skip,
}, async (t) => {
  await using site = await BrowserSite.open({ locale: "de-AT", width: 360 });
  const { page } = site;
  await page.goto("/");
  await page.getByText("Den ersten Administrator einrichten").waitFor();
  await becomes(() => page.locator("html").getAttribute("lang"), "de");
  await page.getByLabel("Einmalcode").fill(site.code);
  await page.locator("input[name=name]").fill("Änne Müller");
  await page.locator("input[name=id]").fill("aenne.mueller");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.getByRole("button", { name: "Administrator anlegen" }).click();
  await page.locator(".workspace[data-trusted=true]").waitFor();

  const links = page.locator("nav a[href^='/']");
  const paths = new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "/")));
  assert.ok(paths.size > 25, `only ${[...paths].join(" ")}`);
  const english: string[] = [];
  for (const path of paths) {
    await page.goto(path);
    await page.locator("main h1").first().waitFor({ state: "attached" });
    await page
      .getByText(/^Wird geladen/)
      .first()
      .waitFor({ state: "detached" });
    if (!QUOTES_ENGLISH.test(path)) {
      const lines = (await page.locator("main").innerText()).split("\n");
      english.push(
        ...lines
          .filter((line) => ENGLISH.test(line) && !line.includes("ServiceWorker"))
          .map((line) => `${path}: ${line}`),
      );
    }
    const own = page.locator("main").locator("h1, h2, button, label, legend, th, .empty").filter({ visible: true });
    const text = (await own.allInnerTexts()).join("\n");
    assert.doesNotMatch(text, /\b(the|and|not|yet|Add|Save|No)\b/, `${path} still speaks English:\n${text}`);
    const [wide, has] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, innerWidth]");
    assert.ok(wide <= has, `${path} is ${wide} px wide on a screen of ${has} px`);
  }

  assert.deepEqual(english, []);

  await page.setViewportSize({ width: 1400, height: 850 });
  await t.test("a message that nobody took says why in German, and quotes the far side as it spoke", async (part) => {
    const far = await openFarSide(part, () => ({ status: 410, body: "no such room; ask Bob" }));
    const put = (path: string, body: object) => asked(page.request, "PUT", `/api/v1/${path}`, body);
    await put("site/channel/hook", {
      name: "Leitstelle",
      kind: "webhook",
      settings: { secret: "a secret of sixteen" },
    });
    const methods = [{ id: "hook", channel: "hook", address: `${far.url}/anna` }];
    await put("site/person/anna", { name: "Anna", methods });
    await put("persons/anna/methods/hook/verification", { vouch: true, reason: "known" });
    await put("site/policy/duty", { name: "Dienst", steps: [{ waitSec: 300, tell: [{ person: "anna" }] }] });
    await put("site/route/everything", { order: 10, policy: "duty" });
    await put("site/source/plant", { name: "Werk", driver: "http" });
    const why = `${far.host} antwortete 410: no such room; ask Bob`;

    await page.goto("/channels");
    await page.getByRole("button", { name: "Testen… Leitstelle" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("An", { exact: true }).selectOption({ label: `Anna: ${far.url}/anna` });
    await dialog.getByRole("button", { name: "Den Test senden" }).click();
    await dialog.getByText(`Abgelehnt. ${why}`).waitFor();

    const trip = { kind: "raise", category: "technical", condition: "trip", priority: "critical", raw: "" } as const;
    await site.server.core.report("plant", [{ ...trip, point: "pump", text: "Pumpe steht" }]);
    await page.goto("/deliveries");
    const told = page.getByTestId("deliveries").getByRole("listitem").filter({ hasText: "Abgelehnt" });
    await told.filter({ hasText: "Alarm " }).getByText(why).first().waitFor();
    const pump = [...site.server.core.alarms.all()].find(({ point }) => point === "pump");
    await page.goto(`/alarms/${pump?.id}`);
    await page.getByText("Anna wurde über hook verständigt: in der Stufe genannt (Stufe 1)").first().waitFor();
    await page.getByText("der Zustand trat ein").first().waitFor();
    await page.getByText(why).first().waitFor();
    const spoken = await page.locator("main").innerText();
    assert.doesNotMatch(spoken, /was told by|named in|the condition|answered 410/);
  });

  await t.test("what Tocsin reports about itself, and what panels report by codes, is read in German", async () => {
    const own =
      "The witness w1 is 7 entries of the audit trail behind, the oldest for 12 minutes. See whether it is too slow.";
    const spoken = "Dem Zeugen w1 fehlen 7 Einträge des Prüfprotokolls, der älteste seit 12 Minuten.";
    const trip = { kind: "raise", category: "system", priority: "high", raw: "" } as const;
    const { core } = site.server;
    await core.report("tocsin", [{ ...trip, point: "witness/w1", condition: "behind", text: own }]);
    await core.report("plant", [
      { ...trip, point: "1/003", condition: "burglary", text: "Burglary alarm, area 1, zone 3: Tor" },
    ]);
    await page.goto("/");
    await page.getByTestId("alarm-row").filter({ hasText: "Einbruchalarm, Bereich 1, Zone 3: Tor" }).first().waitFor();
    await page.getByTestId("alarm-row").filter({ hasText: spoken }).first().waitFor();
    await page.locator("main input[type=search]").first().fill("Prüfprotokolls");
    await page.getByTestId("alarm-row").filter({ hasText: "Einbruchalarm" }).waitFor({ state: "detached" });
    const about = [...core.alarms.all()].find(({ point }) => point === "witness/w1");
    await page.goto(`/alarms/${about?.id}`);
    await page.getByRole("heading", { name: spoken }).waitFor();
    await page.goto("/journal");
    await page.getByText(spoken).first().waitFor();
    const report = await page.request.get(`/api/v1/alarms/${about?.id}/report?format=html&language=de`);
    assert.match(await report.text(), /<h1 dir="auto">Dem Zeugen w1 fehlen 7 Einträge/);
  });

  await page.getByLabel("Sprache").selectOption({ label: "English" });
  await page.locator("html[lang=en]").waitFor();
  await page.getByRole("link", { name: "Alarms" }).first().waitFor();
  assert.deepEqual(site.opened.complaints, []);
});
