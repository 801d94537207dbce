import { t } from "../texts.ts";

/** What the server refused, or that it didn't answer (status 0). `detail` is meant for people. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** What is wrong, place by place, when a document or form was not valid. */
  readonly mistakes: readonly string[];

  constructor(status: number, title: string, detail: string, mistakes: readonly string[] = []) {
    super(detail || title);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail || title;
    this.mistakes = mistakes;
  }
}

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface Answer<T> {
  readonly body: T;
  readonly etag: string | null;
}

/** An order that takes longer is given up: whoever waits at the screen must learn that nothing is known. */
const PATIENCE_MS = 15_000;

let signedOut: () => void = () => {};
/** @param listener called when the server no longer knows the session. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** Throws `Problem`, nothing else. */
export async function ask<T>(
  method: Method,
  path: string,
  options: { body?: unknown; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    throw new Problem(0, t.problem.noAnswerTitle, method === "GET" ? t.problem.noAnswer : t.problem.noAnswerToOrder);
  }
  const text = await response.text().catch(() => "");
  if (!response.ok) throw problemOf(response.status, response.statusText, text, path);
  return { body: (text === "" ? null : parsed(text)) as T, etag: response.headers.get("etag") };
}

export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  return (await ask<T>(method, path, { body })).body;
}

export const get = <T>(path: string): Promise<T> => call<T>("GET", path);

export function problemOf(status: number, statusText: string, text: string, path: string): Problem {
  if (status === 401 && !path.startsWith("/api/v1/session")) signedOut();
  const body = parsed(text);
  if (body !== null && typeof body === "object") {
    const { title, detail, errors } = body as { title?: unknown; detail?: unknown; errors?: unknown };
    if (typeof title === "string" || typeof detail === "string") {
      const said = typeof detail === "string" ? detail : "";
      return new Problem(status, typeof title === "string" ? title : statusText, said, mistakesOf(errors));
    }
  }
  return new Problem(status, t.problem.title(status), t.problem.strange(status, path));
}

function mistakesOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { message?: unknown }) => (typeof error.message === "string" ? error.message : []));
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
