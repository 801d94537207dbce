/** ESPA 4.4.4 (1984) on ISO 1745 basic mode. */

const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
const EOT = 0x04;
const ENQ = 0x05;
const ACK = 0x06;
const NAK = 0x15;
const RS = 0x1e;
const US = 0x1f;

export const ENDING: Buffer = Buffer.of(EOT);
export const TAKEN: Buffer = Buffer.of(ACK);
/** A transmission error: the block is to be repeated. */
export const DAMAGED: Buffer = Buffer.of(0x31, NAK);

export interface Block {
  /** `1` call to pager, `2` status information, `3` status request. */
  readonly header: string;
  /** By record id; latin1. */
  readonly records: ReadonlyMap<string, string>;
}

/** Polls or selects the station of that address. */
export function enquiry(address: string): Buffer {
  return Buffer.concat([Buffer.from(address, "latin1"), Buffer.of(ENQ)]);
}

/** `SOH header STX records ETX BCC`; the block check is the XOR of all behind SOH up to and including ETX. */
export function blockOf(header: string, records: readonly (readonly [id: string, data: string])[]): Buffer {
  const body = Buffer.concat([
    Buffer.from(header, "latin1"),
    Buffer.of(STX),
    ...records.map(([id, data], at) =>
      Buffer.concat([
        Buffer.of(...(at === 0 ? [] : [RS])),
        Buffer.from(id),
        Buffer.of(US),
        Buffer.from(data, "latin1"),
      ]),
    ),
    Buffer.of(ETX),
  ]);
  return Buffer.concat([Buffer.of(SOH), body, Buffer.of(blockCheck(body))]);
}

function blockCheck(body: Uint8Array): number {
  return body.reduce((check, byte) => check ^ byte, 0);
}

export type Heard =
  | { readonly kind: "taken" }
  | { readonly kind: "ended" }
  /** `1` transmission error, `2` busy, `3` not understood; "" when it does not say. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "enquiry"; readonly address: string }
  | { readonly kind: "block"; readonly block: Block }
  | { readonly kind: "damaged" };

const LONGEST_BLOCK = 1000;

/** The next thing on the wire. What is none is passed over. */
export function cutHeard(bytes: Buffer): { value: Heard; used: number } | null {
  for (let at = 0; at < bytes.length; at++) {
    const used = at + 1;
    const byte = bytes[at];
    if (byte === ACK) return { value: { kind: "taken" }, used };
    if (byte === EOT) return { value: { kind: "ended" }, used };
    if (byte === NAK) return { value: { kind: "refused", why: digitBefore(bytes, at) }, used };
    if (byte === ENQ) return { value: { kind: "enquiry", address: digitBefore(bytes, at) }, used };
    if (byte !== SOH) continue;
    const end = bytes.indexOf(ETX, at);
    // The block check may be any byte, so exactly one is taken behind ETX.
    if (end >= 0 && end + 1 < bytes.length) {
      return { value: read(bytes.subarray(at + 1, end + 1), bytes[end + 1]), used: end + 2 };
    }
    if (bytes.length - at > LONGEST_BLOCK) return { value: { kind: "damaged" }, used: bytes.length };
    return null;
  }
  return null;
}

function digitBefore(bytes: Buffer, at: number): string {
  const before = String.fromCharCode(bytes[at - 1] ?? 0);
  return /\d/u.test(before) ? before : "";
}

function read(body: Buffer, check: number | undefined): Heard {
  if (blockCheck(body) !== check) return { kind: "damaged" };
  const start = body.indexOf(STX);
  if (start < 0) return { kind: "damaged" };
  const records = new Map<string, string>();
  for (const record of body.toString("latin1", start + 1, body.length - 1).split(String.fromCharCode(RS))) {
    const [id = "", ...data] = record.split(String.fromCharCode(US));
    // Some send blanks around the record's id, and a separator before ETX.
    if (data.length > 0) records.set(id.trim(), data.join(String.fromCharCode(US)));
  }
  return { kind: "block", block: { header: body.toString("latin1", 0, start).trim(), records } };
}
