import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf } from "./fields.ts";
import { seldomIn } from "./seldom.ts";

/** Shown, folded. @param names `timeoutMs?` is marked as seldom needed */
function split(required: readonly string[], ...names: readonly string[]) {
  const properties = names.map(
    (name) => [name.replace("?", ""), { type: "string", seldom: name.endsWith("?") }] as const,
  );
  const schema = { type: "object", properties: Object.fromEntries(properties), required };
  const field = fieldOf(schema, "", false, schema);
  const { shown, folded } = seldomIn(field.is === "object" ? field.fields : assert.fail("no object"));
  return [shown.map(({ name }) => name), folded.map(({ name }) => name)];
}

test("what is marked as hardly ever needed is folded", () => {
  assert.deepEqual(split(["id"], "id", "host?", "settings", "lossPriority?"), [
    ["id", "settings"],
    ["host", "lossPriority"],
  ]);
});

test("what must be filled in, and a single field, have no fold", () => {
  assert.deepEqual(split(["timeoutMs", "maxGap"], "timeoutMs?", "maxGap?"), [["timeoutMs", "maxGap"], []]);
  assert.deepEqual(split([], "port", "timeoutMs?"), [["port", "timeoutMs"], []]);
});
