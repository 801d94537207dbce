import { z } from "zod";
import type { WatchedPlace } from "#operators/manning.ts";

export const Unmanned = z.object({
  unmanned: z
    .array(z.object({ kind: z.enum(["workstation", "partition"]), id: z.string(), name: z.string() }))
    .describe("What must be manned and now is not; it raises an alarm unless somebody comes"),
});

/** Tells the last one who watches a place what is left alone. */
export function unmannedView(places: readonly WatchedPlace[]): z.output<typeof Unmanned> {
  return { unmanned: places.map(({ kind, id, name }) => ({ kind, id, name })) };
}
