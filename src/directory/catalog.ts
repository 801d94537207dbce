import type { z } from "zod";
import { LdapSettings, OidcSettings } from "./settings.ts";

export interface DirectoryKind {
  readonly name: "ldap" | "oidc";
  readonly title: string;
  readonly settings: z.ZodObject;
}

export const DIRECTORIES: readonly DirectoryKind[] = [
  { name: "ldap", title: "LDAP and Active Directory", settings: LdapSettings },
  { name: "oidc", title: "OpenID Connect", settings: OidcSettings },
];
