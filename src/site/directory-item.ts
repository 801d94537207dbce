import { z } from "zod";
import { id, idAmong, idOf, name } from "./id.ts";

/** Where people sign in who have no password here: a directory that the server asks, or a provider that vouches for them. */
export const DirectoryItem = z.strictObject({
  id,
  name: name.describe("As the sign-in page calls it"),
  kind: z.string().describe("Name of the directory's kind: ldap, oidc"),
  enabled: z.boolean().default(true),
  settings: z.record(z.string(), z.unknown()).default({}),
  groups: z
    .array(
      z.strictObject({
        group: z.string().min(1).max(1000).describe("ldap: the group's DN; oidc: its name in the group claim"),
        role: idAmong("role"),
        partitions: z.array(idOf("partition")).max(32).default([]).describe("Empty: all"),
        only: z
          .array(id)
          .max(20)
          .default([])
          .describe("Sign-in names this entry is for; empty: all members. A role that manages operators needs them"),
      }),
    )
    .max(200)
    .default([])
    .describe("The first entry that fits decides; who is in none of the groups can't sign in"),
});
