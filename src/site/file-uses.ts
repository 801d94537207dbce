import type { Pool } from "pg";
import { KIND_NAMES, type SiteDocument, type SiteMistake } from "./check.ts";
import { mistake, shown } from "./mistake.ts";
import type { Site } from "./site.ts";

/** Where a document names an uploaded file. */
interface FileUse {
  readonly path: readonly (string | number)[];
  readonly file: string;
}

function filesOf({ kind, body }: SiteDocument): FileUse[] {
  if (kind === "plan") {
    return body.levels.flatMap(({ file, outline }, i) => [
      ...(file === undefined ? [] : [{ path: ["levels", i, "file"], file }]),
      ...(outline === undefined ? [] : [{ path: ["levels", i, "outline"], file: outline }]),
    ]);
  }
  if (kind !== "area" && kind !== "point") return [];
  return (body.pictures ?? []).map((file, i) => ({ path: ["pictures", i], file }));
}

/** Which documents show which files. */
export function fileUses(site: Pick<Site, "items">): Map<string, SiteDocument[]> {
  const uses = new Map<string, SiteDocument[]>();
  for (const kind of KIND_NAMES) {
    for (const { body } of site.items[kind].values()) {
      const document = { kind, body } as SiteDocument;
      for (const { file } of filesOf(document)) uses.set(file, [...(uses.get(file) ?? []), document]);
    }
  }
  return uses;
}

/** What is wrong with documents that name files which nobody has uploaded. */
export async function missingFiles(pool: Pool, documents: readonly SiteDocument[]): Promise<SiteMistake[]> {
  const uses = documents.flatMap((document) => filesOf(document).map((use) => ({ ...use, document })));
  if (uses.length === 0) return [];
  const ids = [...new Set(uses.map(({ file }) => file))];
  const { rows } = await pool.query<{ id: string }>("select id from core.file where id = any ($1)", [ids]);
  const known = new Set(rows.map(({ id }) => id));
  return uses
    .filter(({ file }) => !known.has(file))
    .map(({ path, file, document: { kind, body } }) => ({
      ...mistake(path, "the id of an uploaded file", shown(file)),
      kind,
      id: body.id,
    }));
}
