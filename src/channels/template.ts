import type { Language } from "#site/language.ts";
import type { MessageKind } from "./channel.ts";

/** What can stand in `{{…}}` of a message template, with what it stands for. */
export const PLACEHOLDERS = {
  site: "name of the site",
  person: "name of the person who is told",
  time: "when it happened, in the person's time zone",
  text: "what the alarm says; in other messages all that they say",
  heading: "first line of what the message says",
  priority: "the alarm's priority in the person's language; of a condition that has gone, the word for that",
  where: "name of the point, the source and the address",
  source: "name of the source",
  point: "address of the point",
  partition: "name of the partition",
  what: "category and condition",
  category: "the alarm's category in the person's language",
  condition: "the condition's name",
  value: "the value with its unit",
  again: "that it was reported before, and how often",
  silent: "that no sound may be made near it",
  instructions: "what the operator should do",
  consequence: "what happens if nobody acts",
  because: "why this person is told, as a sentence",
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;
export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

const OF_ALL = ["site", "person", "time"] as const;
const OF_WRITTEN = [...OF_ALL, "text", "heading"] as const;
const OF_ALARMS = (Object.keys(PLACEHOLDERS) as Placeholder[]).filter((name) => name !== "heading");

/** What each kind of message knows. */
export const PLACEHOLDERS_OF: Readonly<Record<MessageKind, readonly Placeholder[]>> = {
  alarm: OF_ALARMS,
  cleared: OF_ALARMS,
  digest: OF_WRITTEN,
  notice: OF_WRITTEN,
  verification: OF_WRITTEN,
  confirmation: OF_WRITTEN,
  test: OF_ALL,
};

/** Subject and text as they are written, with `{{…}}` for what differs. */
export interface TemplateText {
  readonly subject: string;
  readonly text: string;
}

const PLACE = /\{\{([^{}]*)\}\}/gu;

export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(PLACE)].map(([, name = ""]) => name.trim());
}

/**
 * Puts values into a template. A line whose placeholders all stand for nothing is left out, and so is an empty line that
 * would follow another one or stand at an end.
 */
export function fillTemplate(template: string, values: PlaceholderValues): string {
  const lines: string[] = [];
  for (const line of template.split(/\r?\n/u)) {
    const names = placeholdersIn(line);
    if (names.length > 0 && names.every((name) => valueOf(values, name) === "")) continue;
    const filled = line.replace(PLACE, (_, name: string) => valueOf(values, name.trim())).trimEnd();
    if (filled === "" && (lines.length === 0 || lines.at(-1) === "")) continue;
    lines.push(filled);
  }
  while (lines.at(-1) === "") lines.pop();
  return lines.join("\n");
}

function valueOf(values: PlaceholderValues, name: string): string {
  return values[name as Placeholder] ?? "";
}

/** The messages as they are written where the site has no template that fits. */
export const DEFAULT_TEMPLATES: Readonly<Record<Language, Readonly<Record<MessageKind, TemplateText>>>> = {
  en: {
    alarm: {
      subject: "{{priority}}: {{text}}, {{source}}",
      text: `{{priority}}: {{text}} {{again}}

Where: {{where}}, {{partition}}
When: {{time}}
What: {{what}}
Value: {{value}}
{{silent}}

What to do: {{instructions}}
If nobody acts: {{consequence}}

You are told because {{because}}.`,
    },
    cleared: {
      subject: "{{priority}}: {{text}}, {{source}}",
      text: `{{priority}}: {{text}}

Where: {{where}}, {{partition}}
When: {{time}}
What: {{what}}
Value: {{value}}

The condition has gone. Nothing more is asked of you.`,
    },
    test: {
      subject: "Test message from {{site}}",
      text: `This is a test. It went out on {{time}} and asks nothing of you.
{{site}} can reach you this way.`,
    },
    digest: written(),
    notice: written(),
    verification: written(),
    confirmation: written(),
  },
  de: {
    alarm: {
      subject: "{{priority}}: {{text}}, {{source}}",
      text: `{{priority}}: {{text}} {{again}}

Ort: {{where}}, {{partition}}
Zeit: {{time}}
Art: {{what}}
Wert: {{value}}
{{silent}}

Zu tun: {{instructions}}
Wenn niemand handelt: {{consequence}}`,
    },
    cleared: {
      subject: "{{priority}}: {{text}}, {{source}}",
      text: `{{priority}}: {{text}}

Ort: {{where}}, {{partition}}
Zeit: {{time}}
Art: {{what}}
Wert: {{value}}

Der Zustand besteht nicht mehr. Es ist nichts weiter zu tun.`,
    },
    test: {
      subject: "Testnachricht von {{site}}",
      text: `Dies ist ein Test. Er ging am {{time}} hinaus, und es ist nichts zu tun.
{{site}} erreicht Sie auf diesem Weg.`,
    },
    digest: written(),
    notice: written(),
    verification: written(),
    confirmation: written(),
  },
};

function written(): TemplateText {
  return { subject: "{{heading}}, {{site}}", text: "{{text}}" };
}
