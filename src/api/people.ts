import { z } from "zod";
import { directoryOf } from "#escalation/directory.ts";
import { coverageGaps, nextOnDuty, onDuty } from "#escalation/on-call.ts";
import { simulate } from "#escalation/simulate.ts";
import { CATEGORIES, PRIORITIES } from "#events/event.ts";
import type { Instant } from "#kernel/clock.ts";
import { partitionsOf, sees, type Who } from "#operators/roles.ts";
import { type SiteItem, settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { actorIn, whoOf } from "./identity.ts";
import { invalidRequest, Refusal } from "./problem.ts";
import { InstantParameter, Instant as InstantSchema, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { visibleTo } from "./site-rights.ts";

const DAY_MS = 86_400_000;
const PersonParams = z.strictObject({ id: z.string().max(63) });
const MethodParams = z.strictObject({ id: z.string().max(63), method: z.string().max(63) });
const Facts = z.strictObject({
  source: z.string().max(63),
  point: z.string().max(200),
  partition: z.string().max(63).default("site"),
  category: z.enum(CATEGORIES),
  priority: z.enum(PRIORITIES),
  tags: z.array(z.string().max(63)).max(32).default([]),
});

const Draft = z
  .strictObject({
    policy: Thing.optional().describe("Instead of the stored one with its id, or besides them all"),
    routes: z.array(Thing).max(500).optional().describe("Instead of all that are stored"),
    through: z.boolean().default(false).describe("As if a route led to that policy"),
  })
  .describe("What isn't stored yet; its persons may be anybody's, so that it needs the right to see the whole site");

/** Who is on duty, who would be told, and how people can be reached. */
export function people(api: Api, core: Core): void {
  api.get(
    "/api/v1/on-call",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Who is on duty in each schedule, who comes next, and the gaps ahead",
        querystring: z.strictObject({ at: InstantParameter.optional() }),
        response: { 200: z.object({ schedules: z.array(Thing), gaps: z.array(Thing) }) },
      },
    },
    (request) => onCall(core, whoOf(request), request.query.at ?? core.clock.now()),
  );

  api.post(
    "/api/v1/simulate",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Who would be told, when and why, if nobody acknowledged",
        body: z.union([
          z.strictObject({ alarm: z.int().min(1), at: InstantSchema.optional(), draft: Draft.optional() }),
          z.strictObject({ facts: Facts, at: InstantSchema.optional(), draft: Draft.optional() }),
        ]),
        response: { 200: Thing },
      },
    },
    async (request) => {
      const { body } = request;
      const facts = "facts" in body ? body.facts : core.alarms.alarm(body.alarm);
      const who = whoOf(request);
      // Of an alarm it tells what the alarm's page tells; facts may name any source.
      const source = "facts" in body ? core.site.get("source", body.facts.source)?.body.partition : undefined;
      if (!facts || !sees(who, facts.partition) || (source !== undefined && !sees(who, source))) {
        throw new Refusal(
          404,
          "Not found",
          `There is no ${"alarm" in body ? `alarm ${body.alarm}` : "such alarm"} in your partitions.`,
        );
      }
      const { current } = core.site;
      const { routes, policy, through } = await drafted(core, who, body.draft);
      const directory = directoryOf(current, (person, channel, address) => core.verified(person, channel, address));
      return {
        ...simulate({ routes, policy }, directory, {
          facts,
          through,
          at: body.at ?? core.clock.now(),
        }),
      };
    },
  );

  api.get(
    "/api/v1/persons/:id/methods",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Contact methods and whether their owner confirmed them",
        params: PersonParams,
        response: { 200: z.array(Thing) },
      },
    },
    async (request) => {
      personOf(request.params.id, whoOf(request));
      return (await core.verification.methods(request.params.id)).map((method) => ({ ...method }));
    },
  );

  api.post(
    "/api/v1/persons/:id/methods/:method/verification",
    {
      config: { needs: "persons:write" },
      schema: { summary: "Send a code to the address", params: MethodParams, body: z.strictObject({}).nullish() },
    },
    async (request, reply) => {
      const { id, method } = methodOf(request.params, whoOf(request));
      await core.verification.begin(id, method, actorIn(request));
      return reply.code(202).send({});
    },
  );

  api.put(
    "/api/v1/persons/:id/methods/:method/verification",
    {
      config: { needs: "persons:write" },
      schema: {
        summary: "Confirm the address with the code, or vouch for it",
        params: MethodParams,
        body: z.union([
          z.strictObject({ code: z.string().trim().min(1).max(40) }),
          z.strictObject({ vouch: z.literal(true), reason: z.string().trim().min(1).max(500) }),
        ]),
        response: { 200: z.object({ verifiedAt: InstantSchema }) },
      },
    },
    async (request) => {
      const { id, method } = methodOf(request.params, whoOf(request));
      const { body } = request;
      const actor = actorIn(request);
      const verifiedAt =
        "code" in body
          ? await core.verification.confirm(id, method, body.code, actor)
          : await core.verification.vouch(id, method, body.reason, actor);
      return { verifiedAt };
    },
  );

  api.post(
    "/api/v1/persons/:id/methods/:method/test",
    {
      config: { needs: "persons:write" },
      schema: { summary: "Send a test message", params: MethodParams, body: z.strictObject({}).nullish() },
    },
    async (request, reply) => {
      const { id, method } = methodOf(request.params, whoOf(request));
      await core.outbox.test(id, method, actorIn(request));
      return reply.code(202).send({});
    },
  );

  function personOf(id: string, who: Who) {
    const person = core.site.get("person", id)?.body;
    if (!person || !visibleTo(core.site, who)({ kind: "person", body: person })) {
      throw new Refusal(404, "Not found", `There is no person '${id}', or none with a duty in your partitions.`);
    }
    return person;
  }

  function methodOf({ id, method }: { id: string; method: string }, who: Who) {
    if (!personOf(id, who).methods.some((one) => one.id === method)) {
      throw new Refusal(404, "Not found", `The person '${id}' has no contact method '${method}'.`);
    }
    return { id, method };
  }
}

/** Routes and policies as they would be. */
async function drafted(core: Core, who: Who, draft: z.output<typeof Draft> | undefined) {
  const { items } = core.site.current;
  const stored = (id: string) => items.policy.get(id)?.body;
  const routes = () => Array.from(items.route.values(), (route) => route.body);
  if (!draft) return { routes: routes(), policy: stored, through: undefined };
  if (partitionsOf(who, "site:read") !== null) {
    throw new Refusal(403, "Not permitted", "A draft can name anybody; it needs the right to see all partitions.");
  }
  const { readDocument } = await import("#site/check.ts");
  const read = <K extends "policy" | "route">(kind: K, body: unknown, path: readonly (string | number)[]) => {
    const reading = readDocument(kind, body);
    if ("document" in reading) return reading.document.body as SiteItem<K>;
    throw invalidRequest(reading.mistakes.map((one) => ({ ...one, path: [...path, ...one.path] })));
  };
  const policy = draft.policy && read("policy", draft.policy, ["draft", "policy"]);
  return {
    routes: draft.routes?.map((body, index) => read("route", body, ["draft", "routes", index])) ?? routes(),
    policy: (id: string) => (policy?.id === id ? policy : stored(id)),
    through: draft.through ? policy : undefined,
  };
}

function onCall(core: Core, who: Who, at: Instant) {
  const nameOf = (person: string) => core.site.get("person", person)?.body.name ?? person;
  const until = at + settingsOf(core.site).coverageDays * DAY_MS;
  const isVisible = visibleTo(core.site, who);
  const schedules = Array.from(core.site.items.schedule.values(), ({ body }) => body).filter((body) =>
    isVisible({ kind: "schedule", body }),
  );
  return {
    schedules: schedules.map((schedule) => ({
      id: schedule.id,
      name: schedule.name,
      onDuty: onDuty(schedule, at, nameOf).map(({ person, until, because }) => ({
        person,
        name: nameOf(person),
        because,
        until: Number.isFinite(until) ? until : null,
      })),
      next: nextOnDuty(schedule, at).map(({ person, from }) => ({ person, name: nameOf(person), from })),
    })),
    gaps: schedules.flatMap((schedule) =>
      coverageGaps(schedule, at, until).map((gap) => ({ schedule: schedule.id, ...gap })),
    ),
  };
}
