import { isAbsolute } from "node:path";
import { z } from "zod";
import { id, name } from "./id.ts";

const absoluteFile = z
  .string()
  .max(500)
  .refine((path) => isAbsolute(path) && path.endsWith(".jsonl"), "expected an absolute path that ends in .jsonl");

/** Where copies of the audit trail go, entry by entry, so that nobody can rewrite it unnoticed. */
export const WitnessTarget = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("file"), path: absoluteFile })
    .describe("A file that only grows, best on a medium that others administer"),
  z
    .strictObject({
      kind: z.literal("syslog"),
      host: z.string().min(1).max(253),
      port: z.int().min(1).max(65_535).default(6514),
      ca: z
        .string()
        .max(100_000)
        .optional()
        .describe("PEM of the collector's authority; absent: those of this machine"),
      serverName: z.string().min(1).max(253).optional().describe("Name in its certificate; absent: the host"),
    })
    .describe("A syslog collector over TLS (RFC 5424, RFC 5425)"),
  z
    .strictObject({
      kind: z.literal("node"),
      node: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
        .meta({ among: "audit-witness" }),
    })
    .describe('Another machine of the site, on which "tocsin module audit-witness" runs'),
]);

const absoluteFolder = z
  .string()
  .max(500)
  .refine((path) => isAbsolute(path), "expected an absolute path");

/** What holds for the audit trail as a whole. */
export const AuditSettings = z
  .strictObject({
    requireSink: z
      .boolean()
      .default(false)
      .describe(
        "Refuse changes of site, operators and tokens while no witness takes entries; alarms are never refused",
      ),
    keepDays: z
      .int()
      .min(365)
      .max(36_500)
      .default(3650)
      .describe("How long entries stay in the database; whole months go once they are older, and never within a year"),
    archiveFolder: absoluteFolder
      .optional()
      .describe("Where they are archived before, as files that verify by themselves; absent: nothing is ever removed"),
  })
  .prefault({});

/** Somebody outside who keeps a copy of the audit trail. */
export const WitnessItem = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  to: WitnessTarget,
  spoolMb: z
    .int()
    .min(1)
    .max(10_000)
    .default(64)
    .describe("What waits on disk while it is down; beyond it the database holds the rest"),
});
