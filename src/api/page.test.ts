import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openTestCore, type TestCore } from "../../test/peers/api-core.ts";
import { type Api, makeWhole } from "./server.ts";

describe("the operators' page", () => {
  let test: TestCore;
  let app: Api;
  const folder = mkdtempSync(join(tmpdir(), "tocsin-page-"));

  before(async () => {
    test = await openTestCore();
    mkdirSync(join(folder, "dist", "assets"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "not for browsers");
    writeFileSync(join(folder, "dist", "index.html"), "<title>Tocsin</title>");
    writeFileSync(join(folder, "dist", "bell.svg"), "<svg/>");
    writeFileSync(join(folder, "dist", "assets", "app-1a2b.js"), "1");
    app = await makeWhole({ ...test.core, pageFolder: join(folder, "dist") });
    await app.ready();
  });
  after(async () => {
    await app.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = (url: string, accept = "text/html") => app.inject({ url, headers: { accept } });

  it("N-080 is served at / and at every address that it routes itself", async () => {
    for (const url of ["/", "/alarms", "/alarms/17", "/people?x=1", "/points/plant/boiler.temperature"]) {
      const answer = await open(url);
      assert.deepEqual([answer.statusCode, answer.body], [200, "<title>Tocsin</title>"], url);
      assert.equal(answer.headers["cache-control"], "no-cache");
    }
  });

  it("N-044 P-064 lets a browser load from this server only", async () => {
    const { headers } = await open("/");
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /^default-src 'self';/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(String(headers["strict-transport-security"]), /max-age=\d{7,}/);
  });

  it("serves its files with their types; those that never change may be kept", async () => {
    const script = await open("/assets/app-1a2b.js", "*/*");
    assert.deepEqual([script.statusCode, script.headers["content-type"]], [200, "text/javascript; charset=utf-8"]);
    assert.match(String(script.headers["cache-control"]), /immutable/);
    assert.equal((await open("/bell.svg", "*/*")).headers["content-type"], "image/svg+xml");
  });

  for (const url of [
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/assets/none.js",
    "/api/v1/none",
    "/api",
    "/r",
    "/metrics/x",
  ]) {
    it(`answers ${url} with a problem document`, async () => {
      const answer = await open(url);
      assert.equal(answer.statusCode, 404, answer.body);
      assert.match(String(answer.headers["content-type"]), /problem\+json/);
    });
  }

  it("is served by a standby too", async () => {
    test.mode = "standby";
    assert.equal((await open("/")).statusCode, 200);
    test.mode = "active";
  });
});
