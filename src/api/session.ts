import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import type { Session } from "#operators/sessions.ts";
import type { From, SignedIn } from "#operators/sign-in.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { COOKIE, cookie, DEVICE_COOKIE, WORKSTATION_COOKIE, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { mustChangePassword, mustSetUp } from "./proof.ts";
import { Instant, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";
import { Unmanned, unmannedView } from "./unmanned.ts";

const id = z.string().trim().toLowerCase().min(1).max(63);
const name = z.string().trim().min(1).max(120);
const password = z.string().min(1).max(256);
export const SessionView = z.object({ operator: Thing, expiresAt: Instant });
const Kinds = z.array(z.enum(["app", "passkey", "recovery-code"]));
const PendingView = z.object({
  ticket: z.string(),
  factors: Kinds,
  expiresAt: Instant,
});
const PresentSession = SessionView.extend({
  lockedAt: Instant.nullable(),
  lockAfterMs: z.number().describe("The screen is locked when the operator has done nothing for so long; 0: never"),
  workstation: z.string().nullable(),
  mustSetUpFactor: z.boolean().describe("Nothing but setting up a second factor is open to this operator"),
  factorDemand: z.enum(["nothing", "second factor", "passkey"]).describe("What the site demands beyond a password"),
  unlockFactors: Kinds.describe("One of these opens a locked screen, with the password; none: that alone does"),
  provider: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .describe("Where this operator proves again who they are; null: with their password"),
  mustChangePassword: z.boolean().describe("The password has expired: nothing else is open before it is changed"),
});

const DEVICE_SECONDS = 90 * 86_400;

/** Signing in and out, and the one-time enrolment of an administrator. */
export function session(api: Api, core: Core): void {
  api.post(
    "/api/v1/enrolment",
    {
      config: { needs: "open" },
      schema: {
        summary: "Become an administrator with the one-time code that the machine shows",
        body: z.strictObject({ code: z.string().min(1).max(60), id, name, password }),
        response: { 201: SessionView },
      },
    },
    async (request, reply) => {
      const { code, id, name, password } = request.body;
      const signedIn = await core.access.accounts.enrol(
        code,
        { id, name, password: new Secret(password) },
        fromOf(core, request),
      );
      return begin(core, reply.code(201), signedIn);
    },
  );

  api.post(
    "/api/v1/enrolment/code",
    {
      config: { needs: "machine" },
      schema: {
        summary: "A new one-time code; only on the machine itself",
        response: { 201: z.object({ code: z.string(), expiresAt: Instant }) },
      },
    },
    async (request, reply) => {
      const made = await core.access.accounts.newEnrolmentCode({ id: `cli:${whoOf(request).id}`, via: "cli" });
      return reply.code(201).send(made);
    },
  );

  api.post(
    "/api/v1/session",
    {
      config: { needs: "open" },
      schema: {
        summary: "Sign in; whoever has a second factor gets a ticket with which to give it",
        body: z.strictObject({ id, password }),
        response: { 200: z.union([SessionView, z.object({ secondFactor: PendingView })]) },
      },
    },
    async (request, reply) => {
      const { id, password } = request.body;
      const answer = await core.access.signIn.begin(id, new Secret(password), fromOf(core, request));
      if (!("ticket" in answer)) return begin(core, reply, answer);
      const { ticket, factors, expiresAt } = answer;
      return reply.send({ secondFactor: { ticket: ticket.open(), factors: [...factors], expiresAt } });
    },
  );

  api.get(
    "/api/v1/session",
    {
      config: { needs: "somebody", whileLocked: true, withoutFactor: true },
      schema: { summary: "Who is signed in, and whether the screen is locked", response: { 200: PresentSession } },
    },
    (request) => {
      const who = whoOf(request);
      if (who.kind !== "operator") throw new Refusal(404, "Not found", "A token has no session.");
      const open = core.access.sessions.byHash(who.session, core.clock.now());
      return {
        operator: operatorView(core, who),
        expiresAt: open?.expiresAt ?? core.clock.now(),
        lockedAt: open ? core.access.desk.lockedSince(open) : null,
        lockAfterMs: core.access.desk.lockAfterMs,
        workstation: open?.workstation ?? null,
        mustSetUpFactor: mustSetUp(core, who),
        factorDemand: core.access.demandOn(who.id, who),
        unlockFactors: [...core.access.desk.unlockFactorsOf(who.id)],
        provider: providerOf(core, who.id),
        mustChangePassword: mustChangePassword(core, who),
      };
    },
  );

  api.delete(
    "/api/v1/session",
    {
      config: { needs: "somebody", withoutFactor: true },
      schema: {
        summary: "Sign out; refused to the last one who watches what must be manned, and says what is left alone",
        querystring: z.strictObject({
          anyway: z.stringbool().default(false).describe("Leave it alone: an alarm follows"),
        }),
        response: { 200: Unmanned, 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = whoOf(request);
      const unmanned = who.kind === "operator" ? await core.access.desk.signOut(who, request.query.anyway) : [];
      reply.header("set-cookie", `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`);
      return unmanned.length > 0 ? reply.send(unmannedView(unmanned)) : reply.code(204).send(null);
    },
  );
}

/** Answers with a session and its cookie. */
export function begin(core: Core, reply: FastifyReply, signedIn: SignedIn) {
  const { operator, expiresAt } = signedIn;
  return reply
    .header("set-cookie", sessionCookies(core, signedIn))
    .send({ operator: operatorView(core, operator), expiresAt });
}

/** The session's cookie, and the mark by which the browser is known the next time. */
export function sessionCookies(core: Core, { token, expiresAt, devices }: SignedIn): string[] {
  const seconds = Math.floor((expiresAt - core.clock.now()) / 1000);
  const rest = "Path=/; Secure; HttpOnly; SameSite=Strict";
  const session = `${COOKIE}=${token.open()}; ${rest}; Max-Age=${seconds}`;
  return devices === undefined
    ? [session]
    : [session, `${DEVICE_COOKIE}=${devices}; ${rest}; Max-Age=${DEVICE_SECONDS}`];
}

/** What the page may offer follows from the rights; the server judges every request anew. */
function operatorView(core: Core, { id, name, roles }: Pick<SignedIn["operator"], "id" | "name" | "roles">) {
  const rights = core.access.administration.rightsOf({ roles });
  return {
    id,
    name,
    roles: roles.map(({ role, partitions }) => ({ role, partitions })),
    rights: [...rights.keys()],
  };
}

/** The OpenID provider that somebody comes from. */
function providerOf(core: Core, operator: string): { id: string; name: string } | null {
  const directory = core.access.directoryAccounts.of(operator)?.directory;
  return core.directories.providers().find(({ id }) => id === directory) ?? null;
}

/** The session in which somebody asks. */
export function sessionOf(core: Core, request: FastifyRequest): Session {
  const who = whoOf(request);
  if (who.kind !== "operator") {
    throw new Refusal(404, "Not found", "Only operators who sign in have a session.");
  }
  const session = core.access.sessions.byHash(who.session, core.clock.now());
  if (session) return session;
  throw new Refusal(401, "Not signed in", "Your session has ended; sign in and ask again.");
}

/** Where a sign-in comes from, as the connection shows it. */
export function fromOf(core: Core, request: FastifyRequest): From {
  return {
    address: request.raw.socket?.remoteAddress ?? "the machine",
    client: request.headers["user-agent"] ?? "",
    workstation: core.access.workstations.of(cookie(request, WORKSTATION_COOKIE)),
    present: request.who?.kind === "operator" ? request.who.session : null,
    devices: cookie(request, DEVICE_COOKIE) ?? "",
    sessionHours: settingsOf(core.site).logins.sessionHours,
  };
}
