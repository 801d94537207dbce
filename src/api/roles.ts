import { z } from "zod";
import { CONDITIONS, effectiveRights, PERMISSIONS, RIGHTS, type RoleRights } from "#operators/permissions.ts";
import { ROLES, SCOPE_RIGHTS, SCOPES, SHIPPED } from "#operators/shipped-roles.ts";
import type { Core } from "./core.ts";
import { withSecondPerson } from "./critical.ts";
import { roleWish } from "./critical-accounts.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";

const roleId = z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, "expected lower-case letters, digits or '-', at most 63");
const right = z.enum(PERMISSIONS);
const Id = z.strictObject({ id: roleId });

/** What each role may: the matrix, and the roles that the site makes itself. */
export function roles(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/roles",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "All roles with their rights, every right, and what a token may be given",
        response: { 200: z.object({ roles: z.array(Thing), rights: z.array(Thing), scopes: z.array(Thing) }) },
      },
    },
    () => ({
      roles: [
        ...ROLES.map((id) => ({ id, name: null, shipped: true, ...shown(SHIPPED[id]) })),
        ...access.roles
          .all()
          .map(({ id, name, changedAt, ...role }) => ({ id, name, shipped: false, changedAt, ...shown(role) })),
      ],
      rights: PERMISSIONS.map((id) => ({ id, ...RIGHTS[id] })),
      scopes: SCOPES.map((id) => ({ id, rights: SCOPE_RIGHTS[id] })),
    }),
  );

  api.put(
    "/api/v1/roles/:id",
    {
      config: { needs: "roles:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Make or change a role of the site's own",
        params: Id,
        body: z.strictObject({
          name: z.string().trim().min(1).max(120),
          grants: z
            .array(z.strictObject({ right, only: z.enum(CONDITIONS).optional() }))
            .max(PERMISSIONS.length * 2)
            .default([]),
          denials: z
            .array(right)
            .max(PERMISSIONS.length)
            .default([])
            .describe("Taken away, whatever other roles grant"),
          over: Instant.nullish().describe(
            "The `changedAt` of the role that was seen, null for none: 409 when it is another one by now; absent: whatever is there",
          ),
        }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { name, grants, denials, over } = request.body;
      if (over !== undefined) refuseOther(request.params.id, over);
      const wanted = { id: request.params.id, name, grants, denials: [...new Set(denials)] };
      return withSecondPerson(core, request, reply, roleWish(core, wanted), async (alongside) => ({
        ...(await access.administration.putRole(wanted, whoOf(request), alongside)),
      }));
    },
  );

  /** Whoever changes what a role grants has seen what it grants. */
  function refuseOther(id: string, over: number | null): void {
    const present = access.roles.get(id);
    if ((present?.changedAt ?? null) === over) return;
    const detail = present
      ? `The role '${present.name}' (${id}) was changed or made meanwhile; open it again and look at what it grants now.`
      : `There is no role '${id}' any more: somebody has removed it meanwhile.`;
    throw new Refusal(409, "Changed meanwhile", detail);
  }

  api.delete(
    "/api/v1/roles/:id",
    {
      config: { needs: "roles:write", everywhere: true, stepUp: true },
      schema: { summary: "Remove a role of the site's own that nobody has any more", params: Id },
    },
    async (request, reply) => {
      await access.administration.retireRole(request.params.id, whoOf(request));
      return reply.code(204).send();
    },
  );
}

/** With what comes out of grants and denials together. */
function shown(role: RoleRights) {
  const effective = effectiveRights([{ role: "", partitions: [] }], () => role);
  const may = [...effective].map(([right, holds]) => ({
    right,
    only: holds.some(({ only }) => only === null) ? null : (holds[0]?.only ?? null),
  }));
  return { grants: role.grants, denials: role.denials, may };
}
