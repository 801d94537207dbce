import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { becomes } from "../peers/becomes.ts";
import { CHROMIUM } from "../peers/browser.ts";
import { BrowserSite } from "../peers/browser-site.ts";
import { pngOf } from "../peers/png.ts";

const MB = 1024 * 1024;
const OWNED = "window.hacked = document.title = 'hacked'";
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="${OWNED}">
  <script>${OWNED}</script><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:${OWNED}"/></foreignObject>
  <rect width="40" height="30"/></svg>`;

/** All white, one bit a pixel. However large, it is small. */
function png(width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
  return pngOf({ width, height, bitDepth: 1, colourType: 0, rows, level: 9 });
}

/** Debian's Chromium against the whole server: files that are too large, too many pixels, damaged or not what they say. Debian package `chromium`. */
describe("uploads in Chromium", { skip: !existsSync(CHROMIUM) && "chromium is not installed" }, () => {
  let site: BrowserSite;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), "tocsin-uploads-"));
  const complaints: string[] = [];
  let alarm = 0;

  before(async () => {
    site = await BrowserSite.open();
    await site.enrol();
    ({ page } = site);
    page.setDefaultTimeout(60_000);
    page.on("dialog", (dialog) => {
      // Whether what was begun shall be lost is a good question, and answered with yes.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      return void complaints.push(`a dialog: ${dialog.message()}`);
    });
    await site.put("setting/site", { files: { largestMb: 50 }, approvals: { fourEyes: "off" } });
    await site.put("source/building", { name: "Building", driver: "http" });
    await site.put("area/hall", { name: "Hall" });
    await site.put("point/building/pump", { source: "building", address: "pump", name: "Pump", area: "hall" });
    await site.put("procedure/leak", {
      name: "Leak",
      sources: ["building"],
      steps: [{ id: "photo", type: "attachment", text: "A photograph of it" }],
    });
    const facts = { kind: "raise", category: "technical", condition: "fault", priority: "high", raw: "" } as const;
    await site.server.core.report("building", [{ point: "pump", text: "The pump stands", ...facts }]);
    const found = [...site.server.core.alarms.all()].find(({ point }) => point === "pump") ?? assert.fail("no alarm");
    alarm = found.id;
    await site.ask("POST", `/api/v1/alarms/${alarm}/procedures`, { procedure: "leak", occurrence: found.occurrence });
  });
  afterEach(() => page?.unrouteAll({ behavior: "ignoreErrors" }));
  after(async () => {
    await site?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** A file on disk; beyond its content there are zeros up to so many bytes. */
  function file(name: string, content: Buffer | string, bytes?: number): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    if (bytes !== undefined) truncateSync(path, bytes);
    return path;
  }

  /** As a program sends it. */
  async function sent(name: string, content: Buffer | string): Promise<{ status: number; id: string; detail: string }> {
    const answer = await page.request.fetch(`/api/v1/files?name=${name}`, {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin", "content-type": "image/png" },
      data: Buffer.from(content),
    });
    const { id, detail } = (await answer.json()) as { id: string; detail: string };
    return { status: answer.status(), id, detail };
  }

  /** Where files are chosen, and where it says what became of them. */
  const PLACES: readonly (readonly [where: string, at: () => Promise<Locator>])[] = [
    [
      "for a plan",
      async () => {
        await page.goto("/plans");
        await page.getByRole("button", { name: "New plan" }).click();
        return page.getByRole("dialog");
      },
    ],
    [
      "among the files",
      async () => {
        await page.goto("/files");
        return page.getByTestId("drop-area");
      },
    ],
    [
      "for a step of a procedure",
      async () => {
        await page.goto(`/alarms/${alarm}`);
        return page.getByTestId("step-form");
      },
    ],
  ];

  for (const [where, at] of PLACES) {
    test(`${where}: 50 MB and one byte, and 20,000 × 20,000 pixels in a small file, are refused in words, before anything is sent`, async () => {
      const posted: string[] = [];
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().includes("/files")) posted.push(request.url());
      });
      const place = await at();
      const input = place.locator("input[type=file]").first();
      const bomb = png(20_000, 20_000);
      assert.ok(bomb.length < 100_000, String(bomb.length));
      await input.setInputFiles(file("bomb.png", bomb));
      await place
        .getByRole("alert")
        .getByText(/The picture has 20000 × 20000 pixels, and \d+ million are allowed/)
        .waitFor();
      await input.setInputFiles(file("large.png", png(4, 4), 50 * MB + 1));
      await place.getByRole("alert").getByText("The file has 50.1 MB, and 50 MB are allowed.").waitFor();
      assert.deepEqual(posted, []);
    });
  }

  test("50 MB are taken; of one byte more that is sent all the same, the page says in the server's words that it was refused", async () => {
    await page.goto(`/alarms/${alarm}`);
    const form = page.getByTestId("step-form");
    const input = form.locator("input[type=file]");
    await input.setInputFiles(file("just.png", png(4, 4), 50 * MB));
    await form.getByText("Attached: just.png").waitFor({ timeout: 60_000 });
    // As if the limit had been a higher one when the page asked.
    await page.route(/\/files\?limit=1$/, async (route) => {
      const answer = await route.fetch();
      const told = (await answer.json()) as { stored: object };
      await route.fulfill({ json: { ...told, stored: { ...told.stored, largestBytes: 100 * MB } } });
    });
    await input.setInputFiles(file("more.png", png(4, 4), 50 * MB + 1));
    await form
      .getByRole("alert")
      .getByText(/A file may have 50 MB \(files\.largestMb/)
      .waitFor({ timeout: 60_000 });
    await becomes(() => form.getByText("Attached: more.png").count(), 0);
  });

  test("the server takes no picture that no screen could show, wherever in the file it says how large it is", async () => {
    const late = Buffer.concat([
      Buffer.from("ffd8", "hex"),
      ...Array.from({ length: 6 }, () => Buffer.concat([Buffer.from("ffe1ffff", "hex"), Buffer.alloc(65_533)])),
      Buffer.from("ffc00011084e204e2003012200021101031101", "hex"),
      Buffer.alloc(100),
    ]);
    for (const content of [png(20_000, 20_000), png(16_000, 16_000), late]) {
      const { status, detail } = await sent("bomb.png", content);
      assert.equal(status, 422);
      assert.match(detail, /The picture has \d+ × \d+ pixels, and screens show 120 million at most, 16384 a side/);
    }
  });

  test("a picture that is cut off is refused where it is read, and elsewhere it stands in words that it can't be shown", async () => {
    await page.goto("/");
    const whole = await page.evaluate<string>(`(async () => {
      const canvas = new OffscreenCanvas(600, 400);
      canvas.getContext("2d").fillRect(50, 50, 300, 200);
      const blob = await canvas.convertToBlob({ type: "image/jpeg" });
      return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
    })()`);
    const jpeg = Buffer.from(whole, "base64");
    // Up to the scan: there is no pixel in it.
    const cut = jpeg.subarray(0, jpeg.indexOf(Buffer.from("ffda", "hex")));
    await page.goto("/plans");
    await page.getByRole("button", { name: "New plan" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").first().setInputFiles(file("cut.jpg", cut));
    await dialog.getByRole("alert").getByText("This browser can't read cut.jpg as a picture.").waitFor();
    const { id } = await sent("cut.jpg", cut);
    await site.put("area/hall", { name: "Hall", pictures: [id] });
    await page.goto(`/alarms/${alarm}`);
    await page
      .getByTestId("guidance")
      .getByText(/Picture 1, from Hall: this browser can't show it/)
      .waitFor();
  });

  test("a web page that calls itself a picture is refused in words", async () => {
    const html = `<!DOCTYPE html><html><body onload="${OWNED}"><script>${OWNED}</script></body></html>`;
    for (const [where, at] of PLACES) {
      const place = await at();
      await place.locator("input[type=file]").first().setInputFiles(file("photo.png", html));
      await place
        .getByRole("alert")
        .getByText(where === "for a plan" ? "can't read photo.png as a picture" : "This is no picture and no document")
        .waitFor();
    }
  });

  test("a drawing with a script that calls itself a photograph is shown and runs nothing, in its page and by its own address", async () => {
    await page.goto(`/alarms/${alarm}`);
    const form = page.getByTestId("step-form");
    await form.locator("input[type=file]").setInputFiles(file("photo.png", SVG));
    await form.getByText("Attached: photo.png").waitFor();
    const { id } = await sent("photo.png", SVG);
    await site.put("area/hall", { name: "Hall", pictures: [id] });
    await page.goto(`/alarms/${alarm}`);
    const shown = page.locator("[data-testid=guidance] img");
    await shown.scrollIntoViewIfNeeded();
    await shown.evaluate("(picture) => picture.decode()");
    assert.equal(await page.evaluate("window.hacked"), undefined);
    const answer = await page.goto(`/api/v1/files/${id}`);
    const headers = answer?.headers() ?? {};
    assert.deepEqual(
      [headers["content-type"], headers["x-content-type-options"], headers["content-security-policy"]],
      ["image/svg+xml", "nosniff", "sandbox; default-src 'none'; style-src 'unsafe-inline'"],
    );
    assert.match(headers["content-disposition"] ?? "", /^inline; filename\*=UTF-8''photo\.png$/);
    await page.locator("svg rect").waitFor();
    assert.notEqual(await page.title(), "hacked");
  });

  test("a document is put on disk instead of being opened here", async () => {
    const { id } = await sent(
      "sheet.pdf",
      "%PDF-1.4\n1 0 obj\n<< /OpenAction << /S /JavaScript >> >>\nendobj\n%%EOF\n",
    );
    const answer = await page.request.get(`/api/v1/files/${id}`);
    assert.match(answer.headers()["content-disposition"] ?? "", /^attachment; /);
    assert.equal(answer.headers()["x-content-type-options"], "nosniff");
  });

  test("nothing of it failed otherwise", () => {
    const known = /status of 4(13|15|22)|Blocked script execution|Content Security Policy|sandbox/;
    assert.deepEqual([...complaints, ...site.opened.complaints.filter((one) => !known.test(one))], []);
  });
});
