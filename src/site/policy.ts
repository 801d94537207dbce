import { z } from "zod";
import { CATEGORIES } from "#events/event.ts";
import { id, idOf, name } from "./id.ts";
import { priorities } from "./priorities.ts";
import { seconds, when } from "./times.ts";

export const Target = z.union([
  z.strictObject({ person: idOf("person") }),
  z.strictObject({ team: idOf("team") }),
  z.strictObject({ schedule: idOf("schedule") }).describe("Whoever is on duty"),
]);
export type Target = z.output<typeof Target>;

const Needs = z.union([z.enum(["any", "all"]), z.strictObject({ quorum: z.int().min(1).max(100) })]);

export const Policy = z.strictObject({
  id,
  name,
  steps: z
    .array(
      z.strictObject({
        waitSec: seconds.default(300).describe("How long this step waits for an answer before the next one begins"),
        tell: z.array(Target).min(1).max(50),
        how: z.enum(["parallel", "sequential"]).default("parallel"),
        gapSec: seconds.default(60).describe("With sequential: from one person to the next"),
      }),
    )
    .min(1)
    .max(50),
  startAfterSec: seconds.default(0).describe("Delay before the first step"),
  repeats: z.int().min(0).max(1000).default(0).describe("How many times all steps are gone through again"),
  needs: Needs.default("any").describe("Whose acknowledgement ends the callout, of the persons that were told"),
  acknowledgementExpiresSec: seconds
    .min(1)
    .optional()
    .describe("Still active that long after the acknowledgement: the callout starts anew"),
  whenCleared: z
    .enum(["continue", "stop"])
    .optional()
    .describe("When the condition goes before anybody acknowledged; absent: continue until somebody does"),
  tellCleared: z.boolean().default(false).describe("Tell those who were told that the condition has gone"),
  fallback: z.array(Target).max(50).default([]).describe("Told when nobody is on duty or all steps are exhausted"),
  digest: z
    .strictObject({ moreThan: z.int().min(1), withinSec: seconds.min(1) })
    .nullable()
    .default({ moreThan: 20, withinSec: 60 })
    .describe("More messages than this to one person become one digest; life-safety and critical still go singly"),
});
export type Policy = z.output<typeof Policy>;

export const Route = z.strictObject({
  id,
  order: z.int().describe("Routes are asked in this order; the first that fits decides"),
  partitions: z.array(idOf("partition")).optional(),
  sources: z.array(idOf("source")).optional(),
  tags: z.array(id).optional().describe("Fits when the alarm carries any of them"),
  categories: z.array(z.enum(CATEGORIES)).optional(),
  priorities: priorities.optional(),
  when: when.optional(),
  policy: idOf("policy").nullable().describe("null: nobody is told, the alarm shows on screens only"),
});
export type Route = z.output<typeof Route>;
