import type { Socket } from "node:net";
import { connect, createServer, type Server, type TLSSocket } from "node:tls";
import { type Clock, systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import type { HostAndPort } from "#kernel/settings.ts";
import { type Identity, type PeerName, uriOf } from "#trust/identity.ts";
import { PEER_TLS, shownBy } from "#trust/peer-check.ts";
import type { PairTrust } from "./pair-trust.ts";
import { Wire } from "./wire.ts";

/** The two cores need five at most. */
const CONNECTIONS = 200;
/** So many from one address may be on their way to being admitted: a flood from elsewhere keeps nobody else out. */
const STRANGERS = 10;
const HANDSHAKE_MS = 3000;
const HELLO_MS = 3000;
const AGAIN_MS = 1000;

/** What a connection on port 4017 is for; the first line says it. */
export interface Hello {
  readonly v: 1;
  readonly want: "status" | "follow" | "stream" | "copy" | "sign" | "vote";
  readonly [more: string]: unknown;
}

/** Serves one connection whose peer was admitted. What it rejects with is said to the peer. */
export type Serve = (hello: Hello, wire: Wire, peer: PeerName) => Promise<void>;

export interface LinkParts {
  readonly listen: { readonly host: string; readonly port: number };
  readonly trust: PairTrust;
  readonly clock: Clock;
  readonly log: Logger;
  readonly serve: Serve;
  /** Told of every refusal; `who` is a URI, or an address when no root vouches for it. */
  readonly refused: (who: string, because: string) => void;
}

/** The listener of port 4017: TLS 1.3 by certificates of the site on both sides, for the two cores of a pair. */
export class LinkListener {
  readonly #parts: LinkParts;
  readonly #open = new Map<TLSSocket, readonly Buffer[]>();
  /** Who has not shown yet who it is. */
  readonly #strangers = new Set<Socket>();
  readonly #stop = new AbortController();
  #server: Server | null = null;
  #shown: Identity | null = null;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    parts.trust.changed = () => this.#renew();
    void this.#listen();
  }

  /** 0: it doesn't listen. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Fault("not-active", "the link closes"));
    const server = this.#server;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#open.keys()) socket.destroy();
    for (const socket of this.#strangers) socket.destroy();
    await closed;
  }

  /** A node gets its certificate only once its authority is open, and a port may be taken for a while. */
  async #listen(): Promise<void> {
    const { trust, listen, log, clock } = this.#parts;
    for (let told = ""; !this.#stop.signal.aborted; ) {
      try {
        const identity = trust.required();
        const server = createServer(
          { ...PEER_TLS, ...keyOf(identity), handshakeTimeout: HANDSHAKE_MS },
          (socket) => void this.#greet(socket),
        );
        server.maxConnections = CONNECTIONS;
        server.on("connection", (socket) => this.#count(socket));
        server.on("tlsClientError", (thrown, socket) => {
          log.debug(
            { from: socket.remoteAddress, because: saying(thrown) },
            "somebody failed to speak TLS 1.3 with the link",
          );
        });
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen(listen.port, listen.host, () => resolve());
        });
        server.on("error", (thrown) => log.error({ because: saying(thrown) }, "the link's listener failed"));
        this.#shown = identity;
        this.#server = server;
        if (this.#stop.signal.aborted) await this.close();
        return;
      } catch (thrown) {
        const because = saying(thrown);
        if (because !== told) log.warn({ because }, "the link of the two cores can't be opened yet; trying again");
        told = because;
        trust.read();
        await waitUntil(clock, clock.now() + AGAIN_MS, this.#stop.signal).catch(() => {});
      }
    }
  }

  #count(socket: Socket): void {
    const { remoteAddress } = socket;
    const here = Array.from(this.#strangers).filter((other) => other.remoteAddress === remoteAddress);
    if (here.length >= STRANGERS) return void socket.destroy();
    this.#strangers.add(socket);
    socket.once("close", () => this.#strangers.delete(socket));
  }

  #renew(): void {
    const { trust } = this.#parts;
    const { identity } = trust;
    if (identity && this.#server && identity.chain !== this.#shown?.chain) {
      this.#shown = identity;
      this.#server.setSecureContext({ ...PEER_TLS, ...keyOf(identity) });
    }
    for (const [socket, shown] of Array.from(this.#open)) {
      const { admitted, because, name } = trust.judge(shown);
      if (admitted === "all") continue;
      this.#parts.refused(name ? uriOf(name) : "somebody", because);
      socket.destroy();
    }
  }

  async #greet(socket: TLSSocket): Promise<void> {
    const { trust, serve, refused, log, clock } = this.#parts;
    const wire = new Wire(socket);
    const shown = shownBy(socket);
    const verdict = trust.judge(shown);
    const { name } = verdict;
    if (verdict.admitted !== "all" || name === null) {
      refused(name ? uriOf(name) : (socket.remoteAddress ?? "somebody"), verdict.because);
      socket.destroy();
      return;
    }
    const { remoteAddress, remotePort } = socket;
    for (const stranger of this.#strangers)
      if (stranger.remotePort === remotePort && stranger.remoteAddress === remoteAddress)
        this.#strangers.delete(stranger);
    socket.setNoDelay(true);
    this.#open.set(socket, shown);
    socket.once("close", () => this.#open.delete(socket));
    const slow = clock.at(clock.now() + HELLO_MS, () => socket.destroy());
    try {
      const hello = (await wire.said()) as Hello;
      slow();
      if (hello.v !== 1) throw new Fault("invalid", "The other core speaks another version of this link; update both.");
      await serve(hello, wire, name);
    } catch (thrown) {
      slow();
      log.debug({ peer: uriOf(name), because: saying(thrown) }, "a connection of the link ended");
      wire.say({ refused: saying(thrown) });
      socket.end();
    }
  }
}

/** No roots: see `judgePeer`, which verifies what is shown. */
function keyOf({ key, chain }: Identity): { key: string; cert: string } {
  return { key: key.open(), cert: chain };
}

/**
 * A connection to the other core, after it has said that it serves this wish. Rejects with a `Fault`: `refused` when its
 * machine answered that nobody listens there, `untrusted` when it isn't who it should be, `conflict` with what it
 * answered when it doesn't serve, else `unreachable`.
 */
export async function dial(
  to: HostAndPort,
  { trust, hello, roles }: { trust: PairTrust; hello: Hello; roles?: readonly string[] },
): Promise<{ wire: Wire; answer: Record<string, unknown> }> {
  const socket = await secured(to, trust.required());
  const wire = new Wire(socket);
  const cancel = systemClock.at(systemClock.now() + HELLO_MS, () => socket.destroy());
  try {
    const { admitted, because } = trust.judge(shownBy(socket), roles);
    if (admitted !== "all") throw new Fault("untrusted", `${to.host}:${to.port} is not the other core. ${because}`);
    socket.setNoDelay(true);
    wire.say(hello);
    const answer = (await wire.said()) as Record<string, unknown>;
    if (typeof answer["refused"] === "string") throw new Fault("conflict", answer["refused"], { transient: true });
    return { wire, answer };
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  } finally {
    cancel();
  }
}

function secured({ host, port }: HostAndPort, identity: Identity): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...PEER_TLS, ...keyOf(identity), host, port, servername: "tocsin-core" });
    const fail = (code: "refused" | "unreachable", cause: unknown) => {
      socket.destroy();
      reject(new Fault(code, `${host}:${port} can't be reached: ${saying(cause)}`, { cause, transient: true }));
    };
    socket.setTimeout(HANDSHAKE_MS, () => fail("unreachable", new Error("it doesn't answer")));
    socket.once("error", (cause: NodeJS.ErrnoException) =>
      fail(cause.code === "ECONNREFUSED" ? "refused" : "unreachable", cause),
    );
    socket.once("close", () => fail("unreachable", new Error("it ended the connection")));
    socket.once("secureConnect", () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
