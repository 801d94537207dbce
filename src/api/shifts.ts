import { z } from "zod";
import type { Roster } from "#escalation/roster.ts";
import type { Who } from "#operators/roles.ts";
import { calledIn } from "#site/called.ts";
import type { Schedule } from "#site/schedule.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { Instant, InstantParameter, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 100;
const NOT_LONGER = `expected 'to' after 'from', and at most ${MOST_DAYS} days later`;
const isSpan = ({ from, to }: { from: number; to: number }) => to > from && to - from <= MOST_DAYS * DAY_MS;

const Span = z.object({ from: Instant, to: Instant });
const RosterView = z.object({
  schedule: z.string(),
  timeZone: z.string(),
  shifts: z.array(Span.extend({ person: z.string(), name: z.string(), because: z.string() })),
  gaps: z.array(Span).describe("Nobody is on duty"),
  layers: z
    .array(z.object({ kind: z.enum(["rotation", "holiday", "override"]), id: z.string(), spans: z.array(Thing) }))
    .describe("What makes it so: each part of the schedule by itself, later ones on top of earlier ones"),
});

/** Schedules as calendars show them, as they are stored or as they would be. */
export function shifts(api: Api, core: Core): void {
  api.get(
    "/api/v1/schedules/:id/shifts",
    {
      config: { needs: "site:read" },
      schema: {
        summary: `Who is on duty when and why, where nobody is, and what makes it so; ${MOST_DAYS} days at most`,
        params: z.strictObject({ id: z.string().max(63) }),
        querystring: z.strictObject({ from: InstantParameter, to: InstantParameter }).refine(isSpan, NOT_LONGER),
        response: { 200: RosterView },
      },
    },
    async (request) => {
      const { from, to } = request.query;
      const schedule = scheduleFor(core, request.params.id, whoOf(request));
      const { roster } = await import("#escalation/roster.ts");
      return shown(core, schedule, roster(schedule, from, to, called(core)));
    },
  );

  api.post(
    "/api/v1/schedules/preview",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "The same of a schedule that isn't stored, with what would be wrong with it",
        body: z.strictObject({ schedule: Thing, from: Instant, to: Instant }).refine(isSpan, NOT_LONGER),
        response: {
          200: RosterView.extend({
            newGaps: z.array(Span).describe("Nobody is on duty, and somebody is with the schedule as it is stored"),
            unknown: z.array(z.string()).describe("Persons that don't exist"),
            clashes: z
              .array(Thing)
              .describe("Overrides that hold at the same time, by their places: the later one wins"),
          }),
        },
      },
    },
    async (request) => {
      const { schedule: draft, from, to } = request.body;
      const [{ roster, newGaps, clashingOverrides }, { readDocument }, { referencesOf }] = await Promise.all([
        import("#escalation/roster.ts"),
        import("#site/check.ts"),
        import("#site/references.ts"),
      ]);
      const reading = readDocument("schedule", draft);
      if ("mistakes" in reading) throw invalidRequest(reading.mistakes);
      const schedule = reading.document.body as Schedule;
      const stored = core.site.get("schedule", schedule.id)?.body;
      const named = referencesOf("schedule", schedule).map(({ id }) => id);
      return {
        ...shown(core, schedule, roster(schedule, from, to, called(core))),
        newGaps: [...newGaps(stored, schedule, from, to)],
        unknown: [...new Set(named)].filter((id) => !core.site.get("person", id)),
        clashes: clashingOverrides(schedule).map((one) => ({ ...one })),
      };
    },
  );
}

/** A schedule that they may see. */
export function scheduleFor(core: Core, id: string, who: Who): Schedule {
  const body = core.site.get("schedule", id)?.body;
  if (body && visibleTo(core.site, who)({ kind: "schedule", body })) return body;
  throw new Refusal(404, "Not found", `There is no schedule '${id}', or none with a duty in your partitions.`);
}

function called(core: Core): (person: string) => string {
  return (person) => calledIn(core.site)("person", person);
}

function shown(core: Core, { id, timeZone }: Schedule, { shifts: all, gaps, layers }: Roster) {
  const nameOf = called(core);
  return {
    schedule: id,
    timeZone,
    shifts: all.map((shift) => ({ ...shift, name: nameOf(shift.person) })),
    gaps: [...gaps],
    layers: layers.map(({ spans, ...layer }) => ({ ...layer, spans: spans.map((span) => ({ ...span })) })),
  };
}
