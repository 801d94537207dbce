import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import { administersAll } from "#operators/administration.ts";
import type { Alongside } from "#operators/approvals.ts";
import type { Operator } from "#operators/operators.ts";
import { may, rightsOf, type Who } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { withSecondPerson } from "./critical.ts";
import {
  admittedOperatorWish,
  changedOperatorWish,
  newOperatorWish,
  passwordWish,
  refuseBreakGlassAccount,
} from "./critical-accounts.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, RoleList, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";
import { fromOf } from "./session.ts";

const Id = z.strictObject({ id: z.string().min(1).max(63) });
const name = z.string().trim().min(1).max(120);
const password = z.string().min(1).max(256);
const person = z.string().max(63).nullish().describe("Id of the person that this operator is");
const Nothing = z.strictObject({}).nullish();

/** Who may sign in, and with which roles. */
export function operators(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/operators",
    { config: { needs: "operators:read" }, schema: { summary: "Who may sign in", response: { 200: listOf(Thing) } } },
    (request) => {
      const own = rightsOf(whoOf(request));
      const visible = access.operators.all().filter((operator) => administersAll(own, operator));
      const items = visible.map((operator) => ({
        ...operator,
        directory: access.directoryAccounts.of(operator.id)?.directory ?? null,
        factors: access.factors.of(operator.id),
      }));
      return { items, next: null };
    },
  );

  api.post(
    "/api/v1/operators",
    {
      config: { needs: "operators:write", stepUp: true },
      schema: {
        summary: "Let somebody sign in",
        body: z.strictObject({
          id: z.string().trim().toLowerCase().min(1).max(63),
          name,
          password,
          roles: RoleList,
          person,
        }),
        response: { 201: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { password, person = null, ...wanted } = request.body;
      refuseUnknown(person, wanted.roles);
      const wish = newOperatorWish(core, { ...wanted, person, password });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        const facts = { ...wanted, person, password: new Secret(password) };
        return reply.code(201).send({ ...(await access.accounts.create(facts, whoOf(request), { alongside })) });
      });
    },
  );

  api.patch(
    "/api/v1/operators/:id",
    {
      config: { needs: "operators:write", stepUp: true },
      schema: {
        summary: "Change an operator's name, person or roles; in force on their next request",
        params: Id,
        body: z.strictObject({
          name: name.optional(),
          person,
          roles: RoleList.optional(),
          over: RoleList.optional().describe("The roles that were seen: 409 when they are other ones by now"),
        }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { over, ...body } = request.body;
      const before = found(whoOf(request), id);
      const rolesOf = (list: Iterable<{ role: string; partitions: readonly string[] }>) =>
        JSON.stringify(Array.from(list, ({ role, partitions }) => [role, partitions]));
      if (over && rolesOf(before.roles) !== rolesOf(over)) {
        const detail = `Somebody else has changed the roles of ${before.name} (${id}) meanwhile; open the account again and look at them.`;
        throw new Refusal(409, "Changed meanwhile", detail);
      }
      refuseBreakGlassAccount(core, id);
      refuseUnknown(body.person ?? null, body.roles ?? []);
      return withSecondPerson(core, request, reply, changedOperatorWish(core, id, body), async (alongside) => ({
        ...(await access.administration.change(id, body, { by: whoOf(request), alongside })),
      }));
    },
  );

  api.delete(
    "/api/v1/operators/:id",
    {
      config: { needs: "operators:write", stepUp: true },
      schema: {
        summary: "End somebody's right to sign in, at once",
        params: Id,
        response: { 202: Waits, 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      found(whoOf(request), id);
      return withSecondPerson(core, request, reply, admittedOperatorWish(core, id, false), async (alongside) => {
        await access.administration.disable(id, whoOf(request), alongside);
        return reply.code(204).send(null);
      });
    },
  );

  api.post(
    "/api/v1/operators/:id/enable",
    {
      config: { needs: "operators:write", stepUp: true },
      schema: {
        summary: "Let somebody sign in again",
        params: Id,
        body: Nothing,
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      found(whoOf(request), id);
      return withSecondPerson(core, request, reply, admittedOperatorWish(core, id, true), async (alongside) => ({
        ...(await access.administration.enable(id, { by: whoOf(request), alongside })),
      }));
    },
  );

  api.post(
    "/api/v1/operators/:id/enrolment-code",
    {
      config: { needs: "operators:write", stepUp: true },
      schema: {
        summary: "A one-time code with which somebody who has no second factor sets up the first one",
        params: Id,
        body: Nothing,
        response: { 201: z.object({ code: z.string(), expiresAt: Instant }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      found(whoOf(request), id);
      refuseBreakGlassAccount(core, id);
      return reply.code(201).send(await access.factorCodes.give(id, whoOf(request)));
    },
  );

  api.put(
    "/api/v1/operators/:id/password",
    {
      config: { needs: "somebody", stepUp: changesAnother, whileExpired: (request) => !changesAnother(request) },
      schema: {
        summary: "Change a password: one's own with the present one, or as an administrator somebody else's",
        params: Id,
        body: z.strictObject({ password, current: password.optional() }),
        response: { 202: Waits, 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const { id } = request.params;
      const { password: next, current } = request.body;
      const isOwn = who.kind === "operator" && who.id === id;
      if (!isOwn && !may(who, "operators:write")) {
        throw new Refusal(403, "Not permitted", "Only an administrator may change somebody else's password.");
      }
      if (!isOwn) found(who, id);
      if (isOwn && current === undefined) {
        throw new Refusal(422, "Not valid", "Give your present password too, as current.");
      }
      const own = isOwn && current !== undefined ? { current: new Secret(current), from: fromOf(core, request) } : null;
      refuseBreakGlassAccount(core, id);
      const set = async (alongside?: Alongside) => {
        await access.accounts.changePassword(id, new Secret(next), who, own, alongside);
        return reply.code(204).send(null);
      };
      return isOwn ? set() : withSecondPerson(core, request, reply, passwordWish(core, id, next), set);
    },
  );

  /** The operator, when all of their rights lie within what this person administers. */
  function found(who: Who, id: string): Operator {
    const operator = access.operators.known(id);
    if (operator && administersAll(rightsOf(who), operator)) return operator;
    throw new Refusal(404, "Not found", `There is no operator '${id}', or not in your partitions.`);
  }

  function refuseUnknown(person: string | null, roles: z.output<typeof RoleList>): void {
    if (person !== null && !core.site.get("person", person)) {
      throw new Refusal(422, "Not valid", `There is no person '${person}'.`);
    }
    for (const partition of roles.flatMap(({ partitions }) => partitions)) {
      if (core.site.get("partition", partition)) continue;
      throw new Refusal(
        422,
        "Not valid",
        `There is no partition '${partition}'; the site's partitions are listed there.`,
      );
    }
  }
}

/** One's own password is changed with the present one, which is proof enough. */
function changesAnother({ who, params }: FastifyRequest): boolean {
  return who?.kind === "operator" && who.id !== (params as { id?: string }).id;
}
