import { z } from "zod";
import type { Session } from "#operators/sessions.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Instant, listOf } from "./schemas.ts";
import type { Api } from "./server.ts";
import { Unmanned, unmannedView } from "./unmanned.ts";

const SessionLine = z.object({
  id: z.string().describe("Opens nothing"),
  operator: z.object({ id: z.string(), name: z.string() }),
  client: z.string(),
  address: z.string(),
  workstation: z.string().nullable(),
  createdAt: Instant,
  activeAt: Instant,
  expiresAt: Instant,
  lockedAt: Instant.nullable(),
  watching: z.boolean().describe("Whether a screen of it has a live stream open"),
  own: z.boolean(),
});

/** Who is signed in, and where; any session can be ended. */
export function sessions(api: Api, core: Core): void {
  const { access } = core;

  api.get(
    "/api/v1/sessions",
    {
      config: { needs: "operators:read" },
      schema: { summary: "Everybody who is signed in", response: { 200: listOf(SessionLine) } },
    },
    (request) => {
      const who = whoOf(request);
      const now = core.clock.now();
      const present = who.kind === "operator" ? access.sessions.byHash(who.session, now) : undefined;
      const items = access.sessions
        .all(now)
        .sort((a, b) => b.createdAt - a.createdAt)
        .map((session) => viewOf(session, session === present));
      return { items, next: null };
    },
  );

  api.delete(
    "/api/v1/sessions/:id",
    {
      config: { needs: "operators:write" },
      schema: {
        summary: "End a session; says when that leaves a place unmanned",
        params: z.strictObject({ id: z.string().max(60) }),
        response: { 200: Unmanned },
      },
    },
    async (request) => unmannedView(await access.desk.end(request.params.id, whoOf(request))),
  );

  function viewOf(session: Session, own: boolean): z.output<typeof SessionLine> {
    const { id, client, address, workstation, createdAt, activeAt, expiresAt } = session;
    const operator = access.operators.all().find((one) => one.id === session.operator);
    return {
      id,
      operator: { id: session.operator, name: operator?.name ?? session.operator },
      client,
      address,
      workstation,
      createdAt,
      activeAt,
      expiresAt,
      lockedAt: access.desk.lockedSince(session),
      watching: access.isWatching(session),
      own,
    };
  }
}
