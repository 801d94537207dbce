import { isIP } from "node:net";
import { CODECS, type Codec, PAYLOAD_TYPES } from "./g711.ts";
import { KEY_BYTES, SUITE } from "./srtp.ts";

export const DIRECTIONS = ["sendrecv", "sendonly", "recvonly", "inactive"] as const;
type Direction = (typeof DIRECTIONS)[number];

/** Where and how the far side wants to hear us (RFC 4566, RFC 3264). */
export interface Session {
  readonly host: string;
  readonly port: number;
  readonly codec: Codec;
  /** Of the codec in their numbering. */
  readonly payloadType: number;
  /** Of telephone-event in their numbering; null: digits don't come that way. */
  readonly events: number | null;
  /** As they see it: `sendonly` is we on hold. */
  readonly direction: Direction;
  /** The key of what they send (RFC 4568); null: in clear. */
  readonly crypto: Crypto | null;
}

/** One line `a=crypto` of the suite that we have. */
export interface Crypto {
  readonly tag: number;
  readonly key: Buffer;
}

/** Our end of a session. */
export interface OwnEnd {
  readonly host: string;
  readonly port: number;
  /** Stays the same as long as the session lasts. */
  readonly id: number;
  /** Rises with every change of the session. */
  readonly version: number;
  /** Of what we send; null: in clear. */
  readonly key: Buffer | null;
}

const LONGEST = 16_384;
const CRYPTO_LINE = new RegExp(
  String.raw`^a=crypto:(\d{1,9}) ${SUITE} inline:([A-Za-z0-9+/]{40})(?:\|(?:2\^)?\d{1,15})?\s*$`,
  "u",
);
const EVENTS = 101;
const NUMBERS: ReadonlyMap<number, Codec> = new Map(CODECS.map((codec) => [PAYLOAD_TYPES[codec], codec]));

/** What we offer: A-law, µ-law and digits. */
export function writeOffer(own: OwnEnd): Buffer {
  const numbers = CODECS.map((codec) => PAYLOAD_TYPES[codec]);
  const codecs = CODECS.map((codec) => `a=rtpmap:${PAYLOAD_TYPES[codec]} ${codec}/8000`);
  return write(own, 1, [...numbers, EVENTS], [...codecs, ...eventLines(EVENTS), "a=sendrecv"]);
}

/** Our answer to an offer of theirs: their choice of codec and key, their hold mirrored (RFC 3264 §6.1, §8.4). */
export function writeAnswer(own: OwnEnd, theirs: Session): Buffer {
  const { payloadType, codec, events, direction } = theirs;
  const mirrored = { sendrecv: "sendrecv", sendonly: "recvonly", recvonly: "sendonly", inactive: "inactive" }[
    direction
  ];
  const numbers = events === null ? [payloadType] : [payloadType, events];
  const lines = [
    `a=rtpmap:${payloadType} ${codec}/8000`,
    ...(events === null ? [] : eventLines(events)),
    `a=${mirrored}`,
  ];
  return write(own, theirs.crypto?.tag ?? 1, numbers, lines);
}

/** Null when nothing in it can be met: no address, no sound, or no codec that we have. */
export function readSession(body: Buffer): Session | null {
  if (body.length > LONGEST) return null;
  const lines = body.toString("utf8").split(/\r?\n/u);
  if (lines[0] !== "v=0") return null;
  const firstMedia = lines.findIndex((line) => line.startsWith("m="));
  const from = lines.findIndex((line) => line.startsWith("m=audio "));
  if (from < 0) return null;
  const behind = lines.findIndex((line, at) => at > from && line.startsWith("m="));
  const ours = lines.slice(from, behind < 0 ? undefined : behind);
  const [, port = "", secured, numbers = ""] =
    /^m=audio (\d{1,5})(?:\/\d+)? RTP\/(S?)AVP ([\d ]+)$/u.exec(ours[0]?.trimEnd() ?? "") ?? [];
  const host = addressIn(ours) ?? addressIn(lines.slice(0, firstMedia));
  const given = numbers.split(" ").filter(Boolean).map(Number);
  const named = new Map<number, string>();
  for (const line of ours) {
    const [, number, name] = /^a=rtpmap:(\d{1,3}) ([A-Za-z0-9-]+)\/8000(?:\/1)?\s*$/u.exec(line) ?? [];
    if (number !== undefined && name !== undefined) named.set(Number(number), name.toUpperCase());
  }
  const codecOf = (number: number) =>
    named.has(number) ? CODECS.find((codec) => codec === named.get(number)) : NUMBERS.get(number);
  const payloadType = given.find((number) => codecOf(number) !== undefined);
  const codec = payloadType === undefined ? undefined : codecOf(payloadType);
  const crypto = secured === "S" ? cryptoIn(ours) : null;
  if (secured === "S" && crypto === null) return null;
  if (host === null || payloadType === undefined || codec === undefined || Number(port) > 65_535) return null;
  const direction = directionIn(ours) ?? directionIn(lines.slice(0, firstMedia)) ?? "sendrecv";
  return {
    host,
    port: Number(port),
    codec,
    payloadType,
    events: given.find((number) => named.get(number) === "TELEPHONE-EVENT") ?? null,
    // RFC 2543's hold: an address of zeros.
    direction: (host === "0.0.0.0" || host === "::") && direction === "sendrecv" ? "sendonly" : direction,
    crypto,
  };
}

function addressIn(lines: readonly string[]): string | null {
  for (const line of lines) {
    const [, version, host = ""] = /^c=IN IP([46]) ([0-9A-Fa-f.:]+)(?:\/\d+)*\s*$/u.exec(line) ?? [];
    if (version !== undefined) return isIP(host) === Number(version) ? host : null;
  }
  return null;
}

/** The first that we can follow: one key, and nothing of the parameters that change how packets look (RFC 4568 §6.3). */
function cryptoIn(lines: readonly string[]): Crypto | null {
  for (const line of lines) {
    const [, tag, key = ""] = CRYPTO_LINE.exec(line) ?? [];
    const bytes = Buffer.from(key, "base64");
    if (tag !== undefined && bytes.length === KEY_BYTES) return { tag: Number(tag), key: bytes };
  }
  return null;
}

function directionIn(lines: readonly string[]): Direction | undefined {
  return DIRECTIONS.find((direction) => lines.some((line) => line.trimEnd() === `a=${direction}`));
}

function eventLines(number: number): string[] {
  return [`a=rtpmap:${number} telephone-event/8000`, `a=fmtp:${number} 0-15`];
}

function write(
  { host, port, id, version, key }: OwnEnd,
  tag: number,
  numbers: readonly number[],
  attributes: readonly string[],
): Buffer {
  const place = `IN IP${host.includes(":") ? 6 : 4} ${host}`;
  const lines = [
    "v=0",
    `o=tocsin ${id} ${version} ${place}`,
    "s=-",
    `c=${place}`,
    "t=0 0",
    `m=audio ${port} RTP/${key ? "SAVP" : "AVP"} ${numbers.join(" ")}`,
    ...(key ? [`a=crypto:${tag} ${SUITE} inline:${key.toString("base64")}`] : []),
    ...attributes,
    "a=ptime:20",
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n`);
}
