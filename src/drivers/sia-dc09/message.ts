import type { Instant } from "#kernel/clock.ts";
import { hexDigit } from "./frame.ts";
import { readTimestamp } from "./timestamp.ts";

/** The clear part of a message: `"id" seq [Rrcvr] [Lpref] #acct [` (DC-09 §5.5.1). */
export interface Header {
  /** Without quotes and without the star of encryption. */
  readonly token: string;
  readonly encrypted: boolean;
  /** Four digits as they came; a retransmission keeps them. */
  readonly sequence: string;
  /** `R…L…#…` exactly as it came, for the reply. */
  readonly address: string;
  readonly receiver: string;
  readonly line: string;
  /** Behind the `#`, or "" when there is no `#`. */
  readonly account: string;
  /** Without a `#`: the hexadecimal characters before the bracket, in which line and account run together. */
  readonly run: string;
  /** Behind the bracket that opens the data: plain, or hexadecimal ciphertext. */
  readonly rest: string;
}

export interface Content {
  /** Within the data block, before its `|`: the account, or "" when it is not repeated there. */
  readonly account: string;
  /** Behind the `|`. */
  readonly data: string;
  readonly extended: readonly ExtendedData[];
  readonly timestamp: Instant | null;
  /** Everything is where the standard wants it: nothing stands between the blocks, the timestamp is one. */
  readonly wellFormed: boolean;
}

/** `[Xvalue]` behind the data block (DC-09 §5.5.1.8). */
export interface ExtendedData {
  readonly letter: string;
  readonly value: string;
}

/** Null when it is not the header of a DC-09 message. */
export function readHeader(body: string): Header | null {
  const quote = body.indexOf('"', 1);
  if (quote < 2 || quote > 24 || body.charCodeAt(0) !== 0x22) return null;
  const encrypted = body.charCodeAt(1) === 0x2a;
  const token = body.slice(encrypted ? 2 : 1, quote);
  const behind = quote + 5;
  for (let at = quote + 1; at < behind; at++) {
    const code = body.charCodeAt(at);
    if (!(code >= 0x30 && code <= 0x39)) return null;
  }
  const open = body.indexOf("[", behind);
  if (open < 0 || token.length === 0) return null;
  let at = behind;
  let receiver = "";
  let line = "";
  if (body[at] === "R") {
    const end = hexEnd(body, at + 1, open, 6);
    receiver = body.slice(at + 1, end);
    at = end;
  }
  const lineStart = at;
  if (body[at] === "L") {
    const end = hexEnd(body, at + 1, open, 6);
    line = body.slice(at + 1, end);
    at = end;
  }
  const hash = body[at] === "#";
  const account = hash ? body.slice(at + 1, open) : "";
  const run = hash ? "" : body.slice(lineStart + (line ? 1 : 0), open);
  if (!isHex(account) || account.length > 16 || !isHex(run)) return null;
  return {
    token,
    encrypted,
    sequence: body.slice(quote + 1, behind),
    address: body.slice(behind, open),
    receiver,
    line,
    account,
    run,
    rest: body.slice(open + 1),
  };
}

function hexEnd(body: string, from: number, limit: number, longest: number): number {
  let at = from;
  while (at < limit && at < from + longest && hexDigit(body.charCodeAt(at)) >= 0) at++;
  return at;
}

function isHex(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (hexDigit(text.charCodeAt(at)) < 0) return false;
  return true;
}

/** What stands behind the opening bracket of a plain message: `[#acct|]data][X…]…[_time]`; null without a `]`. */
export function readContent(rest: string): Content | null {
  const close = rest.indexOf("]");
  if (close < 0) return null;
  const block = rest.slice(0, close);
  const bar = block.indexOf("|");
  const hashed = block.charCodeAt(0) === 0x23;
  const account = hashed ? block.slice(1, bar < 0 ? block.length : bar) : "";
  const data = bar >= 0 && (hashed || bar === 0) ? block.slice(bar + 1) : hashed ? "" : block;
  if (close === rest.length - 1) return { account, data, extended: [], timestamp: null, wellFormed: true };

  const extended: ExtendedData[] = [];
  let at = close + 1;
  while (rest[at] === "[") {
    const end = rest.indexOf("]", at);
    if (end < 0) break;
    if (end > at + 1) extended.push({ letter: rest.slice(at + 1, at + 2), value: rest.slice(at + 2, end) });
    at = end + 1;
  }
  const tail = rest.slice(at);
  const timestamp = tail.startsWith("_") ? readTimestamp(tail) : null;
  return { account, data, extended, timestamp, wellFormed: tail === "" || timestamp !== null };
}

/** @param address as it came with the request, in the very same characters */
export function writeReply(token: "ACK" | "DUH", sequence: string, address: string): string {
  return `"${token}"${sequence}${address}[]`;
}

/** Says that a timestamp was out of the window, and what time it is, so that the device sets its clock (DC-09 §5.5.3.2). */
export function writeNak(timestamp: string): string {
  return `"NAK"0000R0L0A0[]${timestamp}`;
}

/** Latin-1 as it came off the wire, read as Windows-1252, in which panels write their texts. */
export function readable(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 && code < 0xa0) return new TextDecoder("windows-1252").decode(Buffer.from(text, "latin1"));
  }
  return text;
}
