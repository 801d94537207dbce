import { type Directory, directoryOf } from "#escalation/directory.ts";
import { SITE_KINDS, type Site, type SiteKind, type Versioned } from "#site/site.ts";

/** Documents by kind, as YAML would hold them; what is left out has its default. */
export type SiteDraft = { readonly [K in SiteKind]?: readonly object[] };

/** A site in memory, every document of it validated and of version 1. */
export function siteOf(draft: SiteDraft): Site {
  const items = Object.fromEntries(
    Object.entries(SITE_KINDS).map(([kind, schema]) => {
      const documents = new Map<string, Versioned<unknown>>();
      for (const document of draft[kind as SiteKind] ?? []) {
        const body = schema.parse(document) as { id: string };
        documents.set(body.id, { version: 1, body });
      }
      return [kind, documents];
    }),
  );
  return { items } as unknown as Site;
}

/** Everybody has confirmed every address that doesn't begin with `unconfirmed`. */
export const verified = (_person: string, _channel: string, address: string): boolean =>
  !address.startsWith("unconfirmed");

export function directoryFrom(draft: SiteDraft): Directory {
  return directoryOf(siteOf(draft), verified);
}

/** Channels `mail`, `sms` and `voice`, and persons who have them all: `person("anna")` is Anna. */
export const channels = ["mail", "sms", "voice"].map((id) => ({ id, name: id, kind: "webhook" }));

export function person(id: string, rest: object = {}): object {
  const methods = channels.map((channel) => ({ id: channel.id, channel: channel.id, address: `${id}-${channel.id}` }));
  return { id, name: id.charAt(0).toUpperCase() + id.slice(1), methods, ...rest };
}

/** A person with an only method. */
export function byMail(id: string, rest: object = {}): object {
  return person(id, { methods: [{ id: "mail", channel: "mail", address: `${id}-mail` }], ...rest });
}
