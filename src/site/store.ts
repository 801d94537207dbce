import type { Pool } from "pg";
import type { Feed } from "#events/feed.ts";
import { Fault } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { Actor, Batch, Journal } from "#store/batch.ts";
import {
  type Catalogs,
  checkDocument,
  checkRemoved,
  KIND_NAMES,
  readDocument,
  type SiteDocument,
  type SiteMistake,
} from "./check.ts";
import { DocumentSecrets } from "./document-secrets.ts";
import { missingFiles } from "./file-uses.ts";
import { type Change, changeOf } from "./plan.ts";
import type { Policy } from "./policy.ts";
import { SiteConflict, SiteRefusal } from "./refusal.ts";
import { type Former, formerOf, type PutDocument, type RemovedDocument, sentenceOf, storeDocuments } from "./rows.ts";
import type { Sealer } from "./secrets.ts";
import type { Site, SiteItem, SiteKind, Versioned } from "./site.ts";
import { WantedSite } from "./wanted.ts";

export interface SiteHouse {
  readonly pool: Pool;
  readonly journal: Journal;
  readonly feed: Feed;
  readonly log: Logger;
  readonly sealer: Sealer;
  readonly catalogs: Catalogs;
}

/** Runs in the batch of a change before anything of it is put. What it throws refuses the change. */
export type Alongside = (batch: Batch, changes: readonly Change[]) => void;

/** A change that may be carried out later: what is put and removed, and the versions that this was decided on. */
export interface SiteOrder {
  readonly documents: readonly SiteDocument[];
  readonly removes: readonly { readonly kind: SiteKind; readonly id: string }[];
  /** 0: there was none. */
  readonly versions: readonly { readonly kind: SiteKind; readonly id: string; readonly version: number }[];
}

interface Prepared {
  readonly changes: readonly Change[];
  readonly puts: readonly PutDocument[];
  readonly removes: readonly RemovedDocument[];
}

/** What documents and removals would do: of those that are good, the changes; of the others, what is wrong. */
interface Judged extends Prepared {
  readonly mistakes: readonly SiteMistake[];
  /** The site as it would be. */
  readonly wanted: WantedSite;
}

type Maps = { [K in SiteKind]: Map<string, Versioned<SiteItem<K>>> };
type AnyMap = Map<string, Versioned<SiteDocument["body"]>>;

/**
 * The site in memory and in the database. One change at a time is decided, stored in one transaction with its audit
 * entries, and only then seen. Secrets in settings are sealed in memory too; `openSettings` gives them out.
 */
export class SiteStore implements Site {
  readonly items: Maps = Object.fromEntries(KIND_NAMES.map((kind) => [kind, new Map()])) as unknown as Maps;
  readonly #house: SiteHouse;
  readonly #secrets: DocumentSecrets;
  readonly #listeners = new Set<(kind: SiteKind, id: string) => void>();
  readonly #groupListeners = new Set<(changed: readonly { kind: SiteKind; id: string }[]) => void>();
  readonly #policies = new Map<string, Policy>();
  readonly #lastVersions = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();
  #current: Site;

  constructor(house: SiteHouse) {
    this.#house = house;
    this.#secrets = new DocumentSecrets(house.catalogs, house.sealer);
    this.#current = { items: this.items };
  }

  /** The site for those who remember what they made of it: another object after every change. */
  get current(): Site {
    return this.#current;
  }

  /** Reads everything; called whenever this core becomes the active one. */
  async load(): Promise<void> {
    const { pool, log } = this.#house;
    const items = await pool.query<{ kind: SiteKind; id: string; version: number; body: unknown }>(
      "select kind, id, version, body from config.item",
    );
    for (const kind of KIND_NAMES) this.items[kind].clear();
    for (const { kind, id, version, body } of items.rows) {
      const reading = KIND_NAMES.includes(kind) ? readDocument(kind, body) : { mistakes: [] };
      if ("document" in reading) this.#map(kind).set(id, { version, body: reading.document.body });
      else
        log.error({ kind, id, mistakes: reading.mistakes }, "a stored document can't be used; correct it or remove it");
    }
    const last = await pool.query<{ kind: SiteKind; id: string; version: number }>(
      "select kind, id, max(version)::int as version from config.item_version group by kind, id",
    );
    this.#lastVersions.clear();
    for (const { kind, id, version } of last.rows) this.#lastVersions.set(`${kind} ${id}`, version);
    const old = await pool.query<{ id: string; version: number; body: unknown }>(
      `select id, version, body from config.item_version where kind = 'policy' and body is not null
          and (id, version) in (select policy, policy_version from core.callout where ended_at is null)`,
    );
    this.#policies.clear();
    for (const { id, version, body } of old.rows) {
      const reading = readDocument("policy", body);
      if ("document" in reading) this.#policies.set(`${id} ${version}`, reading.document.body as Policy);
    }
    this.#current = { items: this.items };
    for (const [id, { version, body }] of this.items.policy) this.#policies.set(`${id} ${version}`, body);
  }

  /** Reads everything again after what is sealed was sealed anew: nobody is told, for nothing else has changed. */
  reread(): Promise<void> {
    return this.#inTurn(() => this.load());
  }

  /** Told after every change of a document; it is read from `items`, where it is missing when it was removed. */
  onChange(listener: (kind: SiteKind, id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same, once for all documents of a change, which may be thousands. */
  onChanges(listener: (changed: readonly { readonly kind: SiteKind; readonly id: string }[]) => void): () => void {
    this.#groupListeners.add(listener);
    return () => this.#groupListeners.delete(listener);
  }

  /** A policy as it was in that version, for callouts that began with it. */
  policyVersion(id: string, version: number): Policy | undefined {
    return this.#policies.get(`${id} ${version}`);
  }

  get<K extends SiteKind>(kind: K, id: string): Versioned<SiteItem<K>> | undefined {
    return this.items[kind].get(id) as Versioned<SiteItem<K>> | undefined;
  }

  /** Settings with their secrets in clear, for the driver or channel that needs them. */
  openSettings(kind: "source" | "channel" | "directory", id: string): Readonly<Record<string, unknown>> {
    const body = this.get(kind, id)?.body;
    if (!body) throw new Fault("not-found", `There is no ${kind} '${id}'.`);
    return this.#secrets.clear({ kind, body } as SiteDocument).body.settings as Readonly<Record<string, unknown>>;
  }

  /** A document as it may be shown: its secrets are `***`. */
  masked(document: SiteDocument): SiteDocument["body"] {
    return this.#secrets.masked(document);
  }

  /** All documents of a kind as they may be shown, in order of their ids. */
  *shown<K extends SiteKind>(kind: K): Iterable<SiteItem<K>> {
    const ids = [...this.items[kind].keys()].sort();
    for (const id of ids) {
      const body = this.get(kind, id)?.body;
      if (body) yield this.masked({ kind, body } as SiteDocument) as SiteItem<K>;
    }
  }

  /** What applying the documents would change. Throws a `SiteRefusal` when they are not good. */
  plan(documents: readonly SiteDocument[], { prune }: { prune: boolean }): readonly Change[] {
    return this.#prepare(documents, this.#pruned(documents, prune)).changes;
  }

  /** All of the documents, or none. With `prune`, what is not among them is removed. Answers what changed. */
  apply(
    documents: readonly SiteDocument[],
    order: { actor: Actor; prune: boolean; alongside?: Alongside | undefined },
  ): Promise<readonly Change[]> {
    return this.#inTurn(async () => {
      await this.#demandFiles(documents);
      const prepared = this.#prepare(documents, this.#pruned(documents, order.prune));
      return this.#store(prepared, order.actor, order.alongside);
    });
  }

  /** What a document was before, the newest first, with its secrets sealed. */
  former(kind: SiteKind, id: string, limit: number): Promise<Former[]> {
    return formerOf(this.#house.pool, kind, id, limit);
  }

  /** A document of before with its secrets in clear, as `put` wants it. Throws a `Fault` when they can't be opened. */
  opened(document: SiteDocument): SiteDocument {
    return this.#secrets.clear(document);
  }

  /** The kinds of directories there are, with their settings. */
  directoryKinds(): NonNullable<Catalogs["directories"]> {
    return this.#house.catalogs.directories ?? [];
  }

  /** The secrets of a source or channel, to be blotted out wherever what it says is shown. */
  secretsOf(kind: "source" | "channel", id: string): string[] {
    const body = this.get(kind, id)?.body;
    return body ? this.#secrets.secretsOf({ kind, body } as SiteDocument) : [];
  }

  /** What these documents and removals would change now, as an order for later. Throws a `SiteRefusal` like `plan`. */
  order(
    documents: readonly SiteDocument[],
    removed: readonly { kind: SiteKind; id: string }[] | "prune",
  ): SiteOrder & { readonly changes: readonly Change[] } {
    const removes = removed === "prune" ? this.#pruned(documents, true) : removed;
    const { changes } = this.#prepare(documents, removes);
    const versions = changes.map(({ kind, id }) => ({ kind, id, version: this.get(kind, id)?.version ?? 0 }));
    return { documents, removes, versions, changes };
  }

  /** Carries out an order of before; a `SiteConflict` says that a document was changed meanwhile. */
  carryOut(
    { documents, removes, versions }: SiteOrder,
    { actor, alongside }: { actor: Actor; alongside: Alongside },
  ): Promise<readonly Change[]> {
    return this.#inTurn(async () => {
      for (const { kind, id, version } of versions) this.#expect(kind, id, version);
      await this.#demandFiles(documents);
      return this.#store(this.#prepare(documents, removes), actor, alongside);
    });
  }

  /** Creates or changes one document. @param version what the person saw, 0 for none; another one is a conflict */
  async put(
    document: SiteDocument,
    order: { actor: Actor; version?: number | undefined; alongside?: Alongside | undefined },
  ): Promise<number> {
    const { kind, body } = document;
    await this.#inTurn(async () => {
      this.#expect(kind, body.id, order.version);
      await this.#demandFiles([document]);
      return this.#store(this.#prepare([document], []), order.actor, order.alongside);
    });
    return this.get(kind, body.id)?.version ?? 0;
  }

  async remove(
    kind: SiteKind,
    id: string,
    order: { actor: Actor; version?: number | undefined; alongside?: Alongside | undefined },
  ): Promise<void> {
    await this.#inTurn(() => {
      if (!this.get(kind, id)) throw new Fault("not-found", `There is no ${kind} '${id}'.`);
      this.#expect(kind, id, order.version);
      return this.#store(this.#prepare([], [{ kind, id }]), order.actor, order.alongside);
    });
  }

  /** Runs work while no document changes. */
  whileUnchanged<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(work);
  }

  async #demandFiles(documents: readonly SiteDocument[]): Promise<void> {
    const mistakes = await missingFiles(this.#house.pool, documents);
    if (mistakes.length > 0) throw new SiteRefusal(mistakes);
  }

  #expect(kind: SiteKind, id: string, version: number | undefined): void {
    const present = this.get(kind, id)?.version ?? 0;
    if (version !== undefined && version !== present) throw new SiteConflict(kind, id, present);
  }

  /** One change after the other, so that what was checked is still so when it is stored. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #pruned(documents: readonly SiteDocument[], prune: boolean): { kind: SiteKind; id: string }[] {
    if (!prune) return [];
    const kept = new Set(documents.map(({ kind, body }) => `${kind} ${body.id}`));
    // What operators keep for themselves is in nobody's file.
    for (const [id, { body }] of this.items.view) if (body.owner !== undefined) kept.add(`view ${id}`);
    return KIND_NAMES.flatMap((kind) =>
      [...this.items[kind].keys()].filter((id) => !kept.has(`${kind} ${id}`)).map((id) => ({ kind, id })),
    );
  }

  #prepare(documents: readonly SiteDocument[], removed: readonly { kind: SiteKind; id: string }[]): Prepared {
    const { mistakes, ...prepared } = this.judge(documents, removed);
    if (mistakes.length > 0) throw new SiteRefusal(mistakes);
    return prepared;
  }

  /** What these documents and removals would do, without refusing what is wrong: a dry run. */
  judge(documents: readonly SiteDocument[], removed: readonly { kind: SiteKind; id: string }[]): Judged {
    const restored = documents.map((document) => {
      return this.#secrets.restored(document, this.get(document.kind, document.body.id)?.body);
    });
    const mistakes = restored.flatMap((one) => one.mistakes);
    const clear = restored.map((one) => one.document);
    const wanted = new WantedSite(this, clear, removed);
    for (const document of clear) mistakes.push(...checkDocument(document, wanted, this.#house.catalogs));
    mistakes.push(...checkRemoved(removed, wanted));
    const wrong = new Set(mistakes.map(({ kind, id }) => `${kind} ${id}`));
    const changes: Change[] = [];
    const puts: PutDocument[] = [];
    const note = (change: Change | null) => change && changes.push(change);
    for (const document of clear) {
      const { kind, body } = document;
      if (wrong.has(`${kind} ${body.id}`)) continue;
      const before = this.get(kind, body.id)?.body;
      const stored = before && this.#secrets.clear({ kind, body: before } as SiteDocument);
      if (!note(changeOf(stored, document, (one) => this.masked(one)))) continue;
      puts.push({ document: this.#secrets.sealed(document), version: this.#nextVersion(kind, body.id) });
    }
    const removes = removed.map(({ kind, id }) => ({ kind, id, version: this.#nextVersion(kind, id) }));
    for (const { kind, id } of removes) {
      const body = this.get(kind, id)?.body;
      if (body) note(changeOf({ kind, body } as SiteDocument, undefined, (one) => this.masked(one)));
    }
    return { changes, puts, removes, mistakes, wanted };
  }

  async #store({ changes, puts, removes }: Prepared, actor: Actor, alongside?: Alongside): Promise<readonly Change[]> {
    if (changes.length === 0) return changes;
    const work = (batch: Batch): void => {
      alongside?.(batch, changes);
      storeDocuments(batch, puts, removes, actor);
      for (const change of changes) batch.audit(sentenceOf(change, actor));
      batch.afterwards(() => this.#take(puts, removes));
    };
    await this.#house.journal.submit("operator", work, changes.length);
    return changes;
  }

  /** Shows what is now on disk. */
  #take(puts: Prepared["puts"], removes: Prepared["removes"]): void {
    for (const { document, version } of puts) {
      const { kind, body } = document;
      this.#map(kind).set(body.id, { version, body });
      this.#lastVersions.set(`${kind} ${body.id}`, version);
      if (kind === "policy") this.#policies.set(`${body.id} ${version}`, body);
    }
    for (const { kind, id, version } of removes) {
      this.#map(kind).delete(id);
      this.#lastVersions.set(`${kind} ${id}`, version);
    }
    this.#current = { items: this.items };
    const touched = [
      ...puts.map(({ document, version }) => ({ kind: document.kind, id: document.body.id, version })),
      ...removes,
    ];
    for (const { kind, id, version } of touched) {
      for (const listener of this.#listeners) listener(kind, id);
      this.#house.feed.publish("site", { kind, id, version });
    }
    for (const listener of this.#groupListeners) listener(touched);
  }

  #nextVersion(kind: SiteKind, id: string): number {
    return (this.#lastVersions.get(`${kind} ${id}`) ?? this.get(kind, id)?.version ?? 0) + 1;
  }

  #map(kind: SiteKind): AnyMap {
    return this.items[kind] as AnyMap;
  }
}
