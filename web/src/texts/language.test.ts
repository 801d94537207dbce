import assert from "node:assert/strict";
import { it } from "node:test";
import { choose, LANGUAGES, SPOKEN } from "./language.ts";
import type { Translated } from "./translated.ts";

for (const [wishes, chosen] of [
  [[], "en"],
  [[null, "de-AT", "en"], "de"],
  [["en", "de-DE"], "en"],
  [[null, "fr-FR", "de"], "de"],
  [["fr", "toString"], "en"],
] as const) {
  it(`speaks ${chosen} to whoever wishes ${wishes.join(", ") || "nothing"}`, () =>
    assert.equal(choose(wishes), chosen));
}

for (const [tag, { name, texts }] of Object.entries(SPOKEN)) {
  it(`${name} has dates and numbers by the rules of its own language`, async () => {
    const said = await texts();
    const rules = Intl.DateTimeFormat.supportedLocalesOf(said.locale);
    assert.deepEqual(rules, [said.locale]);
    assert.equal(new Intl.Locale(said.locale).language, tag);
    assert.equal(LANGUAGES[tag as keyof typeof LANGUAGES], name);
  });
}

it("a language that lacks a text, or takes other values, does not compile", () => {
  const spoken = { greeting: "Good day", alarms: (count: number) => `${count} alarms`, nested: { end: "End" } };
  type Words = Translated<typeof spoken>;
  const alarms = (count: number) => new Intl.PluralRules("pl").select(count);
  const whole = { greeting: "Dzień dobry", alarms, nested: { end: "Koniec" } } satisfies Words;
  // @ts-expect-error A text is missing.
  const lacking = { greeting: "Dzień dobry", alarms } satisfies Words;
  // @ts-expect-error One within others is missing.
  const within = { greeting: "Dzień dobry", alarms, nested: {} } satisfies Words;
  // @ts-expect-error It takes another value than English gives.
  const others = { greeting: "Dzień dobry", alarms: (who: string) => who, nested: { end: "Koniec" } } satisfies Words;
  // @ts-expect-error English has no such text.
  const more = { ...whole, nested: { end: "Koniec", begin: "Początek" } } satisfies Words;
  assert.deepEqual([1, 3, 5].map(whole.alarms), ["one", "few", "many"]);
  assert.equal([lacking, within, others, more].length, 4);
});
