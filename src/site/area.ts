import { z } from "zod";
import { fileId, id, idOf, name } from "./id.ts";

/** What an operator is told about a point, by the point itself or by an area above it. */
export const Guidance = {
  instructions: z.string().max(4000).optional().describe("What the operator should do"),
  cause: z.string().max(1000).optional().describe("What is the usual cause"),
  consequence: z.string().max(1000).optional().describe("What happens if nobody acts"),
  links: z
    .array(z.strictObject({ name, url: z.url({ protocol: /^https$/, error: "expected an address with https://" }) }))
    .max(20)
    .optional(),
  pictures: z.array(fileId).max(20).optional().describe("Ids of uploaded pictures"),
};

/** A place within the site: a building, a floor, a plant. What it says holds for all points in it and below it. */
export const Area = z.strictObject({
  id,
  name,
  parent: idOf("area").optional().describe("The area in which it lies"),
  partition: idOf("partition").optional().describe("Absent: that of its parent; in none, it concerns the whole site"),
  ...Guidance,
});
