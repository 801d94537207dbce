/** The frames of TAP 1.8 (also called IXO). */

export const CR = 0x0d;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ACK = 0x06;
const NAK = 0x15;
const ESC = 0x1b;
const RS = 0x1e;

/** Logs on in automatic mode: service PG, terminal type 1. */
export function logOn(password: string): Buffer {
  return Buffer.concat([Buffer.of(ESC), Buffer.from(`PG1${password}`, "latin1"), Buffer.of(CR)]);
}

/** Ends the session. */
export const LOG_OFF: Buffer = Buffer.of(EOT, CR);

/**
 * The sum of the seven-bit values from STX to ETX, its low twelve bits as three characters from `0` (30h) to `?` (3Fh), the
 * highest four bits first.
 */
export function checksum(block: Uint8Array): string {
  let sum = 0;
  for (const byte of block) sum += byte & 0x7f;
  return String.fromCharCode(0x30 + ((sum >> 8) & 0xf), 0x30 + ((sum >> 4) & 0xf), 0x30 + (sum & 0xf));
}

/** One transaction in one block. @param text at most 240 ASCII characters, so that it never needs a second block */
export function pageBlock(pager: string, text: string): Buffer {
  const block = Buffer.concat([Buffer.of(STX), Buffer.from(`${pager}\r${text}\r`, "latin1"), Buffer.of(ETX)]);
  return Buffer.concat([block, Buffer.from(checksum(block), "latin1"), Buffer.of(CR)]);
}

/** What the terminal says. `message`: a line of words or a code, which is shown and asks for nothing. */
export type Heard =
  | { readonly kind: "id" | "ack" | "nak" | "refused" | "go-ahead" | "disconnect" }
  | { readonly kind: "message"; readonly text: string };

const LONGEST_LINE = 1000;

/** The next thing that the terminal says. `ID=` comes without a line's end; parity bits are taken off. */
export function cutHeard(bytes: Buffer): { value: Heard; used: number } | null {
  let from = 0;
  while (from < bytes.length && isBlank(bytes[from])) from++;
  const rest = Buffer.from(bytes.subarray(from)).map((byte) => byte & 0x7f);
  const text = Buffer.from(rest).toString("latin1");
  if (text.startsWith("ID=")) return { value: { kind: "id" }, used: from + 3 };
  const end = rest.indexOf(CR);
  if (end < 0) {
    if (rest.length <= LONGEST_LINE) return null;
    return { value: { kind: "message", text: "a line without an end" }, used: bytes.length };
  }
  const line = text.slice(0, end);
  return { value: meaning(line), used: from + end + 1 };
}

function meaning(line: string): Heard {
  const last = line.charCodeAt(line.length - 1);
  if (line.endsWith("\u001b\u0004")) return { kind: "disconnect" };
  if (line.endsWith("\u001b[p")) return { kind: "go-ahead" };
  if (last === ACK) return { kind: "ack" };
  if (last === NAK) return { kind: "nak" };
  if (last === RS) return { kind: "refused" };
  return { kind: "message", text: line.replace(/[^\u0020-\u007e]+/gu, " ").trim() };
}

function isBlank(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte & 0x7f) === 0x0a || (byte & 0x7f) === CR || (byte & 0x7f) === 0 || (byte & 0x7f) === 0x20)
  );
}
