import type { Catalogs, SiteDocument, SiteMistake } from "./check.ts";
import { type Sealer, SecretPlaces } from "./secrets.ts";

type Settings = Readonly<Record<string, unknown>>;

/** A document of a kind that may have settings. */
type Settled = SiteDocument & { body: { settings?: unknown } };

/** The secrets in the settings of sources, channels and directories; other documents have none and come back as they are. */
export class DocumentSecrets {
  readonly #catalogs: Catalogs;
  readonly #sealer: Sealer;
  readonly #places = new Map<string, SecretPlaces>();

  constructor(catalogs: Catalogs, sealer: Sealer) {
    this.#catalogs = catalogs;
    this.#sealer = sealer;
  }

  /** As it may be shown: secrets are `***`. */
  masked(document: SiteDocument): SiteDocument["body"] {
    return this.#withSettings(document, (places, settings) => places.masked(settings)).body;
  }

  /** In clear. Throws a `Fault` when they can't be opened. */
  clear(document: SiteDocument): Settled {
    return this.#withSettings(document, (places, settings, row) => places.unsealed(settings, row, this.#sealer));
  }

  /** As it is stored. */
  sealed(document: SiteDocument): SiteDocument {
    return this.#withSettings(document, (places, settings, row) => places.sealed(settings, row, this.#sealer));
  }

  /** Its secrets themselves. @param document with its secrets sealed */
  secretsOf(document: SiteDocument): string[] {
    const places = this.#placesOf(document);
    return places ? places.secretsIn(this.clear(document).body.settings as Settings) : [];
  }

  /** In clear, every `***` replaced by what is stored. @param stored what the document was before, with its secrets sealed */
  restored(
    document: SiteDocument,
    stored: SiteDocument["body"] | undefined,
  ): { document: SiteDocument; mistakes: SiteMistake[] } {
    const places = this.#placesOf(document);
    if (!places || !("settings" in document.body)) return { document, mistakes: [] };
    const { kind, body } = document;
    const before = stored && ({ kind, body: stored } as SiteDocument);
    const kept =
      before && this.#placesOf(before) === places ? (this.clear(before).body.settings as Settings) : undefined;
    const { settings, mistakes } = places.restored(body.settings, kept);
    return {
      document: { kind, body: { ...body, settings } } as SiteDocument,
      mistakes: mistakes.map((one) => ({ ...one, kind, id: body.id })),
    };
  }

  #withSettings(
    document: SiteDocument,
    change: (places: SecretPlaces, settings: Settings, row: string) => unknown,
  ): Settled {
    const places = this.#placesOf(document);
    if (!places || !("settings" in document.body)) return document;
    const { kind, body } = document;
    return { kind, body: { ...body, settings: change(places, body.settings, `${kind}/${body.id}`) } } as SiteDocument;
  }

  /** Where the secrets are; undefined when the driver or kind is not there. */
  #placesOf(document: SiteDocument): SecretPlaces | undefined {
    if (document.kind !== "source" && document.kind !== "channel" && document.kind !== "directory") return undefined;
    const { drivers, channels, directories = [] } = this.#catalogs;
    const name = document.kind === "source" ? document.body.driver : document.body.kind;
    const offered = { source: drivers, channel: channels, directory: directories }[document.kind];
    const schema = offered.find((one) => one.name === name)?.settings;
    if (!schema) return undefined;
    const key = `${document.kind} ${name}`;
    const places = this.#places.get(key) ?? new SecretPlaces(schema);
    this.#places.set(key, places);
    return places;
  }
}
