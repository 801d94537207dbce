import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { AnyCommon } from "./password-policy.ts";

/**
 * The 49,233 most common passwords of public leaks, from @zxcvbn-ts/language-common (MIT), which has them from zxcvbn
 * (MIT, Dropbox) and its own collection. Half a megabyte, read when somebody chooses a password and let go afterwards.
 */
const LIST = "@zxcvbn-ts/language-common/src/passwords.json";

/** Answers for the list as it lies on the disk: a JSON array of lower-case words. */
export async function commonPasswords(): Promise<AnyCommon> {
  const json = await readFile(fileURLToPath(import.meta.resolve(LIST)), "utf8");
  return (candidates) => candidates.some((candidate) => json.includes(JSON.stringify(candidate)));
}
