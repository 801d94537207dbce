import type { SiteDocument, Wanted } from "./check.ts";
import type { Site, SiteItem, SiteKind } from "./site.ts";

/** The site as it would be after a change, without copying it. */
export class WantedSite implements Wanted {
  readonly #site: Site;
  readonly #put = new Map<string, SiteDocument["body"]>();
  readonly #removed: ReadonlySet<string>;

  constructor(site: Site, documents: readonly SiteDocument[], removed: readonly { kind: SiteKind; id: string }[]) {
    this.#site = site;
    for (const { kind, body } of documents) this.#put.set(`${kind} ${body.id}`, body);
    this.#removed = new Set(removed.map(({ kind, id }) => `${kind} ${id}`));
  }

  get<K extends SiteKind>(kind: K, id: string): SiteItem<K> | undefined {
    const key = `${kind} ${id}`;
    if (this.#removed.has(key)) return undefined;
    return (
      (this.#put.get(key) as SiteItem<K> | undefined) ??
      (this.#site.items[kind].get(id)?.body as SiteItem<K> | undefined)
    );
  }

  *all<K extends SiteKind>(kind: K): Iterable<SiteItem<K>> {
    for (const [id, { body }] of this.#site.items[kind]) {
      const key = `${kind} ${id}`;
      if (!this.#removed.has(key) && !this.#put.has(key)) yield body as SiteItem<K>;
    }
    for (const [key, body] of this.#put) if (key.startsWith(`${kind} `)) yield body as SiteItem<K>;
  }
}
