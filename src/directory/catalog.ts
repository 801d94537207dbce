import type { z } from "zod";
import type { Port } from "#kernel/port.ts";
import { ldapPorts, oidcPorts } from "./ports.ts";
import { LdapSettings, OidcSettings } from "./settings.ts";

export interface DirectoryKind<Settings extends z.ZodObject = z.ZodObject> {
  readonly name: "ldap" | "oidc";
  readonly title: string;
  readonly settings: Settings;
  /** Where these settings make the server dial, for the port matrix. */
  ports(settings: z.output<Settings>): readonly Port[];
}

const ldap: DirectoryKind<typeof LdapSettings> = {
  name: "ldap",
  title: "LDAP and Active Directory",
  settings: LdapSettings,
  ports: ldapPorts,
};
const oidc: DirectoryKind<typeof OidcSettings> = {
  name: "oidc",
  title: "OpenID Connect",
  settings: OidcSettings,
  ports: oidcPorts,
};

export const DIRECTORIES: readonly DirectoryKind[] = [ldap, oidc];
