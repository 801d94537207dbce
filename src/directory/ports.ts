import { type Port, placeOf } from "#kernel/port.ts";
import type { LdapSettings, OidcSettings } from "./settings.ts";

const OUT = { direction: "out", transport: "tcp", encrypted: "yes", proof: "password" } as const;

export function ldapPorts({ urls }: LdapSettings): Port[] {
  return urls.flatMap((url, at) => {
    const place = placeOf(url, { ldaps: 636, ldap: 389 });
    if (!place) return [];
    return [
      {
        name: "query",
        ...OUT,
        ...place,
        app: url.startsWith("ldaps:") ? "ldaps" : "ldap-starttls",
        setting: `urls.${at}`,
        purpose: "sign-in and groups of people",
      },
    ];
  });
}

/** The issuer; a provider that keeps its endpoints on other hosts names them only when it is asked. */
export function oidcPorts({ issuer }: OidcSettings): Port[] {
  const place = placeOf(issuer, { https: 443 });
  if (!place) return [];
  return [
    { name: "provider", ...OUT, ...place, app: "https", setting: "issuer", purpose: "sign-in of people by a provider" },
  ];
}
