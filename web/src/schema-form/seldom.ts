import type { Field } from "./fields.ts";
import type { Path } from "./values.ts";

/** What a source or a channel may be told and hardly ever is, of its own and in its settings. */
const SELDOM: Readonly<Record<string, ReadonlySet<string>>> = {
  "": new Set(["host", "lossPriority", "lines", "maxPerMinute", "alwaysSingly"]),
  settings: new Set([
    "timeoutMs",
    "missedPolls",
    "maxGap",
    "maxRegisters",
    "maxBits",
    "pauseMs",
    "readIdentity",
    "tiers",
    "limits",
    "systemType",
    "window",
    "enquireSec",
    "sendMs",
    "ttlSec",
    "privateAddresses",
    "answerMs",
    "localPort",
    "statusEverySec",
    "answerMinutes",
    "answerEverySec",
    "transmissions",
    "tries",
    "longestText",
  ]),
};

/** Fewer are not worth a fold. */
const WORTH = 2;

/** Which fields of an object stand in sight, and which are folded: what must be filled in never is. */
export function seldomIn(fields: readonly Field[], path: Path): { shown: readonly Field[]; folded: readonly Field[] } {
  const names = SELDOM[path.join(".")];
  const isSource = path.length > 0 || fields.some(({ name }) => name === "settings");
  const folded = names && isSource ? fields.filter(({ name, optional }) => optional && names.has(name)) : [];
  if (folded.length < WORTH) return { shown: fields, folded: [] };
  return { shown: fields.filter((field) => !folded.includes(field)), folded };
}
