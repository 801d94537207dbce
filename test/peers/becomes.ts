import assert from "node:assert/strict";
import { pause } from "./whole-server.ts";

const PATIENCE_MS = 30_000;
const EVERY_MS = 20;

/**
 * Reads again until it is so: what is read of a page may still be changing. Fails as `assert.deepEqual` does when it doesn't
 * become so.
 */
export function becomes<T>(read: () => Promise<T>, wanted: T, what?: string): Promise<void> {
  return holding(read, (found) => assert.deepEqual(found, wanted, what));
}

/** As `becomes`, of a text. */
export function comesToMatch(read: () => Promise<string | null>, pattern: RegExp, what?: string): Promise<void> {
  return holding(read, (found) => assert.match(found ?? "", pattern, what));
}

async function holding<T>(read: () => Promise<T>, judge: (found: T) => void): Promise<void> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; ; await pause(EVERY_MS)) {
    const found = await read();
    try {
      return judge(found);
    } catch (thrown) {
      if (Date.now() > giveUpAt) throw thrown;
    }
  }
}
