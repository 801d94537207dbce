import { createServer, type Server, type TLSSocket } from "node:tls";
import type { DescService, Message } from "@bufbuild/protobuf";
import type * as Grpc from "@grpc/grpc-js";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { type Identity, type PeerName, uriOf } from "#trust/identity.ts";
import { PEER_TLS, type PeerVerdict, shownBy } from "#trust/peer-check.ts";
import { type Door, refusedAt } from "./doors.ts";
import { permissionOf } from "./permitted.ts";
import { definitionOf, pathOf } from "./protocol.ts";

/** A module on a connection whose certificate was judged. */
export interface Peer {
  readonly name: PeerName;
  /** `10.0.0.7:51234` */
  readonly address: string;
  /** As it was judged last; a stream may last longer than a certificate. */
  verdict(): PeerVerdict;
}

/** What one method does; what it throws or rejects with is answered with the code of the `Fault`. */
export type Unary = (request: Message, peer: Peer) => Promise<Message> | Message;
export type Stream = (call: Grpc.ServerDuplexStream<Message, Message>, peer: Peer) => void;
export type Methods = Readonly<Record<string, { readonly unary: Unary } | { readonly stream: Stream }>>;

export interface ListenerParts {
  /** Loaded by whoever needs it: a server without a mesh has no memory for it. */
  readonly grpc: typeof Grpc;
  readonly doors: readonly Door[];
  readonly identity: Identity;
  readonly judge: (shown: readonly Buffer[]) => PeerVerdict;
  /** By the name of the method in the .proto: `register`. */
  readonly services: readonly (readonly [DescService, Methods])[];
  /** Told of every refusal of a peer; `who` is its URI, or its address when no root vouches for it. */
  readonly refused: (who: string, did: string, because: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const CONNECTIONS = 500;
/** A module needs one, and another while it changes its certificate. */
const CONNECTIONS_PER_PEER = 4;
const STREAMS_PER_CONNECTION = 16;
/** Also what a module's longest message may be; a batch of reports is far below. */
const LONGEST_MESSAGE = 4 * 1024 * 1024;
const HANDSHAKE_MS = 5000;
/** A link that answers no ping for so long is gone, whatever TCP believes. */
const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 5000;
/** The deny list tells at once; this finds what merely expires. */
const JUDGE_EVERY_MS = 10_000;

interface Connection {
  readonly socket: TLSSocket;
  readonly shown: readonly Buffer[];
  readonly peer: Peer & { name: PeerName };
  verdict: PeerVerdict;
}

/** The mesh ports of a core: TLS 1.3 by certificates of this site on both sides, and gRPC behind it. */
export class MeshListener {
  readonly #parts: ListenerParts;
  /** In the order of the doors. */
  readonly #tls: ReadonlyMap<Door, Server>;
  readonly #grpc: Grpc.Server;
  readonly #injector: ReturnType<Grpc.Server["createConnectionInjector"]>;
  readonly #connections = new Map<string, Connection>();
  #cancelJudging = () => {};
  #closed = false;

  private constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#grpc = new parts.grpc.Server({
      "grpc.max_concurrent_streams": STREAMS_PER_CONNECTION,
      "grpc.max_receive_message_length": LONGEST_MESSAGE,
      "grpc.keepalive_time_ms": PING_EVERY_MS,
      "grpc.keepalive_timeout_ms": PING_TIMEOUT_MS,
      "grpc.enable_channelz": 0,
    });
    for (const [service, methods] of parts.services) this.#add(service, methods);
    this.#injector = this.#grpc.createConnectionInjector(parts.grpc.ServerCredentials.createInsecure());
    this.#tls = new Map(parts.doors.map((door) => [door, this.#serverOf(door)]));
  }

  /** Throws a `Fault` when it can't listen at one of its doors. */
  static async open(parts: ListenerParts): Promise<MeshListener> {
    const listener = new MeshListener(parts);
    try {
      await Promise.all(Array.from(listener.#tls, ([door, tls]) => listening(door, tls)));
    } catch (thrown) {
      await listener.close();
      throw thrown;
    }
    for (const tls of listener.#tls.values()) {
      tls.on("error", (thrown) => parts.log.error({ because: saying(thrown) }, "the mesh's listener failed"));
    }
    listener.#judgeLater();
    return listener;
  }

  /** Of the first door. */
  get port(): number {
    const [first] = this.#tls.values();
    const address = first?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** New connections see the new certificate; those that stand go on. */
  renew(identity: Identity): void {
    for (const tls of this.#tls.values()) tls.setSecureContext({ ...PEER_TLS, ...shownWith(identity) });
  }

  /** Judges every connection anew and ends those that are refused now. Call it when the deny list has changed. */
  judgeAll(): void {
    for (const connection of Array.from(this.#connections.values())) {
      const { socket, peer, shown } = connection;
      const verdict = this.#parts.judge(shown);
      connection.verdict = verdict;
      if (verdict.admitted !== null) continue;
      this.#parts.refused(uriOf(peer.name), "stay connected", verdict.because);
      socket.destroy();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelJudging();
    const closed = Array.from(this.#tls.values(), (tls) => new Promise<void>((resolve) => tls.close(() => resolve())));
    this.#injector.destroy();
    this.#grpc.forceShutdown();
    for (const { socket } of this.#connections.values()) socket.destroy();
    await Promise.all(closed);
  }

  #serverOf(door: Door): Server {
    const { identity, log } = this.#parts;
    const tls = createServer(
      { ...PEER_TLS, ...shownWith(identity), ALPNProtocols: ["h2"], handshakeTimeout: HANDSHAKE_MS },
      (socket) => this.#greet(socket, door),
    );
    tls.maxConnections = CONNECTIONS;
    tls.on("tlsClientError", (thrown, socket) => {
      log.debug(
        { from: socket.remoteAddress, because: saying(thrown) },
        "somebody failed to speak TLS 1.3 with the mesh",
      );
    });
    return tls;
  }

  #greet(socket: TLSSocket, door: Door): void {
    socket.on("error", (thrown) =>
      this.#parts.log.debug({ because: saying(thrown) }, "a connection of the mesh failed"),
    );
    // Whoever was still shaking hands when it was closed would hold up its end.
    if (this.#closed) return void socket.destroy();
    const address = `${socket.remoteAddress}:${socket.remotePort}`;
    const shown = shownBy(socket);
    const verdict = this.#parts.judge(shown);
    const { name } = verdict;
    const refuse = (because: string) => {
      const who = name ? uriOf(name) : (socket.remoteAddress ?? "somebody");
      this.#parts.refused(who, "connect", because);
      socket.destroy();
    };
    if (verdict.admitted === null || name === null) return refuse(verdict.because);
    const elsewhere = refusedAt(door, name, this.#parts.doors);
    if (elsewhere !== null) return refuse(elsewhere);
    const uri = uriOf(name);
    let others = 0;
    for (const { peer } of this.#connections.values()) if (uriOf(peer.name) === uri) others++;
    if (others >= CONNECTIONS_PER_PEER) return refuse(`It has ${others} connections already.`);
    const connection: Connection = {
      socket,
      shown,
      verdict,
      peer: { name, address, verdict: () => connection.verdict },
    };
    this.#connections.set(address, connection);
    socket.once("close", () => this.#connections.delete(address));
    socket.setNoDelay(true);
    this.#injector.injectConnection(socket);
  }

  #add(service: DescService, methods: Methods): void {
    const handlers: Record<string, Grpc.UntypedHandleCall> = {};
    for (const method of service.methods) {
      const does = methods[method.localName];
      if (!does) continue;
      const path = pathOf(service, method);
      if ("unary" in does) {
        handlers[method.localName] = (
          call: Grpc.ServerUnaryCall<Message, Message>,
          answer: Grpc.sendUnaryData<Message>,
        ) => {
          const peer = this.#admitted(call.getPeer(), path);
          if ("code" in peer) return answer(peer);
          Promise.resolve()
            .then(() => does.unary(call.request, peer))
            .then(
              (message) => answer(null, message),
              (thrown: unknown) => answer(this.#statusOf(thrown, path)),
            );
        };
      } else {
        handlers[method.localName] = (call: Grpc.ServerDuplexStream<Message, Message>) => {
          const peer = this.#admitted(call.getPeer(), path);
          if ("code" in peer) call.emit("error", peer);
          else does.stream(call, peer);
        };
      }
    }
    this.#grpc.addService(definitionOf(service), handlers);
  }

  #admitted(address: string, path: string): Peer | { code: number; details: string } {
    const { status } = this.#parts.grpc;
    const connection = this.#connections.get(address);
    if (!connection) return { code: status.UNAUTHENTICATED, details: "the connection is gone" };
    connection.verdict = this.#parts.judge(connection.shown);
    const { peer, verdict, socket } = connection;
    if (verdict.admitted === null) {
      this.#parts.refused(uriOf(peer.name), `call ${path}`, verdict.because);
      socket.destroy();
      return { code: status.UNAUTHENTICATED, details: verdict.because };
    }
    const permission = permissionOf(peer.name.role, path);
    if (permission.may) return peer;
    this.#parts.refused(uriOf(peer.name), `call ${path}`, permission.why);
    return { code: status.PERMISSION_DENIED, details: permission.why };
  }

  #statusOf(thrown: unknown, path: string): { code: number; details: string } {
    return statusOf(this.#parts.grpc, thrown, (because) =>
      this.#parts.log.error({ err: thrown, path }, `a call of the mesh failed: ${because}`),
    );
  }

  #judgeLater(): void {
    const { clock } = this.#parts;
    this.#cancelJudging = clock.at(clock.now() + JUDGE_EVERY_MS, () => {
      if (this.#closed) return;
      this.judgeAll();
      this.#judgeLater();
    });
  }
}

function listening({ host, port, module }: Door, tls: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (thrown: Error) => {
      const what = `The mesh can't listen on ${host}:${port}${module === null ? "" : ` for ${module}`}`;
      reject(new Fault("misconfigured", `${what}: ${saying(thrown)}.`, { cause: thrown, transient: true }));
    };
    tls.once("error", failed).listen(port, host, () => {
      tls.off("error", failed);
      resolve();
    });
  });
}

/**
 * Without the roots: Node 24 forgets the issuing authority that a client has shown as soon as OpenSSL could verify it, and
 * gives it out once only. `judgePeer` verifies it in any case.
 */
function shownWith(identity: Identity): { key: string; cert: string } {
  return { key: identity.key.open(), cert: identity.chain };
}

/** A `Fault` as gRPC says it; what is no `Fault` is our own mistake, and is said to nobody but the log. */
export function statusOf(
  { status }: typeof Grpc,
  thrown: unknown,
  internal: (because: string) => void,
): { code: number; details: string } {
  const code = (thrown as { code?: unknown }).code;
  const details = saying(thrown);
  switch (code) {
    case "refused":
    case "misconfigured":
      return { code: status.FAILED_PRECONDITION, details };
    case "forbidden":
    case "untrusted":
      return { code: status.PERMISSION_DENIED, details };
    case "conflict":
      return { code: status.ALREADY_EXISTS, details };
    case "not-found":
      return { code: status.NOT_FOUND, details };
    case "invalid":
      return { code: status.INVALID_ARGUMENT, details };
    case "unreachable":
    case "overloaded":
    case "not-active":
    case "timed-out":
      return { code: status.UNAVAILABLE, details };
    default:
      internal(details);
      return { code: status.INTERNAL, details: "the core failed; its log says why" };
  }
}
