import type { Report } from "#events/event.ts";

const NAMES: Readonly<Record<string, string>> = { en: "English", de: "German" };

/** No voice speaks a language: calls and announcements go out with recorded prompts that name no alarm. */
export function judgeSpeech(language: string, because: string | null): Report {
  const name = NAMES[language] ?? language;
  return {
    point: `speech/${language}`,
    kind: because === null ? "clear" : "raise",
    category: "system",
    condition: "failing",
    priority: "high",
    text:
      because === null
        ? `${name} is spoken again`
        : `Nothing can be spoken in ${name}, recorded prompts are played instead: ${because}`.slice(0, 1000),
    raw: "",
  };
}
