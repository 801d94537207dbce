import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeLevel, type SealFacts } from "./seal-status.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 5, 1);
const KID = "0123456789abcdef";
const facts = (holder: SealFacts["holder"], rest: Partial<SealFacts> = {}): SealFacts => ({
  holder,
  kid: KID,
  madeAt: NOW - DAY,
  former: null,
  shares: { kid: KID, madeAt: NOW - DAY, confirmedAt: [NOW - DAY, NOW - DAY, NOW - DAY] },
  ...rest,
});
const creds = (key: "host" | "tpm2" | "host+tpm2") => ({ provider: "systemd-creds", with: key }) as const;
const keyFile = (plain: boolean, sameDisk: boolean) => ({ provider: "file", file: "/x/key", plain, sameDisk }) as const;

describe("P-099 SEC-01 the level of the seal is said honestly:", () => {
  for (const [holder, level, says] of [
    [creds("tpm2"), "tpm2", /whole disk opens nothing on another machine/],
    [creds("host+tpm2"), "host+tpm2", /TPM and its systemd key together/],
    [creds("host"), "host", /whoever copies the whole disk with that file can open everything/],
    [{ provider: "passphrase" }, "passphrase", /only as much protection as the passphrase is hard to guess/],
    [
      keyFile(true, true),
      "key-file",
      /root key itself lies in \/x\/key.*same disk.*whoever copies the disk can open everything/,
    ],
    [keyFile(false, true), "key-file", /same disk as the data: whoever copies the disk can open everything/],
    [keyFile(false, false), "key-file", /another disk.*whoever copies both disks can open everything/],
  ] as const) {
    test(`${JSON.stringify(holder)} is ${level}`, () => {
      const verdict = judgeLevel(facts(holder), null, NOW);
      assert.equal(verdict.level, level);
      assert.match(verdict.because, says);
      assert.deepEqual(verdict.advice, []);
    });
  }
});

describe("P-075 SEC-04 BKP-07 what to do about the seal:", () => {
  const host = creds("host");
  const confirmed = (...days: (number | null)[]) => ({
    shares: { kid: KID, madeAt: 0, confirmedAt: days.map((day) => (day === null ? null : NOW - day * DAY)) },
  });
  for (const [what, given, says] of [
    ["no shares", facts(host, { shares: null }), [/no recovery shares.*seal shares/]],
    ["shares of an earlier key", facts(host, { kid: "f".repeat(16) }), [/of an earlier root key/]],
    ["a share never confirmed", facts(host, confirmed(1, null, 1)), [/Share 2 was never confirmed/]],
    ["a share confirmed 180 days ago", facts(host, confirmed(179, 1, 180)), [/Share 3 was confirmed 180 days ago/]],
    ["a former key still kept", facts(host, { former: "a".repeat(16) }), [/a{16} is still kept: restart/]],
    ["a key file where systemd-creds works", facts(keyFile(true, true)), [/can do better.*\(host\)/]],
  ] as const) {
    test(what, () => {
      const { advice } = judgeLevel(given, "host", NOW);
      assert.equal(advice.length, says.length, advice.join());
      for (const [at, pattern] of says.entries()) assert.match(advice[at] ?? "", pattern);
    });
  }
});
