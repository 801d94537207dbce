import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileMessage } from "../../../test/peers/http-far-side.ts";
import { Expectations } from "./expectations.ts";

const TO = "anna@plant.example";
const HAS_IT = { outcome: "delivered", because: `${TO} has it`, receipt: "m-1" } as const;

test("a receipt that comes before the server's answer is what became of the message; nothing waits any longer", async () => {
  const expected = new Expectations();
  const said = expected.message("m-1", hostileMessage({ to: "Anna@plant.example" }));
  assert.equal(expected.said("m-1", "otto@plant.example", HAS_IT), null, "nobody else's word counts");
  assert.equal(expected.said("m-1", TO, HAS_IT), null, "whoever sends it learns it");
  assert.equal(expected.said("m-1", TO, { outcome: "rejected", because: "bounced" }), null);
  await said;
  assert.deepEqual(expected.accepted("m-1"), HAS_IT, "the first word counts");
  assert.equal(expected.said("m-1", TO, HAS_IT), null, "and is heard once");
});

test("what comes after the server's answer is said of the notification, once", () => {
  const expected = new Expectations();
  const message = hostileMessage({ to: TO });
  void expected.message("m-1", message);
  assert.equal(expected.accepted("m-1"), null);
  assert.equal(expected.said("m-1", TO, HAS_IT), message.id);
  assert.equal(expected.said("m-1", TO, HAS_IT), null);
});
