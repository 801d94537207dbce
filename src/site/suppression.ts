import { z } from "zod";
import { CATEGORIES } from "#events/event.ts";
import { id, idOf, name } from "./id.ts";
import { when } from "./times.ts";

const selector = z.strictObject({
  sources: z.array(idOf("source")).optional(),
  points: z
    .array(z.string().meta({ among: "points" }))
    .optional()
    .describe("Ids of points, may end in *"),
  tags: z.array(id).optional(),
  categories: z.array(z.enum(CATEGORIES)).optional(),
});

/** Suppression by design: hides what `hides` selects, while its cause holds. */
export const Suppression = z.strictObject({
  id,
  name,
  enabled: z.boolean().default(true),
  cause: z.union([
    z.strictObject({ mode: z.boolean().describe("Switched by hand: plant mode") }),
    z
      .strictObject({
        alarm: z.strictObject({
          source: idOf("source"),
          point: z.string().meta({ among: "address" }),
          condition: z.string(),
        }),
      })
      .describe("While that alarm is active (first-out)"),
    z.strictObject({ calendar: when }),
  ]),
  hides: selector,
  lifeSafetyToo: z.boolean().default(false),
});
export type Suppression = z.output<typeof Suppression>;
