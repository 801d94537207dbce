import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Return } from "#directory/desk.ts";
import type { Journey } from "#directory/oidc.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Once } from "#operators/once.ts";
import { opaqueToken, tokenHash } from "#operators/opaque.ts";
import type { From } from "#operators/sign-in.ts";
import type { Core } from "./core.ts";
import { cookie } from "./identity.ts";
import type { Api } from "./server.ts";
import { fromOf, sessionCookies, sessionOf } from "./session.ts";

/** Lax, for the provider sends the browser back from another site; it opens nothing but that way back, once. */
const JOURNEY_COOKIE = "__Host-tocsin-oidc";
const JOURNEY_MS = 10 * 60_000;

interface Sent {
  readonly directory: string;
  readonly journey: Journey;
  /** What the browser held when it left: its strict cookies don't come back from another site. */
  readonly from: From;
  /** Public id of the session whose operator proves again that it is they; null: somebody signs in. */
  readonly session: string | null;
}

/** What the page is told; the reason itself is in the audit trail. */
type Outcome = "refused" | "unavailable" | "ended" | "proven";

const Params = z.strictObject({ id: z.string().min(1).max(63) });

/** Signing in with an OpenID provider, and proving there again who one is: the way out and the way back. */
export function oidc(api: Api, core: Core): void {
  const sent = new Once<Sent>();

  api.get(
    "/api/v1/session/oidc/:id",
    {
      config: { needs: "open" },
      schema: { summary: "Sends the browser to an OpenID provider, to sign in there", params: Params },
    },
    (request, reply) => leave(request, reply, null),
  );

  api.get(
    "/api/v1/session/oidc/:id/again",
    {
      config: { needs: "somebody", whileLocked: true, withoutFactor: true },
      schema: {
        summary: "Sends the browser to one's OpenID provider, to prove again who one is; counts for two minutes, once",
        params: Params,
      },
    },
    (request, reply) => leave(request, reply, sessionOf(core, request).id),
  );

  api.get(
    "/api/v1/session/oidc/:id/callback",
    {
      config: { needs: "open" },
      schema: { summary: "Where the OpenID provider sends the browser back to", params: Params },
    },
    async (request, reply) => {
      const token = cookie(request, JOURNEY_COOKIE);
      const one = token === null ? undefined : sent.take(tokenHash(token), core.clock.now());
      reply.header("set-cookie", journeyCookie("", 0));
      if (one?.directory !== request.params.id) return land(reply, "ended", one);
      const { address, client } = fromOf(core, request);
      return back(request, reply, one, { ...one.from, address, client });
    },
  );

  async function leave(
    request: FastifyRequest<{ Params: z.output<typeof Params> }>,
    reply: FastifyReply,
    session: string | null,
  ) {
    const directory = request.params.id;
    try {
      const { address, journey } = await core.directories.begin(directory, session !== null);
      const token = opaqueToken();
      const kept = { directory, journey, from: fromOf(core, request), session };
      sent.keep(tokenHash(token), kept, core.clock.now() + JOURNEY_MS);
      return await reply
        .header("set-cookie", journeyCookie(token, JOURNEY_MS / 1000))
        .header("cache-control", "no-store")
        .redirect(address, 302);
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === "not-found") throw thrown;
      core.log.warn({ directory, because: saying(thrown) }, "an OpenID provider could not be asked");
      return land(reply, "unavailable", { session });
    }
  }

  async function back(request: FastifyRequest, reply: FastifyReply, one: Sent, from: From) {
    const { directory, journey } = one;
    try {
      const came = await core.directories.finish(directory, new URL(request.url, "https://tocsin").search, journey);
      if (one.session !== null) return land(reply, await proveAgain(one.session, directory, came, from), one);
      if ("because" in came) {
        await core.access.signIn.notVouched(directory, came.because, from);
        return land(reply, "refused", one);
      }
      const answer = await core.access.signIn.vouched(came.person, from);
      if ("ticket" in answer) {
        const { ticket, factors, expiresAt } = answer;
        const pending = JSON.stringify({ ticket: ticket.open(), factors, expiresAt });
        // After the #, which browsers send to nobody.
        return go(reply, `/#second-factor=${Buffer.from(pending).toString("base64url")}`);
      }
      return go(reply.header("set-cookie", sessionCookies(core, answer)), "/");
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === "untrusted") return land(reply, "refused", one);
      core.log.warn({ directory, because: saying(thrown) }, "a sign-in with an OpenID provider failed");
      return land(reply, "unavailable", one);
    }
  }

  /** The session may have another token by now, but not another operator. */
  async function proveAgain(id: string, directory: string, came: Return, from: From): Promise<Outcome> {
    const session = core.access.sessions.byId(id, core.clock.now());
    if (!session) return "ended";
    const { reproof } = core.access;
    if ("person" in came) return (await reproof.vouched(session, came.person, from)) ? "proven" : "refused";
    await reproof.notVouched(session, directory, came.because, from);
    return "refused";
  }
}

/** Of a closed list, so that no link can put words of its own on the sign-in page. */
function land(reply: FastifyReply, outcome: Outcome, sent: Pick<Sent, "session"> | undefined) {
  return go(reply, `/?${sent?.session ? "again" : "sign-in"}=${outcome}`);
}

function go(reply: FastifyReply, address: string) {
  return reply.header("cache-control", "no-store").redirect(address, 302);
}

function journeyCookie(token: string, seconds: number): string {
  return `${JOURNEY_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}
