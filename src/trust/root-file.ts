import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { Fault, saying } from "#kernel/fault.ts";
import { replaceDurably, syncFolder } from "./key-file.ts";
import { Box, Wrapping } from "./wrapping.ts";

const Kid = z.string().regex(/^[0-9a-f]{16}$/);

/** What is known of the shares of the recovery: never a share, only its SHA-256, by which its holder's is recognized. */
const ShareRecord = z.strictObject({
  kid: Kid,
  madeAt: z.int(),
  shares: z
    .array(
      z.strictObject({ number: z.int(), hash: z.string().regex(/^[0-9a-f]{64}$/), confirmedAt: z.int().nullable() }),
    )
    .length(3),
});
export type ShareRecord = z.infer<typeof ShareRecord>;

/** `trust/root.key.json`: the root keys, each wrapped by a provider. Times in milliseconds UTC. */
export const RootFileSchema = z.strictObject({
  v: z.literal(1),
  /** The current key first; after it, during a rotation, the former one. */
  keys: z
    .array(
      z.strictObject({
        kid: Kid,
        madeAt: z.int(),
        wrapped: Wrapping,
        /** What lasting keys are derived from, sealed with this key; null: this key itself. */
        lasting: Box.nullable(),
      }),
    )
    .min(1)
    .max(2),
  shares: ShareRecord.nullable(),
});
export type RootFile = z.infer<typeof RootFileSchema>;

export interface TrustFiles {
  /** The folder `trust`. */
  readonly folder: string;
  readonly root: string;
  /** Where no `root.key.json` is, this is the root key itself. */
  readonly plain: string;
}

export function trustFiles(dataFolder: string): TrustFiles {
  const folder = join(dataFolder, "trust");
  return { folder, root: join(folder, "root.key.json"), plain: join(folder, "machine.key") };
}

/** Which root key: the first 16 hex digits of its SHA-256. */
export function kidOf(root: Buffer): string {
  return createHash("sha256").update(root).digest("hex").slice(0, 16);
}

/** Null when there is none. Throws a `Fault` (`untrusted`) when it is damaged. */
export function readRootFile(file: string): RootFile | null {
  if (!statSync(file, { throwIfNoEntry: false })) return null;
  try {
    return RootFileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const what = cause instanceof z.ZodError ? `${cause.issues[0]?.path.join(".")} is not as expected` : saying(cause);
    throw new Fault(
      "untrusted",
      `${file} is damaged: ${what}. Put it back from a backup, or run "tocsin seal recover" with two recovery shares.`,
      { cause },
    );
  }
}

export function writeRootFile(file: string, content: RootFile): void {
  replaceDurably(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** Key files in `trust/` that nothing is wrapped with any more, and drafts that a crash left there. */
export function removeLeftovers({ folder, root, plain }: TrustFiles): void {
  const content = readRootFile(root);
  if (!content) return;
  const used = new Set(
    content.keys.flatMap(({ wrapped }) => (wrapped.provider === "file" ? keyPath(folder, wrapped.file) : [])),
  );
  const ours = /^(machine\.key|wrapping-[0-9a-f]{8}\.key|root\.key\.json)(\.[0-9a-f]{12})?$/;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (ours.test(name) && file !== root && !used.has(file)) rmSync(file);
  }
  if (!used.has(plain)) rmSync(plain, { force: true });
  syncFolder(folder);
}

export function keyPath(folder: string, file: string): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/**
 * One change of the root file at a time, whichever process makes it. An abstract socket (unix(7)) is the lock: the
 * kernel takes it back when its holder dies.
 */
export async function withRootFile<T>(files: TrustFiles, work: () => T | Promise<T>): Promise<T> {
  const { dev, ino } = statSync(files.folder);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === "EADDRINUSE"
          ? new Fault("conflict", "Another command is changing the seal. Try again when it has ended.", {
              transient: true,
            })
          : cause,
      );
    });
    server.listen(`\0tocsin-seal-${dev}-${ino}`, resolve);
  });
  try {
    return await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
