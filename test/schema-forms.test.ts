import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { CHANNELS } from "#channels/catalog.ts";
import { DIRECTORIES } from "#directory/catalog.ts";
import { DRIVERS } from "#drivers/catalog.ts";
import { referencesOf } from "#site/references.ts";
import { SITE_KINDS, type SiteKind } from "#site/site.ts";
import { AMONG } from "../web/src/schema-form/among-kinds.ts";
import { documentField, type Kinds, withOwnSettings } from "../web/src/schema-form/document-schema.ts";
import { asInForms, type Field, fieldOf, type JsonSchema, wordsOf } from "../web/src/schema-form/fields.ts";
import {
  branchOf,
  documentOf,
  emptyOf,
  mistakesByPlace,
  valueAt,
  withFirstEntries,
  withValue,
} from "../web/src/schema-form/values.ts";
import { entries as english } from "../web/src/texts/english/entries.ts";
import { entries as german } from "../web/src/texts/german/entries.ts";

const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
const settingsOf = ({ name, settings }: { name: string; settings: z.ZodType }) => ({
  name,
  settings: jsonOf(settings),
});
const KINDS: Kinds = {
  documents: Object.fromEntries(Object.entries(SITE_KINDS).map(([kind, schema]) => [kind, jsonOf(schema)])),
  drivers: DRIVERS.map(settingsOf),
  channels: CHANNELS.map(settingsOf),
  directories: DIRECTORIES.map(settingsOf),
};

/** Every field, with where it is. */
function* all(field: Field, path = ""): Generator<readonly [string, Field]> {
  yield [path, field];
  if (field.is === "object") for (const below of field.fields) yield* all(below, `${path}.${below.name}`);
  if (field.is === "list" || field.is === "map") yield* all(field.of, `${path}[]`);
  if (field.is === "union") for (const branch of field.branches) yield* all(branch, path);
}

const named = (field: Field, name: string): Field => {
  assert.ok(field.is === "object");
  return field.fields.find((one) => one.name === name) ?? assert.fail(`no ${name}`);
};

describe("a form for everything that can be configured", () => {
  const catalog = [
    ...Object.entries(KINDS.documents),
    ...[...KINDS.drivers, ...KINDS.channels, ...KINDS.directories].map(
      ({ name, settings }) => [name, settings] as const,
    ),
  ];
  assert.ok(catalog.length > 30);
  for (const [name, schema] of catalog) {
    it(`${name} can be drawn, and only settings of a driver or channel still unknown are written as text`, () => {
      const asText = [...all(fieldOf(schema))].filter(([, { is }]) => is === "any").map(([path]) => path);
      assert.deepEqual(
        asText.filter((path) => path !== ".settings"),
        [],
      );
    });

    it(`${name}: what a form begins with stays what it is`, () => {
      const field = fieldOf(schema);
      const empty = emptyOf(field);
      assert.deepEqual(documentOf(field, structuredClone(empty)), documentOf(field, empty));
    });
  }

  it("the settings of a source are those of its driver", () => {
    const settings = named(documentField(KINDS, "source", { driver: "modbus-tcp" }), "settings");
    assert.deepEqual(named(settings, "port").fallback, 502);
    assert.equal(named(documentField(KINDS, "source", { driver: "no-such" }), "settings").is, "any");
  });

  it("secrets, units, bounds, defaults and help come from the schema", () => {
    const dc09 = named(documentField(KINDS, "source", { driver: "sia-dc09" }), "settings");
    const account = named(dc09, "accounts");
    assert.ok(account.is === "list");
    const key = named(account.of, "key");
    assert.ok(key.is === "text" && key.secret && key.optional);
    const grace = named(account.of, "graceSec");
    assert.ok(grace.is === "number");
    assert.deepEqual([grace.unit, grace.least, grace.most, grace.fallback], ["s", 0, 86_400, 30]);
    assert.match(grace.help, /before it counts as lost/);
  });

  it("a list that must not be empty begins with one entry to fill in, also within another, and says so", () => {
    const draft = { name: "", kind: "smtp", settings: {} };
    const smtp = documentField(KINDS, "channel", draft);
    const begun = withFirstEntries(smtp, draft);
    assert.deepEqual(begun, { ...draft, settings: { servers: [{ host: "" }] } });
    assert.equal(withFirstEntries(smtp, begun), begun, "what is said stays");
    const none = { ...draft, settings: { servers: [] } };
    assert.equal(withFirstEntries(smtp, none), none, "what was removed stays away");
    const servers = named(named(smtp, "settings"), "servers");
    assert.ok(servers.is === "list" && servers.least === 1);
    assert.deepEqual(emptyOf(named(documentField(KINDS, "policy", {}), "steps")), [{ tell: [{ person: "" }] }]);
  });

  it("a number that somebody must say is left for them to say", () => {
    const tags = named(named(documentField(KINDS, "source", { driver: "modbus-tcp" }), "settings"), "tags");
    assert.ok(tags.is === "list");
    assert.deepEqual(emptyOf(tags.of), { key: "", name: "", unit: "", fc: 1, address: "" });
    assert.deepEqual(documentOf(tags.of, emptyOf(tags.of)), emptyOf(tags.of), "and nothing is sent in its place");
  });

  it("another driver has settings of its own, and those of the one before come back with it", () => {
    const former = new Map<string, unknown>();
    const host = { driver: "modbus-tcp", name: "PLC", settings: { host: "10.0.0.7" } };
    const http = withOwnSettings("source", host, { ...host, driver: "http" }, former);
    assert.deepEqual(http, { driver: "http", name: "PLC", settings: {} });
    assert.deepEqual(withOwnSettings("source", http, { ...(http as object), driver: "modbus-tcp" }, former), host);
    const renamed = { ...host, name: "Controller" };
    assert.equal(withOwnSettings("source", host, renamed, former), renamed);
  });

  it("a condition of a point is a union by its type", () => {
    const conditions = named(documentField(KINDS, "point", {}), "conditions");
    assert.ok(conditions.is === "list" && conditions.of.is === "union");
    assert.equal(conditions.of.by, "type");
    assert.equal(branchOf(conditions.of, { type: "stale", afterMs: 5 }), 7);
  });

  it("whom a policy tells is a union by what is named", () => {
    const steps = named(documentField(KINDS, "policy", {}), "steps");
    assert.ok(steps.is === "list");
    const tell = named(steps.of, "tell");
    assert.ok(tell.is === "list" && tell.of.is === "union");
    assert.deepEqual(
      [{ person: "anna" }, { team: "night" }, { schedule: "on-call" }].map((one) => branchOf(tell.of as never, one)),
      [0, 1, 2],
    );
    const needs = named(documentField(KINDS, "policy", {}), "needs");
    assert.ok(needs.is === "union");
    assert.deepEqual([branchOf(needs, "all"), branchOf(needs, { quorum: 2 })], [0, 1]);
  });

  it("what is no document, such as a role or a machine, can be chosen too, by a name that forms know", () => {
    const known: ReadonlySet<string> = new Set(AMONG);
    const asked = catalog.flatMap(([, schema]) =>
      [...all(fieldOf(schema))].flatMap(([, field]) =>
        field.is === "text" && field.among !== null ? [field.among] : [],
      ),
    );
    assert.deepEqual([...new Set(asked)].toSorted(), [...known].toSorted());
  });

  it("no help tells people that something is absent or null: a field is left empty", () => {
    const helps = catalog.flatMap(([, schema]) => [...all(fieldOf(schema))].map(([, field]) => asInForms(field.help)));
    assert.ok(helps.filter((help) => /left empty: /iu.test(help)).length > 40);
    assert.deepEqual(
      helps.filter((help) => /\babsent\b|\bnull:/iu.test(help)),
      [],
    );
  });

  it("an entry of a list is called by a word of its own in both languages, and no word is left over", () => {
    const lists = new Set(
      catalog.flatMap(([, schema]) =>
        [...all(fieldOf(schema))].flatMap(([, field]) =>
          field.is === "list" && field.name !== "" ? [field.name] : [],
        ),
      ),
    );
    for (const words of [english, german] as readonly Readonly<Record<string, string>>[]) {
      assert.deepEqual(
        [...lists].filter((name) => !Object.hasOwn(words, name)),
        [],
      );
      assert.deepEqual(
        Object.keys(words).filter((name) => !lists.has(name)),
        [],
      );
    }
  });

  it("whatever one document says of another can be chosen from a list, as whoever checks it knows", () => {
    const refers = (kind: SiteKind) =>
      [...all(fieldOf(KINDS.documents[kind] ?? {}))].flatMap(([path, field]) =>
        field.is === "text" && field.refers !== null ? [`${path} ${field.refers}`] : [],
      );
    const person = { id: "anna", methods: [{ id: "m", channel: "mail", address: "a" }], rules: [], quietHours: [] };
    const samples: Record<SiteKind, object> = {
      setting: { fallback: [{ person: "a" }, { team: "t" }, { schedule: "s" }] },
      partition: { watch: "s" },
      workstation: { partition: "p", watch: "s" },
      channel: {},
      template: {},
      person,
      drill: { person: "anna" },
      team: { members: ["anna"] },
      route: { partitions: ["p"], sources: ["s"], policy: "x" },
      policy: { steps: [{ tell: [{ person: "a" }, { team: "t" }, { schedule: "s" }] }], fallback: [{ team: "t" }] },
      report: { partitions: ["p"], recipients: [{ person: "a" }, { channel: "c" }] },
      schedule: {
        rotations: [{ members: ["a"] }],
        overrides: [{ person: "a", replaces: "b" }],
        holidays: [{ persons: ["a"] }],
      },
      source: { partition: "p" },
      area: { parent: "a", partition: "p" },
      point: { source: "s", partition: "p", area: "a" },
      plan: {
        area: "a",
        partition: "p",
        symbols: [{ shows: { point: "s/p" } }, { shows: { area: "a" } }, { shows: { plan: "p" } }],
      },
      suppression: { cause: { alarm: { source: "s" } }, hides: { sources: ["s"] } },
      procedure: {
        partitions: ["p"],
        areas: ["a"],
        sources: ["s"],
        steps: [{ type: "call", whom: { person: "a" } }],
      },
      view: { filter: { source: "s", partition: "p", area: "a" } },
      directory: { groups: [{ partitions: ["p"] }] },
      witness: {},
    };
    for (const [kind, sample] of Object.entries(samples) as [SiteKind, object][]) {
      for (const { path, kind: meant } of referencesOf(kind, sample as never)) {
        const place = path.reduce<string>((at, step) => (typeof step === "number" ? `${at}[]` : `${at}.${step}`), "");
        assert.ok(refers(kind).includes(`${place} ${meant}`), `${kind}: ${place} offers no ${meant}`);
      }
    }
  });
});

describe("value and form", () => {
  const field = fieldOf({
    type: "object",
    properties: {
      name: { type: "string" },
      note: { type: "string" },
      limit: { type: "number" },
      tags: { type: "array", items: { type: "integer" } },
    },
    required: ["name", "limit"],
  });

  it("numbers may be typed with a comma, and nonsense is left for the server to refuse", () => {
    assert.deepEqual(documentOf(field, { name: "", note: "", limit: "80,5", tags: ["3", "x"] }), {
      name: "",
      limit: 80.5,
      tags: [3, "x"],
    });
  });

  it("what the form doesn't know stays in the document", () => {
    assert.deepEqual(documentOf(field, { name: "a", limit: 1, later: { x: 1 } }), {
      name: "a",
      limit: 1,
      later: { x: 1 },
    });
  });

  it("a value is put anywhere, and taken away", () => {
    const draft = { a: [{ b: 1 }] };
    assert.deepEqual(withValue(draft, ["a", 0, "b"], 2), { a: [{ b: 2 }] });
    assert.deepEqual(withValue(draft, ["a", 0, "b"], undefined), { a: [{}] });
    assert.deepEqual(withValue(undefined, ["x", 0], "y"), { x: ["y"] });
    assert.equal(valueAt(draft, ["a", 0, "b"]), 1);
    assert.deepEqual(draft, { a: [{ b: 1 }] });
  });

  it("what the server says is found at its place", () => {
    const found = mistakesByPlace([
      { path: "conditions.0.limit", message: "expected a number" },
      { path: "name", message: "too short" },
      { path: "name", message: "not funny" },
    ]);
    assert.deepEqual(
      [...found],
      [
        ["conditions.0.limit", "expected a number"],
        ["name", "too short. not funny"],
      ],
    );
  });

  it("keys become words", () => {
    assert.deepEqual(["waitSec", "acknowledgeOnClear", "life-safety", "Sec"].map(wordsOf), [
      "Wait",
      "Acknowledge on clear",
      "Life safety",
      "Sec",
    ]);
  });
});
