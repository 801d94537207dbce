import { z } from "zod";
import type { Core } from "./core.ts";
import { withSecondPerson } from "./critical.ts";
import { actorIn } from "./identity.ts";
import { Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";

const Role = z.enum(["core", "standby", "driver-host", "notifier-host", "audit-witness"]);
const NamePart = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/);
const Place = { host: z.string().trim().min(1).max(253), port: z.int().min(1).max(65_535).default(4018) };
const Expected = z.strictObject({
  role: Role.nullable().default(null),
  node: NamePart.nullable().default(null),
  instance: NamePart.nullable().default(null),
});

/** Lets other machines join the site: the window of the trust ceremony. */
export function joining(api: Api, core: Core): void {
  api.get(
    "/api/v1/trust/window",
    {
      config: { needs: "security:write", everywhere: true },
      schema: { summary: "The window for machines to join: who has come, and the code", response: { 200: Thing } },
    },
    async () => ({ ...(await core.ceremony.view()) }),
  );

  api.post(
    "/api/v1/trust/window",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Open the window for one machine to join",
        body: z.strictObject({
          minutes: z.int().min(1).max(60).default(10),
          expected: Expected.prefault({}).describe("Whom to wait for; null: anybody"),
        }),
        response: { 201: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { minutes, expected } = request.body;
      const actor = actorIn(request);
      const wish = {
        critical: [{ class: "trust.open" as const, because: "opens the window for another machine to join" }],
        order: { do: "open-window" as const, minutes, expected },
        difference: [{ object: "trust:window", action: "open", fields: [] }],
        partitions: null,
      };
      return withSecondPerson(core, request, reply.code(201), wish, async (alongside) => ({
        ...(await core.ceremony.open({ minutes, expected }, actor, alongside)),
      }));
    },
  );

  api.post(
    "/api/v1/trust/window/words",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Type the three words that the other machine shows",
        body: z.strictObject({ run: z.int(), words: z.string().max(100) }),
        response: { 200: Thing },
      },
    },
    async (request) => ({
      ...(await core.ceremony.type(request.body.run, request.body.words, actorIn(request))),
    }),
  );

  api.delete(
    "/api/v1/trust/window/run",
    {
      config: { needs: "security:write", everywhere: true },
      schema: {
        summary: "Send the machine away that waits; the window stays open",
        querystring: z.strictObject({ run: z.coerce.number().int() }),
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await core.ceremony.dismiss(request.query.run)) }),
  );

  api.delete(
    "/api/v1/trust/window",
    {
      config: { needs: "security:write", everywhere: true },
      schema: { summary: "Close the window", response: { 200: Thing } },
    },
    async (request) => ({ ...(await core.ceremony.close(actorIn(request))) }),
  );

  api.post(
    "/api/v1/trust/joining/test",
    {
      config: { needs: "security:write", everywhere: true },
      schema: {
        summary: "Reach another machine's window and say what is there; nothing is trusted by it",
        body: z.strictObject(Place),
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await (await core.ceremony.joiner()).test(request.body)) }),
  );

  api.get(
    "/api/v1/trust/joining",
    {
      config: { needs: "security:write", everywhere: true },
      schema: {
        summary: "How far a module of this machine is in joining another site: the words to read out",
        response: { 200: Thing },
      },
    },
    async () => ({ ...(await core.ceremony.joiner()).view() }),
  );

  api.post(
    "/api/v1/trust/joining",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Let a module of this machine join another site, whose window is open",
        body: z.strictObject({
          ...Place,
          role: Role,
          node: NamePart,
          instance: NamePart.default("main"),
          replace: z.boolean().default(false).describe("Also where such a module has a certificate; that one ends"),
        }),
        response: { 201: Thing },
      },
    },
    async (request, reply) => {
      const { host, port, replace, ...wanted } = request.body;
      const joiner = await core.ceremony.joiner();
      return reply.code(201).send({ ...joiner.begin({ host, port }, wanted, { by: actorIn(request), replace }) });
    },
  );

  api.post(
    "/api/v1/trust/joining/digits",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Type the six digits that the other machine shows",
        body: z.strictObject({ digits: z.string().max(100) }),
        response: { 200: Thing },
      },
    },
    async (request) => ({ ...(await core.ceremony.joiner()).type(request.body.digits) }),
  );

  api.delete(
    "/api/v1/trust/joining",
    {
      config: { needs: "security:write", everywhere: true },
      schema: { summary: "Give up joining; nothing is trusted then", response: { 200: Thing } },
    },
    async () => ({ ...(await (await core.ceremony.joiner()).giveUp()) }),
  );

  api.post(
    "/api/v1/trust/tokens",
    {
      config: { needs: "machine" },
      schema: {
        summary: "Make a token with which one machine joins without people; only on the machine itself, shown once",
        body: z.strictObject({ role: Role, node: NamePart, instance: NamePart }),
        response: { 201: z.object({ token: z.string(), expiresAt: z.int(), port: z.int() }) },
      },
    },
    async (request, reply) => {
      const { token, ...rest } = await core.ceremony.makeToken(request.body, actorIn(request));
      return reply.code(201).send({ token: token.open(), ...rest });
    },
  );
}
