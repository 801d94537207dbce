import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Fault } from "#kernel/fault.ts";
import { until } from "../../../test/contracts/driver-contract.ts";
import { makeAuthority } from "../../../test/peers/authority.ts";
import { withSite } from "../../../test/peers/dc09-site.ts";
import { BINARY_CRC_VECTOR, CIPHER_VECTORS, HEARTBEAT_VECTOR, PLAIN_VECTORS, UNOPENABLE_VECTORS } from "./vectors.ts";

const KEYS = { 128: "0123456789ABCDEF0123456789ABCDEF", 192: "00".repeat(23) + "17", 256: "00".repeat(31) + "1F" };
const wireOf = (what: string) => PLAIN_VECTORS.find((vector) => vector.what === what)?.wire ?? "";
const bytes = (wire: string) => Buffer.from(wire, "latin1");

for (const udp of [false, true]) {
  describe(`a panel by ${udp ? "UDP" : "TCP"}`, () => {
    const dials = { udp };

    it("is acknowledged, and its event stored", () =>
      withSite({}, async ({ house, panel }) => {
        const one = panel(dials);
        assert.equal(await one.send("Nri1/BA003"), "ack");
        assert.deepEqual(one.answers, ['"ACK"0001L0#1234[]']);
        const [report] = house.stored;
        assert.equal(report?.point, "1234/1/003");
        assert.equal(report?.raw, '"SIA-DCS"0001L0#1234[#1234|Nri1/BA003]');
        assert.deepEqual(house.refusals, []);
        assert.deepEqual(
          house.links.map(({ state, part }) => [state, part]),
          [
            ["up", undefined],
            ["up", "1234"],
          ],
        );
      }));

    for (const [bits, key] of Object.entries(KEYS)) {
      it(`is acknowledged in AES-${bits}`, () =>
        withSite({ accounts: [{ account: "1234", key }] }, async ({ house, panel }) => {
          const one = panel({ ...dials, key });
          assert.equal(await one.contactId("1130 01 003"), "ack");
          assert.equal(await one.linkTest(), "ack");
          assert.deepEqual(one.answers, [
            '"*ACK"0001L0#1234[]_12:00:00,01-15-2026',
            '"*ACK"0002L0#1234[]_12:00:00,01-15-2026',
          ]);
          assert.equal(house.stored.filter(({ kind }) => kind === "raise").length, 1);
          assert.equal(house.stored.at(-1)?.raw, '"*ADM-CID"0001L0#1234[#1234|1130 01 003]_12:00:00,01-15-2026');
        }));
    }

    it("that repeats is acknowledged each time, with one and the same key for the house to tell", () =>
      withSite({}, async ({ house, panel }) => {
        const one = panel(dials);
        const alarm = one.message("#1234|Nri1/BA003");
        for (let turn = 0; turn < 5; turn++) assert.equal(await one.exchange(alarm), "ack");
        assert.equal(new Set(house.stored.map(({ dedupeKey }) => dedupeKey)).size, 1);
        assert.equal(await one.send("Nri1/BA003"), "ack");
        assert.equal(new Set(house.stored.map(({ dedupeKey }) => dedupeKey)).size, 2);
      }));

    it("repeats with the same sequence until it is answered", () =>
      withSite({}, async ({ house, panel }) => {
        house.storing = () => {
          house.storing = () => Promise.resolve();
          return Promise.reject(new Fault("overloaded", "the database is away"));
        };
        assert.equal(await panel({ ...dials, waitMs: 200, attempts: 20 }).send("Nri1/BA003"), "ack");
        assert.equal(house.stored.length, 1);
        assert.equal(house.reports[0]?.dedupeKey, house.stored[0]?.dedupeKey);
      }));

    it("with two events in one message is acknowledged when both are stored", () =>
      withSite({}, async ({ house, panel }) => {
        const second = Promise.withResolvers<void>();
        house.storing = ({ point }) => (point === "1234/1/002" ? second.promise : Promise.resolve());
        const one = panel(dials);
        const answer = one.send("Nri1/BA01/BA02");
        await until(() => house.stored.length === 1);
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(one.answers, []);
        second.resolve();
        assert.equal(await answer, "ack");
        assert.equal(house.stored.length, 2);
      }));

    it("with a wrong CRC is not answered, then is", () =>
      withSite({}, async ({ house, panel }) => {
        const one = panel(dials);
        const damaged = one.message("#1234|Nri1/BA003");
        damaged[3] = (damaged[3] ?? 0) === 0x30 ? 0x31 : 0x30;
        await one.push(damaged);
        assert.equal(await one.send("Nri1/BA004"), "ack");
        assert.deepEqual(one.answers, ['"ACK"0002L0#1234[]']);
        assert.match(house.refusals[0]?.why ?? "", /127\.0\.0\.1 sent a frame whose CRC is wrong: not answered/);
        assert.equal(house.refusals[0]?.raw, damaged.toString("latin1"));
      }));

    it("of an unknown account is refused and offered for adoption", () =>
      withSite({}, async ({ house, panel }) => {
        assert.equal(await panel({ ...dials, account: "77AA", line: "2" }).contactId("1130 01 003"), "duh");
        assert.deepEqual(house.stored, []);
        assert.equal(house.refusals[0]?.why, "127.0.0.1: account 77AA is not configured: add it to the source");
        assert.deepEqual(house.candidates, [
          { key: "77AA", about: { from: "127.0.0.1", token: "ADM-CID", encrypted: "no", receiver: "", line: "2" } },
        ]);
      }));
  });
}

describe("the vectors, as a receiver answers them", () => {
  const cases: [what: string, answer: string, reports: number][] = [
    ["a text event", '"ACK"0001RF3L77#1234[]', 1],
    ["empty data", '"ACK"0001L0#1234[]', 0],
    ["an automatic test", '"ACK"0002#0123[]', 1],
    ["a closing by Contact ID", '"ACK"0247R4F39L4F39#4F39[]', 2],
    ["a burglary", '"ACK"0001L0#1234[]', 1],
    ["a burglary with text", '"ACK"0002R1L2#1234[]', 1],
    ["a link test", '"ACK"0005L0#1234[]', 0],
    ["a link test with a timestamp", '"ACK"0000R0L0#1234[]', 0],
    ["a fire with extended data", '"ACK"0006L0#1234[]', 1],
    ["two events", '"ACK"0010L0#1234[]', 2],
    ["a trouble still present", '"ACK"0009L0#1234[]', 1],
    ["a header without account", '"ACK"9999R0001L0001[]', 2],
    ["no inner account", '"ACK"6002L0#AAA[]', 1],
    ["no inner account, closing", '"ACK"6002L0#AAA[]', 2],
    ["an unknown token", '"DUH"0011L0#1234[]', 0],
  ];
  const accounts = ["1234", "0123", "4F39", "006969", "AAA"].map((account) => ({ account }));
  for (const [what, answer, reports] of cases) {
    it(`${what}: ${answer}`, () =>
      withSite({ accounts }, async ({ house, panel }) => {
        const one = panel();
        await one.exchange(bytes(wireOf(what)));
        assert.deepEqual(one.answers, [answer]);
        assert.equal(house.stored.length, reports);
      }));
  }

  for (const { what, key, wire } of CIPHER_VECTORS) {
    if (wire.includes("ACK")) continue;
    it(`${what}: an encrypted ACK`, () => {
      const account = wire.slice(wire.indexOf("#") + 1, wire.indexOf("["));
      return withSite({ accounts: [{ account, key, timeWindow: "off" }] }, async ({ panel }) => {
        const hex = key.length === 16 ? Buffer.from(key).toString("hex") : key;
        const one = panel({ account, key: hex });
        assert.equal(await one.exchange(bytes(wire)), "ack");
        assert.match(one.answers[0] ?? "", /^"\*ACK"\d{4}.*\[\]_12:00:00,01-15-2026$/);
      });
    });
  }

  for (const { what, account, wire } of UNOPENABLE_VECTORS) {
    it(`${what}: DUH, an alarm, and no event`, () =>
      withSite({ accounts: [{ account, key: "A".repeat(16), timeWindow: "off" }] }, async ({ house, panel }) => {
        assert.equal(await panel({ account }).exchange(bytes(wire)), "duh");
        assert.deepEqual(
          house.stored.map(({ point, kind, condition }) => [point, kind, condition]),
          [[`${account}/0/system`, "raise", "decryption-failed"]],
        );
      }));
  }

  it("a heartbeat of a receiver: a bare ACK", () =>
    withSite({}, async ({ panel }) => {
      const socket = await panel().connect();
      socket.removeAllListeners("data");
      socket.write(HEARTBEAT_VECTOR);
      const [answer] = (await once(socket, "data")) as [Buffer];
      assert.equal(answer.toString(), '"ACK"');
    }));

  it("a CRC of two bytes: an ACK alike", () =>
    withSite({}, async ({ panel }) => {
      assert.equal(await panel({ binaryCrc: true }).exchange(bytes(BINARY_CRC_VECTOR)), "ack");
    }));
});

describe("TLS", () => {
  it("carries the same, and refuses those who speak plain", async () => {
    const authority = await makeAuthority();
    const { key, cert } = await authority.issue("localhost");
    await withSite({ udp: false, tls: { certificate: cert, key } }, async ({ house, session, panel }) => {
      const secured = panel({ tls: { ca: authority.cert } });
      assert.equal(await secured.send("Nri1/BA003"), "ack");
      assert.equal(house.links[0]?.why, `listening on 127.0.0.1:${session.port} by TLS`);
      const plain = await panel().connect();
      const closed = once(plain, "close");
      plain.write(wireOf("a burglary"));
      await closed;
      assert.match(house.refusals[0]?.why ?? "", /the TLS handshake failed/);
      assert.equal(house.stored.length, 1);
      await secured.close();
      await until(() => session.connections === 0);
    });
  });

  it("gives a handshake its time and no more", async () => {
    const { key, cert } = await (await makeAuthority()).issue("localhost");
    await withSite({ tls: { certificate: cert, key } }, async ({ house, clock, session, panel }) => {
      const mute = await panel().connect();
      const closed = once(mute, "close");
      await until(() => session.connections === 1);
      clock.advance(11_000);
      await closed;
      assert.ok(house.refusals.some(({ why }) => /no TLS handshake within 10 s/.test(why)));
    });
  });
});
