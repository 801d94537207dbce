/** An object of `nft -j list`: a table, chain, set or rule (libnftables-json(5)). */
export type NftObject = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The listing of a table without what changes by itself: handles, counters, and the elements of sets that the kernel fills
 * or that run out. Two listings with the same rules are then equal.
 */
export function normalised(listing: unknown): NftObject[] {
  const { nftables } = listing as { readonly nftables: readonly NftObject[] };
  return nftables.flatMap((object) => {
    const [[kind, body] = []] = Object.entries(object);
    if (kind === undefined || body === undefined || kind === "metainfo") return [];
    const lasting = withoutHandles(body) as Record<string, unknown>;
    if (kind === "set" && isMoving(body)) delete lasting["elem"];
    return [{ [kind]: lasting }];
  });
}

function isMoving({ flags }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(flags) && flags.some((flag) => flag === "dynamic" || flag === "timeout");
}

function withoutHandles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHandles);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "handle");
  return Object.fromEntries(kept.map(([key, inner]) => [key, key === "counter" ? null : withoutHandles(inner)]));
}

/** What a table has too little and too much, in words. */
export function differenceOf(wanted: readonly NftObject[], found: readonly NftObject[]) {
  return { missing: lacking(wanted, found), added: lacking(found, wanted) };
}

function lacking(these: readonly NftObject[], those: readonly NftObject[]): string[] {
  const left = new Map<string, number>();
  for (const one of those) left.set(JSON.stringify(one), (left.get(JSON.stringify(one)) ?? 0) + 1);
  return these.flatMap((one) => {
    const key = JSON.stringify(one);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count > 0 ? [] : [described(one)];
  });
}

function described(object: NftObject): string {
  const [first] = Object.entries(object);
  if (!first) return "{}";
  const [kind, body] = first;
  const says = (name: string) => JSON.stringify(body[name]);
  if (kind !== "rule") return `${kind} ${says("name")}: ${JSON.stringify(body)}`;
  return `rule in chain ${says("chain")}${body["comment"] === undefined ? "" : ` ${says("comment")}`}: ${says("expr")}`;
}

/** What `nft -j -f` loads to have the table as it was listed; without any, to have no table. */
export function restoring(listing: unknown): unknown {
  const table = { family: "inet", name: "tocsin" };
  const objects = listing === null ? [] : normalised(listing);
  const clear = [{ add: { table } }, { delete: { table } }];
  return { nftables: [...clear, ...objects.map((object) => ({ add: object }))] };
}
