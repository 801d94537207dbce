import { request } from "node:https";
import { Fault } from "#kernel/fault.ts";

const MOST_BYTES = 1024 * 1024;

/** `fetch` over HTTPS that trusts the given authority (PEM) instead of the public ones, and follows no redirect. */
export function httpsFetch(ca: string | undefined, timeoutMs: number) {
  return (
    url: string,
    {
      method = "GET",
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string | URLSearchParams | undefined },
  ): Promise<Response> =>
    new Promise((resolve, reject) => {
      const asked = request(
        url,
        { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs), ...(ca ? { ca } : {}) },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          answer.on("data", (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > MOST_BYTES)
              asked.destroy(new Fault("refused", `${url} answered with more than ${MOST_BYTES} bytes`));
            else chunks.push(chunk);
          });
          answer.on("error", reject);
          answer.on("end", () => {
            const status = answer.statusCode ?? 500;
            const given = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] =>
              value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
            );
            const empty = status === 204 || status === 304;
            resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: given }));
          });
        },
      );
      asked.on("error", reject);
      asked.end(body instanceof URLSearchParams ? body.toString() : body);
    });
}
