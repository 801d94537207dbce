import assert from "node:assert/strict";
import { test } from "node:test";
import { locate, type Names } from "./locate.ts";

/** A zone with two servers, the second of which has no address. */
const NAMES: Names = {
  resolveSrv(name) {
    if (name !== "_sips._tcp.plant.example") return Promise.reject(new Error("ENOTFOUND"));
    return Promise.resolve([
      { name: "spare.plant.example", port: 5081, priority: 20, weight: 0 },
      { name: "light.plant.example", port: 5061, priority: 10, weight: 10 },
      { name: "gone.plant.example", port: 5061, priority: 15, weight: 10 },
      { name: "heavy.plant.example", port: 5061, priority: 10, weight: 90 },
    ]);
  },
  lookup(name) {
    const known: Record<string, readonly string[]> = {
      "heavy.plant.example": ["192.0.2.1", "2001:db8::1"],
      "light.plant.example": ["192.0.2.2"],
      "spare.plant.example": ["192.0.2.3"],
      "plant.example": ["192.0.2.9"],
    };
    const addresses = known[name];
    if (!addresses) return Promise.reject(new Error(`ENOTFOUND ${name}`));
    return Promise.resolve(addresses.map((address) => ({ address })));
  },
};

test("a server is found as RFC 3263 says: an address, SRV by priority and weight, or the name itself", async () => {
  const found = async (...asked: [string, number | undefined, "udp" | "tls"]) =>
    (await locate(...asked, NAMES)).map(({ host, port }) => `${host} ${port}`);
  assert.deepEqual(await found("plant.example", undefined, "tls"), [
    "192.0.2.1 5061",
    "2001:db8::1 5061",
    "192.0.2.2 5061",
    "192.0.2.3 5081",
  ]);
  assert.deepEqual(await found("plant.example", undefined, "udp"), ["192.0.2.9 5060"], "no SRV for that");
  assert.deepEqual(await found("plant.example", 5070, "tls"), ["192.0.2.9 5070"], "a port asks for no SRV");
  assert.deepEqual(await found("192.0.2.7", undefined, "tls"), ["192.0.2.7 5061"]);
  await assert.rejects(
    found("nowhere.example", undefined, "udp"),
    /no address is known of the SIP server nowhere\.example/,
  );
});
