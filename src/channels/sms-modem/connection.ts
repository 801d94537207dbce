import { execFile } from "node:child_process";
import { constants, openSync } from "node:fs";
import type { Socket } from "node:net";
import { ReadStream } from "node:tty";
import { promisify } from "node:util";
import type { Clock } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { dial } from "#wire/dial.ts";
import type { Settings } from "./settings.ts";

/** The octets to and from the modem. @throws Fault, transient */
export async function connected(
  { connection, timeoutMs }: Settings,
  clock: Clock,
  signal: AbortSignal,
): Promise<Socket> {
  if (connection.by === "tcp") return dial({ ...connection, timeoutMs, clock, signal });
  const { path, baud } = connection;
  try {
    // The line's speed is nothing that Node can set; stty is part of coreutils.
    await promisify(execFile)("stty", ["-F", path, String(baud), "raw", "-echo", "clocal"], { timeout: 5000 });
    return new ReadStream(openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK));
  } catch (cause) {
    throw new Fault("unreachable", `${path} can't be opened: ${saying(cause)}; look at its rights and its plug`, {
      cause,
      transient: true,
    });
  }
}

export function placeOf({ connection }: Settings): string {
  return connection.by === "tcp" ? `modem ${connection.host}:${connection.port}` : `modem ${connection.path}`;
}
