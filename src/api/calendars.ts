import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { judge, type Who } from "#operators/roles.ts";
import { AnswerLimit } from "#replies/answer-limit.ts";
import type { Schedule } from "#site/schedule.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { operatorOf } from "./lock.ts";
import { Refusal } from "./problem.ts";
import { Instant } from "./schemas.ts";
import type { Api } from "./server.ts";
import { scheduleFor } from "./shifts.ts";
import { visibleTo } from "./site-rights.ts";

const DAY_MS = 86_400_000;
const BACK_DAYS = 31;
const AHEAD_DAYS = 180;
const PER_KEY_AND_HOUR = 240;
const PER_ADDRESS_AND_HOUR = 600;
const Params = z.strictObject({ id: z.string().max(63) });
const Key = z.strictObject({ key: z.string().max(100).optional().describe("The secret of somebody's address") });
const ICALENDAR = ["text/calendar"];

/** Duty for calendar programs, which can't sign in: a secret in the address stands for whoever made it. */
export function calendars(api: Api, core: Core): void {
  const byKey = new AnswerLimit(core.clock, PER_KEY_AND_HOUR);
  const byAddress = new AnswerLimit(core.clock, PER_ADDRESS_AND_HOUR);
  const addresses = async () => {
    const { CalendarAddresses } = await import("#duty/calendar-addresses.ts");
    return new CalendarAddresses(core);
  };

  async function readerIn(request: FastifyRequest, key: string | undefined): Promise<Who> {
    // A session must prove more than an open route asks for; the page has the same from other routes.
    const who = key !== undefined ? await ownerOf(key, request.ip) : programIn(request);
    const judged = judge(who, "site:read");
    if (judged.outcome === "refused")
      throw new Refusal(403, "Not permitted", `This calendar is not open: ${judged.because}.`);
    return who;
  }

  async function ownerOf(key: string, address: string): Promise<Who> {
    if (!byAddress.allows(address) || !byKey.allows(key)) {
      const why = "This calendar is asked for too often; ask again in an hour, and every quarter of an hour at most.";
      throw new Refusal(429, "Too many attempts", why, {}, { "retry-after": "3600" });
    }
    const operator = await (await addresses()).operatorOf(key);
    const who = operator === null ? undefined : core.access.whoIs(operator);
    if (who) return who;
    throw new Refusal(
      401,
      "Not signed in",
      "This address opens nothing, or not any more. Make a new one on the page 'My shift'.",
    );
  }

  /** The calendar of these schedules, of everybody or of one person. */
  async function calendarOf(name: string, schedules: readonly Schedule[], person: string | null): Promise<string> {
    const [{ dutySpans }, { calendarText, gapEvents, shiftEvents }] = await Promise.all([
      import("#duty/duty-spans.ts"),
      import("#duty/calendar.ts"),
    ]);
    const now = core.clock.now();
    const { language } = settingsOf(core.site);
    const nameOf = (id: string) => core.site.get("person", id)?.body.name ?? id;
    const changed = await changesOf(core.pool, schedules);
    const events = schedules.flatMap((schedule) => {
      const source = { ...schedule, ...(changed.get(schedule.id) ?? { changedAt: now, version: 0 }) };
      const { shifts, gaps } = dutySpans(schedule, now - BACK_DAYS * DAY_MS, now + AHEAD_DAYS * DAY_MS, nameOf);
      const wanted = person === null ? shifts : shifts.filter((shift) => shift.person === person);
      return [
        ...shiftEvents(source, wanted, { nameOf, language }),
        ...(person === null ? gapEvents(source, gaps, language) : []),
      ];
    });
    return calendarText({ name, events });
  }

  api.get(
    "/api/v1/schedules/:id/calendar.ics",
    {
      config: { needs: "open" },
      schema: {
        summary: "Who is on duty in a schedule, as iCalendar (RFC 5545); with a token, or the secret of an address",
        params: Params,
        querystring: Key,
        produces: ICALENDAR,
      },
    },
    async (request, reply) => {
      const who = await readerIn(request, request.query.key);
      const schedule = scheduleFor(core, request.params.id, who);
      const text = await calendarOf(schedule.name, [schedule], null);
      return reply.type("text/calendar; charset=utf-8").serializer(String).send(text);
    },
  );

  api.get(
    "/api/v1/persons/:id/calendar.ics",
    {
      config: { needs: "open" },
      schema: {
        summary: "When a person is on duty in any schedule, as iCalendar (RFC 5545)",
        params: Params,
        querystring: Key,
        produces: ICALENDAR,
      },
    },
    async (request, reply) => {
      const who = await readerIn(request, request.query.key);
      const isVisible = visibleTo(core.site, who);
      const body = core.site.get("person", request.params.id)?.body;
      if (!body || !isVisible({ kind: "person", body })) {
        throw new Refusal(
          404,
          "Not found",
          `There is no person '${request.params.id}', or none with a duty in your partitions.`,
        );
      }
      const schedules = Array.from(core.site.items.schedule.values(), (item) => item.body).filter((one) =>
        isVisible({ kind: "schedule", body: one }),
      );
      const text = await calendarOf(body.name, schedules, body.id);
      return reply.type("text/calendar; charset=utf-8").serializer(String).send(text);
    },
  );

  api.get(
    "/api/v1/profile/calendar-address",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Since when you have a secret address for calendar programs; null: you have none",
        response: { 200: z.object({ createdAt: Instant.nullable() }) },
      },
    },
    async (request) => {
      const found = await (await addresses()).of(operatorOf(whoOf(request)).id);
      return { createdAt: found?.createdAt ?? null };
    },
  );

  api.post(
    "/api/v1/profile/calendar-address",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Make the secret of your addresses for calendar programs; it is shown once, and an earlier one ends",
        body: z.strictObject({}).nullish(),
        response: { 201: z.object({ key: z.string() }) },
      },
    },
    async (request, reply) => {
      const who = operatorOf(whoOf(request));
      const made = await (await addresses()).make(who.id, nameInTrail(who), actorIn(request));
      return reply.code(201).send(made);
    },
  );

  api.delete(
    "/api/v1/profile/calendar-address",
    {
      config: { needs: "somebody" },
      schema: { summary: "Revoke that secret: it opens nothing any more", response: { 204: z.null() } },
    },
    async (request, reply) => {
      const who = operatorOf(whoOf(request));
      await (await addresses()).revoke(who.id, nameInTrail(who), actorIn(request));
      return reply.code(204).send(null);
    },
  );
}

function programIn({ who }: FastifyRequest): Who {
  if (who && who.kind !== "operator") return who;
  throw new Refusal(
    401,
    "Not signed in",
    "Calendars are read with a token, or with the secret address that you make on the page 'My shift'.",
  );
}

/** When each schedule was changed last, and which version it has since. */
async function changesOf(
  pool: Core["pool"],
  schedules: readonly Schedule[],
): Promise<Map<string, { readonly changedAt: number; readonly version: number }>> {
  const { rows } = await pool.query<{ id: string; changed_at: Date; version: number }>(
    "select id, changed_at, version from config.item where kind = 'schedule' and id = any($1)",
    [schedules.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, changed_at: at, version }) => [id, { changedAt: at.getTime(), version }]));
}
