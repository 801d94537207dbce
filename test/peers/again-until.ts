import assert from "node:assert/strict";
import type { Locator } from "playwright-core";

const yes = () => true;
const no = () => false;

/** Presses again until that is seen: a renewal may swallow a click. */
export async function againUntil(seen: Locator, press: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    await press().catch(() => undefined);
    if (await seen.waitFor({ timeout: 2000 }).then(yes, no)) return;
  }
  assert.fail("whatever is pressed, nothing changes");
}
