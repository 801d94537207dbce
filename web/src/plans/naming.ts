import { numbered } from "../numbered.ts";

/** An id made of a name, which no other has. */
export function freeId(name: string, others: readonly { readonly id: string }[]): string {
  const plain = name
    .toLowerCase()
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, 50);
  return numbered(plain || "place", others);
}
