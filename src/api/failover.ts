import { z } from "zod";
import { Fault } from "#kernel/fault.ts";
import type { Core } from "./core.ts";
import { actorIn } from "./identity.ts";
import { Instant, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const NO_PAIR = "This core is not one of a pair; see failover in tocsin.yaml.";
const NO_DRILLS = { everyDays: 0, dueAt: null, trouble: null, items: [] } as const;

/** The pair that this core is one of: whether the other could take over, and handing over to it. */
export function failover(api: Api, core: Core): void {
  api.get(
    "/api/v1/failover",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "Whether a standby could take over from this core without loss",
        response: {
          200: z.object({
            enabled: z.boolean().describe("false: this core is not one of a pair, and nothing else is said"),
            mode: z.enum(["active", "standby", "waiting"]).optional(),
            because: z.string().optional(),
            synchronous: z.boolean().optional().describe("Nothing is acknowledged that the standby does not have"),
            behindBytes: z.number().nullable().optional().describe("Of the log; null: it takes no stream"),
            heardMsAgo: z.number().nullable().optional(),
            peer: z.string().optional(),
            otherCore: z.string().nullable().optional().describe("Where people reach the other core; null: not known"),
            witness: z.string().nullable().optional(),
            witnessSays: z.string().nullable().optional(),
            token: z.int().optional().describe("Of the lease"),
          }),
        },
      },
    },
    () => (core.failover ? { enabled: true, ...core.failover.status() } : { enabled: false }),
  );

  api.post(
    "/api/v1/failover/hand-over",
    {
      config: { needs: "site:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Have the standby take over, without loss; this core then stands by",
        body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      if (!core.failover) throw new Fault("conflict", NO_PAIR);
      await core.failover.handOver(request.body.reason, actorIn(request));
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/api/v1/failover/drills",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "Drills of the hand-over, the newest first, and when the next one is due",
        response: {
          200: z.object({
            everyDays: z.int().describe("0: nobody is reminded"),
            dueAt: Instant.nullable().describe("null: never"),
            trouble: z.string().nullable().describe("The last one failed, or one is overdue; null: neither"),
            items: z.array(Thing),
          }),
        },
      },
    },
    async () => {
      const { items, ...view } = (await core.failover?.drills.view()) ?? NO_DRILLS;
      return { ...view, items: items.map((drill) => ({ ...drill })) };
    },
  );

  api.post(
    "/api/v1/failover/drills",
    {
      config: { needs: "site:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Have the standby take over, and the site come back once this core stands by; what was seen is kept",
        body: z.strictObject({
          reason: z.string().trim().min(1).max(500),
          stays: z.boolean().default(false).describe("The site stays with the other core"),
        }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      if (!core.failover) throw new Fault("conflict", NO_PAIR);
      const { reason, stays } = request.body;
      await core.failover.drills.begin(reason, stays, actorIn(request));
      return reply.code(204).send(null);
    },
  );
}
