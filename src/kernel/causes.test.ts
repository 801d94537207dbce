import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { describe, it } from "node:test";
import { connect as connectTls } from "node:tls";
import { CAUSES } from "./causes.ts";
import { saying } from "./fault.ts";

/** What a real attempt fails with. */
async function failureOf(begin: (fail: (thrown: unknown) => void) => void): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  begin(resolve);
  return saying(await promise);
}

async function listening(server: ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("what the system and Node say is said in words, with what they said behind them", () => {
  it("nobody listens", async () => {
    const server = createTcpServer();
    const port = await listening(server);
    server.close();
    await once(server, "close");
    assert.equal(
      await failureOf((fail) => connect(port, "127.0.0.1").once("error", fail)),
      `nobody takes connections there (connect ECONNREFUSED 127.0.0.1:${port})`,
    );
  });

  it("the port is taken", async () => {
    await using server = createTcpServer();
    const port = await listening(server);
    const said = await failureOf((fail) => createTcpServer().once("error", fail).listen(port, "127.0.0.1"));
    assert.match(said, /^another program of this machine uses that port \(listen EADDRINUSE: .*\)$/);
  });

  it("the far side hangs up", async () => {
    await using server = createServer((request) => request.socket.destroy());
    const port = await listening(server);
    assert.equal(
      await failureOf((fail) => get({ port, host: "127.0.0.1", agent: false }).once("error", fail)),
      "the far side broke the connection off (socket hang up)",
    );
  });

  it("it does not speak TLS", async () => {
    await using server = createTcpServer((socket) => {
      socket.on("error", () => {}).once("data", () => socket.end("220 plain.example says hello\r\n"));
    });
    const port = await listening(server);
    const client = connectTls({ port, host: "127.0.0.1" });
    assert.match(await failureOf((fail) => client.once("error", fail)), /^it does not speak TLS there \(.*\)$/s);
    client.destroy();
  });

  it("several attempts are said each", () => {
    const gone = Object.assign(new Error("connect ECONNREFUSED ::1:25"), { code: "ECONNREFUSED" });
    const mute = Object.assign(new Error("connect ETIMEDOUT 127.0.0.1:25"), { code: "ETIMEDOUT" });
    assert.equal(
      saying(new AggregateError([gone, mute])),
      "nobody takes connections there (connect ECONNREFUSED ::1:25); no answer came in time (connect ETIMEDOUT 127.0.0.1:25)",
    );
  });

  it("what there are no words for stays as it was said", () => {
    for (const code of [undefined, 7, "toString", "ENOENT", "unreachable"])
      assert.equal(saying(Object.assign(new Error("as it was said"), { code })), "as it was said");
    assert.equal(saying(new TypeError()), "TypeError");
  });

  it("words have no full stop and no brackets of their own, for they stand within sentences", () => {
    for (const words of Object.values(CAUSES)) assert.doesNotMatch(words, /[().;]|^[A-Z]/);
  });
});
