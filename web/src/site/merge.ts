export type Path = readonly (string | number)[];

/** One place that both changed, each in another way. Absent values are undefined. */
export interface Conflict {
  readonly path: Path;
  readonly before: unknown;
  readonly theirs: unknown;
  readonly mine: unknown;
}

export interface Merged {
  /** With mine wherever there is a conflict. */
  readonly merged: unknown;
  readonly conflicts: readonly Conflict[];
  /** Places that only they changed, and that are taken over. */
  readonly taken: readonly Path[];
}

type Thing = Readonly<Record<string, unknown>>;

/**
 * What becomes of a document that two people changed from the same state: each keeps what they alone changed. Lists of
 * things with an id are merged by their ids; other lists are one value.
 */
export function merge(before: unknown, theirs: unknown, mine: unknown, path: Path = []): Merged {
  if (same(theirs, mine) || same(before, theirs)) return { merged: mine, conflicts: [], taken: [] };
  if (same(before, mine)) return { merged: theirs, conflicts: [], taken: [path] };
  if (isThing(theirs) && isThing(mine)) return mergedThings(isThing(before) ? before : {}, theirs, mine, path);
  const lists = [before ?? [], theirs, mine].map(byId);
  const [was, their, my] = lists;
  if (was && their && my) return mergedLists(was, their, my, path);
  return { merged: mine, conflicts: [{ path, before, theirs, mine }], taken: [] };
}

function mergedThings(before: Thing, theirs: Thing, mine: Thing, path: Path): Merged {
  const keys = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  const parts = Array.from(keys, (key) => [key, merge(before[key], theirs[key], mine[key], [...path, key])] as const);
  const entries = parts.map(([key, part]) => [key, part.merged] as const).filter(([, value]) => value !== undefined);
  return { merged: Object.fromEntries(entries), ...collected(parts.map(([, part]) => part)) };
}

type Entries = ReadonlyMap<string, unknown>;

function mergedLists(before: Entries, theirs: Entries, mine: Entries, path: Path): Merged {
  const ids = [...new Set([...mine.keys(), ...theirs.keys()])];
  const parts = ids.map((id) => merge(before.get(id), theirs.get(id), mine.get(id), [...path, id]));
  const merged = parts.map((part) => part.merged).filter((value) => value !== undefined);
  return { merged, ...collected(parts) };
}

function collected(parts: readonly Merged[]): Pick<Merged, "conflicts" | "taken"> {
  return { conflicts: parts.flatMap(({ conflicts }) => conflicts), taken: parts.flatMap(({ taken }) => taken) };
}

/** The entries by their ids, or null when they have none of their own. */
function byId(list: unknown): Entries | null {
  if (!Array.isArray(list)) return null;
  const entries = new Map<string, unknown>();
  for (const entry of list as unknown[]) {
    const id = isThing(entry) ? entry["id"] : undefined;
    if (typeof id !== "string" || entries.has(id)) return null;
    entries.set(id, entry);
  }
  return entries;
}

/** The merged document once somebody has said whose value holds where. */
export function settled(merged: unknown, conflicts: readonly Conflict[], theirs: ReadonlySet<string>): unknown {
  return conflicts
    .filter(({ path }) => theirs.has(placeOf(path)))
    .reduce((document, conflict) => put(document, conflict.path, conflict.theirs), merged);
}

/** As a key and as people read it. */
export function placeOf(path: Path): string {
  return path.length === 0 ? "*" : path.join(" › ");
}

function put(value: unknown, path: Path, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (Array.isArray(value)) {
    const list = value as unknown[];
    const isIt = (entry: unknown) => isThing(entry) && entry["id"] === step;
    const changed = list.map((entry) => (isIt(entry) ? put(entry, rest, next) : entry));
    const all = list.some(isIt) ? changed : [...changed, put(undefined, rest, next)];
    return all.filter((entry) => entry !== undefined);
  }
  const { [step]: below, ...others } = isThing(value) ? value : {};
  const changed = put(below, rest, next);
  return changed === undefined ? others : { ...others, [step]: changed };
}

function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isThing(a) || !isThing(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}
