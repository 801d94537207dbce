import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createSecureServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { userInfo } from "node:os";
import { Fault, saying } from "#kernel/fault.ts";
import type { Core } from "./core.ts";
import { EVENTS_PATH, takeEvents } from "./events.ts";
import { markMachine } from "./identity.ts";
import type { Api } from "./server.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Listening {
  /** As it was given by the system when 0 was asked for. */
  readonly port: number;
  /** A renewed certificate, without ending connections. */
  renew?(key: string, cert: string): void;
  close(): Promise<void>;
}

/** How slow and how many a far side may be; what is beyond is cut off. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 60_000,
  maxHeaderSize: 16 * 1024,
};
const CONNECTIONS = 2_000;
const CONNECTIONS_PER_ADDRESS = 512;
const SESSION_IDLE_MS = 60_000;
const LONGEST_URL = 2048;

/** HTTP/2 and HTTP/1.1 over TLS 1.3. */
export async function listenHttps(app: Api, core: Core, address: Address): Promise<Listening> {
  const route: RequestListener = (request, response) => app.routing(request, response);
  const takesEvents = takeEvents(core);
  const sockets = new Set<Socket>();
  const server = createSecureServer({
    ...LIMITS,
    key: address.key,
    cert: address.cert,
    allowHTTP1: true,
    minVersion: "TLSv1.3",
    ecdhCurve: "X25519MLKEM768:X25519:P-256:P-384",
    handshakeTimeout: 5_000,
    maxSessionMemory: 10,
    settings: { maxConcurrentStreams: 100, maxHeaderListSize: LIMITS.maxHeaderSize },
  } as Parameters<typeof createSecureServer>[0]);
  server.on("request", (request, response) => {
    const raw = request as unknown as IncomingMessage;
    const answer = response as unknown as ServerResponse;
    if (request.url.length > LONGEST_URL) tooLong(answer);
    else if (request.url === EVENTS_PATH && request.method === "POST") takesEvents(raw, answer);
    else route(raw, answer);
  });
  server.maxConnections = CONNECTIONS;
  const perAddress = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const from = socket.remoteAddress ?? "";
    const count = (perAddress.get(from) ?? 0) + 1;
    if (count > CONNECTIONS_PER_ADDRESS) return socket.destroy();
    perAddress.set(from, count);
    // Else a small write waits for the acknowledgement of the one before: 40 ms of lateness in the live feed.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      const left = (perAddress.get(from) ?? 1) - 1;
      if (left > 0) perAddress.set(from, left);
      else perAddress.delete(from);
    });
    return undefined;
  });
  server.on("session", (session: ServerHttp2Session) => {
    session.setTimeout(SESSION_IDLE_MS, () => session.close());
    session.on("error", (thrown) => core.log.debug({ err: thrown }, "an HTTP/2 session ended"));
  });
  server.on("tlsClientError", (thrown) => core.log.debug({ err: thrown }, "a TLS handshake failed"));
  await listening(server as unknown as Server, { host: address.host, port: address.port });
  return {
    port: (server.address() as AddressInfo).port,
    renew: (key, cert) => server.setSecureContext({ key, cert }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The control socket: whoever may open the file is this machine's administrator. */
export async function listenSocket(app: Api, path: string): Promise<Listening> {
  const route: RequestListener = (request, response) => app.routing(request, response);
  const account = userInfo().username;
  const server = createServer(LIMITS, (request, response) => {
    markMachine(request, account);
    route(request, response);
  });
  rmSync(path, { force: true });
  const before = process.umask(0o177);
  try {
    await listening(server, { path });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return {
    port: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => {
      const place = "path" in where ? where.path : `${where.host}:${where.port}`;
      reject(
        new Fault(
          "misconfigured",
          `Can't listen on ${place}: ${saying(cause)}. Choose another address or end what uses it.`,
          {
            cause,
          },
        ),
      );
    };
    server.once("error", failed);
    server.listen(where, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

function tooLong(response: ServerResponse): void {
  const detail = `The address of the request is longer than ${LONGEST_URL} characters.`;
  const text = JSON.stringify({
    type: "urn:tocsin:problem:address-too-long",
    title: "Address too long",
    status: 414,
    detail,
  });
  response.writeHead(414, { "content-type": "application/problem+json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
