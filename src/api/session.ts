import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import type { From, SignedIn } from "#operators/sign-in.ts";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { COOKIE, whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, Thing } from "./schemas.ts";
import type { Api } from "./server.ts";

const id = z.string().trim().toLowerCase().min(1).max(63);
const name = z.string().trim().min(1).max(120);
const password = z.string().min(1).max(256);
const SessionView = z.object({ operator: Thing, expiresAt: Instant });

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
      const signedIn = await core.access.enrol(
        code,
        { id, name, password: new Secret(password) },
        fromOf(core, request),
      );
      return begin(reply.code(201), signedIn);
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
      const made = await core.access.newEnrolmentCode({ id: `cli:${whoOf(request).id}`, via: "cli" });
      return reply.code(201).send(made);
    },
  );

  api.post(
    "/api/v1/session",
    {
      config: { needs: "open" },
      schema: { summary: "Sign in", body: z.strictObject({ id, password }), response: { 200: SessionView } },
    },
    async (request, reply) => {
      const { id, password } = request.body;
      return begin(reply, await core.access.signIn.begin(id, new Secret(password), fromOf(core, request)));
    },
  );

  api.get(
    "/api/v1/session",
    {
      config: { needs: "somebody" },
      schema: { summary: "Who is signed in", response: { 200: SessionView } },
    },
    (request) => {
      const who = whoOf(request);
      if (who.kind !== "operator") throw new Refusal(404, "Not found", "A token has no session.");
      const open = core.access.sessions.byHash(who.session, core.clock.now());
      return { operator: operatorView(who), expiresAt: open?.expiresAt ?? core.clock.now() };
    },
  );

  api.delete(
    "/api/v1/session",
    { config: { needs: "somebody" }, schema: { summary: "Sign out" } },
    async (request, reply) => {
      const who = whoOf(request);
      if (who.kind === "operator") await core.access.signOut(who);
      return reply
        .header("set-cookie", `${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`)
        .code(204)
        .send();
    },
  );

  function begin(reply: FastifyReply, { operator, token, expiresAt }: SignedIn) {
    const seconds = Math.floor((expiresAt - core.clock.now()) / 1000);
    return reply
      .header("set-cookie", `${COOKIE}=${token.open()}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${seconds}`)
      .send({ operator: operatorView(operator), expiresAt });
  }
}

function operatorView({
  id,
  name,
  role,
  partitions,
}: SignedIn["operator"] | Pick<SignedIn["operator"], "id" | "name" | "role" | "partitions">) {
  return { id, name, role, partitions };
}

/** Where a sign-in comes from, as the connection shows it. */
export function fromOf(core: Core, request: FastifyRequest): From {
  return {
    address: request.raw.socket?.remoteAddress ?? "the machine",
    client: request.headers["user-agent"] ?? "",
    sessionHours: settingsOf(core.site).logins.sessionHours,
  };
}
