export type Known = "tags" | "conditions";

/** As much of a document as free words are read out of. */
export interface Document {
  readonly tags?: readonly string[] | undefined;
  readonly conditions?: readonly { readonly type: string; readonly name?: string | undefined }[] | undefined;
}

/** Free words that are in use, each once: in documents of the site, and in alarms that are open. A condition without a name has its type's. */
export function wordsIn(
  of: Known,
  documents: readonly Document[],
  alarms: readonly { readonly tags: readonly string[]; readonly condition: string }[],
): string[] {
  const found =
    of === "tags"
      ? [...documents, ...alarms].flatMap(({ tags }) => tags ?? [])
      : [
          ...documents.flatMap(({ conditions }) => (conditions ?? []).map(({ name, type }) => name ?? type)),
          ...alarms.map(({ condition }) => condition),
        ];
  return [...new Set(found)].filter((word) => word !== "").toSorted((a, b) => a.localeCompare(b));
}
