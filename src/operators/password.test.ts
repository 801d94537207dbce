import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Secret } from "#kernel/secret.ts";
import { hashPassword, isWeak, verifyPassword, whyNoPassword } from "./password.ts";
import { whyNoOperatorId } from "./roles.ts";

describe("passwords", () => {
  const about = ["anna.keller", "Anna Keller"];
  const REFUSED: readonly (readonly [password: string, says: RegExp])[] = [
    ["short", /5 characters; use at least 14/],
    ["x".repeat(300), /fewer/],
    ["aaaaaaaaaaaaaaaaaa", /repeats/],
    ["ababababababababab", /repeats/],
    ["PasswordPassword1", /tried first/],
    ["P@ssw0rdP@ssw0rd!", /tried first/],
    ["qwertzuiopqwertzuiop", /tried first/],
    ["correcthorsebatterystaple", /tried first/],
    ["AlarmAlarmAlarm2026!", /tried first/],
    ["12345678901234567", /tried first/],
    ["AnnaKeller2026!!", /own name/],
    ["keller-anna-keller-1", /own name/],
  ];
  for (const [password, says] of REFUSED) {
    it(`refuses '${password.slice(0, 30)}'`, () => assert.match(whyNoPassword(password, about) ?? "taken", says));
  }
  for (const password of [
    "violet tractor sings 9 hymns",
    "Kx7#mQ2!vR9@pL4z",
    "größere Äpfel schmecken nie",
    "orange-giraffe-alarm-7",
  ]) {
    it(`takes '${password}'`, () => assert.equal(whyNoPassword(password, about), null));
  }

  it("are kept as argon2id with 64 MiB, and verified", async () => {
    const password = new Secret("violet tractor sings 9 hymns");
    const hash = await hashPassword(password);
    assert.match(hash, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    assert.deepEqual(
      [
        await verifyPassword(hash, password),
        await verifyPassword(hash, new Secret("another")),
        await verifyPassword(undefined, password),
      ],
      [true, false, false],
    );
    assert.deepEqual(
      [isWeak(hash), isWeak("$argon2id$v=19$m=19456,t=2,p=1$a$b"), isWeak("sha256")],
      [false, true, true],
    );
  });

  it("are checked four at a time, and refused when too many wait", async () => {
    const tries = Array.from({ length: 60 }, () =>
      verifyPassword(undefined, new Secret("x")).catch((thrown: Error) => thrown.message),
    );
    const refused = (await Promise.all(tries)).filter((answer) => answer !== false);
    assert.equal(refused.length, 24);
    assert.match(String(refused[0]), /try again in a few seconds/);
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
