import { z } from "zod";

const burst = (count: number, withinSec: number) =>
  z
    .strictObject({
      count: z.int().min(2).max(10_000).default(count),
      withinSec: z.int().min(1).max(86_400).default(withinSec),
    })
    .prefault({});

/** What raises an alarm about Tocsin itself, from what its audit trail tells. */
export const Detections = z
  .strictObject({
    failedSignIns: burst(10, 60).describe("So many failed sign-ins, from wherever, are an alarm"),
    massAnswers: burst(50, 60).describe(
      "So many alarms acknowledged, shelved or suppressed by one person are an alarm",
    ),
    newPlace: z
      .boolean()
      .default(true)
      .describe("Whether it is an alarm when somebody signs in from a network or browser for the first time"),
    quietMin: z.int().min(1).max(1440).default(15).describe("Such an alarm clears when nothing more came for so long"),
  })
  .prefault({});

export type DetectionLimits = z.output<typeof Detections>;
