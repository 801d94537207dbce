import { z } from "zod";
import { Fault } from "#kernel/fault.ts";
import type { Core } from "./core.ts";
import { actorIn } from "./identity.ts";
import type { Api } from "./server.ts";

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
      if (!core.failover) throw new Fault("conflict", "This core is not one of a pair; see failover in tocsin.yaml.");
      await core.failover.handOver(request.body.reason, actorIn(request));
      return reply.code(204).send(null);
    },
  );
}
