import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { contactIdMeaning } from "#drivers/sia-dc09/contact-id-table.ts";
import { SIA_CODES, siaMeaning } from "#drivers/sia-dc09/sia-table.ts";
import { conditionIn } from "#site/condition-words.ts";

const ENGLISH_WORDS: ReadonlySet<string> = new Set(["hold-up", "self-test"]);

/** All that panels report by codes, and what the sources themselves call a condition. */
function conditions(): string[] {
  const numbers = Array.from({ length: 900 }, (_, at) => contactIdMeaning(String(at + 100)).both);
  const panels = [
    ...numbers.flatMap(({ opened, restored }) => [opened, restored]),
    ...SIA_CODES.map((code) => siaMeaning(code, "generic").meaning),
  ];
  const written = globSync("src/**/*.ts", { exclude: (path) => path.endsWith(".test.ts") })
    .filter((path) => !path.endsWith(".test.ts"))
    .flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/condition: "([a-z][a-z-]+)"/g)].map(([, id = ""]) => id),
    );
  return [...new Set([...panels.map(({ condition }) => condition), ...written])].filter((id) => id !== "");
}

test("each condition that drivers and Tocsin itself name has words in every language", () => {
  const all = conditions();
  assert.ok(all.length > 80, `only ${all.length} conditions were found`);
  assert.deepEqual(
    all.filter((id) => /[.-]/.test(id) && conditionIn("en", id) === id && !ENGLISH_WORDS.has(id)),
    [],
  );
  assert.deepEqual(
    all.filter((id) => conditionIn("de", id) === id),
    [],
  );
});

test("a condition that a site named itself stays as it is", () => {
  for (const id of ["boiler-2", "Kessel.heiß", "x", "north.open"]) {
    assert.deepEqual([conditionIn("en", id), conditionIn("de", id)], [id, id]);
  }
});
