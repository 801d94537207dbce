import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparableDn, escapeDn, escapeFilter } from "./escape.ts";

describe("a value in a filter", () => {
  // The first three are the examples of RFC 4515 §4.
  for (const [value, escaped] of [
    ["Parens R Us (for all your parenthetical needs)", "Parens R Us \\28for all your parenthetical needs\\29"],
    ["*", "\\2a"],
    ["C:\\MyFile", "C:\\5cMyFile"],
    ["Lučić", "Lučić"],
    ["anna.keller", "anna.keller"],
    ["*)(uid=*))(|(uid=*", "\\2a\\29\\28uid\\3d\\2a\\29\\29\\28\\7c\\28uid\\3d\\2a"],
    ["anna)(|(password=*", "anna\\29\\28\\7c\\28password\\3d\\2a"],
    ["admin\0", "admin\\00"],
    ["", ""],
  ] as const) {
    it(`${JSON.stringify(value)} is written ${escaped}`, () => assert.equal(escapeFilter(value), escaped));
  }
});

describe("a value in a distinguished name", () => {
  // RFC 4514 §4 has the first two.
  for (const [value, escaped] of [
    ['James "Jim" Smith, III', 'James \\"Jim\\" Smith\\, III'],
    ["#hash", "\\#hash"],
    [" both ", "\\ both\\ "],
    ["a+b=c<d>e;f\\g", "a\\+b\\=c\\<d\\>e\\;f\\\\g"],
    ["nul\0", "nul\\00"],
    ["anna,ou=admins", "anna\\,ou\\=admins"],
  ] as const) {
    it(`${JSON.stringify(value)} is written ${escaped}`, () => assert.equal(escapeDn(value), escaped));
  }
});

describe("names of groups", () => {
  for (const [one, other] of [
    ["CN=Control Room,DC=corp,DC=example", "cn=control room, dc=CORP, dc=example"],
    ["CN=Smith\\, Anna,DC=corp", "CN=Smith\\2C Anna,DC=corp"],
    ["CN=Lu\\C4\\8Di\\C4\\87,DC=corp", "cn=Lučić,dc=corp"],
    ["OU=Sales+CN=J. Smith,DC=example", "ou=sales + cn=j. smith , dc=example"],
  ] as const) {
    it(`${one} is ${other}`, () => {
      assert.notEqual(comparableDn(one), null);
      assert.equal(comparableDn(one), comparableDn(other));
    });
  }

  for (const [one, other] of [
    ["CN=a\\,CN=b,DC=corp", "CN=a,CN=b,DC=corp"],
    ["CN=a,DC=corp", "CN=\\20a,DC=corp"],
    ["CN=a,DC=corp", "CN=a\\ ,DC=corp"],
    ["CN=admins,DC=corp", "CN=admins,DC=corp,DC=evil"],
    ["CN=a+CN=b", "CN=a,CN=b"],
  ] as const) {
    it(`${one} is not ${other}`, () => assert.notEqual(comparableDn(one), comparableDn(other)));
  }

  for (const text of ["", "admins", "=x", "CN=a,", "CN=a\\", ",CN=a", "C N=a"]) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(comparableDn(text), null));
  }
});
