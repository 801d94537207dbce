import { z } from "zod";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Instant, listOf, ScopeList, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const Id = z.strictObject({ id: z.string().min(1).max(63) });

/** Bearer tokens for machines. They hold everywhere, so only whoever administers everywhere makes them. */
export function tokens(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/tokens",
    {
      config: { needs: "tokens:write", everywhere: true, actors: true },
      schema: { summary: "Tokens, without what is secret", response: { 200: listOf(Thing) } },
    },
    () => ({ items: access.tokens.all().map((token) => ({ ...token })), next: null }),
  );

  api.post(
    "/api/v1/tokens",
    {
      config: { needs: "tokens:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Make a token; it is shown once",
        body: z.strictObject({
          name: z.string().trim().min(1).max(120),
          scopes: ScopeList,
          expiresAt: Instant.nullish(),
        }),
        response: { 201: z.object({ token: z.string(), id: z.string() }) },
      },
    },
    async (request, reply) => {
      const { name, scopes, expiresAt = null } = request.body;
      return reply
        .code(201)
        .send(await access.tokenDesk.create({ name, scopes: [...new Set(scopes)], expiresAt }, whoOf(request)));
    },
  );

  api.delete(
    "/api/v1/tokens/:id",
    {
      config: { needs: "tokens:write", everywhere: true, stepUp: true },
      schema: { summary: "Revoke a token, at once", params: Id },
    },
    async (request, reply) => {
      await access.tokenDesk.revoke(request.params.id, whoOf(request));
      return reply.code(204).send();
    },
  );
}
