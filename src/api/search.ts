import type { Alarm } from "#alarms/alarm.ts";
import type { Priority } from "#events/event.ts";
import { may, sees, type Who } from "#operators/roles.ts";
import { KIND_NAMES, type SiteDocument } from "#site/check.ts";
import type { Language } from "#site/language.ts";
import { alarmTextIn } from "#site/said.ts";
import type { Core } from "./core.ts";
import { readAs } from "./reading.ts";
import { visibleTo } from "./site-rights.ts";

export interface Hit {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly priority?: Priority;
  readonly state?: string;
}

interface Ranked {
  readonly rank: number;
  readonly hit: Hit;
}

/** As many are looked at in one go; then everything else of the server has its turn. */
const SLICE = 2000;

/** The settings have no name that anybody looks for: the page finds them by what is in them. */
const SEARCHED = KIND_NAMES.filter((kind) => kind !== "setting");

/**
 * What carries all words of the text, of each kind those that fit best. Everything is looked through in memory, slice by
 * slice: no index has to be kept, and 100,000 points take some tens of milliseconds of which nobody waits for all.
 */
export async function search(
  core: Pick<Core, "alarms" | "site">,
  who: Who,
  text: string,
  limit: number,
  language: Language | null = null,
): Promise<Hit[]> {
  const words = text.toLowerCase().split(/\s+/);
  const reads = words.map((word) => readAs(language, word));
  const hits: Hit[] = [];
  if (may(who, "alarms:read")) {
    const number = /^#?(\d{1,15})$/.exec(text)?.[1];
    const fits = (alarm: Alarm): Ranked | null => {
      const { id, partition, priority, state, source, point } = alarm;
      const names = [
        core.site.get("point", `${source}/${point}`)?.body.name,
        core.site.get("source", source)?.body.name,
      ];
      const read = words.filter((_, at) => reads[at]?.(alarm)).join(" ");
      const rank =
        String(id) === number ? 0 : rankOf(words, alarm.text, `${names.join(" ")} ${source}/${point} ${read}`);
      if (rank === null || !sees(who, partition, "alarms:read")) return null;
      const name = [names[0] ?? point, alarm.text].filter(Boolean).join(": ");
      // What stands now is looked for sooner than what is over.
      return {
        rank: rank + (state === "normal" ? 10 : 0),
        hit: { kind: "alarm", id: String(id), name, priority, state },
      };
    };
    const found = await best(core.alarms.all(), fits, limit);
    hits.push(...found.map((hit) => (language === null ? hit : alarmHitIn(language, core, hit))));
  }
  if (!may(who, "site:read")) return hits;
  const isVisible = visibleTo(core.site, who);
  for (const kind of SEARCHED) {
    const fits = (body: SiteDocument["body"]): Ranked | null => {
      const { id } = body;
      const name = "name" in body ? body.name : id;
      const rank = rankOf(words, name, `${id} ${("tags" in body && body.tags?.join(" ")) || ""}`);
      if (rank === null || !isVisible({ kind, body } as SiteDocument)) return null;
      return { rank, hit: { kind, id, name } };
    };
    hits.push(...(await best(bodiesOf(core, kind), fits, limit)));
  }
  return hits;
}

/** With its text as it is read. */
function alarmHitIn(language: Language, { alarms }: Pick<Core, "alarms">, hit: Hit): Hit {
  const alarm = alarms.alarm(Number(hit.id));
  if (!alarm?.text) return hit;
  return { ...hit, name: hit.name.replace(alarm.text, () => alarmTextIn(language, alarm)) };
}

function* bodiesOf({ site }: Pick<Core, "site">, kind: (typeof SEARCHED)[number]): Iterable<SiteDocument["body"]> {
  for (const { body } of site.items[kind].values()) yield body;
}

/** Those that fit best, and among equals the shortest names. What is added meanwhile may be missing. */
async function best<T>(things: Iterable<T>, fits: (thing: T) => Ranked | null, limit: number): Promise<Hit[]> {
  let kept: Ranked[] = [];
  let looked = 0;
  for (const thing of things) {
    const found = fits(thing);
    if (found) kept.push(found);
    if (kept.length > limit * 4) kept = first(kept, limit);
    if (++looked % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return first(kept, limit).map(({ hit }) => hit);
}

function first(kept: Ranked[], limit: number): Ranked[] {
  return kept
    .sort((a, b) => a.rank - b.rank || a.hit.name.length - b.hit.name.length || a.hit.name.localeCompare(b.hit.name))
    .slice(0, limit);
}

/** 0: it is called so; 1: it begins so; 2: a word of it does; 3: it carries it somewhere; null: it doesn't. */
function rankOf(words: readonly string[], name: string, more: string): number | null {
  const lower = name.toLowerCase();
  const all = `${lower} ${more.toLowerCase()}`;
  for (const word of words) if (!all.includes(word)) return null;
  const phrase = words.join(" ");
  if (lower === phrase || more.toLowerCase().trim() === phrase) return 0;
  if (lower.startsWith(phrase)) return 1;
  return all.includes(` ${words[0]}`) || lower.startsWith(words[0] ?? "") ? 2 : 3;
}
