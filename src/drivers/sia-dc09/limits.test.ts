import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { type House, until } from "../../../test/contracts/driver-contract.ts";
import { withSite } from "../../../test/peers/dc09-site.ts";
import { framed } from "../../../test/peers/panel.ts";
import { PLAIN_VECTORS } from "./vectors.ts";

const KEY = "0123456789ABCDEF0123456789ABCDEF";
const wireOf = (what: string) => PLAIN_VECTORS.find((vector) => vector.what === what)?.wire ?? "";

describe("supervision", () => {
  const accounts = [{ account: "1234", name: "Warehouse", expectEverySec: 60, graceSec: 30 }];
  const states = (house: House) => house.links.filter(({ part }) => part === "1234").map(({ state }) => state);

  it("says that a panel is silent, after its interval and grace, and that it is back", () =>
    withSite({ accounts }, async ({ house, clock, panel }) => {
      const one = panel();
      assert.equal(await one.linkTest(), "ack");
      assert.deepEqual(states(house), ["up"]);
      clock.advance(60_000);
      assert.equal(await one.send("NRP"), "ack"); // an event restarts the wait too
      clock.advance(89_999);
      assert.deepEqual(states(house), ["up"]);
      clock.advance(1);
      assert.deepEqual(states(house), ["up", "down"]);
      assert.equal(
        house.links.at(-1)?.why,
        "account 1234 (Warehouse) was not heard for 90 s, and must be every 60 s: look at the panel and its way here",
      );
      clock.advance(1_000_000);
      assert.deepEqual(states(house), ["up", "down"]);
      assert.equal(await one.linkTest(), "ack");
      assert.deepEqual(states(house), ["up", "down", "up"]);
      clock.advance(90_000);
      assert.deepEqual(states(house), ["up", "down", "up", "down"]);
    }));

  it("says it too of one that was never heard, and not for what is refused", () =>
    withSite({ accounts }, async ({ house, clock, panel }) => {
      clock.advance(89_000);
      await panel().exchange(framed('"XXX"0001L0#1234[#1234|x]'));
      clock.advance(1_000);
      assert.deepEqual(states(house), ["down"]);
    }));

  it("of 1,000 panels costs a timer each and nothing per message", () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ account: String(100_000 + index), expectEverySec: 60 }));
    return withSite({ accounts: many }, async ({ clock, house, panel }) => {
      assert.equal(clock.pending, 1000);
      const one = panel({ account: "100000" });
      for (let turn = 0; turn < 10; turn++) assert.equal(await one.linkTest(), "ack");
      assert.equal(clock.pending, 1001); // and the review of connections
      clock.advance(90_000);
      assert.equal(house.links.filter(({ state }) => state === "down").length, 1000);
    });
  });
});

describe("limits", () => {
  it("P-135 P-100 one that writes slowly is cut off and blocks nobody", () =>
    withSite({ limits: { partialFrameSec: 10 } }, async ({ house, clock, session, panel }) => {
      const slow = await panel().connect();
      const closed = once(slow, "close");
      slow.write('\nD9650026"SIA');
      await until(() => session.connections === 1);
      for (let turn = 0; turn < 3; turn++) {
        assert.equal(await panel().send("Nri1/BA003"), "ack");
        clock.advance(3_000);
        slow.write("-"); // a byte now and then does not help
      }
      // Answered after the byte above, on a connection of its own: the receiver has read both.
      assert.equal(await panel().send("Nri1/BA003"), "ack");
      clock.advance(2_000);
      await closed;
      assert.ok(
        house.refusals.some(
          ({ why }) => why === "the connection of 127.0.0.1 was ended: a frame was not finished within 10 s",
        ),
      );
      await until(() => house.refusals.some(({ why }) => /a frame that breaks off/.test(why)));
    }));

  it("one that says nothing is cut off", () =>
    withSite({ limits: { idleSec: 60 } }, async ({ house, clock, session, panel }) => {
      const idle = await panel().connect();
      const closed = once(idle, "close");
      await until(() => session.connections === 1);
      clock.advance(61_000);
      await closed;
      assert.match(house.refusals[0]?.why ?? "", /ended: nothing came for 60 s/);
    }));

  it("P-135 connections are limited in all and per address", async () => {
    for (const limits of [{ connections: 2 }, { connectionsPerAddress: 2 }]) {
      await withSite({ limits }, async ({ house, session, panel }) => {
        const first = await panel().connect();
        await panel().connect();
        await until(() => session.connections === 2);
        const third = await panel().connect();
        if (!third.destroyed) await once(third, "close");
        assert.match(house.refusals[0]?.why ?? "", /2 connections already: raise the limit/);
        first.destroy();
        await until(() => session.connections === 1);
        assert.equal(await panel().send("NBA1"), "ack");
      });
    }
  });

  it("one that sends noise without end is cut off", () =>
    withSite({ limits: { noiseBytes: 1000 } }, async ({ house, panel }) => {
      const noisy = await panel().connect();
      const closed = once(noisy, "close");
      noisy.write("x".repeat(600));
      noisy.write("x".repeat(600));
      await closed;
      assert.ok(house.refusals.some(({ why }) => /1200 bytes came that are no frames/.test(why)));
      assert.equal(await panel().send("NBA1"), "ack");
    }));

  it("a frame longer than allowed is not answered", () =>
    withSite({ limits: { frameBytes: 64 } }, async ({ house, panel }) => {
      const one = panel();
      await one.push(one.message(`#1234|NBA1^${"x".repeat(100)}^`));
      assert.equal(await one.send("NBA1"), "ack");
      assert.match(house.refusals[0]?.why ?? "", /a frame that is longer than allowed/);
    }));

  it("strangers get so many answers a second, panels with a wrong clock still theirs", () =>
    withSite(
      { limits: { refusalsPerSec: 2 }, accounts: [{ account: "1234", key: KEY }] },
      async ({ house, clock, panel }) => {
        const stranger = panel({ account: "9999" });
        for (let turn = 0; turn < 4; turn++) assert.equal(await stranger.send("NBA1"), "duh");
        await stranger.push(stranger.message("#9999|NBA1"));
        await until(() => house.refusals.length === 5);
        assert.equal(stranger.answers.length, 4);
        assert.equal(house.candidates.length, 4);
        assert.equal(await panel({ key: KEY, now: () => clock.now() - 99_000 }).linkTest(), "nak");
      },
    ));

  it("datagrams beyond those being stored are dropped, and that is told", () =>
    withSite({ limits: { datagramsUnderWay: 2 } }, async ({ house, panel }) => {
      const stored = Promise.withResolvers<void>();
      house.storing = () => stored.promise;
      const one = panel({ udp: true });
      for (let zone = 1; zone <= 3; zone++) await one.push(one.message(`#1234|NBA${zone}`));
      await until(() => house.refusals.length === 1);
      assert.equal(house.reports.length, 2);
      assert.match(house.refusals[0]?.why ?? "", /2 UDP messages are being stored already: dropped/);
      stored.resolve();
      await until(() => one.answers.length === 2);
    }));

  it("messages in a row on one connection are answered in their order", () =>
    withSite({}, async ({ house, panel }) => {
      const one = panel();
      await one.push(Buffer.concat(Array.from({ length: 90 }, (_, zone) => one.message(`#1234|NBA${zone}`))));
      await until(() => one.answers.length === 90);
      assert.deepEqual(
        one.answers.map((answer) => answer.slice(5, 9)),
        Array.from({ length: 90 }, (_, index) => String(index + 1).padStart(4, "0")),
      );
      assert.equal(house.stored.length, 90);
    }));

  it("a panel that closes its side after sending is answered all the same", () =>
    withSite({}, async ({ session }) => {
      const socket = connect({ host: "127.0.0.1", port: session.port });
      socket.end(wireOf("a burglary"));
      let answer = "";
      socket.on("data", (chunk: Buffer) => {
        answer += chunk.toString("latin1");
      });
      await once(socket, "close");
      assert.equal(answer, wireOf("an ACK"));
    }));
});
