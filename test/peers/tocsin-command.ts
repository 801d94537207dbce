import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { packageFolder } from "#kernel/version.ts";

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs `tocsin <args> --data <folder>` as a process of its own, as a person would who has no terminal.
 *
 * @param secret what the command reads from descriptor 3: a passphrase, or shares one a line
 */
export async function runTocsin(dataFolder: string, args: readonly string[], secret?: string): Promise<Told> {
  const command = [join(packageFolder, "bin", "tocsin.mjs"), ...args, "--data", dataFolder];
  // A session of its own: /dev/tty must not lead to the terminal of whoever runs the tests.
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
  const [, output, errors, descriptor] = child.stdio as unknown as [null, Readable, Readable, Writable];
  descriptor.on("error", () => {}); // it ended without reading
  descriptor.end(secret ?? "");
  const [out, err, [code]] = await Promise.all([
    text(output),
    text(errors),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code: code ?? 1, out, err };
}
