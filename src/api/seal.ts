import { z } from "zod";
import type { Core } from "./core.ts";
import { actorIn } from "./identity.ts";
import { Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

/** The root key, for the commands of `tocsin seal` on the machine itself. */
export function seal(api: Api, core: Core): void {
  api.post(
    "/api/v1/seal/rotation",
    {
      config: { needs: "machine" },
      schema: {
        summary: "Make a new root key and seal every secret anew; only on the machine itself",
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await core.seal.rotate(actorIn(request))) }),
  );

  api.post(
    "/api/v1/seal/notes",
    {
      config: { needs: "machine" },
      schema: {
        summary: "Write into the audit trail what commands did to the seal; only on the machine itself",
        response: { 204: z.null() },
      },
    },
    async (_, reply) => {
      await core.seal.foldNotes();
      return reply.code(204).send(null);
    },
  );
}
