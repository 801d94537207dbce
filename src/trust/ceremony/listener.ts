import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { signerMade } from "../certificate-orders.ts";
import { ALPN } from "./messages.ts";
import { MOST_CONNECTIONS } from "./window.ts";

/** Whoever has not finished TLS by then is cut off. */
export const HANDSHAKE_MS = 5000;

export interface ListenAt {
  /** null: all addresses of the machine. */
  readonly host: string | null;
  readonly port: number;
}

export interface Listener {
  /** The one that is really listened on. */
  readonly port: number;
  /** Takes nobody new; connections that are on go on. */
  stop(): void;
  /** Ends them too. Resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Listens with a certificate that is thrown away afterwards: what vouches for either side is the ceremony. Whoever `knock`
 * refuses, or does not finish TLS in five seconds, costs nothing further. Throws a `Fault` when the port is taken.
 */
export async function listen(
  at: ListenAt,
  clock: Clock,
  on: { knock: (from: string) => boolean; peer: (socket: TLSSocket, from: string) => void },
): Promise<Listener> {
  const { certificate, key } = await signerMade({ make: "web", by: null, names: ["tocsin-trust"], now: clock.now() });
  const secure = createTlsServer({
    cert: certificate,
    key,
    minVersion: "TLSv1.3",
    ecdhCurve: "X25519MLKEM768:X25519:P-256:P-384",
    ALPNProtocols: [ALPN],
  });
  const sockets = new Set<Socket>();
  const handshakes = new Map<string, () => void>();
  const server = createServer((socket) => {
    const from = addressOf(socket);
    if (!on.knock(from)) return void socket.resetAndDestroy();
    sockets.add(socket);
    const line = lineOf(socket);
    const cancel = clock.at(clock.now() + HANDSHAKE_MS, () => socket.destroy());
    handshakes.set(line, cancel);
    socket.on("error", () => {}); // whoever goes away harms nobody
    socket.once("close", () => {
      sockets.delete(socket);
      handshakes.delete(line);
      cancel();
    });
    secure.emit("connection", socket);
  });
  server.maxConnections = MOST_CONNECTIONS;
  secure.on("tlsClientError", (_, socket) => socket.destroy());
  secure.on("secureConnection", (socket) => {
    handshakes.get(lineOf(socket))?.();
    on.peer(socket, addressOf(socket));
  });
  const port = await listening(server, at);
  return {
    port,
    stop: () => void server.close(),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroySoon();
      // What was told to them gets a moment to go out.
      const cancel = clock.at(clock.now() + 500, () => {
        for (const socket of sockets) socket.destroy();
      });
      await closed;
      cancel();
    },
  };
}

function listening(server: Server, { host, port }: ListenAt): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? `another program listens there. Stop it, or set trust.port in tocsin.yaml`
          : `${error.message}. See trust.host and trust.port in tocsin.yaml`;
      reject(new Fault("conflict", `The window can't be opened on port ${port}: ${why}.`, { cause: error }));
    });
    server.listen({ port, ...(host === null ? {} : { host }) }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Which connection: TLS wraps its socket in another. */
function lineOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

/** IPv4 as people write it, also where it came over a socket of both families. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}
