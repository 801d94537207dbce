import assert from "node:assert/strict";
import { test } from "node:test";
import { PRIORITIES } from "#events/event.ts";
import { Template } from "#site/channel-item.ts";
import { LANGUAGES } from "#site/language.ts";
import type { SiteItem } from "#site/site.ts";
import { MESSAGE_KINDS } from "./channel.ts";
import { DEFAULT_TEMPLATES, fillTemplate, PLACEHOLDERS, PLACEHOLDERS_OF, placeholdersIn } from "./template.ts";
import { templateFor, templateMistakes } from "./template-choice.ts";

const template = (some: Partial<SiteItem<"template">>) =>
  Template.parse({ id: "one", name: "One", message: "alarm", subject: "{{text}}", text: "{{text}}", ...some });
const KINDS = ["smtp", "smpp"];

test("a template is filled line by line; a line that would say nothing is left out", () => {
  const table: [string, Parameters<typeof fillTemplate>[1], string][] = [
    ["{{priority}}: {{ text }}", { priority: "HIGH", text: "x" }, "HIGH: x"],
    ["a\nValue: {{value}}\nb", {}, "a\nb"],
    ["a\n\nValue: {{value}}\n\nb", {}, "a\n\nb"],
    ["{{value}}\n\na\n\n{{value}}", {}, "a"],
    ["{{text}} {{again}}", { text: "x" }, "x"],
    ["{{instructions}}", { instructions: "1. close\n2. call" }, "1. close\n2. call"],
    ["{{text}}", { text: "{{value}}", value: "never" }, "{{value}}"],
    ["{{text}}", { text: "$& $1" }, "$& $1"],
    ["no placeholder", {}, "no placeholder"],
  ];
  for (const [written, values, expected] of table) assert.equal(fillTemplate(written, values), expected, written);
});

test("the defaults know every message in every language, and use only what the message knows", () => {
  for (const language of LANGUAGES) {
    for (const message of MESSAGE_KINDS) {
      const { subject, text } = DEFAULT_TEMPLATES[language][message];
      const names = [...placeholdersIn(subject), ...placeholdersIn(text)];
      for (const name of names) assert.ok((PLACEHOLDERS_OF[message] as string[]).includes(name), `${message} ${name}`);
      const body = template({ message, subject, text });
      assert.deepEqual(templateMistakes(body, [body], KINDS), [], `${language} ${message}`);
    }
  }
  assert.ok(Object.keys(PLACEHOLDERS).length > 15);
});

test("what is wrong with a template is said before it is used", () => {
  const table: [Partial<SiteItem<"template">>, string, RegExp][] = [
    [{ text: "{{text}} {{colour}}" }, "text", /\{\{colour\}\}/],
    [{ text: "nothing of the alarm" }, "text", /none/],
    [{ subject: "Alarm!" }, "subject", /none/],
    [{ subject: "{{text}} {{value" }, "subject", /'\{\{' alone/],
    [{ message: "test", subject: "Test", text: "{{text}}" }, "text", /\{\{text\}\}/],
    [{ message: "verification", text: "hello {{person}}" }, "text", /none/],
    [{ channelKind: "pigeon" }, "channelKind", /'pigeon'/],
  ];
  for (const [some, path, found] of table) {
    const [mistake] = templateMistakes(template(some), [], KINDS);
    assert.deepEqual(mistake?.path, [path], JSON.stringify(some));
    assert.match(mistake?.found ?? "", found);
  }
  assert.equal(
    templateMistakes(template({ message: "digest", subject: "Many", text: "{{text}}" }), [], KINDS).length,
    0,
  );
});

test("two templates that would both be the best are refused; a more special one is not", () => {
  const table: [Partial<SiteItem<"template">>, Partial<SiteItem<"template">>, boolean][] = [
    [{}, {}, true],
    [{}, { enabled: false }, false],
    [{}, { language: "de" }, false],
    [{ priorities: ["high"] }, { priorities: ["high", "low"] }, true],
    [{ priorities: ["high"] }, { priorities: ["low"] }, false],
    [{ channelKind: "smtp" }, { channelKind: "smpp" }, false],
    [{ message: "cleared" }, {}, false],
  ];
  for (const [one, other, clashes] of table) {
    const mistakes = templateMistakes(template(one), [template(one), template({ ...other, id: "two" })], KINDS);
    assert.equal(mistakes.length > 0, clashes, JSON.stringify([one, other]));
  }
});

test("of the templates that fit the one for the channel's kind is used, then for the language, then for the priority", () => {
  const all = [
    template({ id: "any", text: "any {{text}}" }),
    template({ id: "high", priorities: ["high"], text: "high {{text}}" }),
    template({ id: "german", language: "de", text: "german {{text}}" }),
    template({ id: "sms", channelKind: "smpp", text: "sms {{text}}" }),
    template({ id: "off", channelKind: "smtp", enabled: false, text: "off {{text}}" }),
  ];
  const table: [Parameters<typeof templateFor>[1], string][] = [
    [{ message: "alarm", channelKind: "smtp", language: "en", priority: "low" }, "any {{text}}"],
    [{ message: "alarm", channelKind: "smtp", language: "en", priority: "high" }, "high {{text}}"],
    [{ message: "alarm", channelKind: "smtp", language: "de", priority: "high" }, "german {{text}}"],
    [{ message: "alarm", channelKind: "smpp", language: "de", priority: "high" }, "sms {{text}}"],
    [{ message: "digest", channelKind: "smpp", language: "de", priority: "high" }, "{{text}}"],
  ];
  for (const [wanted, text] of table) assert.equal(templateFor(all, wanted).text, text, JSON.stringify(wanted));
  for (const priority of PRIORITIES) {
    assert.equal(
      templateFor([], { message: "alarm", channelKind: "smtp", language: "de", priority }),
      DEFAULT_TEMPLATES.de.alarm,
    );
  }
});
