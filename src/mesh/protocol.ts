import { create, type DescMethod, type DescService, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import type { MethodDefinition } from "@grpc/grpc-js";

/** The versions of the mesh protocol that this release speaks: its own and that of the release before it. */
export const VERSIONS: Versions = { oldest: 1, newest: 1 };

export interface Versions {
  readonly oldest: number;
  readonly newest: number;
}

export type Agreement =
  | { readonly kind: "agreed"; readonly version: number }
  | { readonly kind: "none"; readonly why: string };

/** The newest version that both speak. */
export function agree(ours: Versions, theirs: Versions): Agreement {
  const version = Math.min(ours.newest, theirs.newest);
  if (version >= Math.max(ours.oldest, theirs.oldest)) return { kind: "agreed", version };
  const older = theirs.newest < ours.oldest ? "the module" : "the core";
  return {
    kind: "none",
    why: `the module speaks versions ${theirs.oldest} to ${theirs.newest} of the mesh protocol and the core ${ours.oldest} to ${ours.newest}; bring ${older} up to date`,
  };
}

type Methods = Record<string, MethodDefinition<Message, Message>>;

/** A service of the .proto as grpc-js takes it. What a message holds that this release doesn't know is ignored. */
export function definitionOf(service: DescService): Methods {
  return Object.fromEntries(service.methods.map((method) => [method.localName, methodOf(service, method)]));
}

function methodOf(service: DescService, method: DescMethod): MethodDefinition<Message, Message> {
  const { input, output, methodKind } = method;
  const known = { readUnknownFields: false };
  return {
    path: pathOf(service, method),
    requestStream: methodKind === "client_streaming" || methodKind === "bidi_streaming",
    responseStream: methodKind === "server_streaming" || methodKind === "bidi_streaming",
    requestSerialize: (message) => bytesOf(toBinary(input, create(input, message))),
    requestDeserialize: (bytes) => fromBinary(input, bytes, known),
    responseSerialize: (message) => bytesOf(toBinary(output, create(output, message))),
    responseDeserialize: (bytes) => fromBinary(output, bytes, known),
  };
}

/** As grpc-js wants it; the same memory, for it copies it in any case. */
export function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** `/tocsin.mesh.v1.Navigation/Register`. */
export function pathOf(service: DescService, method: Pick<DescMethod, "name">): string {
  return `/${service.typeName}/${method.name}`;
}
