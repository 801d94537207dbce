import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import { type ApprovalRequest, mayRead } from "#operators/approval-request.ts";
import { ELEVATION_MINUTES, type Elevation } from "#operators/elevations.ts";
import { actorOf, type Who } from "#operators/roles.ts";
import { calledIn } from "#site/called.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { deciderOf, refuseBreakGlass, requesterOf, viewOf } from "./critical.ts";
import { type CriticalOrder, carryOut } from "./critical-order.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { begin, fromOf } from "./session.ts";

const Id = z.strictObject({ id: z.string().min(1).max(63) });
const Decided = z.strictObject({
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected the hash of the request as it was shown")
    .describe("Of the request as it was shown: what is decided is exactly that"),
  comment: z.string().trim().max(500).default(""),
});
const reason = z.string().trim().min(5).max(500);

/** What waits for a second person, roles for a limited time, and accounts for emergencies. */
export function approvals(api: Api, core: Core): void {
  const { approvals, breakGlass } = core.fourEyes;

  api.get(
    "/api/v1/approvals",
    {
      config: { needs: "somebody", actors: true },
      schema: {
        summary: "Requests of one's own and those that one could decide about, the newest first",
        querystring: z.strictObject({ state: z.enum(["open", "all"]).default("open") }),
        response: { 200: listOf(Thing) },
      },
    },
    (request) => {
      const decider = deciderOf(core, whoOf(request));
      const wanted = approvals
        .all()
        .filter((one) => (request.query.state === "all" || one.state === "open") && mayRead(one, decider));
      return { items: wanted.slice(0, 500).map((one) => ({ ...shown(one, decider.id) })), next: null };
    },
  );

  api.get(
    "/api/v1/approvals/:id",
    {
      config: { needs: "somebody" },
      schema: { summary: "One request with its difference", params: Id, response: { 200: Thing } },
    },
    (request) => {
      const decider = deciderOf(core, whoOf(request));
      const found = approvals.get(request.params.id);
      if (found && mayRead(found, decider)) return { ...shown(found, decider.id) };
      throw new Refusal(404, "Not found", `There is no request '${request.params.id}', or it is not yours to see.`);
    },
  );

  api.post(
    "/api/v1/approvals/:id/approve",
    {
      config: { needs: "somebody", stepUp: true },
      schema: {
        summary: "Approve as the second person; it is carried out at once",
        params: Id,
        body: Decided,
        response: { 200: Thing },
      },
    },
    async (request) => {
      const { who, decider, order } = deciding(request);
      const { id } = request.params;
      const done = await approvals.approve(id, decider, order, (stored, asked, alongside) =>
        carryOut(core, stored as CriticalOrder, asked, { approver: who, alongside }),
      );
      return { ...shown(done, decider.id) };
    },
  );

  for (const decision of ["deny", "withdraw", "close"] as const) {
    api.post(
      `/api/v1/approvals/:id/${decision}`,
      {
        config: { needs: "somebody" },
        schema: { summary: SUMMARY[decision], params: Id, body: Decided, response: { 200: Thing } },
      },
      async (request) => {
        const { decider, order } = deciding(request);
        return { ...shown(await approvals.decide(request.params.id, decision, decider, order), decider.id) };
      },
    );
  }

  api.get(
    "/api/v1/elevations",
    {
      config: { needs: "somebody", actors: true },
      schema: { summary: "Roles that somebody has for a limited time", response: { 200: listOf(Thing) } },
    },
    (request) => {
      const who = whoOf(request);
      const running = core.access.elevations.all(core.clock.now());
      return { items: running.filter((one) => concerns(who, one)).map(named), next: null };
    },
  );

  api.post(
    "/api/v1/elevations",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Ask for a role for a limited time; a second person must approve it, always",
        body: z.strictObject({
          role: z.string().min(1).max(63),
          partitions: z.array(z.string().max(63)).max(100).default([]).describe("Empty: all"),
          minutes: z.int().min(ELEVATION_MINUTES.least).max(ELEVATION_MINUTES.most).default(ELEVATION_MINUTES.usual),
          reason,
        }),
        response: { 202: Thing },
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      if (who.kind !== "operator")
        throw new Refusal(403, "Not permitted", "Only a person who has signed in is elevated.");
      const { reason, ...wanted } = request.body;
      for (const partition of wanted.partitions) {
        if (!core.site.get("partition", partition)) {
          throw new Refusal(422, "Not valid", `There is no partition '${partition}'.`);
        }
      }
      const requester = requesterOf(core, who);
      refuseBreakGlass(core, requester);
      const order = { do: "elevate", operator: who.id, ...wanted } as const;
      const why = core.fourEyes.whyNotElevate(order);
      if (why !== null) throw new Refusal(422, "Not valid", why);
      const partitions = wanted.partitions.map((id) => calledIn(core.site)("partition", id));
      const where = partitions.length > 0 ? ` in ${partitions.join(", ")}` : "";
      const asked = await approvals.ask(
        {
          kind: "elevation",
          classes: [],
          summary: `${who.name} asks for the role ${core.access.roles.called(wanted.role)}${where} for ${wanted.minutes} minutes.`,
          reason,
          requester,
          difference: [
            {
              object: `operator:${who.id}`,
              action: "elevate",
              fields: [
                { path: "role", from: who.roles.map(({ role }) => role).join(", "), to: wanted.role },
                { path: "partitions", from: null, to: wanted.partitions },
                { path: "minutes", from: null, to: wanted.minutes },
              ],
            },
          ],
          partitions: wanted.partitions.length > 0 ? wanted.partitions : null,
        },
        order,
        { actor: actorOf(who), minutes: settingsOf(core.site).approvals.requestMinutes },
      );
      return reply.code(202).send({ approval: viewOf(asked) });
    },
  );

  api.delete(
    "/api/v1/elevations/:id",
    {
      config: { needs: "somebody" },
      schema: { summary: "End an elevation before its time: one's own, or as somebody who approves", params: Id },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const found = core.access.elevations.all(core.clock.now()).find(({ id }) => id === request.params.id);
      if (!found || !concerns(who, found)) {
        throw new Refusal(404, "Not found", "There is no such elevation; it may have ended already.");
      }
      await core.access.elevations.end(found.id, actorOf(who));
      return reply.code(204).send();
    },
  );

  api.get(
    "/api/v1/break-glass",
    {
      config: { needs: "operators:read", everywhere: true, actors: true },
      schema: {
        summary: "Accounts for emergencies, and how old their credentials are",
        response: { 200: listOf(Thing) },
      },
    },
    () => ({ items: breakGlass.all().map((account) => ({ ...account })), next: null }),
  );

  api.put(
    "/api/v1/break-glass/:id",
    {
      config: { needs: "machine" },
      schema: {
        summary: "Make a break-glass account or another credential for it; only on the machine itself, shown once",
        params: Id,
        response: { 200: z.object({ operator: z.string(), credential: z.string(), isNew: z.boolean() }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      return { operator: id, ...(await breakGlass.make(id, actorOf(whoOf(request)))) };
    },
  );

  api.post(
    "/api/v1/break-glass/:id/test",
    {
      config: { needs: "operators:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Whether a sealed credential is right; opens no session, and does not use it up",
        params: Id,
        body: z.strictObject({ credential: z.string().min(1).max(120) }),
      },
    },
    async (request, reply) => {
      const credential = new Secret(request.body.credential);
      await breakGlass.test(request.params.id, credential, whoOf(request), fromOf(core, request).address);
      return reply.code(204).send();
    },
  );

  api.post(
    "/api/v1/session/break-glass",
    {
      config: { needs: "open" },
      schema: {
        summary: "Sign in with the sealed credential of a break-glass account, once; everybody hears of it",
        body: z.strictObject({
          id: z.string().trim().toLowerCase().min(1).max(63),
          credential: z.string().min(1).max(120),
          reason,
        }),
        response: { 200: z.object({ operator: Thing, expiresAt: Instant }) },
      },
    },
    async (request, reply) => {
      const { id, credential, reason } = request.body;
      const signedIn = await breakGlass.signIn(id, new Secret(credential), reason, fromOf(core, request));
      return begin(core, reply, signedIn);
    },
  );

  function named(elevation: Elevation) {
    const { operator, role } = elevation;
    const operatorName = core.access.operators.known(operator)?.name ?? operator;
    return { ...elevation, operatorName, roleName: core.access.roles.called(role) };
  }

  function deciding(request: FastifyRequest) {
    const who = whoOf(request);
    const { hash, comment } = request.body as z.output<typeof Decided>;
    return { who, decider: deciderOf(core, who), order: { seen: hash, comment, actor: actorOf(who) } };
  }

  function concerns(who: Who, { operator }: Elevation): boolean {
    return core.fourEyes.mayEnd(who, operator);
  }
}

/** @param id who looks */
function shown(request: ApprovalRequest, id: string) {
  return { ...viewOf(request), own: request.requester.behind.includes(id) };
}

const SUMMARY = {
  deny: "Deny a request of somebody else",
  withdraw: "Withdraw a request of one's own",
  close: "Close a review, with a comment on what was found",
} as const;
