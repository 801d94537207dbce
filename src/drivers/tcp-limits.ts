import type { TcpLimits } from "#wire/listen.ts";

/** Bytes of answers that a far side may leave unread. */
const UNREAD_BYTES = 64 * 1024;

/** What a driver's settings allow strangers and broken peers, for its listener. Times in seconds. */
export function tcpLimits(limits: {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly idleSec: number;
  readonly handshakeSec: number;
}): TcpLimits {
  const { connections, connectionsPerAddress, idleSec, handshakeSec } = limits;
  return {
    connections,
    connectionsPerAddress,
    idleMs: idleSec * 1000,
    handshakeMs: handshakeSec * 1000,
    unreadBytes: UNREAD_BYTES,
  };
}
