import type { Message } from "../channel.ts";

/** What can stand in `{{…}}`. */
export const PLACEHOLDERS = [
  "id",
  "kind",
  "priority",
  "to",
  "person",
  "subject",
  "text",
  "code",
  "link",
  "thread",
  "alarm",
  "source",
  "point",
  "condition",
  "state",
  "value",
  "createdAt",
] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

export const ESCAPES = ["json", "form", "xml", "text"] as const;
export type Escape = (typeof ESCAPES)[number] | "url";

const PLACE = /\{\{([^{}]*)\}\}/gu;

/** The names in a template that stand for nothing. */
export function unknownPlaceholders(template: string): string[] {
  return [...template.matchAll(PLACE)]
    .map(([, name = ""]) => name.trim())
    .filter((name) => !PLACEHOLDERS.includes(name as Placeholder));
}

/** Puts the message into the template; whatever it holds stays one value there. */
export function fill(template: string, message: Message, escape: Escape): string {
  const values = valuesOf(message);
  return template.replace(PLACE, (_, name: string) => ESCAPERS[escape](values[name.trim() as Placeholder] ?? ""));
}

const ESCAPERS: Readonly<Record<Escape, (value: string) => string>> = {
  // The template writes the quotes: "{{text}}".
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: (value) => encodeURIComponent(value.toWellFormed()).replaceAll("%20", "+"),
  url: (value) => encodeURIComponent(value.toWellFormed()),
  // XML 1.0 §2.2 knows no control characters, not even escaped.
  xml: (value) =>
    value
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, " ")
      .toWellFormed()
      .replace(/[&<>"']/gu, (letter) => `&#${letter.charCodeAt(0)};`),
  text: (value) => value,
};

function valuesOf(message: Message): Record<Placeholder, string> {
  const { id, kind, priority, to, personName, subject, text, code, link, thread, facts, createdAt } = message;
  const fact = (name: string) => {
    const value = facts[name];
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  };
  return {
    id: String(id),
    kind,
    priority,
    to,
    person: personName,
    subject,
    text,
    code: code ?? "",
    link: link ?? "",
    thread: thread ?? "",
    alarm: fact("alarm"),
    source: fact("source"),
    point: fact("point"),
    condition: fact("condition"),
    state: fact("state"),
    value: fact("value"),
    createdAt: new Date(createdAt).toISOString(),
  };
}
