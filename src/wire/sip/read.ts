import { type Field, field, longForm, type SipMessage, type SipRequest } from "./message.ts";

export const LONGEST_MESSAGE = 65_535;
const LONGEST_HEAD = 32_768;
const MOST_FIELDS = 300;

export type SipRead =
  | { readonly kind: "message"; readonly message: SipMessage; readonly rest: Buffer }
  /** Line breaks between messages (RFC 5626 §3.5.1). */
  | { readonly kind: "keep-alive" }
  /** `request`: as much of it as is needed to answer it with `status`; null when nothing can be answered. */
  | { readonly kind: "damaged"; readonly why: string; readonly status: number; readonly request: SipRequest | null };

/** A message from one datagram (RFC 3261 §18.3): what is behind its Content-Length is dropped. */
export function readDatagram(datagram: Buffer): SipRead {
  const start = skipLineBreaks(datagram, 0);
  if (start >= datagram.length) return { kind: "keep-alive" };
  const end = headEnd(datagram, start);
  const stop = end?.at ?? datagram.length;
  if (stop - start > LONGEST_HEAD) return damaged(`a head of more than ${LONGEST_HEAD} bytes`, 513);
  const head = readHead(datagram.toString("utf8", start, stop));
  if (head.kind === "damaged") return head;
  const behind = datagram.subarray(end?.next ?? datagram.length);
  const length = contentLength(head.message);
  if (length === "bad") return damaged("a Content-Length that is no number", 400, head.message);
  if (length !== undefined && length > behind.length) {
    return damaged(`${behind.length} bytes of a body of ${length}`, 400, head.message);
  }
  const body = Buffer.from(behind.subarray(0, length ?? behind.length));
  return { kind: "message", message: { ...head.message, body }, rest: Buffer.alloc(0) };
}

/**
 * The first message of a stream, and the bytes behind it; null: more bytes are needed. After `damaged` the stream can't be
 * followed any more.
 */
export function cutMessage(bytes: Buffer): SipRead | null {
  const start = skipLineBreaks(bytes, 0);
  const end = headEnd(bytes, start);
  if (!end) return bytes.length - start > LONGEST_HEAD ? damaged("a head without an end", 513) : null;
  const head = readHead(bytes.toString("utf8", start, end.at));
  if (head.kind === "damaged") return head;
  const length = contentLength(head.message) ?? 0;
  if (length === "bad") return damaged("a Content-Length that is no number", 400, head.message);
  if (length > LONGEST_MESSAGE) return damaged(`a body of ${length} bytes`, 513, head.message);
  if (bytes.length < end.next + length) return null;
  const body = Buffer.from(bytes.subarray(end.next, end.next + length));
  return { kind: "message", message: { ...head.message, body }, rest: bytes.subarray(end.next + length) };
}

function skipLineBreaks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  return at;
}

function headEnd(bytes: Buffer, from: number): { at: number; next: number } | null {
  const strict = bytes.indexOf("\r\n\r\n", from);
  const loose = bytes.indexOf("\n\n", from);
  if (loose >= 0 && (strict < 0 || loose < strict)) return { at: loose, next: loose + 2 };
  return strict < 0 ? null : { at: strict, next: strict + 4 };
}

const STATUS_LINE = /^SIP\/2\.0 ([1-6]\d\d) (.*)$/iu;
const REQUEST_LINE = /^([A-Za-z0-9.!%*_+`'~-]{1,64}) ([^\s<>]+) SIP\/(\d+)\.(\d+)$/iu;
const FIELD_LINE = /^([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:[ \t]*(.*)$/su;

type Head = { readonly kind: "head"; readonly message: SipMessage } | Extract<SipRead, { kind: "damaged" }>;

function readHead(text: string): Head {
  const [first = "", ...rest] = text.split(/\r?\n/u);
  const fields: Field[] = [];
  let bad: string | undefined;
  for (const line of unfolded(rest)) {
    const [, name, value] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) bad ??= `the line "${line.slice(0, 60)}" is no header field`;
    else fields.push([longForm(name), value.trim()]);
  }
  const body = Buffer.alloc(0);
  const [, status, reason = ""] = STATUS_LINE.exec(first) ?? [];
  if (status !== undefined) {
    if (bad !== undefined) return damaged(bad, 400);
    return { kind: "head", message: { kind: "response", status: Number(status), reason, fields, body } };
  }
  const [, method = "", uri = "", major, minor] = REQUEST_LINE.exec(first) ?? [];
  if (method === "") {
    const [guess = ""] = /^[A-Za-z]{1,20}(?=\s.*SIP\/2\.0\s*$)/u.exec(first) ?? [];
    const request: SipRequest | null = guess === "" ? null : { kind: "request", method: guess, uri: "", fields, body };
    return damaged(`"${first.slice(0, 80)}" begins no SIP message`, 400, request);
  }
  const request: SipRequest = { kind: "request", method, uri, fields, body };
  if (major !== "2" || minor !== "0") return damaged(`version ${major}.${minor} of SIP`, 505, request);
  if (fields.length > MOST_FIELDS) return damaged(`more than ${MOST_FIELDS} header fields`, 513, request);
  if (bad !== undefined) return damaged(bad, 400, request);
  return { kind: "head", message: request };
}

/** RFC 3261 §7.3.1: a line that begins with white space continues the one above. */
function unfolded(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/u.test(line) && whole.length > 0) whole[whole.length - 1] += ` ${line.trim()}`;
    else whole.push(line);
  }
  return whole;
}

function contentLength(message: SipMessage): number | "bad" | undefined {
  const all = message.fields.filter(([name]) => name === "content-length").map(([, value]) => value);
  const [value] = all;
  if (value === undefined) return undefined;
  return /^\d{1,9}$/u.test(value) && all.every((one) => one === value) ? Number(value) : "bad";
}

function damaged(
  why: string,
  status: number,
  message: SipMessage | null = null,
): Extract<SipRead, { kind: "damaged" }> {
  const request = message?.kind === "request" && field(message, "via") !== undefined ? message : null;
  return { kind: "damaged", why, status, request };
}
