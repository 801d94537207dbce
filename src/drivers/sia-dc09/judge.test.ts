import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../test/peers/seeded.ts";
import { Accounts } from "./account.ts";
import { encrypt } from "./cipher.ts";
import { FrameCutter, writeFrame } from "./frame.ts";
import { type Judgement, judge, type WholeFrame } from "./judge.ts";
import { AccountSettings } from "./settings.ts";
import { CIPHER_VECTORS, PLAIN_VECTORS } from "./vectors.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const KEY = "0123456789ABCDEF0123456789ABCDEF";
const accounts = new Accounts([
  AccountSettings.parse({ account: "1234" }),
  AccountSettings.parse({ account: "AAAB", key: KEY, timeWindow: "off" }),
  AccountSettings.parse({ account: "4F39", lenientLength: true, otherTokensAsText: true, make: "ajax" }),
]);

function judged(body: string): Judgement {
  const [frame] = new FrameCutter(65_536).cut(Buffer.from(writeFrame(body), "latin1"));
  assert.ok(frame?.kind === "whole", "the test's own frame is damaged");
  return judge(frame as WholeFrame, accounts, "127.0.0.1", NOW);
}

describe("what is behind a wrong key", () => {
  it("is taken for an event as good as never", (t) => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
    t.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    for (let turn = 0; turn < 5_000; turn++) {
      const bytes = Array.from({ length: 48 }, () => Math.floor(random() * 256));
      const judgement = judged(`"*SIA-DCS"0001L0#AAAB[${Buffer.from(bytes).toString("hex")}`);
      assert.equal(judgement.kind === "duh" && judgement.security, "decryption-failed");
    }
  });

  it("is what comes when the inner account is another", () => {
    const account = [...accounts.all()].find(({ id }) => id === "AAAB");
    assert.ok(account?.key);
    const sealed = encrypt("|#9999|NBA1]", account.key);
    const judgement = judged(`"*SIA-DCS"0001L0#AAAB[${sealed}`);
    assert.equal(judgement.kind === "duh" && judgement.security, "decryption-failed");
  });
});

describe("judging", () => {
  it("never throws, and always says why it does not take something", (t) => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
    t.diagnostic(`SEED=${seed}`);
    const random = seeded(seed);
    const bodies = [...PLAIN_VECTORS, ...CIPHER_VECTORS].map(({ wire }) => wire.slice(9, -1));
    const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
    const alphabet = '"#|[]/^*_0123456789ABCNRSTXabirtxdq:,- \xff\x00'.split("");
    const kinds = new Map<string, number>();
    const account = [...accounts.all()].find(({ id }) => id === "AAAB");
    assert.ok(account?.key);
    for (let turn = 0; turn < 20_000; turn++) {
      let body = pick(bodies).replace("#0123", "#4F39").replace("#AAA[", "#1234[");
      for (let change = Math.floor(random() * 4); change > 0; change--) {
        const at = 1 + Math.floor(random() * (body.length - 1)); // without its first quote it is no frame
        body = body.slice(0, at) + (random() < 0.5 ? pick(alphabet) : "") + body.slice(at + (random() < 0.7 ? 1 : 0));
      }
      const bracket = body.indexOf("[");
      if (random() < 0.3 && bracket > 0) {
        body = `"*SIA-DCS"0001L0#AAAB[${encrypt(`|${body.slice(bracket + 1)}`, account.key)}`;
      }
      const judgement = judged(body.replaceAll("\r", "-"));
      kinds.set(judgement.kind, (kinds.get(judgement.kind) ?? 0) + 1);
      if (judgement.kind !== "take") assert.ok(judgement.why.length > 10);
      else
        for (const { point, text, raw } of judgement.reports) {
          assert.ok(point.length <= 200 && raw.length > 0 && (text ?? "").length > 0);
        }
    }
    assert.deepEqual([...kinds.keys()].sort(), ["duh", "silence", "take"]);
  });
});
