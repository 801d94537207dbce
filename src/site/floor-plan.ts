import { z } from "zod";
import { fileId, id, idAmong, idOf, name, namedPoint } from "./id.ts";

const latitude = z.number().min(-85).max(85).describe("Degrees north, WGS 84");
const longitude = z.number().min(-180).max(180).describe("Degrees east, WGS 84");
const share = z.number().min(0).max(1);

const Level = z.strictObject({
  id,
  name,
  file: fileId.optional().describe("The picture; a floor needs one"),
  corners: z
    .strictObject({ south: latitude, west: longitude, north: latitude, east: longitude })
    .optional()
    .describe("Of a map: where the edges of the picture are"),
  outline: fileId.optional().describe("Of a map: a GeoJSON file that is drawn as lines and areas"),
  metresAcross: z.number().positive().max(1_000_000).optional().describe("Width of the picture, for the scale bar"),
});

const PlanSymbol = z.strictObject({
  id,
  level: idAmong("level"),
  shows: z.union([
    z.strictObject({ point: namedPoint }),
    z.strictObject({ area: idOf("area") }),
    z.strictObject({ plan: idOf("plan") }),
  ]),
  at: z
    .union([z.strictObject({ x: share, y: share }), z.strictObject({ latitude, longitude })])
    .describe("On a floor: shares of the picture's width and height, from its upper left corner"),
});

/** A picture or map on which points, areas and other plans are placed. */
export const Plan = z.strictObject({
  id,
  name,
  kind: z.enum(["floor", "map"]),
  area: idOf("area").optional().describe("What it shows"),
  partition: idOf("partition").optional().describe("Absent: its area's; in none, only who sees the whole site sees it"),
  levels: z.array(Level).min(1).max(100).describe("From the lowest to the highest"),
  symbols: z.array(PlanSymbol).max(5000).default([]),
});
