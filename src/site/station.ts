import { z } from "zod";
import { id, idAmong, idOf, name } from "./id.ts";
import { seconds } from "./times.ts";

const manned = {
  mustBeManned: z
    .boolean()
    .default(false)
    .describe("An alarm when nobody who may acknowledge is signed in here, unlocked and with a live screen"),
  graceSec: seconds.default(10).describe("How long it may be left alone before that is an alarm"),
  watch: idOf("schedule")
    .optional()
    .describe("Schedule of those who watch here; with mustBeManned, nobody on duty in it is an alarm"),
};

export const Partition = z.strictObject({ id, name, ...manned });

/** A client machine at which people watch; its browser is bound to it with a code. */
export const Workstation = z.strictObject({
  id,
  name,
  partition: idOf("partition").default("site"),
  ...manned,
  alarmWhenLost: z
    .boolean()
    .default(false)
    .describe("An alarm when its browser goes, for longer than the grace, without anybody having signed out"),
  wall: z
    .strictObject({
      role: idAmong("role")
        .default("viewer")
        .describe("Of its rights, those to see alarms and the site; a display can do nothing"),
      everywhere: z.boolean().default(false).describe("Shows all partitions; otherwise that of the workstation"),
      views: z
        .array(
          z
            .string()
            .regex(
              /^\/[a-z0-9/._-]{0,200}(\?view=[a-z0-9._-]{1,63})?$/,
              "expected the path of a page, such as /on-call",
            ),
        )
        .max(20)
        .default([])
        .describe("Pages that it shows in turn while no alarm waits; empty: the alarms alone"),
      everySec: z.int().min(5).max(86_400).default(30).describe("How long each of them stands"),
    })
    .optional()
    .describe("A display on a wall: its browser shows alarms without anybody being signed in, and takes no orders"),
});
