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
import { accessReviews } from "./access-review.ts";
import { accountImport } from "./account-import.ts";
import { alarmNotes } from "./alarm-notes.ts";
import { alarms } from "./alarms.ts";
import { approvals } from "./approvals.ts";
import { areaPoints } from "./area-points.ts";
import { audit } from "./audit.ts";
import { auditProof } from "./audit-proof.ts";
import { auditRetention } from "./audit-retention.ts";
import { calendars } from "./calendars.ts";
import type { Core } from "./core.ts";
import { deliveries } from "./deliveries.ts";
import { description } from "./description.ts";
import { drills } from "./drills.ts";
import { demandSink } from "./durable-sink.ts";
import { events } from "./events.ts";
import { factors } from "./factors.ts";
import { failover } from "./failover.ts";
import { feed, Streams } from "./feed.ts";
import { files } from "./files.ts";
import { handOver } from "./hand-over.ts";
import { admit, identify, noteAction } from "./identity.ts";
import { incidentReport } from "./incident-report.ts";
import { joining } from "./joining.ts";
import { journal } from "./journal.ts";
import { type Address, type Listening, listenHttps, listenSocket } from "./listen.ts";
import { lock } from "./lock.ts";
import { messageTemplates } from "./message-templates.ts";
import { metrics } from "./metrics.ts";
import { modules } from "./modules.ts";
import { numbers } from "./numbers.ts";
import { oidc } from "./oidc.ts";
import { operators } from "./operators.ts";
import { ownDuty } from "./own-duty.ts";
import { ownSessions } from "./own-sessions.ts";
import { page } from "./page.ts";
import { passwordPolicy } from "./password-policy.ts";
import { people } from "./people.ts";
import { pointValues } from "./point-values.ts";
import { ports } from "./ports.ts";
import { invalidRequest, notActive, Refusal, refusalOf } from "./problem.ts";
import { procedures } from "./procedures.ts";
import { demandProof } from "./proof.ts";
import { push } from "./push.ts";
import { registerReplyPage } from "./reply-page.ts";
import { reports } from "./reports.ts";
import { roles } from "./roles.ts";
import { ProblemSchema } from "./schemas.ts";
import { screen } from "./screen.ts";
import { seal } from "./seal.ts";
import { session } from "./session.ts";
import { sessions } from "./sessions.ts";
import { setup } from "./setup.ts";
import { shifts } from "./shifts.ts";
import { site } from "./site.ts";
import { siteChanges } from "./site-changes.ts";
import { sourceDesk } from "./source-desk.ts";
import { sources } from "./sources.ts";
import { speech } from "./speech.ts";
import { status } from "./status.ts";
import { tokens } from "./tokens.ts";
import { trials } from "./trials.ts";
import { trust } from "./trust.ts";
import { wall } from "./wall.ts";
import { workstations } from "./workstations.ts";

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const BODY_BYTES = 64 * 1024;
const BODY_MS = 10_000;

/** Every resource, in the order in which the description lists them. */
const RESOURCES: readonly ((api: Api, core: Core) => void)[] = [
  status,
  session,
  oidc,
  factors,
  ownSessions,
  push,
  lock,
  sessions,
  workstations,
  wall,
  handOver,
  approvals,
  alarms,
  alarmNotes,
  incidentReport,
  procedures,
  deliveries,
  drills,
  events,
  journal,
  pointValues,
  numbers,
  reports,
  audit,
  auditProof,
  auditRetention,
  site,
  siteChanges,
  setup,
  files,
  areaPoints,
  sources,
  sourceDesk,
  speech,
  messageTemplates,
  screen,
  modules,
  failover,
  ports,
  people,
  shifts,
  calendars,
  ownDuty,
  tokens,
  seal,
  joining,
  trials,
  trust,
  operators,
  accountImport,
  passwordPolicy,
  roles,
  accessReviews,
  page,
];

/** The REST API, the live feed and the page, on as many listeners as are asked for. */
export interface ApiServer {
  readonly app: Api;
  listen(address: Address): Promise<Listening>;
  /** The same routes for those who may open this socket (mode 0600), with an administrator's rights. */
  listenControl(path: string): Promise<Listening>;
  close(): Promise<void>;
}

export async function buildApi(core: Core): Promise<ApiServer> {
  const app = makeApp(core);
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
    },
  };
}

/** All routes, and what holds for each of them: who may, what is valid, how a refusal looks. */
export function makeApp(core: Core, before: (bare: Api) => void = () => {}): Api {
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
  app.setErrorHandler((thrown, request, reply) => {
    const { problem, headers } = refusalOf(unwrapped(thrown));
    if (problem.status >= 500 && problem.status !== 503) {
      core.log.error({ err: thrown, method: request.method, route: request.routeOptions.url }, "a request failed");
    }
    return reply
      .code(problem.status)
      .headers(headers)
      .type("application/problem+json")
      .send(JSON.stringify({ ...problem, instance: request.url.split("?")[0] }));
  });
  app.addHook("onRoute", (route) => {
    if (route.schema)
      route.schema.response = { ...(route.schema.response as object | undefined), default: ProblemSchema };
  });
  before(app);
  app.after(() => {
    const streams = new Streams(core);
    for (const resource of RESOURCES) resource(app, core);
    feed(app, streams);
    metrics(app, core, streams);
    description(app, core, makeApp);
    registerReplyPage(app as unknown as FastifyInstance, {
      clock: core.clock,
      inbox: () => core.inbox,
      site: () => core.site.current,
    });
  });
  return app;
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
