import { Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, YAMLMap } from "yaml";
import { KIND_NAMES, readDocument, type SiteDocument } from "./check.ts";
import { type Mistake, mistake, shown } from "./mistake.ts";
import type { SiteKind } from "./site.ts";

/** The keys of a site file, in the order in which their documents may refer to each other. */
export const PLURALS: Readonly<Record<SiteKind, string>> = {
  setting: "site",
  partition: "partitions",
  workstation: "workstations",
  channel: "channels",
  person: "persons",
  team: "teams",
  schedule: "schedules",
  policy: "policies",
  route: "routes",
  source: "sources",
  area: "areas",
  point: "points",
  plan: "plans",
  suppression: "suppressions",
  procedure: "procedures",
  view: "views",
  template: "templates",
  drill: "drills",
  report: "reports",
  directory: "directories",
  witness: "witnesses",
};
const KIND_OF = new Map(KIND_NAMES.map((kind) => [PLURALS[kind], kind]));

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type SiteReading =
  | {
      readonly kind: "read";
      readonly documents: readonly SiteDocument[];
      /** Where the file says it; the deepest part of the path that is there. */
      readonly locate: (kind: SiteKind, id: string, path: Mistake["path"]) => Place | null;
    }
  | { readonly kind: "refused"; readonly mistakes: readonly (Mistake & Place)[] };

/** Reads a site file. What is wrong is said with file, line, column, what was expected and what was found. */
export function readSiteYaml(text: string, file: string): SiteReading {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, uniqueKeys: true, merge: false });
  const mistakes: (Mistake & Place)[] = [];
  const refuse = (place: Place, { path, expected, found, message }: Mistake) =>
    mistakes.push({ path, expected, found, message: `${file}:${place.line}:${place.column}: ${message}`, ...place });
  const at = (offset: number | undefined): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  for (const error of [...yaml.errors, ...yaml.warnings]) {
    const said = error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "not YAML";
    refuse(at(error.pos[0]), { path: [], expected: "YAML", found: said, message: said });
  }
  if (mistakes.length > 0) return { kind: "refused", mistakes };
  const root = yaml.contents;
  if (root === null) return { kind: "read", documents: [], locate: () => null };
  if (!isMap(root)) {
    refuse(
      at(root.range?.[0]),
      mistake([], `a map with keys such as ${Object.values(PLURALS).join(", ")}`, shown(root.toJS(yaml))),
    );
    return { kind: "refused", mistakes };
  }

  const documents: SiteDocument[] = [];
  const nodes = new Map<string, Node>();
  for (const pair of root.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const place = at((pair.key as Node).range?.[0]);
    const kind = KIND_OF.get(key);
    if (!kind) {
      refuse(place, mistake([key], `one of ${Object.values(PLURALS).join(", ")}`, `'${key}'`));
      continue;
    }
    for (const node of entriesOf(kind, pair.value as Node | null)) {
      if (!isMap(node)) {
        refuse(
          node ? at(node.range?.[0]) : place,
          mistake([key], kind === "setting" ? "a map" : "a list of maps", found(node, yaml)),
        );
        continue;
      }
      const value = readValue(node, yaml, kind);
      const reading =
        value instanceof Error ? { mistakes: [mistake([], "plain YAML", value.message)] } : readDocument(kind, value);
      if ("mistakes" in reading) {
        for (const one of reading.mistakes)
          refuse(at(offsetOf(node, one.path)), { ...one, message: `${kind}: ${one.message}` });
        continue;
      }
      const { id } = reading.document.body;
      if (nodes.has(`${kind} ${id}`)) {
        refuse(at(offsetOf(node, ["id"])), mistake([key, "id"], "an id of its own", `${shown(id)} twice`));
        continue;
      }
      nodes.set(`${kind} ${id}`, node);
      documents.push(reading.document);
    }
  }
  if (mistakes.length > 0) return { kind: "refused", mistakes };
  return {
    kind: "read",
    documents,
    locate(kind, id, path) {
      const node = nodes.get(`${kind} ${id}`);
      return node ? at(offsetOf(node, path)) : null;
    },
  };
}

/** The documents of one key: a list of maps, or for the site's settings one map. */
function entriesOf(kind: SiteKind, node: Node | null): readonly (Node | null)[] {
  if (kind === "setting") return [node];
  if (isSeq(node)) return node.items as Node[];
  return isScalar(node) && node.value === null ? [] : [node];
}

function readValue(node: YAMLMap, yaml: Document, kind: SiteKind): unknown {
  try {
    const value = node.toJS(yaml, { maxAliasCount: 100 }) as Record<string, unknown>;
    return kind === "setting" ? { id: "site", ...value } : value;
  } catch (thrown) {
    return thrown;
  }
}

function found(node: Node | null, yaml: Document): string {
  return node ? shown(node.toJS(yaml)) : "nothing";
}

/** Offset of the deepest part of `path` that is there; of a key rather than of its value. */
function offsetOf(root: Node, path: Mistake["path"]): number | undefined {
  let node: Node | null = root;
  let offset = root.range?.[0];
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isPair(one) && isScalar(one.key) && String(one.key.value) === String(step));
      if (!pair) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** A site file of the documents; reading and applying it again changes nothing. Secrets are `***`. */
export function writeSiteYaml(documents: readonly SiteDocument[]): string {
  const file = new Document(new YAMLMap());
  for (const kind of KIND_NAMES) {
    const bodies = documents.filter((document) => document.kind === kind).map(({ body }) => body);
    if (bodies.length === 0) continue;
    if (kind !== "setting") {
      file.set(PLURALS[kind], file.createNode(bodies, { aliasDuplicateObjects: false }));
      continue;
    }
    const { id: _, ...settings } = bodies[0] as unknown as Record<string, unknown>;
    file.set(PLURALS.setting, file.createNode(settings, { aliasDuplicateObjects: false }));
  }
  return file.toString({ lineWidth: 120 });
}
