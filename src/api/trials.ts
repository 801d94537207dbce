import { z } from "zod";
import type { Core } from "./core.ts";
import { actorIn } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Target = z.union([
  z.strictObject({ person: z.string().max(63), method: z.string().max(63) }),
  z.strictObject({ address: z.string().trim().min(1).max(500) }),
]);

/** Tries a channel out while somebody looks: a test message, and what is said with the far side. */
export function trials(api: Api, core: Core): void {
  api.post(
    "/api/v1/channels/:id/trials",
    {
      config: { needs: "site:write", everywhere: true },
      schema: {
        summary: "Send a test message at once, and listen to the dialogue with the far side",
        params: z.strictObject({ id: z.string().max(63) }),
        body: Target,
        response: { 202: Thing },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const item = core.site.get("channel", id)?.body;
      if (item && "address" in request.body) {
        const kind = core.channels.find(({ name }) => name === item.kind);
        const reading = kind?.address.safeParse(request.body.address);
        if (reading && !reading.success) {
          const why = reading.error.issues[0]?.message ?? "it is no address of this kind";
          throw new Refusal(400, "Not valid", `${request.body.address} can't be reached by ${item.name}: ${why}.`);
        }
      }
      const trial = await core.trials.begin(id, request.body, actorIn(request));
      return reply.code(202).send({ ...trial });
    },
  );

  api.get(
    "/api/v1/channels/:id/trials/:trial",
    {
      config: { needs: "site:write", everywhere: true },
      schema: {
        summary: "What was said so far with secrets blotted out, and how it ended",
        params: z.strictObject({ id: z.string().max(63), trial: z.coerce.number().int().min(1) }),
        response: { 200: Thing },
      },
    },
    (request) => {
      const { id, trial } = request.params;
      const found = core.trials.get(id, trial);
      if (!found) {
        throw new Refusal(
          404,
          "Not found",
          `There is no test ${trial} of the channel '${id}' any more; begin another one.`,
        );
      }
      return { ...found };
    },
  );
}
