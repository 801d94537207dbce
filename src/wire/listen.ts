import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";

export interface TcpLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Without a byte from the far side. */
  readonly idleMs: number;
  /** For the TLS handshake. */
  readonly handshakeMs: number;
  /** Bytes that we have written and the far side has not read. */
  readonly unreadBytes: number;
}

interface TlsIdentity {
  /** PEM: the certificate, then those of its issuers. */
  readonly certificate: string;
  /** PEM */
  readonly key: string;
  /** PEM: who must have signed the certificate of a client; absent: clients need none. */
  readonly clientIssuers?: string | undefined;
}

export interface TcpListening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly tls?: TlsIdentity | undefined;
  readonly limits: TcpLimits;
  readonly clock: Clock;
  /** A far side that may speak. Listen to `data` and `end` at once, and end the socket after `end`: it may be half open. */
  readonly connected: (connection: Connection) => void;
  /** A connection that was refused or ended by us. */
  readonly refused: (why: string, address: string) => void;
}

/** One accepted connection. */
export class Connection {
  readonly socket: Socket;
  /** IPv4 addresses in their own form, never as `::ffff:…`. */
  readonly address: string;
  readonly #limits: TcpLimits;
  readonly #refused: (why: string, address: string) => void;
  #heardAt: Instant;
  #deadline: { readonly at: Instant; readonly why: string } | null = null;

  constructor(socket: Socket, address: string, now: Instant, listening: TcpListening) {
    this.socket = socket;
    this.address = address;
    this.#limits = listening.limits;
    this.#refused = listening.refused;
    this.#heardAt = now;
  }

  heard(now: Instant): void {
    this.#heardAt = now;
  }

  get hasDeadline(): boolean {
    return this.#deadline !== null;
  }

  /** Ends the connection at `at`, saying `why`, whatever it sends in between; another call replaces it, null lifts it. */
  mustBeDoneBy(deadline: { readonly at: Instant; readonly why: string } | null): void {
    this.#deadline = deadline;
  }

  /** Ends it when it may not go on. */
  review(now: Instant): void {
    if (this.#deadline && this.#deadline.at <= now) this.end(this.#deadline.why);
    else if (this.#heardAt + this.#limits.idleMs <= now) this.end(`nothing came for ${this.#limits.idleMs / 1000} s`);
  }

  send(bytes: string | Uint8Array): void {
    if (this.socket.destroyed) return;
    if (typeof bytes === "string") this.socket.write(bytes, "latin1");
    else this.socket.write(bytes);
    if (this.socket.writableLength > this.#limits.unreadBytes) this.end("it does not read what is answered");
  }

  end(why: string): void {
    if (this.socket.destroyed) return;
    this.#refused(why, this.address);
    this.socket.destroy();
  }
}

/** How often connections are reviewed; a limit of time is kept to within this. */
const REVIEW_MS = 1_000;

/** A TCP or TLS listener with limits, whose time is one timer for all connections. */
export class TcpListener implements AsyncDisposable {
  /** Rejects when the listener itself fails. */
  readonly lost: Promise<never>;
  readonly #listening: TcpListening;
  readonly #server: Server;
  readonly #open = new Map<Socket, Connection>();
  readonly #perAddress = new Map<string, number>();
  #cancelReview: (() => void) | null = null;

  /** @throws Fault `unreachable` when the address can't be had, `misconfigured` when the certificate is no good */
  static async open(listening: TcpListening): Promise<TcpListener> {
    const listener = new TcpListener(listening, serverFor(listening));
    const { host, port } = listening;
    await new Promise<void>((resolve, reject) => {
      listener.#server.once("error", (cause) =>
        reject(
          new Fault("unreachable", `cannot listen on ${host}:${port}: ${saying(cause)}`, { cause, transient: true }),
        ),
      );
      listener.#server.listen({ host, port }, resolve);
    });
    return listener;
  }

  private constructor(listening: TcpListening, server: Server) {
    this.#listening = listening;
    this.#server = server;
    const { promise, reject } = Promise.withResolvers<never>();
    this.lost = promise;
    this.lost.catch(() => {});
    server.on("error", (cause) =>
      reject(new Fault("unreachable", `the listener failed: ${saying(cause)}`, { cause, transient: true })),
    );
    server.on("connection", (socket: Socket) => this.#admit(socket));
    if (listening.tls) {
      server.on("secureConnection", (socket: TLSSocket) => this.#secured(socket));
      server.on("tlsClientError", (cause: Error, socket: TLSSocket) => {
        listening.refused(`the TLS handshake failed: ${saying(cause)}`, plainAddress(socket.remoteAddress));
        socket.destroy();
      });
    }
  }

  get port(): number {
    const address = this.#server.address();
    return address && typeof address === "object" ? address.port : this.#listening.port;
  }

  get connections(): number {
    return this.#open.size;
  }

  #admit(socket: Socket): void {
    const { limits, clock, refused, connected, tls } = this.#listening;
    const address = plainAddress(socket.remoteAddress);
    socket.on("error", () => {}); // followed by `close`, where it is dealt with
    const ofAddress = this.#perAddress.get(address) ?? 0;
    if (this.#open.size >= limits.connections || ofAddress >= limits.connectionsPerAddress) {
      refused(
        this.#open.size >= limits.connections
          ? `there are ${limits.connections} connections already: raise the limit, or find out who holds them`
          : `${address} holds ${ofAddress} connections already: raise the limit per address, or find out why`,
        address,
      );
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    const connection = new Connection(socket, address, clock.now(), this.#listening);
    this.#open.set(socket, connection);
    this.#perAddress.set(address, ofAddress + 1);
    socket.once("close", () => this.#forget(socket, address));
    this.#review();
    if (!tls) connected(connection);
    else {
      const why = `no TLS handshake within ${limits.handshakeMs / 1000} s`;
      connection.mustBeDoneBy({ at: clock.now() + limits.handshakeMs, why });
    }
  }

  /** From here on the connection is watched through its TLS socket; the raw one lies below it and closes with it. */
  #secured(socket: TLSSocket): void {
    const address = plainAddress(socket.remoteAddress);
    socket.on("error", () => {});
    const raw = [...this.#open.keys()].find(
      (other) => other.remotePort === socket.remotePort && plainAddress(other.remoteAddress) === address,
    );
    if (!raw) {
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, address, this.#listening.clock.now(), this.#listening);
    this.#open.set(raw, connection);
    socket.once("close", () => raw.destroy());
    this.#listening.connected(connection);
  }

  #forget(socket: Socket, address: string): void {
    this.#open.delete(socket);
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }

  #review(): void {
    if (this.#cancelReview || this.#open.size === 0) return;
    const { clock } = this.#listening;
    this.#cancelReview = clock.at(clock.now() + REVIEW_MS, () => {
      this.#cancelReview = null;
      const now = clock.now();
      for (const connection of this.#open.values()) connection.review(now);
      this.#review();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancelReview?.();
    this.#cancelReview = () => {};
    for (const [raw, connection] of this.#open) {
      connection.socket.destroy();
      raw.destroy();
    }
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function serverFor({ tls }: TcpListening): Server {
  if (!tls) return createServer({ allowHalfOpen: true });
  try {
    return createTlsServer({
      cert: tls.certificate,
      key: tls.key,
      ...(tls.clientIssuers ? { ca: tls.clientIssuers, requestCert: true, rejectUnauthorized: true } : {}),
      minVersion: "TLSv1.2",
      allowHalfOpen: true,
    });
  } catch (cause) {
    throw new Fault("misconfigured", `the certificate or key of the listener is not usable: ${saying(cause)}`, {
      cause,
    });
  }
}

/** An IPv4 address that came in on an IPv6 socket, in its own form. */
export function plainAddress(address: string | undefined): string {
  if (!address) return "unknown";
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}
