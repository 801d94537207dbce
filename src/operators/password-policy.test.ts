import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { packageFolder } from "#kernel/version.ts";
import { Logins, type PasswordPolicy } from "#site/logins.ts";
import { commonPasswords } from "./common-passwords.ts";
import { hasExpired, rulesInWords, whyNoPassword } from "./password-policy.ts";
import { whyNoOperatorId } from "./roles.ts";

const DAY_MS = 86_400_000;
const about = { person: ["anna.keller", "Anna Keller"], site: ["Klinikum Nordsee", "alarm.nordsee.example"] };
const policyWith = (password: object = {}): PasswordPolicy => Logins.parse({ password }).password;
const anyCommon = await commonPasswords();
const why = (password: string, policy = policyWith()) => whyNoPassword(password, about, policy, anyCommon);

/** The example that one of the seed guides prints, put together here so that no text of ours holds it. */
const MANUAL_EXAMPLE = ["Ow", "5000", "db", "1!"].join("");
const MANUAL_VARIANTS = [
  MANUAL_EXAMPLE,
  MANUAL_EXAMPLE.toLowerCase(),
  MANUAL_EXAMPLE.replaceAll("0", "O"),
  `${MANUAL_EXAMPLE}2026!!!!`,
  `!!!!!!${MANUAL_EXAMPLE}`,
  `${MANUAL_EXAMPLE}${MANUAL_EXAMPLE}`,
  MANUAL_EXAMPLE.split("").join("-"),
];

describe("P-108 P-025 a chosen password", () => {
  const REFUSED: readonly (readonly [password: string, says: RegExp])[] = [
    ["short", /5 characters; use at least 15/],
    ["fourteen chars", /14 characters; use at least 15/],
    ["x".repeat(300), /fewer/],
    ["aaaaaaaaaaaaaaaaaa", /repeats/],
    ["ababababababababab", /repeats/],
    ["PasswordPassword1", /tried first/],
    ["P@ssw0rdP@ssw0rd!", /tried first/],
    ["qwertzuiopqwertzuiop", /tried first/],
    ["AlarmAlarmAlarm2026!", /tried first/],
    ["12345678901234567", /tried first/],
    ["trustno1trustno1", /tried first/],
    ["butterflybutterfly!!", /tried first/],
    ["1234567chocolate", /tried first/],
    ["correcthorsebatterystaple", /manual-example/],
    ["Correct Horse Battery Staple 9", /manual-example/],
    ["AnnaKeller2026!!", /own name/],
    ["keller-anna-keller-1", /own name/],
    ["KlinikumNordsee2026", /site's or the product's/],
    ["nordsee-klinikum-anna", /site's or the product's/],
    ["Tocsin-Alarm-Nordsee", /site's or the product's/],
    ["Pacom Unison Admin 1", /site's or the product's/],
  ];
  for (const [password, says] of REFUSED) {
    it(`P-108 P-025 '${password.slice(0, 30)}' is refused: ${says.source}`, () =>
      assert.match(why(password) ?? "taken", says));
  }

  it("N-098 the example of a manual is refused, in every variant", () => {
    for (const variant of MANUAL_VARIANTS) assert.match(why(variant) ?? "taken", /manual-example/);
  });

  it("N-098 no text of ours holds it", () => {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: packageFolder, encoding: "utf8" }).split("\0");
    for (const file of files.filter((one) => /\.(md|ts|tsx|mjs|json|ya?ml|csv|sql|html)$/.test(one))) {
      const path = join(packageFolder, file);
      assert.ok(!existsSync(path) || !readFileSync(path, "utf8").includes(MANUAL_EXAMPLE), file);
    }
  });

  it("P-025 is taken up to 128 characters and more", () => {
    for (const length of [128, 200]) {
      assert.equal(why("violet tractors sing 9 hymns, brown foxes hum 4 more; ".repeat(9).slice(0, length)), null);
    }
  });

  for (const password of [
    "violet tractor sings 9 hymns",
    "Kx7#mQ2!vR9@pL4z",
    "größere Äpfel schmecken nie",
    "orange-giraffe-alarm-7",
    "Жёлтый трактор поёт гимны",
    "東京の朝は静かな雨が降る夜明け前",
    "Nordsee waves sing quietly",
  ]) {
    it(`P-025 '${password}' is taken`, () => assert.equal(why(password), null));
  }

  it("N-097 is refused for the site's own words, too", () => {
    const policy = policyWith({ refusedWords: ["Hafenstraße", "Leuchtturm"] });
    assert.match(why("LeuchtturmHafenstraße", policy) ?? "taken", /site's or the product's/);
    assert.equal(why("LeuchtturmHafenstraße"), null);
  });

  it("is counted in characters as people count them", () => {
    assert.match(why("🔥🚒🚑🚓🔔🚨🧯💧⚡🌊") ?? "taken", /10 characters/);
  });
});

describe("the policy", () => {
  it("N-099 P-108 asks for 15 characters, and can't be set below; to 8 only where everybody has a second factor", () => {
    assert.equal(policyWith().minimumLength, 15);
    for (const minimumLength of [0, 7, 8, 14, 15.5, 129]) {
      assert.equal(Logins.safeParse({ password: { minimumLength } }).success, false);
      assert.equal(
        Logins.safeParse({ password: { minimumLength }, secondFactor: "required" }).success,
        minimumLength === 8 || minimumLength === 14,
      );
    }
    assert.equal(policyWith({ minimumLength: 20 }).minimumLength, 20);
    assert.match(why("violet tractor sing", policyWith({ minimumLength: 20 })) ?? "taken", /at least 20/);
  });

  it("N-066 lets no password expire by default; legacy-expiry asks at day 91", () => {
    const legacy = policyWith({ profile: "legacy-expiry" });
    assert.equal(hasExpired(0, 1000 * DAY_MS, policyWith()), false);
    assert.deepEqual(
      [90, 91].map((day) => hasExpired(0, day * DAY_MS, legacy)),
      [false, true],
    );
    assert.equal(hasExpired(0, 31 * DAY_MS, policyWith({ profile: "legacy-expiry", maxAgeDays: 30 })), true);
  });

  it("P-109 is said in words", () => {
    assert.match(rulesInWords(policyWith()).join(" "), /At least 15 .* last 5 passwords.* doesn't expire/);
    const legacy = policyWith({ profile: "legacy-expiry", history: 0, minimumLength: 30 });
    assert.match(rulesInWords(legacy).join(" "), /At least 30 .* changed every 90 days/);
    assert.doesNotMatch(rulesInWords(legacy).join(" "), /last/);
  });
});

describe("sign-in names", () => {
  for (const id of [
    "admin",
    "root",
    "administrator",
    "guest",
    "tocsin",
    "A",
    "a",
    "anna keller",
    "-anna",
    "1anna",
    "",
    "x".repeat(64),
  ]) {
    it(`'${id.slice(0, 20)}' is refused`, () => assert.ok(whyNoOperatorId(id)));
  }
  for (const id of ["anna", "anna.keller", "a-1_b"])
    it(`'${id}' is taken`, () => assert.equal(whyNoOperatorId(id), null));
});
