import assert from "node:assert/strict";
import { test } from "node:test";
import { Template } from "#site/channel-item.ts";
import { alarmOf, siteOf } from "../../test/peers/outbox-bed.ts";
import { MESSAGE_KINDS } from "./channel.ts";
import { DEFAULT_TEMPLATES } from "./template.ts";
import { previewOf } from "./template-preview.ts";

const context = { publicUrl: "https://alarms.example", now: Date.UTC(2026, 0, 15, 12) };
const template = (some: object) =>
  Template.parse({ id: "one", name: "One", message: "alarm", subject: "{{text}}", text: "{{text}}", ...some });

test("a template is shown as it would be read, about an imagined alarm or a real one", () => {
  const site = siteOf({ template: [{ ...template({}), text: "the stored one: {{text}}" }] });
  const draft = template({
    enabled: false,
    language: "de",
    priorities: ["low"],
    text: "{{priority}}: {{text}} {{value}}",
  });
  const imagined = previewOf(draft, { ...context, site });
  assert.match(imagined.text, /^NIEDRIG: Boiler pressure high 12,3 bar\n\nZum Übernehmen: .*\/r\/…/);
  assert.equal(imagined.short, "Boiler pressure high\nAntwort: ACK 1a-7f3k");
  const real = previewOf(template({ text: "{{text}} {{source}}" }), {
    ...context,
    site: siteOf({ source: [{ id: "plc", name: "The PLC", driver: "http" }] }),
    alarm: alarmOf({ text: "Lid open" }),
  });
  assert.match(real.text, /^Lid open The PLC\n/);
});

test("every message has a preview in every language", () => {
  for (const language of ["en", "de"] as const) {
    for (const message of MESSAGE_KINDS) {
      const draft = template({ message, language, ...DEFAULT_TEMPLATES[language][message] });
      const { subject, text, short } = previewOf(draft, { ...context, site: siteOf({}) });
      assert.ok(subject.length > 5 && text.length > 5 && short.length > 5, `${language} ${message}: ${subject}`);
      assert.doesNotMatch(`${subject}${text}`, /\{\{/);
    }
  }
});
