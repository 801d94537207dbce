import { z } from "zod";
import { isNamePart, MESH_ROLES } from "../identity.ts";

/** What this version speaks. Another number is refused by both sides, with both numbers. */
export const PROTOCOL = 1;
/** ALPN (RFC 7301): whoever wants something else gets no further than TLS. */
export const ALPN = `tocsin-trust/${PROTOCOL}`;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const NamePart = z.string().refine(isNamePart, "not a name of lower-case letters, digits, '.', '_' and '-'");
const Pem = z.string().max(8000);

/** Why one side ended it. */
export const ENDS = [
  "protocol",
  "clock",
  "busy",
  "unexpected",
  "commitment",
  "mismatch",
  "token",
  "foreign-authority",
  "closed",
  "dismissed",
  "given-up",
  "too-late",
  "damaged",
  "failed",
] as const;
export type End = (typeof ENDS)[number];

/**
 * Everything that is said, in this order: `probe`, `here` (a test ends with it), `hello`, `offer`, `reveal`, `confirm` by
 * both, `certificate`, `stored`; and instead of any of them `end`. JSON, one message a frame. Instants in ms UTC.
 */
export const Messages = {
  /** Joiner: which protocol, and what its clock says. */
  probe: z.strictObject({ kind: z.literal("probe"), protocol: z.int(), version: z.string().max(60), at: z.int() }),
  /** Authority: the same, and which site this is. */
  here: z.strictObject({
    kind: z.literal("here"),
    protocol: z.int(),
    version: z.string().max(60),
    at: z.int(),
    site: z.uuid(),
  }),
  /** Joiner: what it wants to be, its request (PKCS #10, DER in base64), and its commitment. */
  hello: z.strictObject({
    kind: z.literal("hello"),
    role: z.enum(MESH_ROLES),
    node: NamePart,
    instance: NamePart,
    request: z.base64().max(4000),
    commitment: Hash,
    /** With a token: the public key that comes of it; null: people compare. */
    token: Hash.nullable(),
  }),
  /** Authority: the roots (PEM) and its nonce. */
  offer: z.strictObject({ kind: z.literal("offer"), roots: Pem, nonce: Hash }),
  reveal: z.strictObject({ kind: z.literal("reveal"), nonce: Hash }),
  /** That side's person has typed the other half; `signature` (Ed25519, base64) with a token. */
  confirm: z.strictObject({ kind: z.literal("confirm"), mac: Hash, signature: z.base64().max(100).nullable() }),
  /** PEM, the leaf first. */
  certificate: z.strictObject({ kind: z.literal("certificate"), chain: Pem }),
  stored: z.strictObject({ kind: z.literal("stored") }),
  /** `transcript` of whoever says it, so that the other can say whether somebody stands between. */
  end: z.strictObject({
    kind: z.literal("end"),
    end: z.enum(ENDS),
    because: z.string().max(400),
    transcript: Hash.nullable(),
  }),
} as const;

type Schemas = typeof Messages;
export type Kind = keyof Schemas;
export type Message<K extends Kind = Kind> = { [One in K]: z.infer<Schemas[One]> }[K];

const Any = z.discriminatedUnion("kind", [
  Messages.probe,
  Messages.here,
  Messages.hello,
  Messages.offer,
  Messages.reveal,
  Messages.confirm,
  Messages.certificate,
  Messages.stored,
  Messages.end,
]);

export function written(message: Message): Buffer {
  return Buffer.from(JSON.stringify(message), "utf8");
}

/** null: not a message of this protocol. */
export function readMessage(bytes: Buffer): Message | null {
  try {
    return Any.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return null;
  }
}
