import { z } from "zod";
import type { Alarm } from "#alarms/alarm.ts";
import { type Announced, announcementOf } from "#channels/announcer/announcement.ts";
import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { PRIORITIES } from "#events/event.ts";
import { saying } from "#kernel/fault.ts";
import { sees, type Who } from "#operators/roles.ts";
import { LANGUAGES, type Language } from "#site/language.ts";
import { alarmTextIn } from "#site/said.ts";
import { languageOf, settingsOf } from "#site/site.ts";
import { SpokenWord } from "#site/speech.ts";
import type { Prompt } from "#speech/prompts.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

const CSV_LETTERS = 60_000;

const Said = {
  language: z.enum(LANGUAGES),
  audio: z.base64().describe("WAV with 16-bit PCM, one channel"),
  recorded: z.boolean().describe("No voice could speak: a recorded prompt is played"),
};
/** About as many as an address holds. */
const Ids = z.string().regex(/^\d{1,12}(?:,\d{1,12}){0,199}$/, "expected up to 200 ids, with commas between them");
const idsOf = (list = ""): number[] => (list === "" ? [] : list.split(",").map(Number));
const wordList = z.array(SpokenWord).max(2000);

/** What pages speak, and how the site's own words are said. */
export function speech(api: Api, core: Core): void {
  // A GET, for the page asks by itself: it doesn't keep the screen from locking.
  api.get(
    "/api/v1/announcements",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "What a screen says about these alarms: the gravest first, a burst collapsed",
        querystring: z.strictObject({
          alarms: Ids.describe("Their ids, with commas between them"),
          named: Ids.optional().describe("Whose text this screen has said before"),
        }),
        response: {
          200: z.object({
            ...Said,
            text: z.string(),
            priority: z.enum(PRIORITIES),
            named: z.array(z.int()).describe("Whose own text is said; the others are only counted"),
          }),
        },
      },
    },
    async (request) => {
      const who = whoOf(request);
      const language = languageFor(core, who);
      const before = new Set(idsOf(request.query.named));
      const due = [...new Set(idsOf(request.query.alarms))].flatMap((id) => {
        const alarm = core.alarms.alarm(id);
        const isSeen = alarm && !alarm.silent && sees(who, alarm.partition, "alarms:read");
        return isSeen ? [announcedOf(core, alarm, language, before.has(id))] : [];
      });
      if (due.length === 0) {
        throw new Refusal(404, "Not found", "None of these alarms exists, may be heard, and is in your partitions.");
      }
      const { text, priority, named } = announcementOf(due, language);
      return { ...(await audioOf(core, text, "unspoken", language)), language, text, priority, named: [...named] };
    },
  );

  api.get(
    "/api/v1/announcements/lost",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "What a screen says by itself when it has lost the server, to be asked for while it is there",
        response: { 200: z.object(Said) },
      },
    },
    async (request) => {
      const language = languageFor(core, whoOf(request));
      return { ...(await audioOf(core, null, "lost", language)), language };
    },
  );

  api.post(
    "/api/v1/channels/:id/silence",
    {
      config: { needs: "alarms:acknowledge", everywhere: true },
      schema: {
        summary: "Silence what an announcer says again and again; nothing is acknowledged",
        params: z.strictObject({ id: z.string().max(63) }),
        response: { 200: z.object({ silenced: z.int() }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!core.site.get("channel", id)) throw new Refusal(404, "Not found", `There is no channel '${id}'.`);
      return { silenced: await core.outbox.silence(id, actorIn(request)) };
    },
  );

  api.post(
    "/api/v1/speech/preview",
    {
      config: { needs: "site:write", everywhere: true },
      schema: {
        summary: "How a text is said and sounds, with the site's own words or with these",
        body: z.strictObject({
          text: z.string().trim().min(1).max(500),
          language: z.enum(LANGUAGES),
          words: wordList.optional(),
        }),
        response: {
          200: z.object({ spoken: z.string(), audio: z.base64().nullable(), trouble: z.string().nullable() }),
        },
      },
    },
    async (request) => {
      const { text, language, words = settingsOf(core.site.current).speech.words } = request.body;
      // Loaded when it is asked for.
      const [{ pronounced }, { writeWav }] = await Promise.all([
        import("#speech/pronounce.ts"),
        import("#speech/wav.ts"),
      ]);
      const spoken = pronounced(text, language, words);
      try {
        const sound = await core.speech.said(spoken, language, "full");
        return { spoken, audio: writeWav(sound).toString("base64"), trouble: null };
      } catch (thrown) {
        return { spoken, audio: null, trouble: saying(thrown) };
      }
    },
  );

  api.get(
    "/api/v1/speech/words",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "The site's own words as CSV: written, spoken, language",
        response: { 200: z.object({ csv: z.string() }) },
      },
    },
    async () => {
      const { writeWordList } = await import("#speech/word-list.ts");
      return { csv: writeWordList(settingsOf(core.site.current).speech.words) };
    },
  );

  api.post(
    "/api/v1/speech/words/read",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Reads words from CSV, for the site's settings; stores nothing",
        body: z.strictObject({ csv: z.string().max(CSV_LETTERS) }),
        response: { 200: z.object({ words: wordList }) },
      },
    },
    async (request) => {
      const { readWordList } = await import("#speech/word-list.ts");
      const read = readWordList(request.body.csv);
      if ("mistake" in read) throw new Refusal(422, "Not valid", read.mistake);
      return { words: [...read.words] };
    },
  );
}

/** @param text null: the prompt's own */
async function audioOf(core: Core, text: string | null, prompt: Prompt, language: Language) {
  // Loaded when something is spoken.
  const [{ PROMPTS, recorded }, { writeWav }] = await Promise.all([
    import("#speech/prompts.ts"),
    import("#speech/wav.ts"),
  ]);
  const spoken = await core.speech.sound(text ?? PROMPTS[prompt][language], language, "full").catch(() => null);
  const audio = writeWav(spoken ?? (await recorded(prompt, language))).toString("base64");
  return { audio, recorded: spoken === null };
}

function languageFor(core: Core, who: Who): Language {
  const person = who.kind === "operator" ? core.access.operators.enabled(who.id)?.person : undefined;
  return languageOf(core.site.current, person ?? "");
}

function announcedOf(core: Core, alarm: Alarm, language: Language, named: boolean): Announced {
  const source = core.site.get("source", alarm.source)?.body.name ?? alarm.source;
  return {
    id: alarm.id,
    priority: alarm.priority,
    text: `${WORDS[language].priority[alarm.priority]}: ${oneLine(alarmTextIn(language, alarm)).replace(/\.$/u, "")}, ${source}`,
    place: core.site.get("partition", alarm.partition)?.body.name ?? alarm.partition,
    since: alarm.raisedAt ?? alarm.changedAt,
    lastAt: null,
    named,
  };
}
