import { z } from "zod";
import { localTime } from "./times.ts";

const days = (what: string) =>
  z
    .int()
    .min(90)
    .max(36_500)
    .nullable()
    .default(730)
    .describe(`How long ${what} stay; null: for ever. Never less than 90 days`);

/** How long the history stays. What belongs to an alarm that has not ended, or is under a legal hold, stays longer. */
export const HistorySettings = z
  .strictObject({
    eventsDays: days("events and the values of points"),
    alarmsDays: days("what happened to alarms, callouts, procedures and the files of alarms"),
    messagesDays: days("messages to people and the attempts to deliver them"),
    drillsDays: days("results of drills"),
    dutyDays: days("hand-overs of the watch, swaps of duty and the list of reports made"),
    at: localTime.default("03:00").describe("When it is looked after, every night, in the site's time zone"),
  })
  .prefault({});

/** The same as the history's own room takes it. */
export function historyOf({
  history: { eventsDays, alarmsDays, messagesDays, drillsDays, dutyDays, at },
  timeZone,
}: {
  readonly history: z.output<typeof HistorySettings>;
  readonly timeZone: string;
}) {
  const keepDays = {
    events: eventsDays,
    alarms: alarmsDays,
    messages: messagesDays,
    drills: drillsDays,
    duty: dutyDays,
  };
  return { keepDays, at, timeZone };
}
