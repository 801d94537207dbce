import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { control, controlSocket } from "./control.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-control-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("an order reaches the server of this folder and its answer comes back", async () => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(201, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ method: request.method, path: request.url, body: Buffer.concat(chunks).toString() }),
      );
    });
  });
  await once(server.listen(controlSocket(folder)), "listening");
  const answer = await control(folder).request("POST", "/api/v1/site/apply", { yaml: "ä" });
  server.close();
  assert.deepEqual(answer, { status: 201, body: { method: "POST", path: "/api/v1/site/apply", body: '{"yaml":"ä"}' } });
});

test("an answer that is no JSON comes as text", async () => {
  const server = createServer((_, response) => response.end("kind: person\n"));
  await once(server.listen(controlSocket(folder)), "listening");
  const answer = await control(folder).request("GET", "/api/v1/site");
  server.close();
  assert.deepEqual(answer, { status: 200, body: "kind: person\n" });
});

test("a server that breaks off is told", async () => {
  const server = createServer((request) => request.socket.destroy());
  await once(server.listen(controlSocket(folder)), "listening");
  await assert.rejects(control(folder).request("GET", "/"), {
    code: "unreachable",
    message: /broke off: the far side broke the connection off/,
  });
  server.close();
});

for (const [what, path] of [
  ["that is not there", "none"],
  ["on which nothing runs", "."],
] as const) {
  test(`a folder ${what}: told how to start the server`, async () => {
    await assert.rejects(control(join(folder, path)).request("GET", "/"), {
      code: "unreachable",
      message: /No Tocsin runs on .*"tocsin run"/,
    });
  });
}
