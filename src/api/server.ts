import type { Readable } from "node:stream";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import { mistakesOf } from "#site/mistake.ts";
import { actorsIn, withNames } from "./actor-names.ts";
import { alarms } from "./alarms.ts";
import type { Core } from "./core.ts";
import { description } from "./description.ts";
import { demandSink } from "./durable-sink.ts";
import { events } from "./events.ts";
import { feed, Streams } from "./feed.ts";
import { admit, identify, noteAction } from "./identity.ts";
import { type Address, type Listening, listenHttps, listenSocket } from "./listen.ts";
import { metrics } from "./metrics.ts";
import { page } from "./page.ts";
import { people } from "./people.ts";
import { invalidRequest, notActive, Refusal, refusalOf } from "./problem.ts";
import { demandProof } from "./proof.ts";
import { registerReplyPage } from "./reply-page.ts";
import { ProblemSchema } from "./schemas.ts";
import { session } from "./session.ts";
import { site } from "./site.ts";
import { status } from "./status.ts";
import { tokens } from "./tokens.ts";

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const BODY_BYTES = 64 * 1024;
const BODY_MS = 10_000;

type Resource = (api: Api, core: Core) => void;

/** What programs ask for at every hour, and what a new site is set up with. All else is in `seldom.ts`. */
const ALWAYS: readonly Resource[] = [
  live,
  described,
  replies,
  status,
  session,
  alarms,
  events,
  site,
  people,
  tokens,
  page,
];

/** The others: a server that nobody looks at does not even load them. */
async function seldom(): Promise<readonly Resource[]> {
  return (await import("./seldom.ts")).SELDOM;
}

/** The REST API, the live feed and the page, on as many listeners as are asked for. */
export interface ApiServer {
  readonly app: Api;
  listen(address: Address): Promise<Listening>;
  /** The same routes for those who may open this socket (mode 0600), with an administrator's rights. */
  listenControl(path: string): Promise<Listening>;
  close(): Promise<void>;
}

export async function buildApi(core: Core): Promise<ApiServer> {
  let late: Promise<Api> | null = null;
  const app = makeApp(core, ALWAYS, {
    elsewhere: () =>
      (late ??= seldom().then(async (resources) => {
        const other = makeApp(core, [...resources, page]);
        await other.ready();
        return other;
      })),
  });
  await app.ready();
  const listening: Listening[] = [];
  const keep = (one: Listening) => {
    listening.push(one);
    return one;
  };
  return {
    app,
    listen: async (address) => keep(await listenHttps(app, core, address)),
    listenControl: async (path) => keep(await listenSocket(app, path)),
    async close() {
      await Promise.all(listening.splice(0).map((one) => one.close()));
      await app.close();
      await (await late)?.close();
    },
  };
}

/** Every route there is, in one. */
export async function makeWhole(core: Core, before?: (bare: Api) => void): Promise<Api> {
  return makeApp(core, [...ALWAYS, ...(await seldom())], { before });
}

interface Making {
  readonly before?: ((bare: Api) => void) | undefined;
  /** Where a request goes that fits no route here. Absent: it is answered with 404. */
  readonly elsewhere?: () => Promise<Api>;
}

/** Routes, and what holds for each of them: who may, what is valid, how a refusal looks. */
function makeApp(core: Core, resources: readonly Resource[], { before, elsewhere }: Making = {}): Api {
  const app: Api = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: false },
    // Given here, so that Fastify's own, which are larger than all of this room, are not even loaded.
    schemaController: { compilersFactory: COMPILERS },
  }).withTypeProvider<ZodTypeProvider>();
  app.decorateRequest("who", null);
  if (elsewhere) {
    app.addHook("onRequest", async (request, reply) => {
      if (!request.is404) return;
      const other = await elsewhere();
      reply.hijack();
      other.routing(request.raw, reply.raw);
    });
  }
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    const { needs = "somebody", always = false, everywhere } = request.routeOptions.config;
    if (!always && core.mode() !== "active") return done(notActive(core.mode(), core.activeAddress()));
    if (core.mode() === "active") request.who = identify(core, request);
    try {
      admit(request, request.is404 ? "open" : needs, everywhere);
      demandProof(core, request);
      noteAction(core, request);
      done();
    } catch (refusal) {
      done(refusal as Refusal);
    }
  });
  app.addHook("preHandler", (request) => demandSink(core, request));
  app.addHook("preParsing", (request, _reply, payload, done) => {
    if (request.raw.httpVersionMajor === 2 && request.method !== "GET")
      limitTime(core, payload, request.routeOptions.config.bodyMs ?? BODY_MS);
    done(null, payload);
  });
  app.addHook("preSerialization", (request, _reply, answer, done) => {
    const named = request.routeOptions.config.actors && answer !== null && typeof answer === "object";
    done(null, named ? { ...answer, actors: actorsIn(core, answer) } : answer);
  });
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, headers } = refusalOf(unwrapped(thrown));
    // Who was faster; elsewhere an id may be what somebody asked for.
    const detail = problem.status === 409 && request.who ? withNames(core, problem.detail) : problem.detail;
    if (problem.status >= 500 && problem.status !== 503) {
      core.log.error({ err: thrown, method: request.method, route: request.routeOptions.url }, "a request failed");
    }
    return reply
      .code(problem.status)
      .headers(headers)
      .type("application/problem+json")
      .send(JSON.stringify({ ...problem, detail, instance: request.url.split("?")[0] }));
  });
  app.addHook("onRoute", (route) => {
    if (route.schema)
      route.schema.response = { ...(route.schema.response as object | undefined), default: ProblemSchema };
  });
  before?.(app);
  app.after(() => {
    for (const resource of resources) resource(app, core);
  });
  return app;
}

function live(app: Api, core: Core): void {
  const streams = new Streams(core);
  feed(app, streams);
  metrics(app, core, streams);
}

function described(app: Api, core: Core): void {
  description(app, core, makeWhole);
}

function replies(app: Api, core: Core): void {
  registerReplyPage(app as unknown as FastifyInstance, {
    clock: core.clock,
    inbox: () => core.inbox,
    site: () => core.site.current,
  });
}

/** The types of Fastify's factories are those of the compilers that are not used. */
const COMPILERS = { buildValidator: () => validate, buildSerializer: () => serialize } as unknown as NonNullable<
  NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]
>;

function validate({ schema }: { readonly schema: unknown }) {
  return (input: unknown) => {
    const reading = (schema as z.ZodType).safeParse(input);
    return reading.success ? { value: reading.data } : { error: invalidRequest(mistakesOf(reading.error, input)) };
  };
}

function serialize() {
  return (data: unknown) => JSON.stringify(data);
}

/** HTTP/1.1 has its limit of time for a whole request in the listener; a stream of HTTP/2 has none but this. */
function limitTime(core: Core, payload: Readable, ms: number): void {
  const cancel = core.clock.at(core.clock.now() + ms, () => {
    const why = new Refusal(408, "Too slow", `The body did not come within ${ms / 1000} seconds.`);
    if (payload.listenerCount("error") > 0) payload.emit("error", Object.assign(why, { statusCode: 408 }));
  });
  payload.once("end", cancel);
  payload.once("close", cancel);
}

/** Fastify wraps what a validator refuses. */
function unwrapped(thrown: unknown): unknown {
  if (thrown instanceof Error && "validation" in thrown && thrown.validation instanceof Refusal)
    return thrown.validation;
  return thrown;
}
