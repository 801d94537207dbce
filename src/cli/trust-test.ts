import { parseArgs } from "node:util";
import { systemClock } from "#kernel/clock.ts";
import { version } from "#kernel/version.ts";
import { Ended } from "#trust/ceremony/ended.ts";
import { testConnection } from "#trust/ceremony/joiner.ts";
import { PROTOCOL } from "#trust/ceremony/messages.ts";
import { whySkewed } from "#trust/ceremony/window.ts";
import { foundWords, placeOf } from "./trust-place.ts";

/** Reaches another machine's window and says what is there. Nothing is trusted by it. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const place = placeOf(positionals[0]);
  try {
    const found = await testConnection(place, { clock: systemClock, version });
    const wrong = [
      whySkewed(found.aheadMs, "the other side"),
      found.protocol === PROTOCOL
        ? null
        : `The other side speaks protocol ${found.protocol}, this machine ${PROTOCOL}: bring both to the same version.`,
    ].filter((one) => one !== null);
    if (values.json) console.log(JSON.stringify({ reached: true, ...found, wrong }));
    else
      console.log(
        [foundWords(found, place), ...wrong, ...(wrong.length > 0 ? [] : ["Both can be paired."])].join("\n"),
      );
    return wrong.length > 0 ? 1 : 0;
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    if (values.json) console.log(JSON.stringify({ reached: false, wrong: [thrown.message] }));
    else console.log(thrown.message);
    return 1;
  }
}
