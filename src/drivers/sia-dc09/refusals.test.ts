import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { House } from "../../../test/contracts/driver-contract.ts";
import { withSite } from "../../../test/peers/dc09-site.ts";
import { framed } from "../../../test/peers/panel.ts";
import { VirtualClock } from "../../../test/peers/virtual-clock.ts";
import siaDc09 from "./index.ts";
import { Dc09Session } from "./session.ts";
import { Settings } from "./settings.ts";
import { CIPHER_VECTORS, DECIMAL_LENGTH_VECTOR, PLAIN_VECTORS } from "./vectors.ts";

const KEY = "0123456789ABCDEF0123456789ABCDEF";
const OTHER_KEY = "FEDCBA9876543210FEDCBA9876543210";
const wireOf = (what: string) => PLAIN_VECTORS.find((vector) => vector.what === what)?.wire ?? "";
const bytes = (wire: string) => Buffer.from(wire, "latin1");

describe("a panel with a key", () => {
  const accounts = [{ account: "1234", name: "Warehouse", key: KEY }];
  const alarms = (house: House) =>
    house.stored.filter(({ point }) => point === "1234/0/system").map(({ kind, condition }) => `${kind} ${condition}`);

  it("that uses another is refused, an alarm says so once, and the right key ends it", () =>
    withSite({ accounts }, async ({ house, panel }) => {
      for (let turn = 0; turn < 3; turn++) assert.equal(await panel({ key: OTHER_KEY }).send("Nri1/BA003"), "duh");
      assert.deepEqual(alarms(house), ["raise decryption-failed"]);
      assert.equal(house.stored[0]?.priority, "high");
      const why = "account 1234 (Warehouse): its message can't be decrypted: compare the keys of both sides";
      assert.equal(house.stored[0]?.text, why);
      assert.equal(house.refusals[0]?.why, `127.0.0.1: ${why}`);
      assert.equal(await panel({ key: KEY }).send("Nri1/BA003"), "ack");
      assert.deepEqual(alarms(house), ["raise decryption-failed", "clear decryption-failed"]);
      assert.equal(await panel({ key: KEY }).linkTest(), "ack");
      assert.equal(alarms(house).length, 2);
    }));

  it("P-129 that speaks plain is refused, and an alarm says so", () =>
    withSite({ accounts }, async ({ house, panel }) => {
      assert.equal(await panel().send("Nri1/BA003"), "duh");
      assert.deepEqual(alarms(house), ["raise encryption-missing"]);
      assert.match(house.refusals[0]?.why ?? "", /plain, and encryption is required: switch it on in the panel/);
      assert.equal(await panel({ key: KEY }).linkTest(), "ack");
      assert.deepEqual(house.stored.at(-1)?.alsoClears, [
        { point: "1234/0/system", conditions: ["decryption-failed", "encryption-missing"] },
      ]);
    }));

  it("may speak plain where that is allowed", () =>
    withSite({ accounts: [{ account: "1234", key: KEY, encryption: "optional" }] }, async ({ panel }) => {
      assert.equal(await panel().send("Nri1/BA003"), "ack");
      assert.equal(await panel({ key: KEY }).send("Nri1/BA003"), "ack");
    }));

  it("that is encrypted where no key is known is refused", () =>
    withSite({}, async ({ house, panel }) => {
      assert.equal(await panel({ key: KEY }).send("Nri1/BA003"), "duh");
      assert.match(house.refusals[0]?.why ?? "", /encrypted, and it has no key here: give it the panel's key/);
    }));

  const ages: [aheadSec: number, answer: string, why: RegExp | null][] = [
    [-40, "ack", null],
    [-41, "nak", /timestamp is 41 s old, and 40 s are allowed: set the panel's clock/],
    [20, "ack", null],
    [21, "nak", /timestamp is 21 s ahead, and 20 s are allowed: set the panel's clock/],
  ];
  for (const [aheadSec, answer, why] of ages) {
    it(`whose clock is ${aheadSec} s ahead: ${answer}`, () =>
      withSite({ accounts }, async ({ house, clock, panel }) => {
        const one = panel({ key: KEY, now: () => clock.now() + aheadSec * 1000 });
        assert.equal(await one.send("Nri1/BA003"), answer);
        if (why) {
          assert.deepEqual(one.answers, ['"NAK"0000R0L0A0[]_12:00:00,01-15-2026']);
          assert.match(house.refusals[0]?.why ?? "", why);
          assert.deepEqual(house.stored, []);
        }
      }));
  }

  it("whose clock is a day off is heard when the window is off", () =>
    withSite({ accounts: [{ account: "1234", key: KEY, timeWindow: "off" }] }, async ({ clock, panel }) => {
      assert.equal(await panel({ key: KEY, now: () => clock.now() - 86_400_000 }).send("Nri1/BA003"), "ack");
    }));

  it("or without: its plain timestamps are looked at when that is wanted", () =>
    withSite({ accounts: [{ account: "1234", timeWindow: "always" }] }, async ({ house, clock, panel }) => {
      assert.equal(await panel().send("Nri1/BA003"), "nak");
      assert.match(house.refusals[0]?.why ?? "", /carries no timestamp/);
      assert.equal(await panel().send("Nri1/BA003", { timestamp: true }), "ack");
      assert.equal(await panel({ now: () => clock.now() - 60_000 }).linkTest({ timestamp: true }), "nak");
    }));
});

describe("quirks", () => {
  const on: [what: string, account: object, wire: string][] = [
    ["lenientLength", { account: "4F39", lenientLength: true }, DECIMAL_LENGTH_VECTOR],
    ["otherTokensAsText", { account: "1234", otherTokensAsText: true }, wireOf("an unknown token")],
    [
      "otherTokensAsText, data",
      { account: "1234", otherTokensAsText: true },
      framed('"SIA-DCS"0001L0#1234[#1234|?]').toString("latin1"),
    ],
    ["missing hash", { account: "1234" }, framed('"SIA-DCS"0001L01234[|Nri1/BA003]').toString("latin1")],
    ["missing hash and line", { account: "1234" }, framed('"NULL"00011234[]').toString("latin1")],
    ["lower-case account", { account: "12AB" }, framed('"SIA-DCS"0001L0#12ab[#12ab|NBA1]').toString("latin1")],
  ];
  for (const [what, account, wire] of on) {
    it(`${what}: taken`, () =>
      withSite({ accounts: [account as { account: string }] }, async ({ panel }) => {
        assert.equal(await panel().exchange(bytes(wire)), "ack");
      }));
  }

  const off: [what: string, account: object, wire: string, why: RegExp][] = [
    [
      "acceptWithoutInnerAccount",
      { account: "AAA", acceptWithoutInnerAccount: false },
      wireOf("no inner account"),
      /does not repeat the account, and acceptWithoutInnerAccount is off/,
    ],
    [
      "acceptMissingHash",
      { account: "006969", acceptMissingHash: false },
      wireOf("a header without account"),
      /no # in front of the account, and acceptMissingHash is off/,
    ],
    [
      "acceptUnterminatedNullPad",
      { account: "AAAB", key: "A".repeat(16), timeWindow: "off", acceptUnterminatedNullPad: false },
      CIPHER_VECTORS.at(-1)?.wire ?? "",
      /can't be decrypted/,
    ],
    [
      "otherTokensAsText",
      { account: "1234" },
      wireOf("an unknown token"),
      /sent the token XXX-999, which is not taken/,
    ],
    ["tokens", { account: "1234", tokens: ["ADM-CID"] }, wireOf("a burglary"), /token SIA-DCS, which is not taken/],
    [
      "addresses",
      { account: "1234", addresses: ["192.0.2.0/24"] },
      wireOf("a burglary"),
      /127\.0\.0\.1 is not among its allowed addresses/,
    ],
    [
      "data",
      { account: "1234" },
      framed('"SIA-DCS"0001L0#1234[#1234|?]').toString("latin1"),
      /SIA-DCS data has no event that can be read/,
    ],
    [
      "other account inside",
      { account: "1234" },
      framed('"SIA-DCS"0001L0#1234[#9999|NBA1]').toString("latin1"),
      /names another account, 9999/,
    ],
    [
      "no bracket",
      { account: "1234" },
      framed('"SIA-DCS"0001L0#1234[#1234|NBA1').toString("latin1"),
      /no closing bracket/,
    ],
  ];
  for (const [what, account, wire, why] of off) {
    it(`${what}: refused, saying why`, () =>
      withSite({ accounts: [account as { account: string }] }, async ({ house, panel }) => {
        assert.equal(await panel().exchange(bytes(wire)), "duh");
        assert.match(house.refusals[0]?.why ?? "", why);
      }));
  }

  const unanswered: [what: string, account: object, wire: string, why: RegExp][] = [
    [
      "a wrong length",
      { account: "4F39" },
      DECIMAL_LENGTH_VECTOR,
      /length field says 71 and 47 bytes came: repair the panel or set lenientLength/,
    ],
    ["no header", { account: "1234" }, framed('"SIA-DCS"1[]').toString("latin1"), /no header of a DC-09 message/],
  ];
  for (const [what, account, wire, why] of unanswered) {
    it(`${what}: not answered, saying why`, () =>
      withSite({ accounts: [account as { account: string }, { account: "5678" }] }, async ({ house, panel }) => {
        const one = panel({ account: "5678" });
        await one.push(bytes(wire));
        assert.equal(await one.send("NBA1"), "ack");
        assert.equal(one.answers.length, 1);
        assert.match(house.refusals[0]?.why ?? "", why);
      }));
  }

  it("allowed addresses may call", () =>
    withSite({ accounts: [{ account: "1234", addresses: ["127.0.0.0/8", "::1"] }] }, async ({ panel }) => {
      assert.equal(await panel().send("NBA1"), "ack");
    }));

  it("binaryCrc off: refused, in the same form", () =>
    withSite({ accounts: [{ account: "1234", binaryCrc: false }] }, async ({ house, panel }) => {
      assert.equal(await panel({ binaryCrc: true }).send("NBA1"), "duh");
      assert.match(house.refusals[0]?.why ?? "", /its CRC is binary, and binaryCrc is off/);
    }));
});

describe("settings", () => {
  const refuses = (settings: object, why: RegExp) => {
    const { success, error } = siaDc09.settings.safeParse(settings);
    assert.equal(success, false);
    assert.match(error?.message ?? "", why);
  };
  it("have defaults for everything", () => {
    const { port, tcp, udp, accounts } = Settings.parse({});
    assert.deepEqual({ port, tcp, udp, accounts }, { port: 12128, tcp: true, udp: true, accounts: [] });
  });
  it("are refused with what was expected", () => {
    refuses({ tcp: false, udp: false }, /with neither nothing can be heard/);
    refuses({ accounts: [{ account: "12ab" }, { account: "12AB" }] }, /every account may stand in the list once/);
    refuses({ accounts: [{ account: "xyz" }] }, /3 to 16 hexadecimal digits/);
    refuses({ accounts: [{ account: "1234", timeZone: "Mars" }] }, /IANA time zone/);
    refuses({ prot: 1 }, /prot/);
  });

  it("with a key of no use, or a port that is taken, do not open, and say why", async () => {
    const house = new House(new VirtualClock());
    const open = (settings: object) =>
      Dc09Session.open(Settings.parse({ host: "127.0.0.1", port: 0, ...settings }), house.host);
    await assert.rejects(
      open({ accounts: [{ account: "1234", key: "short" }] }),
      /key of account 1234 has 5 characters/,
    );
    await assert.rejects(
      open({ tls: { certificate: "none", key: "none" } }),
      /certificate or key of the listener is not usable/,
    );
    await using first = await open({});
    await assert.rejects(open({ port: first.port }), /cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
    await assert.rejects(
      open({ port: first.port, tcp: false }),
      /cannot listen on 127\.0\.0\.1:\d+ \(UDP\): .*EADDRINUSE/,
    );
    assert.equal(house.waiting, 0);
  });
});

describe("adoption", () => {
  it("makes a panel that was refused one that is taken", async () => {
    const before = { port: 0, accounts: [{ account: "5678", key: "***" }] };
    const after = siaDc09.adopt?.(before, { key: "1234", about: {}, name: "Warehouse" });
    assert.deepEqual(after, {
      port: 0,
      accounts: [
        { account: "5678", key: "***" },
        { account: "1234", name: "Warehouse" },
      ],
    });
    const answered = async (settings: object) => {
      let answer = "";
      await withSite(settings, async ({ panel }) => {
        answer = await panel().send("NBA1");
      });
      return answer;
    };
    assert.equal(await answered({ accounts: [] }), "duh");
    assert.equal(await answered(siaDc09.adopt?.({}, { key: "1234", about: {} }) ?? {}), "ack");
  });
});
