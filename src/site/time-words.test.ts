import assert from "node:assert/strict";
import { test } from "node:test";
import type { Language } from "./language.ts";
import { instantsIn, timeIn } from "./time-words.ts";

const AT = Date.UTC(2026, 1, 3, 9, 0, 5);
const SITE = "Europe/Berlin";

const TABLE: readonly (readonly [Language, timeZone: string, whole: string, minute: string, brief: string])[] = [
  ["en", SITE, "3 Feb 2026, 10:00:05", "3 Feb 2026, 10:00", "3 Feb, 10:00"],
  ["de", SITE, "03.02.2026, 10:00:05", "03.02.2026, 10:00", "03.02., 10:00"],
  ["en", "America/New_York", "3 Feb 2026, 04:00:05 GMT-5", "3 Feb 2026, 04:00 GMT-5", "3 Feb, 04:00 GMT-5"],
  ["de", "UTC", "03.02.2026, 09:00:05 UTC", "03.02.2026, 09:00 UTC", "03.02., 09:00 UTC"],
];

for (const [language, timeZone, ...all] of TABLE) {
  test(`${language}, ${timeZone} where the site is in ${SITE}`, () => {
    const zones = { timeZone, siteZone: SITE };
    const written = (["second", "minute", "brief"] as const).map((one) => timeIn(language, AT, zones, one));
    assert.deepEqual(written, all);
  });
}

test("UTC is named where it is the site's too, and a zone that became the site's no longer", () => {
  assert.match(timeIn("en", AT, { timeZone: "UTC", siteZone: "UTC" }), / UTC$/);
  assert.match(timeIn("de", AT, { timeZone: SITE, siteZone: "UTC" }), / MEZ$/);
  assert.doesNotMatch(timeIn("de", AT, { timeZone: SITE, siteZone: SITE }), /MEZ/);
});

test("an instant within a sentence is written so too, and what only looks like one stays", () => {
  const zones = { timeZone: SITE, siteZone: SITE };
  const said = instantsIn("de", "vor 2026-02-03T09:00:05.000Z niemand; 2026-02-03 bleibt", zones, "minute");
  assert.equal(said, "vor 03.02.2026, 10:00 niemand; 2026-02-03 bleibt");
});

test("one second after the other is written as it is", () => {
  const zones = { timeZone: SITE, siteZone: SITE };
  const written = [0, 999, 1000].map((ms) => timeIn("de", AT + ms, zones).slice(-2));
  assert.deepEqual(written, ["05", "05", "06"]);
});
