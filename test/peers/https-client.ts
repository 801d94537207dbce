import { request as http1Request, type IncomingHttpHeaders } from "node:http";
import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { Agent, request as httpsRequest } from "node:https";
import { until } from "./whole-server.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One server-sent event as it came. */
export interface Sent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** A client of the listener on 127.0.0.1, by HTTP/1.1. */
export class HttpsClient {
  readonly #port: number;
  readonly #ca: string;
  readonly #agent: Agent;

  /** @param from one's own address: `127.0.5.1` is another network to the server */
  constructor(port: number, ca: string, from?: string) {
    this.#port = port;
    this.#ca = ca;
    this.#agent = new Agent({ keepAlive: true, ...(from === undefined ? {} : { localAddress: from, family: 4 }) });
  }

  /** Resolves once the server shows a certificate that an authority made: it is active a moment before. */
  async trusted(): Promise<this> {
    await until("the server shows a certificate that an authority made", () =>
      this.ask("GET", "/api/v1/status").then(
        () => true,
        // One of another authority than the site's is shown where it was installed.
        ({ code }: { code?: string }) =>
          code === "UNABLE_TO_VERIFY_LEAF_SIGNATURE" || code === "SELF_SIGNED_CERT_IN_CHAIN",
      ),
    );
    return this;
  }

  ask(method: string, path: string, headers: Record<string, string> = {}, body?: string | object): Promise<Answer> {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const json = typeof body === "object" ? { "content-type": "application/json" } : {};
    const length = text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) };
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          host: "localhost",
          port: this.#port,
          ca: this.#ca,
          agent: this.#agent,
          method,
          path,
          headers: { ...json, ...length, ...headers },
        },
        (response) => {
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            answer += chunk;
          });
          response.on("error", reject);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }),
          );
        },
      );
      request.on("error", reject);
      request.end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Asks over the control socket. */
export function askSocket(socketPath: string, method: string, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http1Request({ socketPath, method, path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on("error", reject);
    request.end();
  });
}

/** Listens to the live feed, or to another stream, by HTTP/2; `next` waits for what comes. */
export class FeedListener {
  readonly #session: ClientHttp2Session;
  readonly #stream;
  readonly #came: Sent[] = [];
  readonly #waiting: ((sent: Sent | null) => void)[] = [];
  #rest = "";
  comments = 0;
  status = 0;
  ended = false;

  constructor(port: number, ca: string, headers: Record<string, string>, query = "", path = "/api/v1/feed") {
    this.#session = connectHttp2(`https://localhost:${port}`, { ca });
    this.#session.on("error", () => this.#end());
    this.#stream = this.#session.request({ ":path": `${path}${query}`, ...headers });
    this.#stream.setEncoding("utf8");
    this.#stream.on("response", (answer) => {
      this.status = answer[":status"] ?? 0;
    });
    this.#stream.on("data", (chunk: string) => this.#read(chunk));
    this.#stream.on("error", () => this.#end());
    this.#stream.on("close", () => this.#end());
  }

  /** Resolves once the server has begun to answer. */
  async opened(): Promise<void> {
    if (this.status === 0) await new Promise((resolve) => this.#stream.once("response", resolve));
  }

  /** The next event, or null when the stream has ended. */
  next(): Promise<Sent | null> {
    const sent = this.#came.shift();
    if (sent) return Promise.resolve(sent);
    if (this.ended) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Stops reading, as a frozen browser does. */
  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  close(): void {
    this.#stream.close();
    this.#session.close();
  }

  #read(chunk: string): void {
    const blocks = (this.#rest + chunk).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
      );
      if (!fields.has("event")) {
        if (block.startsWith(":")) this.comments++;
        continue;
      }
      const sent = {
        id: fields.get("id") ?? "",
        event: fields.get("event") ?? "",
        data: JSON.parse(fields.get("data") ?? "null"),
      };
      const waiting = this.#waiting.shift();
      if (waiting) waiting(sent);
      else this.#came.push(sent);
    }
  }

  #end(): void {
    this.ended = true;
    this.#session.close();
    for (const waiting of this.#waiting.splice(0)) waiting(null);
  }
}
