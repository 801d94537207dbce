import { connect, type Socket } from "node:net";
import { type Clock, systemClock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";

export interface Dialling {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Connects by TCP, without Nagle's delay.
 *
 * @throws Fault `unreachable`, `timed-out`, or `not-active` when the signal came first; all but the last transient
 */
export function dial({ host, port, timeoutMs, signal, clock = systemClock }: Dialling): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(givenUp(host, port, signal));
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const settle = () => {
      cancel();
      signal?.removeEventListener("abort", stop);
      socket.removeListener("connect", connected);
      socket.removeListener("error", failed);
    };
    const fail = (fault: Fault) => {
      settle();
      // What the dying socket still says concerns nobody.
      socket.on("error", () => {});
      socket.destroy();
      reject(fault);
    };
    const connected = () => {
      settle();
      resolve(socket);
    };
    const failed = (cause: Error) =>
      fail(new Fault("unreachable", `cannot connect to ${host}:${port}: ${saying(cause)}`, { cause, transient: true }));
    const stop = () => fail(givenUp(host, port, signal));
    const cancel = clock.at(clock.now() + timeoutMs, () =>
      fail(new Fault("timed-out", `${host}:${port} did not answer within ${timeoutMs} ms`, { transient: true })),
    );
    socket.once("connect", connected);
    socket.once("error", failed);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function givenUp(host: string, port: number, signal: AbortSignal | undefined): Fault {
  return new Fault("not-active", `connecting to ${host}:${port} was given up`, { cause: signal?.reason });
}
