import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite, PASSWORD } from "../peers/browser-site.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";
const ON_THE_MACHINE = { kind: "machine", id: "cli:root" } as const;
const WEBHOOK = { kind: "webhook", settings: { secret: "sixteen characters at least" } };

/** Debian's Chromium, set to German. Debian package `chromium`. */
test("a German reader is told what is asked for, what is wrong and what was measured by names and in German", {
  skip,
}, async (t) => {
  await using site = await BrowserSite.open({ locale: "de-DE" });
  const { page } = site;
  const { core } = site.server;
  await page.goto("/");
  await page.getByLabel("Einmalcode").fill(site.code);
  await page.locator("input[name=name]").fill("Anna Berg");
  await page.locator("input[name=id]").fill("anna.berg");
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("input[name=again]").fill(PASSWORD);
  await page.getByRole("button", { name: "Administrator anlegen" }).click();
  await page.locator(".workspace[data-trusted=true]").waitFor();

  await site.put("setting/site", { name: "Wasserwerk", approvals: { fourEyes: "on" } });
  await site.put("partition/east", { name: "Ostwerk" });
  await site.put("source/boilers", { name: "Kesselhaus", driver: "http", partition: "east" });
  const conditions = [{ type: "high", limit: 90, priority: "critical" }];
  await site.put("point/boilers/t1", {
    source: "boilers",
    address: "t1",
    name: "Vorlauf",
    unit: "°C",
    conditions,
    instructions: "Ventil schließen",
  });
  await site.put("channel/hook", { name: "Leitstelle", enabled: false, ...WEBHOOK });
  const methods = [{ id: "rund", channel: "hook", address: "http://127.0.0.1:9/carl" }];
  await site.put("person/carl", { name: "Carl Wolf", methods });
  await site.put("policy/day", { name: "Tagdienst", steps: [{ waitSec: 300, tell: [{ person: "carl" }] }] });
  await site.account("bert.roth", "Bert Roth", "engineer");
  await core.access.accounts.create(
    {
      id: "vera",
      name: "Vera Klein",
      person: null,
      roles: [{ role: "viewer", partitions: ["east"] }],
      password: new Secret(PASSWORD),
    },
    ON_THE_MACHINE,
  );

  await using desk = await site.opened.browser.newContext({ baseURL: site.url, ignoreHTTPSErrors: true });
  await site.ask("POST", "/api/v1/session", { id: "bert.roth", password: PASSWORD }, desk.request);
  const wish = async (method: string, path: string, data?: object) => {
    const headers = { "sec-fetch-site": "same-origin", "approval-reason": "Wird umgebaut" };
    const answer = await desk.request.fetch(path, { method, headers, ...(data ? { data } : {}) });
    assert.equal(answer.status(), 202, await answer.text());
  };

  await t.test("approvals: the sentence, and what would change", async () => {
    const route = { order: 5, partitions: ["east"], sources: ["boilers"], priorities: ["low"], policy: null };
    await wish("PUT", "/api/v1/site/route/quiet", route);
    await wish("PUT", "/api/v1/site/source/boilers", {
      name: "Kesselhaus",
      driver: "http",
      partition: "east",
      enabled: false,
    });
    const role = { role: "supervisor", partitions: ["east"], minutes: 30, reason: "Einer fehlt in der Schicht" };
    await site.ask("POST", "/api/v1/elevations", role, desk.request);
    await page.goto("/approvals");
    const cards = page.getByTestId("approval");
    const off = cards.filter({
      hasText: "Bert Roth beantragt eine Änderung: die Quelle „Kesselhaus“ wird ausgeschaltet.",
    });
    await off.getByRole("rowheader", { name: "Quelle Kesselhaus (boilers): wird geändert" }).waitFor();
    assert.deepEqual(await off.getByRole("cell").allInnerTexts(), ["Eingeschaltet", "ein", "aus"]);

    const quiet = cards.filter({ hasText: "über die Alarme der Zuordnung „quiet“ wird niemand mehr verständigt" });
    await quiet.getByRole("cell", { name: "Ostwerk" }).waitFor();
    const shown = await quiet.getByRole("table").innerText();
    for (const word of ["Kesselhaus", "Ostwerk", "Niedrig"]) assert.ok(shown.includes(word), `${word} in ${shown}`);
    assert.doesNotMatch(shown, /boilers|east|low\b|create/u);

    await cards.filter({ hasText: "Bert Roth beantragt die Rolle Schichtleiter in Ostwerk für 30 Minuten." }).waitFor();
  });

  await t.test("the access review and the accounts: partitions by name", async () => {
    await page.goto("/access-review");
    const row = page.getByTestId("review").getByRole("row").filter({ hasText: "Vera Klein" }).first();
    await row.getByRole("cell", { name: "Ostwerk" }).waitFor();
    await page.goto("/operators");
    await page.getByTestId("operator").filter({ hasText: "Vera Klein" }).getByText("Betrachter (Ostwerk)").waitFor();
  });

  await t.test("alarms: numbers as German writes them, channels by name, Tocsin's own without addresses", async () => {
    const value = { kind: "value", category: "technical", condition: "", raw: "" } as const;
    await core.report("boilers", [{ ...value, point: "t1", value: 95.25 }]);
    await page.goto("/");
    const rows = page.getByTestId("alarm-row");
    const hot = rows.filter({ hasText: "Vorlauf: der Wert stieg über 90, er ist 95,25" });
    await hot.getByText("95,25", { exact: true }).filter({ visible: true }).waitFor();
    const carl = rows.filter({
      hasText: "Carl Wolf (in einem Alarmierungsplan genannt) lässt sich nicht verständigen",
    });
    await carl.getByText("rund wird nicht benutzt: der Kanal Leitstelle ist aus").waitFor();
    const about = [...core.alarms.all()].find(({ point }) => point === "person/carl");
    await page.goto(`/alarms/${about?.id}`);
    await page.getByRole("heading", { name: /der Kanal Leitstelle ist aus/u }).waitFor();
    assert.doesNotMatch(await page.locator("main").innerText(), /person\/carl|tocsin\b/u);
    const report = await page.request.get(`/api/v1/alarms/${about?.id}/report?format=html&language=de`);
    const paper = await report.text();
    for (const words of ["der Kanal Leitstelle ist aus", "ganze Anlage"]) assert.ok(paper.includes(words), words);
    assert.doesNotMatch(paper, /\(person\/carl\)|\(tocsin\)/u);
  });
  assert.deepEqual(site.opened.complaints, []);
});
