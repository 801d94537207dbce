import { z } from "zod";
import { Holds } from "#audit/holds.ts";
import { removals } from "#audit/removals.ts";
import { may } from "#operators/roles.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { type CriticalWish, withSecondPerson } from "./critical.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";

const Reason = z.string().trim().min(1).max(500);
const HoldWish = z
  .strictObject({
    reason: Reason.describe("Who wants it, and what for"),
    since: Instant.nullable().default(null).describe("null: from the beginning"),
    until: Instant.nullable().default(null).describe("null: without end"),
  })
  .refine(
    ({ since, until }) => since === null || until === null || since < until,
    "expected `until` to be after `since`",
  );

/** What becomes of old entries: archives, removal, and legal holds that keep them. */
export function auditRetention(api: Api, core: Core): void {
  const holds = new Holds(core.pool, core.journal);

  api.get(
    "/api/v1/audit-trail/retention",
    {
      config: { needs: "audit:read", everywhere: true },
      schema: {
        summary: "How long entries are kept, what would be archived now, what stays and why, and what was archived",
        response: { 200: Thing },
      },
    },
    async () => {
      const { keepDays, archiveFolder = null } = settingsOf(core.site.current).audit;
      const plan = await core.retention.plan();
      const archived = (await removals(core.pool)).map(({ first, seq: last, removedAt, archive, archiveHash }) => {
        return { first, last, removedAt, archive, sha256: archiveHash.toString("hex") };
      });
      return { keepDays, archiveFolder, ...plan, archived };
    },
  );

  api.post(
    "/api/v1/audit-trail/retention",
    {
      config: { needs: "security:write", everywhere: true },
      schema: {
        summary: "Archive and remove now what is due; happens by itself every day",
        body: z.strictObject({}).nullish(),
        response: { 200: z.object({ archived: z.array(Thing) }) },
      },
    },
    async (request) => ({ archived: (await core.retention.run(actorIn(request))).map((one) => ({ ...one })) }),
  );

  api.get(
    "/api/v1/audit-trail/holds",
    {
      config: { needs: "audit:read", everywhere: true, actors: true },
      schema: {
        summary: "Legal holds, those in force first; who placed and who lifted each",
        response: { 200: listOf(Thing) },
      },
    },
    async () => ({ items: (await holds.all()).map((one) => ({ ...one })), next: null }),
  );

  api.post(
    "/api/v1/audit-trail/holds",
    {
      config: { needs: "audit:read", everywhere: true },
      schema: {
        summary:
          "Keep what was written between two times, until the hold is lifted; for auditors and who writes security",
        body: HoldWish,
        response: { 201: Thing },
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      if (!may(who, "audit:export") && !may(who, "security:write")) {
        throw new Refusal(
          403,
          "Not permitted",
          "A legal hold is placed by an auditor or a security administrator: it needs the right 'audit:export' or 'security:write'.",
        );
      }
      const id = await holds.place(request.body, actorIn(request), nameInTrail(who));
      return reply.code(201).send({ id });
    },
  );

  api.post(
    "/api/v1/audit-trail/holds/:id/lift",
    {
      config: { needs: "security:write", everywhere: true },
      schema: {
        summary: "End a legal hold; a second person must approve it where the site asks for one",
        params: z.strictObject({ id: z.string().max(63) }),
        body: z.strictObject({ reason: Reason }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { reason } = request.body;
      const hold = await holds.inForce(id);
      const wish: CriticalWish = {
        critical: [{ class: "audit.weaken", because: `lifts the legal hold '${id}' (${hold.reason})` }],
        order: { do: "lift-hold", hold: id, reason },
        difference: [{ object: `hold:${id}`, action: "lift", fields: [{ path: "in force", from: true, to: false }] }],
        partitions: null,
      };
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        const name = nameInTrail(whoOf(request));
        await holds.lift(id, reason, { actor: actorIn(request), name, alongside });
        return { id, lifted: true };
      });
    },
  );
}
