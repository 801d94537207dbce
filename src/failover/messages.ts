import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { readControlFile } from "#store/replication.ts";
import { authorityFiles } from "#trust/authority-file.ts";

/** What a node answers to who asks what it is. */
export const PairStatus = z.object({
  active: z.boolean(),
  role: z.enum(["primary", "standby"]).nullable(),
  token: z.int(),
  /** Of its cluster; null: it has none. */
  system: z.string().nullable(),
  /** How people reach it. */
  address: z.string(),
});
export type PairStatus = z.infer<typeof PairStatus>;

/** Of a page. It becomes a link, and where browsers are sent. */
const Address = z.url({ protocol: /^https$/ }).max(500);

/** From the standby, every quarter of a second. */
export const Ping = z.object({
  number: z.int(),
  /** SHA-256 of the files of trust that it has. */
  trust: z.string(),
  /** Thumbprints of the roots that it trusts, and of the one that vouches for it. */
  holding: z.object({ trusts: z.array(z.string().max(100)).max(10), vouchedBy: z.string().max(100).nullable() }),
  leaving: z.boolean(),
  /** How people reach it. */
  address: Address,
  /** Answers an order to take over: what it did, or why it can't. */
  took: z.string().optional(),
});
export type Ping = z.infer<typeof Ping>;

/** The active core's answer to a `Ping`, or its order to take over. */
export const Pong = z.object({
  number: z.int(),
  token: z.int(),
  /** See `Promised`. */
  synchronous: z.boolean(),
  forMs: z.number(),
  witnessed: z.boolean(),
  behindBytes: z.number().nullable(),
  /** `lost`: the standby needs a fresh copy. */
  slot: z.string().nullable(),
  address: Address,
  /** When they are others than the standby's. */
  trust: z.record(z.string(), z.string()).optional(),
});
export type Pong = z.infer<typeof Pong>;

/** The standby has replayed more than this position of the log: it has everything. */
export const TakeOver = z.object({ takeOver: z.string(), token: z.int() });

/** What a fresh copy begins with. */
export const CopyHead = z.object({
  superuserSecret: z.string(),
  secret: z.string(),
  trust: z.record(z.string(), z.string()),
});

/** Of the witness's judgement. */
export const VoteAnswer = z.object({ granted: z.boolean(), because: z.string() });
export type VoteAnswer = z.infer<typeof VoteAnswer>;

export function systemOf(dataFolder: string): string | null {
  return readControlFile(dataFolder)?.system.toString() ?? null;
}

/** What the standby needs of the site's trust: the authority with its sealed keys, and who is refused. */
export const TRUST_FILES = ["authority.json", "deny-list.json"] as const;

export function trustFilesOf(dataFolder: string): Record<string, string> {
  const { authority, denyList } = authorityFiles(dataFolder);
  return Object.fromEntries(
    [authority, denyList].flatMap((file, at) => {
      try {
        return [[TRUST_FILES[at] ?? "", readFileSync(file, "utf8")]];
      } catch {
        return []; // There is no deny list before somebody was refused.
      }
    }),
  );
}

export function hashOf(files: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex");
}
