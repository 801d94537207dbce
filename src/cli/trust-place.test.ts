import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedOf, minutesOf } from "./trust-open.ts";
import { placeOf, wantedOf } from "./trust-place.ts";

test("a place is a host with or without a port, also by IPv6", () => {
  assert.deepEqual(placeOf("core.example.org"), { host: "core.example.org", port: 4018 });
  assert.deepEqual(placeOf("192.0.2.2:5018"), { host: "192.0.2.2", port: 5018 });
  assert.deepEqual(placeOf("2001:db8::1"), { host: "2001:db8::1", port: 4018 });
  assert.deepEqual(placeOf("[2001:db8::1]"), { host: "2001:db8::1", port: 4018 });
  assert.deepEqual(placeOf("[2001:db8::1]:5018"), { host: "2001:db8::1", port: 5018 });
  assert.throws(() => placeOf(undefined), /Say which machine/);
  for (const wrong of ["", "host:", "host:x", "host:0", "host:65536", "[2001:db8::1", ":4018"])
    assert.throws(() => placeOf(wrong), /is no place to reach/, wrong);
});

test("a machine is a driver host unless it says otherwise, and its name is one that a certificate can carry", () => {
  assert.deepEqual(wantedOf({ node: "b2" }), { role: "driver-host", node: "b2", instance: "main" });
  assert.throws(() => wantedOf({ role: "gateway" }), /--role must be one of core, standby, driver-host, notifier-host/);
  assert.throws(() => wantedOf({ node: "B 2" }), /--node takes lower-case letters/);
});

test("a window's time is in seconds, minutes or hours, and whom it waits for in pairs", () => {
  assert.deepEqual(["10m", "90s", "1h", "5"].map(minutesOf), [10, 2, 60, 5]);
  assert.throws(() => minutesOf("soon"), /--for must be a time such as 10m/);
  assert.deepEqual(expectedOf(["node=b2", "role=standby", "address=10.0.0.7"]), {
    node: "b2",
    role: "standby",
    instance: null,
    address: "10.0.0.7",
  });
  for (const wrong of ["b2", "node=", "key=b2"]) assert.throws(() => expectedOf([wrong]), /--expect takes role=…/);
});
