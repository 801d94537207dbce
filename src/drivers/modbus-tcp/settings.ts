import { z } from "zod";
import { MOST_BITS, MOST_REGISTERS, type ReadFunction } from "./pdu.ts";
import { type TagRow, TagSchema, tierOf, withType, wrongsOf } from "./tag.ts";
import { readTagTable, type TagTable } from "./tag-table.ts";
import { TYPE_REGISTERS } from "./value.ts";

const boundedMs = (least: number, most: number) => z.int().min(least).max(most);

/** What an operator configures for one device or gateway. */
export const settings = z
  .strictObject({
    host: z.string().trim().min(1).max(253).describe("Name or address of the device or gateway"),
    port: z.int().min(1).max(65_535).default(502).describe("TCP port"),
    timeoutMs: boundedMs(50, 30_000)
      .default(500)
      .describe("How long one answer may take; at least one and a half times what the slowest unit needs")
      .meta({ seldom: true }),
    missedPolls: z
      .int()
      .min(1)
      .max(20)
      .default(3)
      .describe("After so many failed polls a unit is down, a tag is bad")
      .meta({ seldom: true }),
    addressing: z
      .enum(["zero-based", "one-based"])
      .default("zero-based")
      .describe("Whether the first register of the table has address 0 (as on the wire) or 1 (as in many manuals)"),
    maxGap: z
      .int()
      .min(0)
      .max(MOST_REGISTERS)
      .default(0)
      .describe("How many unused addresses a block may read along to save a request; some devices refuse any")
      .meta({ seldom: true }),
    maxRegisters: z
      .int()
      .min(4)
      .max(MOST_REGISTERS)
      .default(MOST_REGISTERS)
      .describe("Most registers per request")
      .meta({ seldom: true }),
    maxBits: z
      .int()
      .min(1)
      .max(MOST_BITS)
      .default(MOST_BITS)
      .describe("Most coils or inputs per request")
      .meta({ seldom: true }),
    pauseMs: z
      .int()
      .min(0)
      .max(10_000)
      .default(0)
      .describe("Rest between two requests, for slow gateways")
      .meta({ seldom: true }),
    readIdentity: z
      .boolean()
      .default(false)
      .describe("Ask once who the device is (43/14); a few devices hang up on it")
      .meta({ seldom: true }),
    tiers: z
      .record(z.string(), boundedMs(10, 86_400_000))
      .default({ fast: 500, normal: 2000, slow: 60_000 })
      .describe("Polling intervals in milliseconds by name; alarms want fast, 100 to 500")
      .meta({ seldom: true }),
    tags: z
      .array(TagSchema)
      .max(10_000)
      .default([])
      .describe("What is read from the device, value by value; at least one, here or as a table"),
    table: z.string().max(2_000_000).default("").describe("The same as CSV text with a header line, or more of it"),
  })
  .superRefine((all, context) => {
    const table = tableOf(all);
    if (table.kind === "refused") {
      for (const { line, column, expected, found } of table.errors) {
        const message = `line ${line}, column ${column || "-"}: expected ${expected}, found ${found}`;
        context.addIssue({ code: "custom", path: ["table"], message });
      }
      return;
    }
    if (all.tags.length + table.tags.length === 0) {
      context.addIssue({ code: "custom", path: ["tags"], message: "expected at least one value, here or as a table" });
    }
    const seen = new Map<string, TagRow>();
    [...all.tags.map(withType), ...table.tags].forEach((tag, at) => {
      const place = at < all.tags.length ? ["tags", at] : ["table", tag.name];
      const wrong = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [...place, field], message });
      for (const [field, message] of wrongsOf(tag)) wrong(field, message);
      const [first, last] = all.addressing === "one-based" ? [1, 65_536] : [0, 65_535];
      const end = tag.address + (tag.fc <= 2 ? 1 : TYPE_REGISTERS[tag.type]) - 1;
      if (tag.address < first || end > last)
        wrong("address", `expected ${first} to ${last} with ${all.addressing} addressing`);
      const tier = tierOf(tag);
      if (!Object.hasOwn(all.tiers, tier))
        wrong("tier", `expected one of ${Object.keys(all.tiers).join(", ")}, found ${tier}`);
      const id = `${tag.unit}/${tag.key}/${tag.kind === "state" ? "measure" : tag.kind}`;
      const other = seen.get(id);
      if (other) wrong("key", `"${tag.key}" is taken by "${other.name}" of the same unit and kind; choose another key`);
      seen.set(id, tag);
    });
  });

export type Settings = z.output<typeof settings>;

/** A row as the driver works with it. */
export interface Tag extends TagRow {
  readonly fc: ReadFunction;
  /** The address as on the wire, from 0. */
  readonly start: number;
  /** How many bits or registers it takes. */
  readonly width: number;
  readonly intervalMs: number;
  /** `unit-3/boiler.temperature`: the unit is always there, so that a lost unit freezes its own points only. */
  readonly point: string;
}

export function tagsOf(all: Settings): Tag[] {
  const table = tableOf(all);
  const given = all.tags.map(withType);
  const rows = table.kind === "table" ? [...given, ...table.tags] : given;
  return rows.map((tag) => ({
    ...tag,
    start: all.addressing === "one-based" ? tag.address - 1 : tag.address,
    width: tag.fc <= 2 ? 1 : TYPE_REGISTERS[tag.type],
    intervalMs: all.tiers[tierOf(tag)] ?? 1000,
    point: `${partOf(tag.unit)}/${tag.key}`,
  }));
}

/** The part of the source that a unit is: the first segment of its points. */
export function partOf(unit: number): string {
  return `unit-${unit}`;
}

function tableOf(all: { readonly table: string }): TagTable {
  return all.table.trim() === "" ? { kind: "table", tags: [] } : readTagTable(all.table);
}
