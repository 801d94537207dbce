import { learnActors } from "../actors.ts";
import { detailSaid, type Misplaced, misplacedIn } from "../said.ts";
import { t } from "../texts.ts";

/** What the server refused, or that it didn't answer (status 0). `detail` is meant for people. */
export class Problem extends Error {
  readonly status: number;
  /** Names the kind of problem, where a page does something about it. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** What is wrong when a document or form was not valid, with the path of each place in it, joined by dots. */
  readonly places: readonly Misplaced[];

  constructor(status: number, title: string, detail: string, places: readonly Misplaced[] = [], type = "") {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail || title;
    this.places = places;
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
}

/** An order that takes longer is given up: whoever waits at the screen must learn that nothing is known. */
const PATIENCE_MS = 15_000;

let signedOut: () => void = () => {};
/** @param listener called when the server no longer knows the session. */
let locked: () => void = () => {};
/** @param listener called when the server says that the session is locked. */
export function onLocked(listener: () => void): void {
  locked = listener;
}

export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

const STEP_UP_NEEDED = "urn:tocsin:problem:step-up-needed";

let stepUp: (() => Promise<boolean>) | null = null;
/** @param listener asks the person at the screen to prove who they are, and answers whether the server believed it. */
export function onStepUp(listener: (() => Promise<boolean>) | null): void {
  stepUp = listener;
}

let asking: Promise<boolean> | null = null;
/** One question at a time, whatever asked for it. */
function proven(): Promise<boolean> {
  asking ??= (stepUp?.() ?? Promise.resolve(false)).finally(() => {
    asking = null;
  });
  return asking;
}

let barring: (() => boolean) | null = null;
/** @param listener whether the server is lost to whoever looks at the screen: what they would order rests on an old picture. */
export function onBarring(listener: (() => boolean) | null): void {
  barring = listener;
}

/** Throws `Problem` when an order may not go out now. Signing out and proving oneself always may. */
export function refuseBarred(method: Method, path: string): void {
  if (method === "GET" || /^\/api\/v1\/session(?:$|[/?])/.test(path) || !barring?.()) return;
  throw new Problem(0, t.problem.barredTitle, t.problem.barred);
}

interface Asking {
  /** How long it may take; absent: as long as people wait for an order. */
  readonly patienceMs?: number;
  /** Whoever asked waits no longer. */
  readonly signal?: AbortSignal;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const REASON_NEEDED = "urn:tocsin:problem:reason-required";

/** What another person must approve first. */
export interface Waiting {
  readonly summary: string;
}

/** Who asks the person at the screen why something critical is needed, and says that it now waits for somebody else. */
interface ReasonDesk {
  readonly ask: (why: string) => Promise<string | null>;
  readonly waits: (waiting: Waiting) => void;
}

let reasons: ReasonDesk | null = null;
export function onReason(desk: ReasonDesk | null): void {
  reasons = desk;
}

/**
 * Throws `Problem`, nothing else. What the server wants a fresh proof or a reason for is asked again once that was given.
 * What then waits for a second person is a `Problem` too, for it was not done.
 */
export async function ask<T>(method: Method, path: string, options: Asking = {}): Promise<Answer<T>> {
  try {
    return await askOnce<T>(method, path, options);
  } catch (failure) {
    if (!(failure instanceof Problem)) throw failure;
    if (failure.type === REASON_NEEDED) {
      const reason = await reasons?.ask(failure.detail);
      if (!reason) throw failure;
      return ask<T>(method, path, {
        ...options,
        headers: { ...options.headers, "approval-reason": encodeURIComponent(reason) },
      });
    }
    if (failure.type !== STEP_UP_NEEDED || !(await proven())) throw failure;
    return askOnce<T>(method, path, options);
  }
}

async function askOnce<T>(method: Method, path: string, options: Asking): Promise<Answer<T>> {
  refuseBarred(method, path);
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.any([
        AbortSignal.timeout(options.patienceMs ?? PATIENCE_MS),
        ...(options.signal ? [options.signal] : []),
      ]),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    throw new Problem(0, t.problem.noAnswerTitle, method === "GET" ? t.problem.noAnswer : t.problem.noAnswerToOrder);
  }
  const text = await response.text().catch(() => "");
  if (!response.ok) throw problemOf(response.status, response.statusText, text, path);
  if (response.status === 202 && options.headers?.["approval-reason"] !== undefined) {
    const { approval } = parsed(text) as { approval: Waiting };
    reasons?.waits(approval);
    throw new Problem(202, t.approvals.waitsTitle, t.approvals.waitsHint);
  }
  const answer = text === "" ? null : parsed(text);
  learnActors(answer);
  return { body: answer as T, etag: response.headers.get("etag") };
}

export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return (await ask<T>(method, path, { body })).body;
}

export const get = <T>(path: string): Promise<T> => call<T>("GET", path);

export function problemOf(status: number, statusText: string, text: string, path: string): Problem {
  if (status === 423) locked();
  if (status === 401 && !path.startsWith("/api/v1/session")) void suspectSignedOut();
  const body = parsed(text);
  if (body !== null && typeof body === "object") {
    const { type, title, detail, errors } = body as Readonly<Record<string, unknown>>;
    if (typeof title === "string" || typeof detail === "string") {
      const places = misplacedIn(errors, path);
      return new Problem(
        status,
        typeof title === "string" ? title : statusText,
        detailSaid(typeof detail === "string" ? detail : "", places),
        places,
        typeof type === "string" ? type : "",
      );
    }
  }
  return new Problem(status, t.problem.title(status), t.problem.strange(status, path));
}

/** The cookie may have changed while the request was on its way; only the server's own word ends the session here. */
async function suspectSignedOut(): Promise<void> {
  const present = await fetch("/api/v1/session", { credentials: "same-origin" }).catch(() => null);
  if (present?.status === 401) signedOut();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Problem ? error.detail : error instanceof Error ? error.message : String(error);
}
