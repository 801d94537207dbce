import type { Priority } from "#events/event.ts";
import type { Language } from "#site/language.ts";
import type { SiteItem } from "#site/site.ts";
import type { MessageKind } from "./channel.ts";
import { DEFAULT_TEMPLATES, PLACEHOLDERS_OF, placeholdersIn, type TemplateText } from "./template.ts";

export type MessageTemplate = SiteItem<"template">;

/** For which message words are wanted. */
export interface Wanted {
  readonly message: MessageKind;
  /** Kind of the channel that carries it. */
  readonly channelKind: string;
  readonly language: Language;
  readonly priority: Priority;
}

/**
 * The site's template that fits best, or Tocsin's own words in the language. One for the channel's kind goes before one for
 * the language, and that before one for the priority.
 */
export function templateFor(templates: Iterable<MessageTemplate>, wanted: Wanted): TemplateText {
  let best: MessageTemplate | null = null;
  for (const template of templates) {
    if (!fits(template, wanted)) continue;
    if (best === null || rankOf(template) > rankOf(best)) best = template;
  }
  return best ?? DEFAULT_TEMPLATES[wanted.language][wanted.message];
}

function fits({ enabled, message, channelKind, language, priorities }: MessageTemplate, wanted: Wanted): boolean {
  return (
    enabled &&
    message === wanted.message &&
    (channelKind ?? wanted.channelKind) === wanted.channelKind &&
    (language ?? wanted.language) === wanted.language &&
    (priorities?.includes(wanted.priority) ?? true)
  );
}

function rankOf({ channelKind, language, priorities }: MessageTemplate): number {
  return (channelKind ? 4 : 0) + (language ? 2 : 0) + (priorities ? 1 : 0);
}

/** What is wrong with a template, beyond its shape; `found` in the place `path`. */
export interface TemplateMistake {
  readonly path: readonly (string | number)[];
  readonly expected: string;
  readonly found: string;
}

/** @param others the site's other templates @param channelKinds names of all kinds of channels */
export function templateMistakes(
  template: MessageTemplate,
  others: Iterable<MessageTemplate>,
  channelKinds: readonly string[],
): TemplateMistake[] {
  const { message, channelKind } = template;
  const mistakes: TemplateMistake[] = [];
  const known = PLACEHOLDERS_OF[message];
  for (const part of ["subject", "text"] as const) {
    const names = placeholdersIn(template[part]);
    const unknown = names.find((name) => !(known as readonly string[]).includes(name));
    if (unknown !== undefined) {
      const expected = `only placeholders that a message of kind ${message} knows (${known.join(", ")})`;
      mistakes.push({ path: [part], expected, found: `{{${unknown}}}` });
    }
    const stray = /\{\{|\}\}/u.exec(template[part].replace(/\{\{[^{}]*\}\}/gu, ""))?.[0];
    if (stray) {
      mistakes.push({ path: [part], expected: "a closed placeholder such as {{site}}", found: `'${stray}' alone` });
    }
    // Pagers and short messages show the subject of an alarm, and the text of everything else.
    const needed = known.includes("text") && (part === "text" || message === "alarm" || message === "cleared");
    if (needed && !names.includes("text")) {
      mistakes.push({ path: [part], expected: "{{text}} in it: without it the message tells nothing", found: "none" });
    }
  }
  if (channelKind !== undefined && !channelKinds.includes(channelKind)) {
    const expected = `one of ${channelKinds.join(", ")}`;
    mistakes.push({ path: ["channelKind"], expected, found: `'${channelKind}'` });
  }
  for (const other of others) {
    if (other.id === template.id || !clash(template, other)) continue;
    const expected = `a choice that '${other.id}' doesn't make as well: nobody could say which of them is meant`;
    mistakes.push({ path: ["message"], expected, found: `the same message, kind, language and a common priority` });
  }
  return mistakes;
}

function clash(one: MessageTemplate, other: MessageTemplate): boolean {
  return (
    one.enabled &&
    other.enabled &&
    one.message === other.message &&
    one.channelKind === other.channelKind &&
    one.language === other.language &&
    (one.priorities === undefined) === (other.priorities === undefined) &&
    (one.priorities?.some((priority) => other.priorities?.includes(priority)) ?? true)
  );
}
