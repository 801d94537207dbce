import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { z } from "zod";
import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { SITE_KINDS } from "#site/site.ts";
import { Interpreter, type Sentences } from "../web/src/said-in.ts";
import { type Field, fieldOf, type JsonSchema } from "../web/src/schema-form/fields.ts";
import { choices, fields } from "../web/src/texts/german/labels.ts";
import { serverWords } from "../web/src/texts/german/server/index.ts";
import { sentencesIn } from "./peers/sentences.ts";

/** Values that are called so in every language: names of programs, protocols, voices and makes. */
const ALIKE =
  "tcp udp espeak-ng slt rms awb kal kal16 bit u16 i16 u32 i32 f32 u64 i64 f64 ABCD CDAB BADC DCBA hex ajax galaxy SIA-DCS ADM-CID NULL aplay pacat teams slack mattermost latin1 POST PUT PATCH json form xml tls gsm starttls oauth imap pop3 srtp rtp 0 1 2 3 4 5 6 7 8 9 active-directory client_secret_basic client_secret_post RS256 ES256 PS256 EdDSA".split(
    " ",
  );

/** What only programs and the command line meet. */
const FOR_PROGRAMS =
  /src\/api\/(events|metrics|calendars|audit-proof|audit-retention|listen|failover|report-validator|trust)\.ts|src\/(site\/yaml|site\/file-shelf|drivers\/(?!keeper|supervisor|modbus-tcp\/session))/;

const settings = [...DRIVERS, ...CHANNELS, ...DIRECTORIES];
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
const schemas = [...Object.values(SITE_KINDS), ...settings.map((one) => one.settings)].map(jsonOf);

/** Every field with the names above it. */
function* all(field: Field, above: readonly string[] = []): Generator<{ field: Field; above: readonly string[] }> {
  yield { field, above };
  const below = field.name === "" ? above : [...above, field.name];
  if (field.is === "object") for (const one of field.fields) yield* all(one, below);
  if (field.is === "list" || field.is === "map") yield* all(field.of, below);
  if (field.is === "union") for (const branch of field.branches) yield* all(branch, above);
}
const drawn = schemas.flatMap((schema) => [...all(fieldOf(schema))]);

/** What is missing and what nobody needs: both are a slip. */
function compared(needed: Iterable<string>, given: Iterable<string>): { missing: string[]; unneeded: string[] } {
  const wants = new Set(needed);
  const has = new Set(given);
  return {
    missing: [...wants].filter((one) => !has.has(one)),
    unneeded: [...has].filter((one) => !wants.has(one)),
  };
}
const NOTHING = { missing: [], unneeded: [] };

describe("every word of the forms has a German one, and no German word is left over", () => {
  it("what fields are called", () => {
    const names = drawn.flatMap(({ field, above }) => {
      if (field.name === "" || field.is === "fixed") return [];
      const within = `${above.at(-1) ?? "settings"}.${field.name}`;
      return Object.hasOwn(fields, within) ? [within, field.name] : [field.name];
    });
    assert.deepEqual(compared(names, Object.keys(fields)), NOTHING);
  });

  it("the help of fields", () => {
    const helps = drawn.map(({ field }) => field.help).filter((help) => help !== "");
    assert.deepEqual(compared(helps, Object.keys(serverWords.help)), NOTHING);
  });

  it("what can be chosen", () => {
    const words = drawn.flatMap(({ field }) => {
      const values =
        field.is === "choice"
          ? field.options.map(String)
          : field.is === "union" && field.by !== null
            ? field.branches.flatMap((branch) =>
                branch.is === "object"
                  ? branch.fields.flatMap((one) =>
                      one.is === "fixed" && one.name === field.by ? [String(one.value)] : [],
                    )
                  : [],
              )
            : [];
      const name = field.is === "union" ? field.by : field.name;
      return values.flatMap(
        (value) => [`${name}.${value}`, value].filter((one) => Object.hasOwn(choices, one))[0] ?? value,
      );
    });
    assert.deepEqual(
      compared(
        words.filter((word) => !ALIKE.includes(word)),
        Object.keys(choices),
      ),
      NOTHING,
    );
    assert.deepEqual(compared(ALIKE, [...words]).missing, []);
  });
});

describe("what the server says has German words, and none of them is left over", () => {
  it("why it refuses", () => {
    const places = { "new Refusal": 2, "new Fault": 1 };
    const rooms = ["api", "operators", "duty", "alarms", "procedures", "site", "drivers"];
    const said = rooms.flatMap((room) => sentencesIn(`src/${room}/**/*.ts`, places));
    assert.ok(said.length > 150);
    const needed = said.filter(({ file }) => !FOR_PROGRAMS.test(file)).map(({ text }) => text);
    assert.deepEqual(unsaid(needed, serverWords.problems), []);
    const sources = globSync("src/**/*.ts")
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const left = Object.keys(serverWords.problems).filter((english) => !standsIn(sources, english));
    assert.deepEqual(left, []);
  });

  it("what is wrong with a field", () => {
    const made = ["site", "operators"].flatMap((room) => sentencesIn(`src/${room}/**/*.ts`, { mistake: 1 }));
    const needed = made.filter(({ file }) => !FOR_PROGRAMS.test(file)).map(({ text }) => text);
    const forms = [
      ...Object.values(SITE_KINDS),
      ...settings.map((one) => one.settings),
      ...CHANNELS.map((one) => one.address),
    ];
    const ofSchemas = forms.flatMap((schema) => [...messagesOf(schema)]).map((text) => text.replace(/^expected /u, ""));
    assert.ok(ofSchemas.length > 50);
    assert.deepEqual(unsaid([...needed, ...ofSchemas], serverWords.mistakes), []);
  });
});

/** What is put together of several, as it comes out. */
const MADE_OF_SEVERAL: Readonly<Record<string, string>> = {
  "This core is {}.{}": "This core is starting. Try again in a few seconds.",
  "Nothing was changed: the {} '{}'{} was changed by somebody else since you read it. Look at it and change it again.":
    "Nothing was changed: the point 'a/b' was changed by somebody else since you read it. Look at it and change it again.",
  "the id of {} {} that exists": "the id of a person that exists",
  "the id of a step, or '{}'": "the id of a step, or 'end'",
};

/** Sentences for which there are no words, whatever is put in. What consists of nothing else has none of its own. */
function unsaid(sentences: readonly string[], words: Sentences): string[] {
  const german = new Interpreter(words, {});
  return sentences.filter((sentence) => {
    const said = MADE_OF_SEVERAL[sentence] ?? sentence.replaceAll("{}", "x");
    const end = sentence.replace(/\{\}$/u, "").replaceAll("{}", "x");
    return /[a-z]{3}/u.test(sentence) && german.say(said) === said && german.say(end) === end;
  });
}

/** Whether a part of a sentence stands in the sources as it is. */
function standsIn(sources: string, english: string): boolean {
  const parts = english.split(/\{\w+\}|["'`]/u).map((part) => part.replace(/^\W+|\W+$/gu, ""));
  const telling = parts.filter((part) => part.length > 5 || part === english);
  return telling.length === 0 || telling.some((part) => sources.includes(part));
}

/** The messages that a schema and what is in it carry for those who give something wrong. */
function* messagesOf(schema: unknown, seen = new Set<unknown>()): Generator<string> {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const def = (schema as { _zod?: { def?: Record<string, unknown> } })._zod?.def;
  if (!def) return;
  const { error } = def;
  if (typeof error === "function") {
    const message: unknown = error({ input: undefined, issues: [] });
    const text = typeof message === "object" && message !== null && "message" in message ? message.message : message;
    if (typeof text === "string") yield text;
  }
  for (const value of Object.values(def)) {
    const inner = typeof value === "object" && value !== null && !("_zod" in value) ? Object.values(value) : [value];
    for (const one of inner) yield* messagesOf(one, seen);
  }
}
