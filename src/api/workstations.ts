import { z } from "zod";
import { isManned, type WatchedPlace } from "#operators/manning.ts";
import { partitionsOf } from "#operators/roles.ts";
import type { Core } from "./core.ts";
import { WORKSTATION_COOKIE, whoOf } from "./identity.ts";
import { operatorOf } from "./lock.ts";
import { Refusal } from "./problem.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";
import { fromOf } from "./session.ts";

const Params = z.strictObject({ id: z.string().max(63) });
/** As long as browsers keep one. */
const COOKIE_SECONDS = 400 * 86_400;
const WorkstationLine = z.object({
  id: z.string(),
  name: z.string(),
  partition: z.string(),
  mustBeManned: z.boolean(),
  manned: z.boolean().describe("Whether somebody who may acknowledge watches there, unlocked"),
  browsers: z.array(z.object({ boundAt: Instant, boundBy: z.string() })),
  wall: z.boolean().describe("A display, at which nobody signs in"),
  here: z.boolean().describe("Whether the asking browser is this workstation"),
});

export function workstationCookie(token: string): string {
  return `${WORKSTATION_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_SECONDS}`;
}

/** Client machines: which there are, which browser is which, and whether somebody watches there. */
export function workstations(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/workstations",
    {
      config: { needs: "site:read" },
      schema: { summary: "All workstations, with their browsers", response: { 200: listOf(WorkstationLine) } },
    },
    (request) => {
      const own = partitionsOf(whoOf(request));
      const here = fromOf(core, request).workstation;
      const watchers = access.watchers();
      const items = Array.from(core.site.items.workstation.values(), ({ body }) => body)
        .filter(({ partition }) => own?.includes(partition) ?? true)
        .sort((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name, partition, mustBeManned, graceSec, wall }) => {
          const place: WatchedPlace = { kind: "workstation", id, name, graceMs: graceSec * 1000 };
          const browsers = access.workstations.browsersOf(id).map(({ boundAt, boundBy }) => ({ boundAt, boundBy }));
          const manned = isManned(place, watchers);
          return { id, name, partition, mustBeManned, manned, browsers, wall: wall !== undefined, here: here === id };
        });
      return { items, next: null };
    },
  );

  api.post(
    "/api/v1/workstations/:id/code",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "A code, good once and for 15 minutes, that makes a browser this workstation",
        params: Params,
        response: { 201: z.object({ code: z.string(), expiresAt: Instant }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      seen(request.params.id, partitionsOf(whoOf(request)));
      return reply.code(201).send(await access.workstations.offer(id, whoOf(request)));
    },
  );

  api.delete(
    "/api/v1/workstations/:id/browsers",
    {
      config: { needs: "site:write" },
      schema: {
        summary: "No browser is this workstation any more",
        params: Params,
        response: { 200: z.object({ released: z.int() }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      seen(id, partitionsOf(whoOf(request)));
      return { released: await access.workstations.release(id, whoOf(request)) };
    },
  );

  api.post(
    "/api/v1/workstation",
    {
      config: { needs: "somebody" },
      schema: {
        summary: "Make this browser the workstation of the code",
        body: z.strictObject({ code: z.string().min(1).max(60) }),
        response: { 200: z.object({ id: z.string(), name: z.string() }) },
      },
    },
    async (request, reply) => {
      const who = operatorOf(whoOf(request));
      const { token, workstation } = await access.workstations.bind(request.body.code, who, fromOf(core, request));
      return reply
        .header("set-cookie", workstationCookie(token))
        .send({ id: workstation, name: core.site.get("workstation", workstation)?.body.name ?? workstation });
    },
  );

  function seen(id: string, own: readonly string[] | null): void {
    const partition = core.site.get("workstation", id)?.body.partition;
    if (partition !== undefined && (own?.includes(partition) ?? true)) return;
    throw new Refusal(404, "Not found", `There is no workstation '${id}', or it is not in your partitions.`);
  }
}
