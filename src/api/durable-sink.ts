import type { FastifyRequest } from "fastify";
import { settingsOf } from "#site/site.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

/** Rights whose use changes who may do what, or how the site works. */
const ADMINISTRATIVE: readonly string[] = [
  "site:write",
  "persons:write",
  "security:write",
  "operators:write",
  "roles:write",
  "tokens:write",
];
/** Resources whose changes are administrative whatever right they need. */
const RESOURCES = /^\/api\/v1\/(operators|roles|tokens|approvals|site|workstations)\b/;

/**
 * Where the site wants it (`audit.requireSink`), an administrative change waits for a witness that takes entries, and is
 * refused when none does. What concerns alarms is never asked. Nor is the control socket: whoever may open it must be
 * able to mend the witnesses, and could stop the server as well.
 */
export async function demandSink(core: Core, request: FastifyRequest): Promise<void> {
  const { method, who, routeOptions } = request;
  if (method === "GET" || request.is404 || who === null || who.kind === "machine") return;
  if (!settingsOf(core.site).audit.requireSink) return;
  const { needs = "somebody" } = routeOptions.config;
  if (!ADMINISTRATIVE.includes(needs) && !RESOURCES.test(routeOptions.url ?? "")) return;
  const because = await core.witnesses.assured();
  if (because === null) return;
  throw new Refusal(
    503,
    "No witness",
    `Nothing was changed: this site wants a witness of the audit trail for every administrative change, and none takes entries now (${because}). Mend a witness, or change the site with "tocsin apply" on the machine itself.`,
  );
}
