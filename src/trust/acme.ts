import { createPrivateKey } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { z } from "zod";
import { type Clock, waitUntil } from "#kernel/clock.ts";
import { AcmeSession, type Answer, type Binding } from "./acme-session.ts";
import { isAddress } from "./certificate-orders.ts";

const SOONEST_MS = 500;
const LATEST_MS = 30_000;
const MOST_LOOKS = 120;
const CHALLENGES = "/.well-known/acme-challenge/";

const Url = z.url({ protocol: /^https$/ });
const Order = z.object({
  status: z.string(),
  authorizations: z.array(Url).max(100),
  finalize: Url,
  certificate: Url.optional(),
});
const Authorization = z.object({
  status: z.string(),
  identifier: z.object({ value: z.string() }),
  challenges: z.array(
    z.object({
      type: z.string(),
      url: Url.optional(),
      token: z
        .string()
        .regex(/^[\w-]{1,200}$/)
        .optional(),
    }),
  ),
});

/** What an authority that speaks ACME is asked for, and where it finds the answers. */
export interface AcmeOrder {
  readonly directory: string;
  readonly email: string | null;
  /** PEM of who vouches for the authority's own listener; null: as browsers know. */
  readonly roots: string | null;
  readonly binding: Binding | null;
  /** PKCS #8 in PEM, P-256. */
  readonly accountKey: string;
  /** Where it comes to see that the names are ours (http-01); `host` null: all addresses. */
  readonly listen: { readonly host: string | null; readonly port: number };
  /** Host names and addresses. */
  readonly names: readonly string[];
}

/**
 * Has an authority sign a request for the names of the order, by ACME (RFC 8555) with http-01 (§8.3; of addresses RFC 8738).
 * Listens only while it lasts. @param request PKCS #10, DER @returns PEM, the leaf first. Throws an `Error` that says
 * what the authority did not accept.
 */
export async function orderByAcme(order: AcmeOrder, request: Buffer, clock: Clock): Promise<string> {
  const key = createPrivateKey(order.accountKey);
  const session = await AcmeSession.open(order.directory, { ...order, key });
  const identifiers = order.names.map((value) => ({ type: isAddress(value) ? "ip" : "dns", value }));
  const made = await session.post(session.newOrder, { identifiers });
  if (made.location === null) throw new Error(`${session.newOrder} names no order`);
  const place = made.location;
  const answers = new Map<string, string>();
  const listener = await answering(answers, order.listen);
  try {
    const { authorizations } = Order.parse(JSON.parse(made.text));
    for (const url of authorizations) await authorize(session, url, answers, clock);
  } finally {
    listener.close();
    listener.closeAllConnections();
  }
  const ready = await settled(session, place, Order, ["ready", "valid"], clock);
  await session.post(ready.finalize, { csr: request.toString("base64url") });
  const { certificate } = await settled(session, place, Order, ["valid"], clock);
  if (!certificate) throw new Error(`${place} is fulfilled and names no certificate`);
  return (await session.post(certificate, null)).text;
}

/** Shows that one name is ours. */
async function authorize(session: AcmeSession, url: string, answers: Map<string, string>, clock: Clock): Promise<void> {
  const { status, challenges, identifier } = Authorization.parse(JSON.parse((await session.post(url, null)).text));
  if (status === "valid") return;
  const challenge = challenges.find(({ type }) => type === "http-01");
  if (!challenge?.url || !challenge.token)
    throw new Error(
      `the authority offers no http-01 for ${identifier.value}, only ${challenges.map(({ type }) => type).join(", ")}`,
    );
  answers.set(challenge.token, session.authorizationOf(challenge.token));
  await session.post(challenge.url, {});
  await settled(session, url, Authorization, ["valid"], clock);
}

/** Waits until what is at `url` has come to one of these states. */
async function settled<T extends { status: string }>(
  session: AcmeSession,
  url: string,
  shape: z.ZodType<T>,
  states: readonly string[],
  clock: Clock,
): Promise<T> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const answer = await session.post(url, null);
    const found = shape.parse(JSON.parse(answer.text));
    if (states.includes(found.status)) return found;
    if (!["pending", "processing", "ready"].includes(found.status))
      throw new Error(`it is ${found.status}: ${whyIn(answer.text)}`);
    await waitUntil(clock, clock.now() + patience(answer));
  }
  throw new Error(`${url} did not come to ${states.join(" or ")}`);
}

/** The reason may stand at the order, or at the challenge that failed. */
function whyIn(text: string): string {
  const { error, challenges = [] } = z
    .object({ error: z.object({ detail: z.string() }).optional(), challenges: z.array(z.looseObject({})).optional() })
    .catch({})
    .parse(JSON.parse(text));
  const details = challenges.map((one) => (one["error"] as { detail?: string } | undefined)?.detail);
  return [error?.detail, ...details].filter(Boolean).join("; ") || "the authority does not say why";
}

function patience({ retryAfter }: Answer): number {
  const seconds = Number(retryAfter ?? "");
  return Math.min(Math.max(Number.isFinite(seconds) ? seconds * 1000 : 0, SOONEST_MS), LATEST_MS);
}

/** Answers the authority's look, and nothing else. */
async function answering(answers: ReadonlyMap<string, string>, { host, port }: AcmeOrder["listen"]): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const answer = path.startsWith(CHALLENGES) ? answers.get(path.slice(CHALLENGES.length)) : undefined;
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": "application/octet-stream" }).end(answer);
  });
  server.listen(port, host ?? undefined);
  await once(server, "listening").catch((thrown: unknown) => {
    throw new Error(`port ${port} can't be listened to for the authority's look: ${(thrown as Error).message}`);
  });
  return server;
}
