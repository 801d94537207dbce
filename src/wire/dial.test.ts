import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { Fault } from "#kernel/fault.ts";
import { VirtualClock } from "../../test/peers/virtual-clock.ts";
import { dial } from "./dial.ts";

async function listening() {
  const server = createServer((socket) => socket.resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

const fault = (code: string, says: RegExp) => (thrown: unknown) =>
  thrown instanceof Fault && thrown.code === code && says.test(thrown.message);

describe("dialling", () => {
  it("connects, and leaves no timer", async () => {
    await using server = await listening();
    const clock = new VirtualClock();
    const socket = await dial({ host: "127.0.0.1", port: server.port, timeoutMs: 1000, clock });
    assert.equal(clock.pending, 0);
    assert.equal(socket.listenerCount("error"), 0);
    socket.destroy();
  });

  it("says who does not listen", async () => {
    const { port } = await (async () => {
      await using server = await listening();
      return server;
    })();
    const clock = new VirtualClock();
    await assert.rejects(
      dial({ host: "127.0.0.1", port, timeoutMs: 1000, clock }),
      fault("unreachable", new RegExp(`cannot connect to 127.0.0.1:${port}: .*ECONNREFUSED`)),
    );
    assert.equal(clock.pending, 0);
  });

  it("gives up in time", async () => {
    await using server = await listening();
    const clock = new VirtualClock();
    const dialled = dial({ host: "127.0.0.1", port: server.port, timeoutMs: 1000, clock });
    clock.advance(1000); // before the event loop turns, and so before the answer
    await assert.rejects(dialled, fault("timed-out", /did not answer within 1000 ms/));
  });

  it("gives up when told, before and while it connects", async () => {
    await using server = await listening();
    const stop = new AbortController();
    const clock = new VirtualClock();
    const dialled = dial({ host: "127.0.0.1", port: server.port, timeoutMs: 1000, clock, signal: stop.signal });
    stop.abort();
    await assert.rejects(dialled, fault("not-active", /given up/));
    await assert.rejects(
      dial({ host: "127.0.0.1", port: server.port, timeoutMs: 1000, clock, signal: stop.signal }),
      fault("not-active", /given up/),
    );
    assert.equal(clock.pending, 0);
  });
});
