import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { MOST_ACCOUNTS, readAccounts } from "./account-file.ts";

const SALT = Buffer.from("0011aabb", "hex");
const SHA256 = createHash("sha256").update(SALT).update("winter garden gate open").digest();
const HEADER = "id,name,role,salt,sha256";
const row = (id: string, rest: Record<string, string> = {}) => {
  const cells = {
    id,
    name: "Anna Berg",
    role: "operator",
    salt: SALT.toString("hex"),
    sha256: SHA256.toString("hex"),
    ...rest,
  };
  return [cells.id, cells.name, cells.role, cells.salt, cells.sha256].join(",");
};
const csv = (...rows: string[]) => [HEADER, ...rows].join("\r\n");
const errorsIn = (text: string) => readAccounts(text, "hex").errors.map(({ row, because }) => `${row}: ${because}`);

describe("a file of accounts", () => {
  it("is read from CSV with quotes, line breaks and a mark of byte order", () => {
    const text = `\uFEFF${csv(row("anna.berg"), row("ben", { name: '"Moor, ""Ben""\r\nthe second"' }), "", row("CARLA"))}\r\n`;
    const { accounts, errors } = readAccounts(text, "hex");
    assert.deepEqual(errors, []);
    assert.deepEqual(
      accounts.map(({ id, name, row }) => [id, name, row]),
      [
        ["anna.berg", "Anna Berg", 2],
        ["ben", 'Moor, "Ben"\r\nthe second', 3],
        ["carla", "Anna Berg", 6],
      ],
    );
    assert.deepEqual([accounts[0]?.salt, accounts[0]?.sha256], [SALT, SHA256]);
  });

  it("is read from JSON, with base64 and partitions", () => {
    const one = { id: "anna", name: "Anna", role: "viewer", partitions: ["north", "south"] };
    const entry = { ...one, salt: SALT.toString("base64"), sha256: SHA256.toString("base64url") };
    const { accounts, errors } = readAccounts(JSON.stringify([entry]), "base64");
    assert.deepEqual(errors, []);
    assert.deepEqual(accounts[0]?.partitions, ["north", "south"]);
    assert.deepEqual(accounts[0]?.sha256, SHA256);
  });

  it("says of every bad row what is wrong with it, and goes on", () => {
    assert.deepEqual(
      errorsIn(
        csv(
          row("anna"),
          row("admin"),
          row("anna"),
          row("ben", { sha256: SHA256.toString("hex").slice(2) }),
          row("carl", { sha256: `${SHA256.toString("hex").slice(0, -1)}g` }),
          row("dora", { salt: "" }),
          row("emil", { salt: "ab".repeat(65) }),
          "frida",
        ),
      ),
      [
        "3: 'admin' is reserved: choose a name that tells who the person is, such as anna.keller.",
        "4: 'anna' is in row 2 already.",
        "5: The hash has 31 bytes; SHA-256 has 32.",
        "6: The hash is not hex.",
        "7: salt is missing.",
        "8: The salt has 65 bytes; expected at most 64.",
        "9: name, role, salt, sha256 are missing.",
      ],
    );
  });

  for (const [what, text, says] of [
    ["nothing", "", /must name the columns/],
    ["no header", row("anna"), /must name the columns/],
    ["an open quote", csv('anna,"Anna'), /Line 2 is not CSV/],
    ["a quote within a field", csv('anna,An"na,operator,00,00'), /Line 2 is not CSV/],
    ["JSON that ends early", '[{"id":', /is none/],
    ["a JSON array of nonsense", "[1, null, []]", /are missing/],
    ["too many", csv(...Array.from({ length: MOST_ACCOUNTS + 1 }, (_, n) => row(`op${n}`))), /at most 2000/],
  ] as const) {
    it(`with ${what} is refused`, () => assert.match(errorsIn(text)[0] ?? "taken", says));
  }
});
