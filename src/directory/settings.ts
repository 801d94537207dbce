import { z } from "zod";

/** A port of its own, and nothing behind it: the base is `baseDn`. */
const ldapUrl = z
  .string()
  .max(300)
  .regex(
    /^ldaps?:\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?\/?$/,
    "expected ldaps://server or ldap://server (which begins TLS before anything is said), with a port if it is another one",
  );
const ca = z
  .string()
  .includes("-----BEGIN CERTIFICATE-----", { error: "expected certificates as PEM text" })
  .optional()
  .describe("Certificates (PEM) of the authority that signed the server's; absent: the public ones");
const dn = z.string().trim().min(1).max(1000);
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, "expected the name of an attribute such as uid");
const filter = z
  .string()
  .trim()
  .max(1000)
  .regex(/^\(.*\)$/s, "expected an LDAP filter in parentheses (RFC 4515), such as (objectClass=person)");

export const LdapSettings = z.strictObject({
  urls: z
    .array(ldapUrl)
    .min(1)
    .max(10)
    .describe("Asked in this order; the next one when one can't be reached. ldap:// is upgraded by StartTLS, always"),
  flavour: z.enum(["active-directory", "generic"]).default("generic"),
  ca,
  baseDn: dn.describe("Where people are: everything below"),
  bindDn: dn.describe("The account with which people and groups are searched; it needs to read only"),
  bindPassword: z.string().min(1).max(1000).meta({ secret: true }),
  userFilter: filter.optional().describe("Who is a person; absent: as the flavour has it"),
  nameAttribute: attribute
    .optional()
    .describe("What people type as their name; absent: sAMAccountName or uid, as the flavour has it"),
  idAttribute: attribute
    .optional()
    .describe("What a person keeps for life; absent: objectGUID or entryUUID, as the flavour has it"),
  groupBaseDn: dn.optional().describe("Where groups are; absent: baseDn"),
  membership: z
    .enum(["matching-rule", "member-of", "search"])
    .optional()
    .describe(
      "How groups are found: by Active Directory's rule 1.2.840.113556.1.4.1941, by the attribute memberOf, or by a search for groups with this member. Absent: matching-rule or search, as the flavour has it",
    ),
  nestedGroups: z.boolean().default(true).describe("Whether being in a group that is in a group counts"),
  referrals: z
    .literal("refuse")
    .default("refuse")
    .describe(
      "Another server that this one refers to is never asked: name it in urls, or its part of the tree in baseDn",
    ),
  pageSize: z.int().min(10).max(1000).default(500).describe("Entries a page (RFC 2696)"),
  timeoutMs: z.int().min(500).max(60_000).default(5000).describe("For one answer, and for one connection"),
  compareMinutes: z
    .number()
    .min(0.1)
    .max(1440)
    .default(5)
    .describe("How often who may sign in is compared with the directory"),
});
export type LdapSettings = z.output<typeof LdapSettings>;

export const OIDC_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"] as const;

export const OidcSettings = z.strictObject({
  issuer: z
    .url({ protocol: /^https$/ })
    .describe("Exactly as the provider writes it; without .well-known/openid-configuration"),
  clientId: z.string().min(1).max(300),
  clientSecret: z.string().min(1).max(1000).meta({ secret: true }),
  authentication: z
    .enum(["client_secret_basic", "client_secret_post"])
    .default("client_secret_basic")
    .describe("How the client's secret is sent to the token endpoint"),
  ca,
  algorithms: z
    .array(z.enum(OIDC_ALGORITHMS))
    .min(1)
    .default([...OIDC_ALGORITHMS])
    .describe("With which an ID token may be signed"),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/))
    .max(20)
    .default(["openid", "profile"])
    .describe("With offline_access, who was disabled at the provider is noticed at the next comparison"),
  nameClaim: z
    .string()
    .min(1)
    .max(200)
    .default("preferred_username")
    .describe("Becomes the sign-in name; of a mail address the part before the @"),
  groupClaim: z.string().min(1).max(200).default("groups").describe("The list of groups"),
  timeoutMs: z.int().min(500).max(60_000).default(5000).describe("For one answer of the provider"),
  compareMinutes: z.number().min(0.1).max(1440).default(5).describe("How often the provider is asked again"),
});
export type OidcSettings = z.output<typeof OidcSettings>;
