import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readAddress } from "./database-address.ts";

const good: [string, { host: string; port: number; name: string; user: string; local: boolean; tls: boolean }][] = [
  [
    "postgresql://db.example/tocsin",
    { host: "db.example", port: 5432, name: "tocsin", user: "tocsin_app", local: false, tls: true },
  ],
  [
    "postgres://me:s%40crt@db.example:5433/a%20b?sslmode=verify-full",
    { host: "db.example", port: 5433, name: "a b", user: "me", local: false, tls: true },
  ],
  [
    "postgresql://[2001:db8::5]:5432/tocsin",
    { host: "2001:db8::5", port: 5432, name: "tocsin", user: "tocsin_app", local: false, tls: true },
  ],
  [
    "postgresql://127.0.0.1/tocsin",
    { host: "127.0.0.1", port: 5432, name: "tocsin", user: "tocsin_app", local: true, tls: false },
  ],
  [
    "postgresql://localhost/tocsin?sslmode=verify-full",
    { host: "localhost", port: 5432, name: "tocsin", user: "tocsin_app", local: true, tls: true },
  ],
  [
    "postgresql://me@/tocsin?host=/run/postgresql",
    { host: "/run/postgresql", port: 5432, name: "tocsin", user: "me", local: true, tls: false },
  ],
];
for (const [url, expected] of good) {
  test(`${url} is understood`, () => {
    const reading = readAddress(url);
    assert.equal(reading.kind, "valid");
    const { host, port, name, user, local, tls } = reading.address;
    assert.deepEqual({ host, port, name, user, local, tls }, expected);
  });
}

test("with an authority, TLS is spoken to this machine too", () => {
  const reading = readAddress("postgresql://127.0.0.1/tocsin", "/etc/ca.pem");
  assert.equal(reading.kind, "valid");
  assert.equal(reading.address.tls, true);
});

test("the secret does not show", () => {
  const reading = readAddress("postgresql://me:s%40crt@db.example/tocsin");
  assert.equal(reading.kind, "valid");
  assert.equal(reading.address.password?.open(), "s@crt");
  assert.doesNotMatch(JSON.stringify(reading), /crt/);
});

const bad: [string, RegExp][] = [
  ["db.example", /expected postgresql:/],
  ["mysql://db.example/tocsin", /expected postgresql:/],
  ["postgresql://db.example/", /name of a database/],
  ["postgresql:///tocsin", /expected a host/],
  ["postgresql://db.example:70000/tocsin", /expected a port/],
  ["postgresql://db.example/tocsin?host=other", /folder of a Unix socket/],
  ["postgresql://db.example/tocsin?options=-c", /found options/],
  ["postgresql://db.example/tocsin?sslmode=disable", /expected sslmode verify-full.*found disable/],
  ["postgresql://db.example/tocsin?sslmode=require", /found require/],
  ["postgresql://db.example/tocsin?sslmode=verify-ca", /found verify-ca/],
  ["postgresql://127.0.0.1/tocsin?sslmode=prefer", /or disable, on this machine/],
];
describe("P-105 an address that weakens the verification, or makes no sense", () => {
  for (const [url, why] of bad) {
    test(`${url} is refused`, () => {
      const reading = readAddress(url);
      assert.equal(reading.kind, "invalid");
      assert.match(reading.why, why);
    });
  }
});
