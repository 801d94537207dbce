import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { isIPv6 } from "node:net";

/** A socket of this machine that waits for somebody. */
export interface Listener {
  readonly transport: "tcp" | "udp";
  /** `0.0.0.0`, `::`, `127.0.0.1`. */
  readonly address: string;
  readonly port: number;
  readonly inode: number;
  readonly uid: number;
}

const FILES = [
  ["tcp", "tcp"],
  ["tcp6", "tcp"],
  ["udp", "udp"],
  ["udp6", "udp"],
] as const;
/** `TCP_LISTEN`, and `TCP_CLOSE`, in which an unconnected UDP socket is (include/net/tcp_states.h). */
const WAITING = { tcp: "0A", udp: "07" } as const;

/** Reads one of `/proc/net/{tcp,tcp6,udp,udp6}` (proc(5)). */
export function readProcNet(text: string, transport: "tcp" | "udp"): Listener[] {
  return text
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , uid, , inode] = line.trim().split(/\s+/);
      const [hex = "", port = ""] = local.split(":");
      if (state !== WAITING[transport] || inode === undefined) return [];
      return [
        { transport, address: addressOf(hex), port: Number.parseInt(port, 16), inode: Number(inode), uid: Number(uid) },
      ];
    });
}

/** The kernel prints each 32 bits in the machine's own order: on all that Tocsin runs on, the last byte first. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    Number.parseInt(`${bytes[2 * at]}${bytes[2 * at + 1]}`, 16).toString(16),
  );
  const text = groups.join(":");
  if (/^(0:){5}ffff:/.test(text))
    return bytes
      .slice(12)
      .map((byte) => Number.parseInt(byte, 16))
      .join(".");
  return shortest(text);
}

/** An IPv6 address as RFC 5952 writes it; everything else as it is. */
export function shortest(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** What listens in this network namespace. Empty where the system has no `/proc`. */
export function machineListeners(folder = "/proc/self/net"): Listener[] {
  return FILES.flatMap(([file, transport]) => {
    try {
      return readProcNet(readFileSync(`${folder}/${file}`, "latin1"), transport);
    } catch {
      return [];
    }
  });
}

/** Which sockets belong to this process. */
export function ownInodes(folder = "/proc/self/fd"): Set<number> {
  const inodes = new Set<number>();
  for (const descriptor of readdirSync(folder)) {
    try {
      const socket = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`));
      if (socket) inodes.add(Number(socket[1]));
    } catch {
      // Closed since the folder was read.
    }
  }
  return inodes;
}
