import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldOf } from "./fields.ts";
import { seldomIn } from "./seldom.ts";

const text = { type: "string" } as const;
const fieldsOf = (required: readonly string[], ...names: readonly string[]) => {
  const schema = { type: "object", properties: Object.fromEntries(names.map((name) => [name, text])), required };
  const field = fieldOf(schema, "", false, schema);
  return field.is === "object" ? field.fields : assert.fail("no object");
};
const split = (fields: ReturnType<typeof fieldsOf>, path: readonly string[]) => {
  const { shown, folded } = seldomIn(fields, path);
  return [shown.map(({ name }) => name), folded.map(({ name }) => name)];
};

test("what is hardly ever needed of a source or a channel is folded", () => {
  const fields = fieldsOf(["id"], "id", "host", "settings", "lossPriority");
  assert.deepEqual(split(fields, []), [
    ["id", "settings"],
    ["host", "lossPriority"],
  ]);
  assert.deepEqual(split(fieldsOf([], "host", "port", "timeoutMs", "maxGap"), ["settings"]), [
    ["host", "port"],
    ["timeoutMs", "maxGap"],
  ]);
});

test("what must be filled in, a single field, and other documents have no fold", () => {
  const required = fieldsOf(["timeoutMs", "maxGap"], "timeoutMs", "maxGap");
  assert.deepEqual(split(required, ["settings"]), [["timeoutMs", "maxGap"], []]);
  assert.deepEqual(split(fieldsOf([], "port", "timeoutMs"), ["settings"]), [["port", "timeoutMs"], []]);
  assert.deepEqual(split(fieldsOf([], "host", "lines"), []), [["host", "lines"], []]);
});
