import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { enrolled, openTestCore, type TestCore } from "../../test/peers/api-core.ts";
import { makeAuthority } from "../../test/peers/authority.ts";
import { askSocket, HttpsClient } from "../../test/peers/https-client.ts";
import type { Listening } from "./listen.ts";

describe("the listeners", () => {
  let test: TestCore;
  let listening: Listening;
  let ca: string;
  let client: HttpsClient;
  let token: string;
  const folder = mkdtempSync(join(tmpdir(), "tocsin-control-"));

  before(async () => {
    test = await openTestCore();
    const authority = await makeAuthority();
    ca = authority.cert;
    listening = await test.api.listen({ host: "127.0.0.1", port: 0, ...(await authority.issue("localhost")) });
    client = new HttpsClient(listening.port, ca);
    await enrolled(test);
    const made = await test.access.tokenDesk.create(
      { name: "t", scopes: ["events:write"], expiresAt: null },
      { kind: "machine", id: "test" },
    );
    token = made.token;
  });
  after(async () => {
    client.close();
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const dial = async (): Promise<TLSSocket> => {
    const socket = connect({ host: "localhost", port: listening.port, ca, ALPNProtocols: ["http/1.1"] });
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    return socket;
  };
  /** All that the server says until it closes the connection. */
  const untilClosed = async (socket: TLSSocket): Promise<string> => {
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    if (!socket.closed) await once(socket, "close");
    return text;
  };

  it("N-070 P-050 speaks TLS 1.3 and nothing older", async () => {
    const socket = await dial();
    assert.equal(socket.getProtocol(), "TLSv1.3");
    socket.destroy();
    const old = connect({ host: "localhost", port: listening.port, ca, maxVersion: "TLSv1.2" });
    const [failure] = await once(old, "error").catch((thrown: unknown) => [thrown]);
    assert.match(String(failure), /protocol version/i);
  });

  it("P-100 cuts off who sends headers slowly, and goes on serving others", async () => {
    const slow = await Promise.all(Array.from({ length: 20 }, dial));
    for (const socket of slow) socket.write("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    assert.equal((await client.ask("GET", "/api/v1/status")).status, 200);
    const said = await Promise.all(slow.map(untilClosed));
    for (const text of said) assert.match(text, /^HTTP\/1\.1 408 /);
  });

  it("cuts off who sends a body slowly", async () => {
    const paths = ["/api/v1/session", "/api/v1/events"];
    const said = paths.map(async (path) => {
      const socket = await dial();
      const headers = `Host: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json`;
      socket.write(`POST ${path} HTTP/1.1\r\n${headers}\r\nContent-Length: 500\r\n\r\n{"id":`);
      return untilClosed(socket);
    });
    for (const text of await Promise.all(said)) assert.match(text, /^HTTP\/1\.1 408 /);
  });

  it("cuts off a body that comes slowly by HTTP/2", async () => {
    for (const path of ["/api/v1/session", "/api/v1/events"]) {
      const session = connectHttp2(`https://localhost:${listening.port}`, { ca });
      const stream = session.request(
        { ":method": "POST", ":path": path, authorization: `Bearer ${token}`, "content-type": "application/json" },
        { endStream: false },
      );
      stream.on("error", () => {});
      const answered = once(stream, "response");
      stream.write('{"id":');
      // A round trip on the same connection: the server has taken the request and its clock runs.
      const other = session.request({ ":path": "/api/v1/status" });
      other.resume();
      await once(other, "close");
      test.clock.advance(11_000);
      const [headers] = await answered;
      assert.equal(headers[":status"], 408, path);
      stream.close();
      session.close();
    }
  });

  it("P-100 refuses what is too large in every part", async () => {
    assert.equal((await client.ask("GET", `/api/v1/status?${"x".repeat(3000)}`)).status, 414);
    const big = await client.ask("POST", "/api/v1/session", {}, { id: "x".repeat(70_000), password: "x" });
    assert.equal(big.status, 413);
    assert.equal(JSON.parse(big.text).title, "Too large");
    const socket = await dial();
    socket.write(`GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Big: ${"x".repeat(20_000)}\r\n\r\n`);
    assert.match(await untilClosed(socket), /^HTTP\/1\.1 431 /);
  });

  it("answers garbage with a refusal and lives on", async () => {
    for (const garbage of [
      "\0\0\0\0\r\n\r\n",
      "GET\r\n\r\n",
      "POST / HTTP/9.9\r\n\r\n",
      "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
      "GET / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]) {
      const socket = await dial();
      socket.write(garbage);
      assert.match(await untilClosed(socket), /^HTTP\/1\.1 400 /, JSON.stringify(garbage));
    }
    assert.equal((await client.ask("GET", "/api/v1/status")).status, 200);
  });

  it("W-061 gives whoever may open the control socket an administrator's rights, and nobody else may open it", async () => {
    const path = join(folder, "control.sock");
    await test.api.listenControl(path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal((await askSocket(path, "GET", "/api/v1/tokens")).status, 200);
    const code = await askSocket(path, "POST", "/api/v1/enrolment/code");
    assert.equal(code.status, 201);
    assert.match(JSON.parse(code.text).code, /^[0-9A-Z-]{19}$/);
    // The same by TCP, whatever it says of itself.
    const byTcp = await client.ask("POST", "/api/v1/enrolment/code", {
      "x-tocsin-user": "root",
      forwarded: "for=127.0.0.1",
    });
    assert.equal(byTcp.status, 403);
  });

  it("renews its certificate without a restart", async () => {
    const other = await makeAuthority();
    const leaf = await other.issue("localhost");
    listening.renew?.(leaf.key, leaf.cert);
    const fresh = new HttpsClient(listening.port, other.cert);
    assert.equal((await fresh.ask("GET", "/api/v1/status")).status, 200);
    fresh.close();
  });
});
