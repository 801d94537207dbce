import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { comesToMatch } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { openFarSide } from "../peers/http-far-side.ts";

const skip = !existsSync(CHROMIUM) && "chromium is not installed";

/** Debian's Chromium against the whole server: how messages reach people, as an integrator sets it up. Debian package `chromium`. */
test("a channel is tried out, its words are written, somebody sleeps, and what waits for them is given up", {
  skip,
}, async (t) => {
  const answers = { status: 200 };
  const far = await openFarSide(t, () => ({ ...answers, body: "thanks" }));
  await using site = await BrowserSite.open();
  const { page } = site;
  await site.enrol();
  const secret = "a secret of sixteen";
  const put = async (path: string, body: object) => {
    const answer = await page.request.fetch(path, { method: "PUT", data: body, headers: { origin: site.url } });
    assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  };
  await put("/api/v1/site/channel/hook", { name: "Control room", kind: "webhook", settings: { secret } });
  const methods = [{ id: "hook", channel: "hook", address: `${far.url}/anna` }];
  await put("/api/v1/site/person/anna", { name: "Anna", methods });
  const accessible = async () => assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations, []);

  await t.test("the test button shows the dialogue with the far side, whatever comes of it", async () => {
    await page.goto("/channels");
    await page.getByRole("button", { name: "Test… Control room" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("To", { exact: true }).selectOption({ label: `Anna: ${far.url}/anna` });
    await dialog.getByRole("button", { name: "Send the test" }).click();
    const trial = dialog.getByTestId("trial");
    await trial.getByText(/^(Taken|Delivered)\.$/).waitFor();
    const said = (await trial.textContent()) ?? "";
    assert.match(said, /POST \/anna[\s\S]*HTTP 200[\s\S]*thanks/);
    assert.equal(said.includes(secret), false);
    await accessible();
    await dialog.getByLabel("To", { exact: true }).selectOption({ label: "Another address" });
    await dialog.getByLabel(/^Address( \*)?$/).fill("https://nowhere.invalid/");
    await dialog.getByRole("button", { name: "Send the test" }).click();
    await trial.getByText(/^(Refused|Failed)\.$/).waitFor();
    await comesToMatch(() => trial.textContent(), /nowhere\.invalid/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  await t.test("a template shows what it would say, and why it can't be", async () => {
    await page.goto("/message-templates");
    await page.getByText("No templates: Tocsin's own words are used").waitFor();
    await page.getByRole("button", { name: "Add a template" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Name( \*)?$/).fill("Night words");
    await dialog.getByLabel(/^Id( \*)?$/).fill("night-words");
    await dialog.getByLabel(/^Text( \*)?$/).fill("{{nonsense}}");
    await dialog.getByText("There is no preview.").waitFor();
    await dialog.getByLabel(/^Text( \*)?$/).fill("Wake up: {{text}}");
    await dialog
      .getByTestId("preview")
      .getByText(/^Wake up: /)
      .first()
      .waitFor();
    await accessible();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByTestId("templates").getByRole("heading", { name: "Night words" }).waitFor();
  });

  await t.test("somebody's quiet hours are written by hand", async () => {
    await page.goto("/people/anna");
    await page.getByRole("button", { name: "Add quiet hours" }).click();
    await page.getByLabel(/^From( \*)?$/).fill("21:30");
    await page.getByLabel("Withhold this priority and milder").selectOption({ label: "Low" });
    await accessible();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const saved = async () => {
      const answer = await page.request.get("/api/v1/site/person/anna");
      return ((await answer.json()) as { quietHours?: { upTo: string; windows: { from: string }[] }[] }).quietHours;
    };
    while (!(await saved())?.length) await page.waitForTimeout(50);
    assert.deepEqual(
      (await saved())?.map(({ upTo, windows }) => [upTo, windows[0]?.from]),
      [["low", "21:30"]],
    );
  });

  await t.test("what waits for one person is given up, with a reason", async () => {
    answers.status = 503;
    const sent = await page.request.post("/api/v1/persons/anna/methods/hook/test", {
      headers: { origin: site.url },
    });
    assert.ok(sent.ok(), await sent.text());
    await page.goto("/channels");
    await page.getByRole("button", { name: "Purge waiting messages…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Whose messages").selectOption({ label: "Anna" });
    await dialog.getByLabel("Reason").fill("the receiver was replaced");
    await accessible();
    await dialog.getByRole("button", { name: "Purge waiting messages" }).click();
    await page.getByText("One message was purged.").waitFor();
    await page.goto("/deliveries");
    await page.locator("main li, main tr").filter({ hasText: "Control room" }).first().waitFor();
    await accessible();
  });

  assert.deepEqual(site.opened.complaints, []);
});
