import { z } from "zod";
import { judge, sees } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { actorIn, nameInTrail, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

/** The point of test alarms, of whichever source. */
export const TEST_POINT = "setup-test";

const Step = z.object({
  step: z.string(),
  done: z.boolean(),
  because: z.string(),
});

/** How far a site is from nothing to its first alarm that somebody acknowledged. */
export function setup(api: Api, core: Core): void {
  api.get(
    "/api/v1/setup",
    {
      config: { needs: "site:read" },
      schema: {
        summary: "Which steps of setting up are done, and how the last test alarm fares",
        response: {
          200: z.object({
            empty: z.boolean().describe("Nobody can be told, and nothing is heard"),
            steps: z.array(Step),
            test: z
              .object({
                alarm: z.int(),
                source: z.string(),
                active: z.boolean(),
                raisedAt: z.int().nullable(),
                told: z.array(z.string()),
                acknowledged: z.boolean(),
              })
              .nullable(),
          }),
        },
      },
    },
    async (request) => {
      const { progressOf } = await import("./setup-progress.ts");
      return progressOf(core, whoOf(request));
    },
  );

  api.post(
    "/api/v1/sources/:id/test-alarm",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "Raise an alarm as if the source had reported it, through the whole line; or end it",
        params: z.strictObject({ id: z.string().min(1).max(63) }),
        body: z.strictObject({
          action: z.enum(["raise", "clear"]),
          priority: z.enum(["critical", "high", "medium", "low"]).default("high"),
        }),
        response: { 202: z.object({ event: z.int() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const who = whoOf(request);
      const source = core.site.get("source", id)?.body;
      if (!source || !sees(who, source.partition)) {
        throw new Refusal(404, "Not found", `There is no source '${id}', or it is not in your partitions.`);
      }
      const judged = judge(who, "site:write", { partition: source.partition });
      if (judged.outcome === "refused") {
        throw new Refusal(403, "Not permitted", `You may not raise test alarms of '${id}': ${judged.because}.`);
      }
      const { action, priority } = request.body;
      const actor = actorIn(request);
      const verb = action === "raise" ? "raised" : "ended";
      await core.journal.submit("operator", (batch) =>
        batch.audit({
          actor,
          action: "alarm.tested",
          object: `source:${id}`,
          sentence: `${nameInTrail(who)} ${verb} a test alarm of the source '${id}'.`,
          details: { action, priority },
        }),
      );
      const { first } = await core.report(id, [
        {
          point: TEST_POINT,
          kind: action,
          category: "technical",
          condition: "test",
          priority,
          text: `TEST by ${nameInTrail(who)}: nothing has happened`,
          raw: `test alarm, ${verb} by ${actor.id}`,
        },
      ]);
      return reply.code(202).send({ event: first });
    },
  );
}
