import { causeOf } from "./causes.ts";

export const FAULT_CODES = [
  "unreachable",
  "refused",
  "timed-out",
  "overloaded",
  "misconfigured",
  "untrusted",
  "not-found",
  "conflict",
  "invalid",
  "forbidden",
  "not-active",
  "internal",
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/**
 * Something that should have worked did not: a socket closed, a certificate expired, a disk full, an order that
 * makes no sense. The message says what happened, to what, and what to do.
 *
 * What a peer may legitimately send, even when it is wrong, is not a fault but a value in a return type.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  /** Whether trying the same thing again later can succeed. */
  readonly transient: boolean;

  constructor(code: FaultCode, message: string, options: { cause?: unknown; transient?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.transient = options.transient ?? false;
  }
}

/** What an unknown thrown thing says, for logs and reasons. */
export function saying(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return thrown.errors.map(saying).join("; ");
  return thrown instanceof Error ? (causeOf(thrown) ?? (thrown.message || thrown.name)) : String(thrown);
}
