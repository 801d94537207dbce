import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { Fault, saying } from "#kernel/fault.ts";
import { plainAddress } from "./listen.ts";

export interface Sender {
  readonly address: string;
  readonly port: number;
}

export interface UdpListening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly received: (datagram: Buffer, from: Sender) => void;
}

/** A UDP socket that listens. */
export class UdpListener implements AsyncDisposable {
  /** Rejects when the socket itself fails. */
  readonly lost: Promise<never>;
  readonly port: number;
  readonly #socket: Socket;
  #closed = false;

  /** @throws Fault `unreachable` when the address can't be had */
  static async open({ host, port, received }: UdpListening): Promise<UdpListener> {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (cause) => {
        socket.close();
        reject(
          new Fault("unreachable", `cannot listen on ${host}:${port} (UDP): ${saying(cause)}`, {
            cause,
            transient: true,
          }),
        );
      });
      socket.bind({ address: host, port, exclusive: true }, resolve);
    });
    socket.removeAllListeners("error");
    return new UdpListener(socket, received);
  }

  private constructor(socket: Socket, received: UdpListening["received"]) {
    this.#socket = socket;
    this.port = socket.address().port;
    const { promise, reject } = Promise.withResolvers<never>();
    this.lost = promise;
    this.lost.catch(() => {});
    socket.on("error", (cause) =>
      reject(new Fault("unreachable", `the UDP socket failed: ${saying(cause)}`, { cause, transient: true })),
    );
    socket.on("message", (datagram, { address, port }) => received(datagram, { address: plainAddress(address), port }));
  }

  /** A datagram that can't be sent is lost, as datagrams may be: the far side repeats. */
  send(bytes: string, to: Sender): void {
    if (!this.#closed) this.#socket.send(Buffer.from(bytes, "latin1"), to.port, to.address, () => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}
