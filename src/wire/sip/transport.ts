import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { isIP, isIPv6, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { dial } from "../dial.ts";
import { plainAddress, TcpListener } from "../listen.ts";
import type { Transcript } from "../transcript.ts";
import type { Hop } from "./hop.ts";
import { type SipMessage, writeMessage } from "./message.ts";
import { cutMessage, LONGEST_MESSAGE, readDatagram, type SipRead } from "./read.ts";

export interface TransportHost {
  readonly clock: Clock;
  readonly transport: Hop["transport"];
  /** The address from which we speak and on which we are reached. */
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Only for TLS: the name that the certificate must carry, and who must have signed it (absent: the public authorities). */
  readonly tls?: { readonly name: string; readonly ca?: string | undefined } | undefined;
  readonly timeoutMs: number;
  readonly received: (message: SipMessage, from: Hop) => void;
  readonly damaged: (read: Extract<SipRead, { kind: "damaged" }>, from: Hop) => void;
  readonly transcript?: Transcript | undefined;
}

const LIMITS = {
  connections: 64,
  connectionsPerAddress: 16,
  idleMs: 3_600_000,
  handshakeMs: 10_000,
  unreadBytes: 1 << 20,
};

/** The sockets of one user agent: one for datagrams, or connections that are kept and used both ways (RFC 5923). */
export class SipTransport implements AsyncDisposable {
  readonly port: number;
  readonly #host: TransportHost;
  readonly #udp: UdpSocket | null;
  readonly #listener: TcpListener | null;
  readonly #connections = new Map<string, Socket>();
  readonly #opening = new Map<string, Promise<Socket>>();
  readonly #closing = new AbortController();

  /** @throws Fault `unreachable` when the address can't be had */
  static async open(host: TransportHost): Promise<SipTransport> {
    if (host.transport === "udp") {
      const socket = await bound(host.address, host.port);
      return new SipTransport(host, socket, null);
    }
    if (host.transport === "tls") return new SipTransport(host, null, null);
    let transport: SipTransport | null = null;
    const listener = await TcpListener.open({
      host: host.address,
      port: host.port,
      limits: LIMITS,
      clock: host.clock,
      connected: ({ socket, address }) => {
        const from: Hop = { transport: "tcp", host: address, port: socket.remotePort ?? 0 };
        if (transport) transport.#attach(socket, from);
      },
      refused: () => {},
    });
    transport = new SipTransport(host, null, listener);
    return transport;
  }

  private constructor(host: TransportHost, udp: UdpSocket | null, listener: TcpListener | null) {
    this.#host = host;
    this.#udp = udp;
    this.#listener = listener;
    this.port = udp?.address().port ?? listener?.port ?? host.port;
    // A datagram socket that fails is as good as datagrams that are lost.
    udp?.on("error", () => {});
    udp?.on("message", (datagram, { address, port }) => {
      const from: Hop = { transport: "udp", host: plainAddress(address), port };
      this.#take(readDatagram(datagram), from);
    });
  }

  /** Resolves when the message has left. Rejects with a transient `Fault` when the far side can't be reached. */
  async send(message: SipMessage, to: Hop): Promise<void> {
    const bytes = writeMessage(message);
    const { transcript } = this.#host;
    if (transcript?.listening) transcript.sent(shown(message));
    if (to.transport === "udp") {
      const udp = this.#udp;
      if (!udp || this.#closing.signal.aborted) return;
      await new Promise<void>((resolve, reject) => {
        udp.send(bytes, to.port, to.host, (error) => (error ? reject(unreachable(to, error)) : resolve()));
      });
      return;
    }
    const connection = await this.#connection(to);
    connection.write(bytes);
  }

  /** The port from which `to` sees us, which is also where it can send to. */
  async portTowards(to: Hop): Promise<number> {
    if (to.transport !== "tls") return this.port;
    return (await this.#connection(to)).localPort ?? this.port;
  }

  /** Ends a connection: what waits for its answer is told by the transactions' own timers. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    for (const connection of this.#connections.values()) connection.destroy();
    await this.#listener?.[Symbol.asyncDispose]();
    const udp = this.#udp;
    if (udp) await new Promise<void>((resolve) => udp.close(() => resolve()));
  }

  #connection(to: Hop): Promise<Socket> {
    const key = keyOf(to);
    const kept = this.#connections.get(key);
    if (kept && !kept.destroyed) return Promise.resolve(kept);
    let opening = this.#opening.get(key);
    if (!opening) {
      opening = this.#connect(to).finally(() => this.#opening.delete(key));
      this.#opening.set(key, opening);
    }
    return opening;
  }

  async #connect(to: Hop): Promise<Socket> {
    const { clock, timeoutMs, tls } = this.#host;
    const raw = await dial({ host: to.host, port: to.port, timeoutMs, clock, signal: this.#closing.signal });
    const socket = to.transport === "tls" ? await this.#secured(raw, to, tls) : raw;
    this.#attach(socket, to);
    return socket;
  }

  #secured(raw: Socket, to: Hop, settings: TransportHost["tls"]): Promise<Socket> {
    const { clock, timeoutMs } = this.#host;
    const name = settings?.name ?? to.host;
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        socket: raw,
        ...(isIP(name) ? { host: name } : { servername: name }),
        rejectUnauthorized: true,
        minVersion: "TLSv1.2",
        ca: settings?.ca,
      });
      const fail = (cause: Error) => {
        cancel();
        raw.destroy();
        reject(
          new Fault("untrusted", `no TLS with ${to.host}:${to.port}: ${saying(cause)}`, { cause, transient: true }),
        );
      };
      const cancel = clock.at(clock.now() + timeoutMs, () => fail(new Error(`no handshake within ${timeoutMs} ms`)));
      socket.once("error", fail);
      socket.once("secureConnect", () => {
        cancel();
        socket.removeListener("error", fail);
        resolve(socket);
      });
    });
  }

  /** Reads messages from a connection until it ends or says something that can't be followed. */
  #attach(socket: Socket, from: Hop): void {
    const key = keyOf(from);
    this.#connections.set(key, socket);
    let waiting: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (let read = cutMessage(waiting); read; read = cutMessage(waiting)) {
        this.#take(read, from);
        if (read.kind !== "message") {
          socket.destroy();
          return;
        }
        waiting = read.rest;
      }
      if (waiting.length > 2 * LONGEST_MESSAGE) socket.destroy();
    });
    socket.on("error", () => {}); // followed by `close`
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      if (this.#connections.get(key) === socket) this.#connections.delete(key);
    });
  }

  #take(read: SipRead, from: Hop): void {
    if (this.#closing.signal.aborted) return;
    const { transcript } = this.#host;
    if (transcript?.listening && read.kind === "message") transcript.received(shown(read.message));
    if (read.kind === "message") this.#host.received(read.message, from);
    else if (read.kind === "damaged") this.#host.damaged(read, from);
  }
}

/** A message as it goes, but for what signs in: keys of a telephone may be a PIN. */
function shown(message: SipMessage): string {
  const isKey = message.kind === "request" && message.method === "INFO";
  const text = writeMessage(isKey ? { ...message, body: Buffer.from("***") } : message).toString("utf8");
  return text
    .replace(/^((?:proxy-)?authorization:).*$/gimu, "$1 ***")
    .replace(/inline:\S+/gu, "inline:***")
    .trimEnd();
}

/** The address from which the machine would speak to `to`; nothing is sent. */
export async function ownAddressTowards(to: { readonly host: string; readonly port: number }): Promise<string> {
  const socket = createSocket(isIPv6(to.host) ? "udp6" : "udp4");
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (cause) => reject(unreachable(to, cause)));
      socket.connect(to.port, to.host, resolve);
    });
    return socket.address().address;
  } finally {
    socket.close();
  }
}

async function bound(address: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", (cause) => {
      socket.close();
      reject(
        new Fault("unreachable", `cannot use ${address}:${port} (UDP): ${saying(cause)}`, { cause, transient: true }),
      );
    });
    socket.bind({ address, port, exclusive: true }, resolve);
  });
  socket.removeAllListeners("error");
  return socket;
}

function keyOf({ transport, host, port }: Hop): string {
  return `${transport}:${host}:${port}`;
}

function unreachable({ host, port }: { host: string; port: number }, cause: Error): Fault {
  return new Fault("unreachable", `cannot send to ${host}:${port}: ${saying(cause)}`, { cause, transient: true });
}
