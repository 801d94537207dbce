import { z } from "zod";
import type { Core } from "./core.ts";
import type { CriticalWish } from "./critical.ts";
import { withSecondPerson } from "./critical.ts";
import type { CriticalOrder } from "./critical-order.ts";
import { actorIn } from "./identity.ts";
import { Refusal } from "./problem.ts";
import { Instant, Thing, Waits } from "./schemas.ts";
import type { Api } from "./server.ts";

const Uri = z.string().max(300).describe("tocsin://site/role/node/instance");
const OfSite = z.uuid().describe("Of this site, so that no other one is meant");
const HOUR_MS = 3_600_000;
const DenyList = z.object({ version: z.int(), at: Instant });

/** Who vouches for machines, who is known, and who is refused. */
export function trust(api: Api, core: Core): void {
  api.get(
    "/api/v1/trust",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "The site's authority, every certificate of a process, the deny list",
        response: { 200: Thing },
      },
    },
    async () => ({ ...(await core.trust.status()) }),
  );

  api.get(
    "/api/v1/trust/deny-list",
    {
      config: { needs: "site:read", everywhere: true },
      schema: {
        summary: "The deny list as the site's authority signed it: what it says and the signature, in base64",
        response: { 200: Thing },
      },
    },
    () => ({ signed: core.trust.denyList.text }),
  );

  api.post(
    "/api/v1/trust/denials",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Refuse a process everywhere, within seconds; banned, its keys may not enrol again",
        body: z.strictObject({
          verb: z.enum(["evict", "ban"]),
          uri: Uri,
          because: z.string().trim().min(5).max(500),
        }),
        response: { 200: DenyList, 202: Waits },
      },
    },
    async (request, reply) => {
      const { verb, uri, because } = request.body;
      const wish = wishOf(verb === "ban" ? `bans ${uri}` : `evicts ${uri}`, { do: "deny-peer", verb, uri, because });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        const { version, at } = await core.trust.deny(verb, uri, because, actorIn(request), alongside);
        return { version, at };
      });
    },
  );

  api.delete(
    "/api/v1/trust/denials",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Let a banned process enrol again; the certificates that it had stay refused",
        querystring: z.strictObject({ uri: Uri }),
        response: { 200: DenyList, 202: Waits },
      },
    },
    async (request, reply) => {
      const { uri } = request.query;
      const wish = wishOf(`lifts the ban of ${uri}`, { do: "pardon-peer", uri });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        const { version, at } = await core.trust.pardon(uri, actorIn(request), alongside);
        return { version, at };
      });
    },
  );

  api.post(
    "/api/v1/trust/renewal",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Renew the certificates of this node and of the page now; no connection ends",
        body: z.strictObject({ newKey: z.boolean().default(false).describe("Of the node; the page's is always new") }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      await core.trust.renew(actorIn(request), request.body.newKey);
      return { ...(await core.trust.status()) };
    },
  );

  api.post(
    "/api/v1/trust/web-request",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Make a request for the page's certificate, for another authority to sign; its key stays here",
        response: { 201: z.object({ request: z.string().describe("PKCS #10 in PEM") }) },
      },
    },
    async (request, reply) => reply.code(201).send({ request: await core.trust.requestWeb(actorIn(request)) }),
  );

  api.put(
    "/api/v1/trust/web-certificate",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Show on the page what another authority made of the request; no connection ends",
        body: z.strictObject({ chain: z.string().max(100_000).describe("PEM, the page's first, then who signed it") }),
        response: { 200: Thing },
      },
    },
    async (request) => {
      await core.trust.installWeb(request.body.chain, actorIn(request));
      return { ...(await core.trust.status()) };
    },
  );

  api.delete(
    "/api/v1/trust/web-certificate",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Give up the page's certificate of another authority for one that Tocsin makes or orders",
        response: { 200: Thing },
      },
    },
    async (request) => {
      await core.trust.installWeb(null, actorIn(request));
      return { ...(await core.trust.status()) };
    },
  );

  api.post(
    "/api/v1/trust/change-over",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Replace the root: it stays beside the new one until every process has a certificate of that",
        body: z.strictObject({
          site: OfSite,
          keepHours: z.int().min(0).max(2160).default(168).describe("The former root stays at least so long"),
        }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { site, keepHours } = request.body;
      const keepMs = keepHours * HOUR_MS;
      await demandSite(core, site);
      const wish = wishOf("begins to replace the site's root", { do: "replace-root", keepMs });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        await core.trust.changeOver.begin(actorIn(request), keepMs, alongside);
        return { ...(await core.trust.status()) };
      });
    },
  );

  api.post(
    "/api/v1/trust/change-over/end",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Retire the former root now; 409 while a process needs it, unless that is to be cut off",
        body: z.strictObject({ site: OfSite, cutOff: z.boolean().default(false) }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { site, cutOff } = request.body;
      await demandSite(core, site);
      const wish = wishOf("retires the site's former root", { do: "retire-root", cutOff });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        await core.trust.changeOver.retire(actorIn(request), cutOff, alongside);
        return { ...(await core.trust.status()) };
      });
    },
  );

  api.post(
    "/api/v1/trust/issuing",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Replace the issuing authority below the same root; every process is asked for a new certificate now",
        body: z.strictObject({
          site: OfSite,
          stolen: z
            .string()
            .trim()
            .min(5)
            .max(500)
            .nullable()
            .default(null)
            .describe("How its key was stolen: what it signed is refused everywhere, but for what is on record here"),
        }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      const { site, stolen } = request.body;
      await demandSite(core, site);
      const wish = wishOf("replaces the site's issuing authority", { do: "replace-issuing", stolen });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        await core.trust.issuing.replace(actorIn(request), stolen, alongside);
        return { ...(await core.trust.status()) };
      });
    },
  );

  api.post(
    "/api/v1/trust/reset",
    {
      config: { needs: "security:write", everywhere: true, stepUp: true },
      schema: {
        summary: "Give up the site's authority for a new one: every node has to join again, every browser to be told",
        body: z.strictObject({ site: OfSite }),
        response: { 200: Thing, 202: Waits },
      },
    },
    async (request, reply) => {
      await demandSite(core, request.body.site);
      const wish = wishOf("gives up the site's authority", { do: "reset-trust" });
      return withSecondPerson(core, request, reply, wish, async (alongside) => {
        await core.trust.reset(actorIn(request), alongside);
        return { ...(await core.trust.status()) };
      });
    },
  );
}

async function demandSite(core: Core, meant: string): Promise<void> {
  const { site } = await core.trust.status();
  if (meant === site) return;
  throw new Refusal(409, "Another site", `This site is ${site}. Its authority stays as it is.`);
}

function wishOf(because: string, order: CriticalOrder): CriticalWish {
  return {
    critical: [{ class: "trust.end", because }],
    order,
    difference: [{ object: "trust", action: order.do, fields: [] }],
    partitions: null,
  };
}
