import type { Alarm } from "#alarms/alarm.ts";
import { OWN_SOURCE, type Report } from "#events/event.ts";
import type { Run } from "./run.ts";

const POINTS = "procedure/";

/** The alarm about a procedure with which nobody goes on, or that it has passed. It says no more than who is to look where. */
export function lateReport({ id, alarm, procedure }: Pick<Run, "id" | "alarm" | "procedure">, isLate: boolean): Report {
  return {
    point: `${POINTS}${id}`,
    kind: isLate ? "raise" : "clear",
    category: "system",
    condition: "late",
    priority: procedure.whenLate?.priority ?? "high",
    text: isLate
      ? `Nobody goes on with the procedure ${procedure.name} for alarm ${alarm}. Open alarm ${alarm} and do the step whose time has run out.`
      : `The procedure ${procedure.name} for alarm ${alarm} goes on`,
    raw: "",
  };
}

export function isAboutProcedure({ source, point }: Pick<Alarm, "source" | "point">): boolean {
  return source === OWN_SOURCE && point.startsWith(POINTS);
}

/** Clears an alarm whose procedure has gone on, which could not be told before the server ended; null: it is none of these. */
export function passedReport(point: string): Report | null {
  if (!point.startsWith(POINTS)) return null;
  const text = "The procedure goes on";
  return { point, kind: "clear", category: "system", condition: "late", priority: "high", text, raw: "" };
}
