import { z } from "zod";
import { Detections } from "./detections.ts";
import { name } from "./id.ts";
import { HistorySettings } from "./kept-history.ts";
import { language } from "./language.ts";
import { Logins } from "./logins.ts";
import { Network } from "./network.ts";
import { Target } from "./policy.ts";
import { SpeechSettings } from "./speech.ts";
import { seconds, timeZone, Window } from "./times.ts";
import { AuditSettings } from "./witness.ts";

const shelf = z.number().min(0).describe("Longest time in minutes; 0 forbids shelving");
/** One document with id `site`. */
export const SiteSettings = z.strictObject({
  id: z.literal("site"),
  name: name.default("My site"),
  timeZone: timeZone.default("UTC"),
  language: language.default("en").describe("Of messages to people that have no language of their own"),
  fallback: z.array(Target).default([]).describe("Told when a policy has nobody to tell and no fallback of its own"),
  coverageDays: z.int().min(1).max(90).default(14).describe("How far ahead gaps in on-call schedules raise an alarm"),
  shelving: z
    .strictObject({ "life-safety": shelf, critical: shelf, high: shelf, medium: shelf, low: shelf })
    .default({ "life-safety": 0, critical: 60, high: 480, medium: 1440, low: 10_080 }),
  workingHours: z
    .array(Window)
    .max(14)
    .default([{ days: ["mon", "tue", "wed", "thu", "fri"], from: "07:00", to: "18:00" }])
    .describe("By the site's clock; figures count callouts outside of them. Empty: every callout is outside"),
  floodFrom: z
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe("So many alarms within 10 minutes are a flood in the figures; it ends below half of them"),
  rearmWindowSec: seconds
    .default(300)
    .describe("An alarm that comes back sooner than this after it went, unacknowledged, goes on with its callout"),
  logins: Logins,
  detections: Detections,
  audit: AuditSettings,
  history: HistorySettings,
  network: Network,
  speech: SpeechSettings,
  files: z
    .strictObject({
      largestMb: z.int().min(1).max(1024).default(64).describe("Of one picture or document that is uploaded"),
      totalMb: z.int().min(1).max(100_000).default(2000).describe("Of all together; they lie in the database"),
    })
    .prefault({}),
  trust: z
    .strictObject({
      expiredPeerGraceHours: z
        .int()
        .min(0)
        .max(720)
        .default(72)
        .describe("How long a module whose certificate has expired may still deliver life-safety messages"),
    })
    .prefault({}),
  failover: z
    .strictObject({
      drillDays: z
        .int()
        .min(0)
        .max(3650)
        .default(90)
        .describe("How often the hand-over between two cores is to be drilled; 0: nobody is reminded"),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      fourEyes: z
        .enum(["automatic", "on", "off"])
        .default("automatic")
        .describe("Whether critical changes wait for a second person; automatic: as soon as two people can approve"),
      requestMinutes: z.int().min(5).max(1440).default(60).describe("How long a request waits to be approved"),
    })
    .prefault({}),
});
