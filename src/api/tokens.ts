import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import { ROLES } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, ScopeList, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { fromOf } from "./session.ts";

const Id = z.strictObject({ id: z.string().min(1).max(63) });
const password = z.string().min(1).max(256);

/** Bearer tokens for machines, and the operators who sign in. */
export function tokens(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/tokens",
    {
      config: { needs: "operators:write" },
      schema: { summary: "Tokens, without what is secret", response: { 200: listOf(Thing) } },
    },
    () => ({ items: access.tokens.all().map((token) => ({ ...token })), next: null }),
  );

  api.post(
    "/api/v1/tokens",
    {
      config: { needs: "operators:write" },
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
        .send(await access.createToken({ name, scopes: [...new Set(scopes)], expiresAt }, whoOf(request)));
    },
  );

  api.delete(
    "/api/v1/tokens/:id",
    { config: { needs: "operators:write" }, schema: { summary: "Revoke a token, at once", params: Id } },
    async (request, reply) => {
      await access.revokeToken(request.params.id, whoOf(request));
      return reply.code(204).send();
    },
  );

  api.get(
    "/api/v1/operators",
    { config: { needs: "operators:write" }, schema: { summary: "Who may sign in", response: { 200: listOf(Thing) } } },
    () => ({ items: access.operators.all().map((operator) => ({ ...operator })), next: null }),
  );

  api.post(
    "/api/v1/operators",
    {
      config: { needs: "operators:write" },
      schema: {
        summary: "Let somebody sign in",
        body: z.strictObject({
          id: z.string().trim().toLowerCase().min(1).max(63),
          name: z.string().trim().min(1).max(120),
          password,
          role: z.enum(ROLES),
          partitions: z.array(z.string().max(63)).max(100).default([]).describe("Empty: all"),
          person: z.string().max(63).nullish().describe("Id of the person that this operator is"),
        }),
        response: { 201: Thing },
      },
    },
    async (request, reply) => {
      const { password, person = null, ...wanted } = request.body;
      if (person !== null && !core.site.get("person", person)) {
        throw new Refusal(422, "Not valid", `There is no person '${person}'.`);
      }
      const operator = await access.createOperator(
        { ...wanted, person, password: new Secret(password) },
        whoOf(request),
      );
      return reply.code(201).send({ ...operator });
    },
  );

  api.delete(
    "/api/v1/operators/:id",
    {
      config: { needs: "operators:write" },
      schema: { summary: "End somebody's right to sign in, at once", params: Id },
    },
    async (request, reply) => {
      await access.removeOperator(request.params.id, whoOf(request));
      return reply.code(204).send();
    },
  );

  api.put(
    "/api/v1/operators/:id/password",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Change a password: one's own with the present one, or as an administrator somebody else's",
        params: Id,
        body: z.strictObject({ password, current: password.optional() }),
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const { id } = request.params;
      const { password: next, current } = request.body;
      const isOwn = who.kind === "operator" && who.id === id;
      const isAdministrator = who.kind === "machine" || (who.kind === "operator" && who.role === "administrator");
      if (!isOwn && !isAdministrator) {
        throw new Refusal(403, "Not permitted", "Only an administrator may change somebody else's password.");
      }
      if (isOwn && current === undefined) {
        throw new Refusal(422, "Not valid", "Give your present password too, as current.");
      }
      const own = isOwn && current !== undefined ? { current: new Secret(current), from: fromOf(core, request) } : null;
      await access.changePassword(id, new Secret(next), who, own);
      return reply.code(204).send();
    },
  );
}
