import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";

/** A module that has not read so much for so long is given up: it dials again, and nothing is lost. */
const UNREAD_BYTES = 1024 * 1024;
const UNREAD_MS = 30_000;

/** Writes to a module. @param end called with why when it reads nothing */
export function writeTo<Read, Message>(
  call: ServerDuplexStream<Read, Message>,
  message: Message,
  { clock, node, end }: { clock: Clock; node: string; end: (why: Fault) => void },
): void {
  if (call.write(message) || call.writableLength < UNREAD_BYTES) return;
  clock.at(clock.now() + UNREAD_MS, () => {
    if (call.writableLength < UNREAD_BYTES || call.destroyed) return;
    end(new Fault("overloaded", `${node} reads nothing`, { transient: true }));
  });
}
