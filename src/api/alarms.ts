import { z } from "zod";
import type { Alarm } from "#alarms/alarm.ts";
import { readAttempts } from "#channels/attempts.ts";
import { PRIORITIES } from "#events/event.ts";
import type { Permission } from "#operators/permissions.ts";
import { partitionsOf, type Who } from "#operators/roles.ts";
import { inherited } from "#site/areas.ts";
import { LANGUAGES, type Language } from "#site/language.ts";
import { actorsOfAlarms } from "./actor-names.ts";
import { refuseBeyond, seen } from "./alarm-access.ts";
import { ALARM_FILTERS, type AlarmPlace, listAlarms } from "./alarm-list.ts";
import { viewOf } from "./alarm-view.ts";
import type { Core } from "./core.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { actorIn, whoOf } from "./identity.ts";
import { languageOfRequest, readAs } from "./reading.ts";
import { calloutsOf, notificationsOf, transitionsOf } from "./rows.ts";
import { Instant, Page, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const priority = z.enum(PRIORITIES);
const Id = z.strictObject({ id: z.coerce.number().int().min(1) });
const Seen = { occurrence: z.int().min(1), sequence: z.int().min(1) };
const comment = z.string().trim().min(1).max(2000);
const reason = z.string().trim().min(1).max(500);
const unlessDone = z
  .boolean()
  .optional()
  .describe("409 when somebody has done the same before; else theirs is replaced");
const Nothing = z.strictObject({}).nullish();

const ListQuery = Page.extend({
  limit: z.coerce.number().int().min(1).max(2000).default(100),
  state: z.enum(ALARM_FILTERS).default("open"),
  priority: z
    .union([priority, z.array(priority)])
    .optional()
    .describe("May be given several times"),
  partition: z.string().max(63).optional(),
  source: z.string().max(63).optional(),
  text: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe("Part of the text, the point or the names, in any case; what Tocsin says also as `language` reads it"),
  language: z.enum(LANGUAGES).optional().describe("Of whoever reads; absent: the first of Accept-Language"),
});

const View = Thing.describe("AlarmView: the alarm with the names of its source and point and with its callout");

/** The alarms, live from memory, and what a person may order about them. */
export function alarms(api: Api, core: Core): void {
  api.get(
    "/api/v1/alarms",
    {
      config: { needs: "alarms:read" },
      schema: {
        summary: "Alarms: unacknowledged first, then by priority, then the newest",
        querystring: ListQuery,
        response: {
          200: z.object({
            items: z.array(View),
            next: z.string().nullable(),
            total: z.int(),
            actors: z.record(z.string(), z.string()).describe("What those are called whom the alarms name by id"),
            feed: z.object({ epoch: z.string(), seq: z.int() }),
          }),
        },
      },
    },
    (request) => {
      const { query } = request;
      const { items, total, next } = listAlarms(core.alarms.all(), {
        state: query.state,
        limit: query.limit,
        source: query.source,
        priorities: query.priority === undefined ? undefined : new Set([query.priority].flat()),
        partitions: partitionsWanted(whoOf(request), query.partition),
        fits: query.text ? textFilter(core, query.text, languageOfRequest(request, query.language)) : undefined,
        after: placeOf(query.cursor, 3) as AlarmPlace | null,
      });
      const views = items.map((alarm) => viewOf(core, alarm));
      return {
        items: views.map((view) => ({ ...view })),
        next: next && cursorOf(next),
        total,
        actors: actorsOfAlarms(core, views),
        feed: { epoch: core.feed.epoch, seq: core.feed.seq },
      };
    },
  );

  api.get(
    "/api/v1/alarms/:id",
    {
      config: { needs: "alarms:read", actors: true },
      schema: {
        summary: "One alarm with its whole history and who was told",
        params: Id,
        response: {
          200: z.object({
            alarm: View,
            point: Thing.nullable(),
            inherited: Thing.nullable().describe(
              "What the point and the areas above it say, each with where it is said",
            ),
            transitions: z.array(Thing),
            callouts: z.array(Thing),
            notifications: z.array(Thing),
            note: Thing.nullable().describe("What whoever takes over must know"),
            attempts: z.array(Thing).describe("Of these notifications, where their rows can't say it all"),
          }),
        },
      },
    },
    async (request) => {
      const who = whoOf(request);
      const alarm = seen(core, who, request.params.id);
      const { readNotes } = await import("#incidents/notes.ts");
      const { note, transitions, callouts, notifications, attempts } = await core.rows.read(
        partitionsOf(who, "alarms:read"),
        async (client) => {
          const told = await notificationsOf(client, alarm.id);
          return {
            note: (await readNotes(client, alarm.id))[0],
            transitions: await transitionsOf(client, alarm.id),
            callouts: await calloutsOf(client, alarm.id),
            notifications: told,
            attempts: await readAttempts(
              client,
              told.map(({ id }) => id),
            ),
          };
        },
      );
      const point = core.site.get("point", `${alarm.source}/${alarm.point}`)?.body ?? null;
      return {
        alarm: { ...viewOf(core, alarm) },
        point,
        inherited: point && { ...inherited(core.site, point) },
        note: note ? { ...note } : null,
        transitions,
        callouts: callouts.map((callout) => ({
          ...callout,
          policyName: core.site.get("policy", callout.policy)?.body.name ?? callout.policy,
        })),
        notifications: notifications.map((notification) => ({ ...notification })),
        attempts: attempts.map((attempt) => ({ ...attempt })),
      };
    },
  );

  order(
    "acknowledge",
    "Acknowledge what was seen",
    "alarms:acknowledge",
    z.strictObject({ ...Seen, comment: comment.optional() }),
    (on, body) => core.alarms.acknowledge({ ...on, ...body }),
  );
  order("unacknowledge", "Take an acknowledgement back", "alarms:acknowledge", z.strictObject(Seen), (on, body) =>
    core.alarms.unacknowledge({ ...on, ...body }),
  );
  order("reset", "Reset a latched alarm", "alarms:reset", Nothing, (on) => core.alarms.reset(on));
  order(
    "shelve",
    "Hide the alarm for a while, with a reason",
    "alarms:shelve",
    z.strictObject({
      reason,
      minutes: z.number().positive().max(525_600).optional(),
      oneShot: z.boolean().optional().describe("Until the condition has gone"),
      unlessDone,
    }),
    (on, body) => core.alarms.shelve({ ...on, ...body }),
  );
  order("unshelve", "Show the alarm again", "alarms:shelve", Nothing, (on) => core.alarms.unshelve(on));
  order(
    "out-of-service",
    "Take the alarm out of service",
    "alarms:out-of-service",
    z.strictObject({ reason, until: Instant.optional().describe("When to remind of it"), unlessDone }),
    (on, body) => core.alarms.remove({ ...on, ...body }),
  );
  order("in-service", "Put the alarm back into service", "alarms:out-of-service", Nothing, (on) =>
    core.alarms.restore(on),
  );
  order(
    "comment",
    "Write a comment into the alarm's history",
    "alarms:comment",
    z.strictObject({ comment }),
    (on, body) => core.alarms.comment({ ...on, ...body }),
  );
  order("escalate", "Tell the next ones at once", "alarms:escalate", Nothing, async (on) => {
    await core.callouts.escalateNow(on.alarm, on.actor);
    return core.alarms.alarm(on.alarm);
  });

  function order<Body extends z.ZodType>(
    verb: string,
    summary: string,
    needs: Permission,
    body: Body,
    act: (on: { alarm: number; actor: ReturnType<typeof actorIn> }, body: z.output<Body>) => Promise<Alarm | undefined>,
  ): void {
    api.post(
      `/api/v1/alarms/:id/${verb}`,
      { config: { needs, actors: true }, schema: { summary, params: Id, body, response: { 200: View } } },
      async (request) => {
        const before = seen(core, whoOf(request), request.params.id);
        refuseBeyond(whoOf(request), needs, before);
        const alarm = await act({ alarm: before.id, actor: actorIn(request) }, request.body as z.output<Body>);
        return { ...viewOf(core, alarm ?? before) };
      },
    );
  }
}

function partitionsWanted(who: Who, wanted: string | undefined): ReadonlySet<string> | undefined {
  const own = partitionsOf(who, "alarms:read");
  if (wanted === undefined) return own ? new Set(own) : undefined;
  return new Set(own && !own.includes(wanted) ? [] : [wanted]);
}

/** Looks for a text in alarms and in the names of their sources and points. */
function textFilter(core: Core, text: string, language: Language | null): (alarm: Alarm) => boolean {
  const pattern = new RegExp(RegExp.escape(text), "iu");
  const isRead = readAs(language, text);
  const sources = new Set<string>();
  for (const [id, { body }] of core.site.items.source) if (pattern.test(body.name)) sources.add(id);
  const points = new Set<string>();
  for (const [id, { body }] of core.site.items.point) if (pattern.test(body.name)) points.add(id);
  return (alarm) =>
    pattern.test(alarm.text) ||
    isRead(alarm) ||
    pattern.test(alarm.point) ||
    pattern.test(alarm.source) ||
    sources.has(alarm.source) ||
    (points.size > 0 && points.has(`${alarm.source}/${alarm.point}`));
}
