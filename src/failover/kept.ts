import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { Fault } from "#kernel/fault.ts";
import { newSecret } from "#store/scram.ts";
import { replaceDurably } from "#trust/key-file.ts";

const Kept = z.strictObject({
  v: z.literal(1),
  /** Of this data folder, for the witness. */
  id: z.uuid(),
  /** null: it was not one of a pair yet. */
  role: z.enum(["primary", "standby"]).nullable(),
  /** Of a primary: commits don't wait for the other node, which therefore may not take over. */
  alone: z.boolean(),
  /** Of the lease when this node last was, or began to be, the active one. */
  token: z.int(),
  /** Of the role `tocsin_replica`. */
  secret: z.string().min(32),
});
export type Kept = z.infer<typeof Kept>;

/** What this node remembers of being one of a pair: `failover.json` in the data folder, mode 0600. */
export function readKept(dataFolder: string): Kept {
  let text: string;
  try {
    text = readFileSync(fileIn(dataFolder), "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    return { v: 1, id: randomUUID(), role: null, alone: true, token: 0, secret: newSecret() };
  }
  const parsed = Kept.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Fault(
    "untrusted",
    `${fileIn(dataFolder)} is damaged. Remove it and say "tocsin failover join --yes" on the node that is to stand by.`,
  );
}

/** On disk when it returns. */
export function writeKept(dataFolder: string, kept: Kept): void {
  replaceDurably(fileIn(dataFolder), `${JSON.stringify(kept, null, 2)}\n`);
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, "failover.json");
}
