import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Journey } from "#directory/oidc.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Once } from "#operators/once.ts";
import { opaqueToken, tokenHash } from "#operators/opaque.ts";
import type { From } from "#operators/sign-in.ts";
import type { Core } from "./core.ts";
import { cookie } from "./identity.ts";
import type { Api } from "./server.ts";
import { fromOf, sessionCookies } from "./session.ts";

/** Lax, for the provider sends the browser back from another site; it opens nothing but that way back, once. */
const JOURNEY_COOKIE = "__Host-tocsin-oidc";
const JOURNEY_MS = 10 * 60_000;

interface Sent {
  readonly directory: string;
  readonly journey: Journey;
  /** What the browser held when it left: its strict cookies don't come back from another site. */
  readonly from: From;
}

/** What the sign-in page is told; the reason itself is in the audit trail. */
type Outcome = "refused" | "unavailable" | "ended";

const Params = z.strictObject({ id: z.string().min(1).max(63) });

/** Signing in with an OpenID provider: the way out and the way back. */
export function oidc(api: Api, core: Core): void {
  const sent = new Once<Sent>();

  api.get(
    "/api/v1/session/oidc/:id",
    {
      config: { needs: "open" },
      schema: { summary: "Sends the browser to an OpenID provider, to sign in there", params: Params },
    },
    async (request, reply) => {
      const directory = request.params.id;
      try {
        const { address, journey } = await core.directories.begin(directory);
        const token = opaqueToken();
        const kept = { directory, journey, from: fromOf(core, request) };
        sent.keep(tokenHash(token), kept, core.clock.now() + JOURNEY_MS);
        return await reply
          .header("set-cookie", journeyCookie(token, JOURNEY_MS / 1000))
          .header("cache-control", "no-store")
          .redirect(address, 302);
      } catch (thrown) {
        if (thrown instanceof Fault && thrown.code === "not-found") throw thrown;
        core.log.warn({ directory, because: saying(thrown) }, "an OpenID provider could not be asked");
        return land(reply, "unavailable");
      }
    },
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
      if (one?.directory !== request.params.id) return land(reply, "ended");
      const { address, client } = fromOf(core, request);
      return back(request, reply, one, { ...one.from, address, client });
    },
  );

  async function back(request: FastifyRequest, reply: FastifyReply, { directory, journey }: Sent, from: From) {
    try {
      const came = await core.directories.finish(directory, new URL(request.url, "https://tocsin").search, journey);
      if ("because" in came) {
        await core.access.signIn.notVouched(directory, came.because, from);
        return land(reply, "refused");
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
      if (thrown instanceof Fault && thrown.code === "untrusted") return land(reply, "refused");
      core.log.warn({ directory, because: saying(thrown) }, "a sign-in with an OpenID provider failed");
      return land(reply, "unavailable");
    }
  }
}

/** Of a closed list, so that no link can put words of its own on the sign-in page. */
function land(reply: FastifyReply, outcome: Outcome) {
  return go(reply, `/?sign-in=${outcome}`);
}

function go(reply: FastifyReply, address: string) {
  return reply.header("cache-control", "no-store").redirect(address, 302);
}

function journeyCookie(token: string, seconds: number): string {
  return `${JOURNEY_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}
