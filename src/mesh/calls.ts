import type { DescMessage, DescMethodBiDiStreaming, DescMethodUnary, MessageShape } from "@bufbuild/protobuf";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Client, type ClientDuplexStream, type ServiceError, status } from "@grpc/grpc-js";
import { Fault, type FaultCode } from "#kernel/fault.ts";
import { bytesOf, pathOf } from "./protocol.ts";

const KNOWN = { readUnknownFields: false };

/** Calls a method of the core. Rejects with a `Fault` that says what the core said. */
export function callUnary<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodUnary<I, O>,
  request: MessageShape<I>,
  deadlineMs: number,
): Promise<MessageShape<O>> {
  const { input, output } = method;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest<MessageShape<I>, MessageShape<O>>(
      pathOf(method.parent, method),
      (message) => bytesOf(toBinary(input, message)),
      (bytes) => fromBinary(output, bytes, KNOWN),
      request,
      { deadline: deadlineMs },
      (thrown, answer) => {
        if (thrown) reject(faultOf(thrown));
        else if (answer === undefined) reject(new Fault("internal", "the core answered with nothing"));
        else resolve(answer);
      },
    );
  });
}

export type Duplex<I extends DescMessage, O extends DescMessage> = ClientDuplexStream<MessageShape<I>, MessageShape<O>>;

export function openStream<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodBiDiStreaming<I, O>,
): Duplex<I, O> {
  const { input, output } = method;
  return client.makeBidiStreamRequest<MessageShape<I>, MessageShape<O>>(
    pathOf(method.parent, method),
    (message) => bytesOf(toBinary(input, message)),
    (bytes) => fromBinary(output, bytes, KNOWN),
  );
}

const CODES: Partial<Record<status, FaultCode>> = {
  [status.PERMISSION_DENIED]: "forbidden",
  [status.UNAUTHENTICATED]: "untrusted",
  [status.FAILED_PRECONDITION]: "refused",
  [status.ALREADY_EXISTS]: "conflict",
  [status.NOT_FOUND]: "not-found",
  [status.INVALID_ARGUMENT]: "invalid",
  [status.UNIMPLEMENTED]: "refused",
  [status.DEADLINE_EXCEEDED]: "timed-out",
  [status.RESOURCE_EXHAUSTED]: "overloaded",
  [status.INTERNAL]: "internal",
};

/** What gRPC says, in our words. */
export function faultOf(thrown: unknown): Fault {
  const { code, details } = thrown as Partial<ServiceError>;
  const known = code === undefined ? undefined : CODES[code];
  const message = details || String(thrown);
  return new Fault(known ?? "unreachable", message, { transient: known !== "forbidden", cause: thrown });
}
