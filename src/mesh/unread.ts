import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Clock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";

/** A module that has taken nothing for so long while messages wait is given up: it dials again, and nothing is lost. */
const UNREAD_MS = 30_000;

const waited = new WeakSet<object>();

/** Writes to a module. @param end called with why when it reads nothing */
export function writeTo<Read, Message>(
  call: ServerDuplexStream<Read, Message>,
  message: Message,
  { clock, node, end }: { clock: Clock; node: string; end: (why: Fault) => void },
): void {
  if (call.write(message) || waited.has(call)) return;
  waited.add(call);
  const cancel = clock.at(clock.now() + UNREAD_MS, () => {
    if (!call.cancelled) end(new Fault("overloaded", `${node} reads nothing`, { transient: true }));
  });
  call.once("drain", () => {
    cancel();
    waited.delete(call);
  });
  call.once("cancelled", cancel);
}
