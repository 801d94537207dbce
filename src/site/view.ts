import { z } from "zod";
import { PRIORITIES } from "#events/event.ts";
import { id, idOf, name } from "./id.ts";

const word = z.string().min(1).max(63);

/** How many views of their own one operator may keep. */
export const MOST_OWN_VIEWS = 50;

/** A way to look at the list of alarms: which of them, and laid out how. Whoever opens it sees what their rights allow. */
export const View = z.strictObject({
  id,
  name,
  owner: word
    .meta({ among: "operator" })
    .optional()
    .describe("Sign-in name of the operator whose own view it is; absent: the site's"),
  roles: z
    .array(word.meta({ among: "role" }))
    .max(50)
    .default([])
    .describe("For whom; empty: for everybody. An own view is its owner's alone"),
  opens: z.boolean().default(false).describe("Opens by itself for those who have one of its roles"),
  order: z.int().min(0).max(9999).default(100).describe("Its place among the views"),
  tab: z.enum(["open", "shelved", "suppressed", "out-of-service"]).default("open"),
  arrangement: z
    .enum(["list", "lanes", "area", "source", "cause"])
    .default("list")
    .describe("As one list, in lanes by priority, or in groups"),
  sort: z
    .enum(["urgency", "newest", "oldest", "point"])
    .default("urgency")
    .describe("urgency: what waits first, then by priority, then the newest"),
  hides: z
    .array(z.enum(["point", "area", "raised", "value", "callout"]))
    .max(5)
    .default([])
    .describe("Columns that are not shown; priority, state and text always are"),
  filter: z
    .strictObject({
      text: z.string().max(200).default("").describe('Words that must be there, "quoted" ones together; -without'),
      priority: z.enum(PRIORITIES).optional(),
      state: z
        .enum(["unacknowledged", "acknowledged", "returned", "latched-unacknowledged", "latched-acknowledged"])
        .optional(),
      source: idOf("source").optional(),
      partition: idOf("partition").optional(),
      area: idOf("area").optional(),
    })
    .prefault({})
    .describe("What is absent chooses nothing"),
});
