import type { FastifyRequest } from "fastify";
import { inWords } from "#operators/administration.ts";
import type { Permission } from "#operators/permissions.ts";
import { actorOf, judge, type Who } from "#operators/roles.ts";
import type { Actor } from "#store/batch.ts";
import type { Core } from "./core.ts";
import { Refusal } from "./problem.ts";

/** `open`: everybody; `somebody`: whoever is known; `machine`: only through the control socket. */
export type Needs = Permission | "open" | "somebody" | "machine";

declare module "fastify" {
  interface FastifyRequest {
    who: Who | null;
  }
  interface FastifyContextConfig {
    /** Who may call this route. */
    needs?: Needs;
    /** What it does concerns all partitions, and so must the right. */
    everywhere?: boolean;
    /** Answers also in a locked session, and tells nothing then that may not be seen on a locked screen. */
    whileLocked?: boolean;
    /** Answers also while this core is not the active one. */
    always?: boolean;
    /** Whoever its answer names by id is called by name in its `actors`: `{"operator:anna.keller": "Anna Keller"}`. */
    actors?: boolean;
    /** How long its body may take, where that is longer than for others. */
    bodyMs?: number;
  }
}

export const COOKIE = "__Host-tocsin";
/** Says which client machine a browser is. */
/** Marks of operators who have signed in with this browser. */
export const DEVICE_COOKIE = "__Host-tocsin-device";
export const WORKSTATION_COOKIE = "__Host-tocsin-workstation";
/** Its address itself carries the right to answer, and no cookie counts there. */
const REPLY_PAGE = "/r/:token";
const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Requests that came through the control socket; marked by the listener, not by anything in the request. */
const fromMachine = new WeakMap<object, string>();

export function markMachine(rawRequest: object, account: string): void {
  fromMachine.set(rawRequest, account);
}

/** Finds out who asks: by the way the request came, by a bearer token or by the session's cookie. */
export function identify(core: Core, request: FastifyRequest): Who | null {
  const account = fromMachine.get(request.raw);
  if (account !== undefined) return { kind: "machine", id: account };
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = bearer(authorization);
    return (token && core.access.byToken(token)) || null;
  }
  const token = cookie(request, COOKIE);
  const operator = token && core.access.bySession(token);
  if (operator) return operator;
  const display = cookie(request, WORKSTATION_COOKIE);
  return (display && core.access.byDisplay(display)) || null;
}

export function bearer(authorization: string | undefined): string | null {
  return authorization !== undefined && /^bearer /i.test(authorization) ? authorization.slice(7).trim() : null;
}

export function cookie({ headers }: FastifyRequest, name: string): string | null {
  for (const part of headers.cookie?.split(";") ?? []) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** Refuses who is not known or not permitted, and what another web site made a browser send. */
export function admit(request: FastifyRequest, needs: Needs, everywhere = false): void {
  const { who } = request;
  const isCarried = who?.kind === "machine" || who?.kind === "token" || request.routeOptions.url === REPLY_PAGE;
  if (UNSAFE.has(request.method) && !isCarried) refuseForeign(request);
  if (needs === "open") return;
  if (needs === "machine") {
    if (who?.kind === "machine") return;
    throw new Refusal(403, "Not permitted", "This can only be asked on the machine itself, with the tocsin command.");
  }
  if (!who) {
    throw new Refusal(
      401,
      "Not signed in",
      "Sign in, or send a bearer token that is good, and ask again.",
      {},
      {
        "www-authenticate": 'Bearer realm="tocsin"',
      },
    );
  }
  if (who.kind === "display") refuseDisplay(who, request, needs);
  if (!request.routeOptions.config.whileLocked) refuseLocked(who);
  if (needs === "somebody") return;
  const judged = judge(who, needs, { everywhere });
  if (judged.outcome === "refused") {
    throw new Refusal(403, "Not permitted", `${nameOf(who)} may not do this: ${judged.because}.`);
  }
}

/** A display has no account, and what it shows nobody at it can change. */
function refuseDisplay(who: Who & { kind: "display" }, { method }: FastifyRequest, needs: Needs): void {
  if (needs === "somebody") throw new Refusal(401, "Not signed in", "Nobody is signed in at this display.");
  if (!UNSAFE.has(method)) return;
  const because = `'${who.name}' is a display on a wall and takes no orders; sign in at another screen.`;
  throw new Refusal(403, "Not permitted", because);
}

export function refuseLocked(who: Who): void {
  if (who.kind !== "operator" || !who.locked) return;
  throw new Refusal(
    423,
    "Locked",
    "This screen is locked. Unlock it with the password of whoever is signed in, or sign in as somebody else to take over.",
  );
}

/**
 * Keeps the screen from locking: to ask for a change is an action of the operator, and the page tells of other input with
 * one request a minute at most. Streams, lists and their renewal go on by themselves and are none.
 */
export function noteAction(core: Core, { who, method }: FastifyRequest): void {
  if (who?.kind === "operator" && !who.locked && UNSAFE.has(method)) core.access.desk.acted(who);
}

function nameOf(who: Who): string {
  if (who.kind === "operator") return `'${who.id}' (${inWords(who.roles)})`;
  return who.kind === "token" ? `The token '${who.name}'` : `'${who.id}'`;
}

/**
 * A browser names the page that made it ask, and a page can't change that. What changes something must come from our own
 * page; with a session's cookie the browser must say so.
 */
function refuseForeign(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const host = request.headers[":authority"] ?? request.headers.host;
  const own = site === undefined ? origin !== undefined && hostOf(origin) === host : site === "same-origin";
  const silent = origin === undefined && site === undefined;
  if (own || (silent && request.who === null)) return;
  throw new Refusal(
    403,
    "Not permitted",
    `The request comes from another web page (${origin ?? site ?? "not named"}); use the page of this server.`,
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** How sentences of the audit trail call somebody. */
export function nameInTrail(who: Who): string {
  if (who.kind === "operator") return who.name;
  if (who.kind === "display") return `The display '${who.name}'`;
  return who.kind === "token" ? `The token '${who.name}'` : `'${who.id}' on the machine`;
}

export function whoOf(request: FastifyRequest): Who {
  if (!request.who) throw new Refusal(401, "Not signed in", "Sign in and ask again.");
  return request.who;
}

export function actorIn(request: FastifyRequest): Actor {
  return actorOf(whoOf(request));
}
