import type { z } from "zod";
import { OWN_SOURCE } from "#events/event.ts";
import type { Place, Port } from "#kernel/port.ts";
import { lineage } from "./areas.ts";
import { takenPort } from "./listening.ts";
import type { Logins } from "./logins.ts";
import { type Mistake, mistake, mistakesOf, shown } from "./mistake.ts";
import { planMistakes } from "./plan-check.ts";
import type { Point } from "./point.ts";
import { stepMistakes } from "./procedure.ts";
import { referencesOf } from "./references.ts";
import { SecretPlaces } from "./secrets.ts";
import { SITE_KINDS, type SiteItem, type SiteKind } from "./site.ts";
import { MOST_OWN_VIEWS } from "./view.ts";

/** A document of the site, of any kind. */
export type SiteDocument = { readonly [K in SiteKind]: { readonly kind: K; readonly body: SiteItem<K> } }[SiteKind];

export interface SiteMistake extends Mistake {
  readonly kind: SiteKind;
  readonly id: string;
}

/** What the drivers and channels of this installation want of their settings. */
export interface Catalogs {
  readonly drivers: readonly {
    readonly name: string;
    readonly settings: z.ZodObject;
    ports?(settings: never): readonly Port[];
  }[];
  readonly channels: readonly {
    readonly name: string;
    readonly settings: z.ZodObject;
    readonly address: z.ZodType<string>;
  }[];
  readonly directories?: readonly { readonly name: string; readonly settings: z.ZodObject }[];
  /** Where Tocsin itself listens, by what people call it. */
  readonly ownPorts?: () => ReadonlyMap<string, Place>;
  /** Why an entry that gives a role to a group of a directory is no good, beyond its shape. */
  readonly directoryMistakes?: (directory: SiteItem<"directory">) => readonly Mistake[];
  /** Why rules for signing in are no good on this server, beyond their shape. */
  readonly loginMistakes?: (logins: Logins) => readonly Mistake[];
  /** Why archives of the audit trail can't go to a folder. */
  readonly whyNoArchives?: (folder: string) => string | null;
  /** What is wrong with the placeholders of a message template, or with its choice beside the others. */
  readonly templateMistakes?: (
    template: SiteItem<"template">,
    others: Iterable<SiteItem<"template">>,
    channelKinds: readonly string[],
  ) => readonly Omit<Mistake, "message">[];
  /** What is wrong with the alarm conditions of a point, beyond its shape. */
  readonly pointMistakes?: (point: Point) => readonly string[];
}

/** The documents as they would be. */
export interface Wanted {
  get<K extends SiteKind>(kind: K, id: string): SiteItem<K> | undefined;
  all<K extends SiteKind>(kind: K): Iterable<SiteItem<K>>;
}

export const KIND_NAMES = Object.keys(SITE_KINDS) as readonly SiteKind[];

/** The partition in which everything is that was put into no other; it needs no document. */
export const DEFAULT_PARTITION = "site";

/** Reads one document; its shape only. */
export function readDocument(kind: SiteKind, input: unknown): { document: SiteDocument } | { mistakes: Mistake[] } {
  const reading = SITE_KINDS[kind].safeParse(input);
  if (!reading.success) return { mistakes: mistakesOf(reading.error, input) };
  return { document: { kind, body: reading.data } as SiteDocument };
}

/** What is wrong with one document within the site as it would be. Its secrets are in clear. */
export function checkDocument(document: SiteDocument, wanted: Wanted, catalogs: Catalogs): SiteMistake[] {
  const found: Mistake[] = [];
  for (const reference of referencesOf(document.kind, document.body as never)) {
    if (exists(wanted, reference.kind, reference.id)) continue;
    found.push(
      mistake(
        reference.path,
        `the id of ${reference.kind === "area" ? "an" : "a"} ${reference.kind} that exists`,
        shown(reference.id),
      ),
    );
  }
  found.push(...own(document, wanted, catalogs));
  return found.map((one) => ({ ...one, kind: document.kind, id: document.body.id }));
}

/** Who still refers to documents that would be gone. */
export function checkRemoved(
  removed: readonly { readonly kind: SiteKind; readonly id: string }[],
  wanted: Wanted,
): SiteMistake[] {
  if (removed.length === 0) return [];
  const gone = new Set(removed.map(({ kind, id }) => `${kind} ${id}`));
  const mistakes: SiteMistake[] = [];
  for (const kind of KIND_NAMES) {
    for (const item of wanted.all(kind)) {
      for (const reference of referencesOf(kind, item as never)) {
        if (!gone.has(`${reference.kind} ${reference.id}`) || exists(wanted, reference.kind, reference.id)) continue;
        const { path, expected, found } = mistake(
          reference.path,
          `no reference to ${reference.kind} '${reference.id}', which is to be removed`,
          shown(reference.id),
        );
        const message = `The ${reference.kind} '${reference.id}' can't be removed: the ${kind} '${item.id}' refers to it (${path.join(".")}). Change that first`;
        mistakes.push({ path, expected, found, message, kind, id: item.id });
      }
    }
  }
  return mistakes;
}

function exists(wanted: Wanted, kind: SiteKind, id: string): boolean {
  if (kind === "partition" && id === DEFAULT_PARTITION) return true;
  if (kind === "source" && id === OWN_SOURCE) return true;
  return wanted.get(kind, id) !== undefined;
}

/** What concerns one kind only. */
function own(document: SiteDocument, wanted: Wanted, catalogs: Catalogs): Mistake[] {
  switch (document.kind) {
    case "channel": {
      const { kind, settings } = document.body;
      const channel = catalogs.channels.find(({ name }) => name === kind);
      if (!channel) return [mistake(["kind"], `one of ${listed(catalogs.channels)}`, shown(kind))];
      return settingsMistakes(channel.settings, settings);
    }
    case "source": {
      const { id, driver: name, settings } = document.body;
      if (id === OWN_SOURCE) return [mistake(["id"], "another id, for this is the name of Tocsin itself", shown(id))];
      const driver = catalogs.drivers.find((one) => one.name === name);
      if (!driver) return [mistake(["driver"], `one of ${listed(catalogs.drivers)}`, shown(name))];
      const mistakes = settingsMistakes(driver.settings, settings);
      return mistakes.length > 0 ? mistakes : takenPort(document.body, wanted.all("source"), catalogs);
    }
    case "person":
      return personMistakes(document.body, wanted, catalogs);
    case "drill": {
      const { person, methods = [] } = document.body;
      const ids = wanted.get("person", person)?.methods.map(({ id }) => id) ?? [];
      return methods.flatMap((method, i) =>
        ids.includes(method)
          ? []
          : [mistake(["methods", i], `the id of a method of ${person} (${ids.join(", ")})`, shown(method))],
      );
    }
    case "report":
      return document.body.recipients.flatMap((recipient, i) => {
        const channelKind = (id: string) => wanted.get("channel", id)?.kind;
        if ("channel" in recipient) {
          const found = channelKind(recipient.channel);
          if (found === undefined || found === "smtp") return [];
          return [
            mistake(["recipients", i, "channel"], "the id of a channel of the kind smtp", shown(recipient.channel)),
          ];
        }
        const person = wanted.get("person", recipient.person);
        if (!person || person.methods.some(({ channel }) => channelKind(channel) === "smtp")) return [];
        return [mistake(["recipients", i, "person"], "a person with an e-mail method", shown(recipient.person))];
      });
    case "schedule":
      return [
        ...repeated(
          document.body.rotations.map(({ id }) => id),
          (i) => ["rotations", i, "id"],
        ),
        ...document.body.overrides.flatMap(({ from, to }, i) =>
          from < to ? [] : [mistake(["overrides", i, "to"], `a time after ${from}`, shown(to))],
        ),
      ];
    case "route": {
      const { id, order } = document.body;
      for (const other of wanted.all("route")) {
        if (other.id !== id && other.order === order) {
          return [mistake(["order"], `a number of its own ('${other.id}' has it already)`, shown(order))];
        }
      }
      return [];
    }
    case "point": {
      const { id, source, address, conditions } = document.body;
      const names = conditions.map((condition) => condition.name ?? condition.type);
      return [
        ...(id === `${source}/${address}` ? [] : [mistake(["id"], shown(`${source}/${address}`), shown(id))]),
        ...repeated(names, (i) => ["conditions", i, "name"]),
        ...(catalogs.pointMistakes?.(document.body) ?? []).map((why) => ({
          path: ["conditions"],
          expected: "conditions that fit together",
          found: `${conditions.length} conditions`,
          message: `conditions: ${why}`,
        })),
      ];
    }
    case "area":
      return areaMistakes(document.body, wanted);
    case "plan":
      return planMistakes(document.body);
    case "directory": {
      const { kind, settings } = document.body;
      const { directories = [], directoryMistakes } = catalogs;
      const directory = directories.find(({ name }) => name === kind);
      if (!directory) return [mistake(["kind"], `one of ${listed(directories)}`, shown(kind))];
      return [...settingsMistakes(directory.settings, settings), ...(directoryMistakes?.(document.body) ?? [])];
    }
    case "template": {
      const others = wanted.all("template");
      const kinds = catalogs.channels.map(({ name }) => name);
      return (catalogs.templateMistakes?.(document.body, others, kinds) ?? []).map(({ path, expected, found }) =>
        mistake(path, expected, found),
      );
    }
    case "setting":
      return [
        ...(catalogs.loginMistakes?.(document.body.logins) ?? []),
        ...archiveMistakes(document.body.audit.archiveFolder, catalogs),
      ];
    case "procedure":
      return stepMistakes(document.body.steps);
    case "view":
      return viewMistakes(document.body, wanted);
    case "partition":
    case "workstation":
    case "team":
    case "policy":
    case "suppression":
    case "witness":
      return [];
  }
}

/** An area lies in none that lies in it. */
function areaMistakes({ id, parent }: SiteItem<"area">, wanted: Wanted): Mistake[] {
  const bodies = { get: (other: string) => bodyOf(wanted.get("area", other)) };
  const isLoop = lineage(bodies, parent).some((above) => above.id === id);
  return isLoop ? [mistake(["parent"], `an area that does not itself lie in '${id}'`, shown(parent))] : [];
}

function bodyOf<T>(body: T | undefined): { readonly body: T } | undefined {
  return body === undefined ? undefined : { body };
}

function viewMistakes({ id, owner }: SiteItem<"view">, wanted: Wanted): Mistake[] {
  if (owner === undefined) return [];
  let own = 1;
  for (const other of wanted.all("view")) if (other.owner === owner && other.id !== id) own++;
  if (own <= MOST_OWN_VIEWS) return [];
  return [mistake(["owner"], `an operator with less than ${MOST_OWN_VIEWS} views of their own`, shown(owner))];
}

function personMistakes(person: SiteItem<"person">, wanted: Wanted, catalogs: Catalogs): Mistake[] {
  const ids = person.methods.map(({ id }) => id);
  return [
    ...repeated(ids, (i) => ["methods", i, "id"]),
    ...person.rules.flatMap((rule, i) =>
      rule.tell.flatMap(({ method }, j) =>
        ids.includes(method)
          ? []
          : [
              mistake(
                ["rules", i, "tell", j, "method"],
                `the id of one of this person's methods (${ids.join(", ") || "there is none"})`,
                shown(method),
              ),
            ],
      ),
    ),
    ...person.quietHours.flatMap(({ methods = [] }, i) =>
      methods.flatMap((method, j) =>
        ids.includes(method)
          ? []
          : [mistake(["quietHours", i, "methods", j], `the id of one of this person's methods`, shown(method))],
      ),
    ),
    ...person.methods.flatMap(({ channel, address }, i) => {
      const kind = wanted.get("channel", channel)?.kind;
      const reading = catalogs.channels.find(({ name }) => name === kind)?.address.safeParse(address);
      if (!reading || reading.success) return [];
      return mistakesOf(reading.error, address).map((one) =>
        mistake(["methods", i, "address"], one.expected, one.found),
      );
    }),
  ];
}

function settingsMistakes(schema: z.ZodObject, settings: Readonly<Record<string, unknown>>): Mistake[] {
  const reading = schema.safeParse(settings);
  if (reading.success) return [];
  const secrets = new SecretPlaces(schema);
  return mistakesOf(reading.error, settings).map(({ path, expected, found }) => {
    const isThere = found !== "nothing" && found !== '""';
    return mistake(["settings", ...path], expected, isThere && secrets.hides(settings, path) ? "***" : found);
  });
}

function repeated(names: readonly string[], path: (index: number) => (string | number)[]): Mistake[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [mistake(path(index), "a name of its own", `${shown(name)} twice`)],
  );
}

function listed(things: readonly { readonly name: string }[]): string {
  return things.map(({ name }) => name).join(", ");
}

function archiveMistakes(folder: string | undefined, { whyNoArchives }: Catalogs): Mistake[] {
  const why = folder === undefined ? null : (whyNoArchives?.(folder) ?? null);
  if (folder === undefined || why === null) return [];
  const path = ["audit", "archiveFolder"];
  const expected = "a folder for archives";
  return [
    { path, expected, found: shown(folder), message: `audit.archiveFolder: ${folder} can't hold archives: ${why}` },
  ];
}
