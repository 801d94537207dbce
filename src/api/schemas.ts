import { z } from "zod";
import { SCOPES } from "#operators/shipped-roles.ts";

/** What several resources share. Response schemas describe; they are not run over what is sent. */
export const Instant = z.int().min(0).describe("Milliseconds since 1970-01-01T00:00:00Z");
/** The same where it stands in an address. */
export const InstantParameter = z.coerce.number().int().min(0);

export const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional().describe("`next` of the page before"),
});

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ path: z.string(), expected: z.string(), found: z.string(), message: z.string() }).loose())
      .optional(),
  })
  .loose()
  .describe("RFC 9457: what happened, to what, and what to do");

/** A second person must approve it first; nothing was changed. */
export const Waits = z
  .object({ approval: z.record(z.string(), z.unknown()) })
  .describe("Waits for a second person; the reason is given in the header approval-reason");

/** Any JSON object; its shape is that of the named type in the sources. */
export const Thing = z.record(z.string(), z.unknown());

export const RoleList = z
  .array(
    z.strictObject({
      role: z.string().min(1).max(63),
      partitions: z.array(z.string().max(63)).max(100).default([]).describe("Empty: all"),
    }),
  )
  .min(1)
  .max(20);

export const ScopeList = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);
