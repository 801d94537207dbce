import { useQuery } from "@tanstack/react-query";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import type { Offer } from "./choice.tsx";

/** Documents of a kind as people choose them; null: not known yet. */
export function useOffered(kind: SiteKind): readonly Offer[] | null {
  const { data } = useQuery(kindQuery(kind));
  if (!data) return null;
  const known = data.map((one) => ({
    value: one.id,
    label: "name" in one && one.name !== one.id ? `${one.name} (${one.id})` : one.id,
  }));
  // The partition in which everything is that was put into no other needs no document.
  const isSiteMissing = kind === "partition" && !known.some(({ value }) => value === "site");
  return isSiteMissing ? [{ value: "site", label: t.setup.wholeSite }, ...known] : known;
}
