import type { FastifyRequest } from "fastify";
import { OWN_SOURCE } from "#events/event.ts";
import { type Meaning, plain } from "#history/meaning.ts";
import { LANGUAGES, type Language } from "#site/language.ts";
import { storedAs } from "#site/said.ts";
import { nameOf } from "./actor-names.ts";
import type { Core } from "./core.ts";

/** More things are not looked for by their names. */
const MOST_NAMED = 500;

/** The language of whoever asks: as they say, or as their browser does; null: they say none. */
export function languageOfRequest({ headers }: FastifyRequest, wanted?: Language): Language | null {
  if (wanted !== undefined) return wanted;
  const [first = ""] = headers["accept-language"]?.split(/[,;-]/u) ?? [];
  return LANGUAGES.find((language) => language === first.trim().toLowerCase()) ?? null;
}

/** What the words of a search mean to whoever reads in this language, and sees names where ids are stored. */
export function meaningsTo(core: Core, language: Language | null, words: readonly string[]): Meaning[] {
  const { source, point } = core.site.items;
  return words.map((word) => {
    const wanted = word.toLowerCase();
    const isCalled = ({ body }: { readonly body: { readonly name: string } }) =>
      body.name.toLowerCase().includes(wanted);
    const { own, any } = language === null ? { own: [], any: [] } : storedAs(language, word);
    const like = (pieces: readonly string[]) => `%${pieces.map(plain).join("%")}%`;
    return {
      word,
      own: own.map(like),
      texts: any.map(like),
      sources: named(source.values().filter(isCalled), ({ body }) => body.id),
      points: named(point.values().filter(isCalled), ({ body }) => [body.source, body.address] as const),
      actors: actorsCalled(core, word),
    };
  });
}

/** How many stored forms of a word are looked for in alarms, of which there may be many. */
const FORMS_IN_MEMORY = 30;

/** Whether an alarm, as somebody who reads in this language sees it, has a word that its stored text hasn't. */
export function readAs(
  language: Language | null,
  word: string,
): (alarm: { readonly source: string; readonly text: string }) => boolean {
  const { own, any } = language === null ? { own: [], any: [] } : storedAs(language, word, FORMS_IN_MEMORY);
  if (own.length === 0 && any.length === 0) return () => false;
  return ({ source, text }) => (source === OWN_SOURCE ? own : any).some((pieces) => holds(text, pieces));
}

/** Whether these stand in the text, one after the other. */
function holds(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** Ids of whoever is called so: operators, persons, tokens. */
export function actorsCalled(core: Core, name: string): string[] {
  const wanted = name.toLowerCase();
  const ids = [
    ...core.access.operators.all().map(({ id }) => `operator:${id}`),
    ...core.access.tokens.all().map(({ id }) => `token:${id}`),
    ...core.site.items.person.keys().map((id) => `person:${id}`),
  ];
  return ids.filter((id) => nameOf(core, id)?.toLowerCase().includes(wanted)).slice(0, MOST_NAMED);
}

function named<T, N>(found: IteratorObject<T>, name: (one: T) => N): N[] {
  return found.take(MOST_NAMED).map(name).toArray();
}
