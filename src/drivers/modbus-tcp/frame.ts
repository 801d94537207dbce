/**
 * The MBAP frame: transaction u16, protocol u16 = 0, length u16 (bytes after it), unit u8, then the PDU of 1 to 253
 * bytes (Modbus Messaging on TCP/IP Implementation Guide V1.0b §3.1.3; Application Protocol V1.1b3 §4.1).
 */
const HEADER_BYTES = 7;
const LONGEST_PDU = 253;

export type Frame =
  | { readonly kind: "whole"; readonly transaction: number; readonly unit: number; readonly pdu: Uint8Array }
  /** Modbus has no mark by which to find the next frame: after damage the connection is of no more use. */
  | { readonly kind: "damaged"; readonly why: string; readonly raw: string };

/** Cuts a stream of bytes into frames, however they arrive. Keeps at most one unfinished frame (260 bytes). */
export class FrameCutter {
  #pending: Buffer = Buffer.alloc(0);
  #damaged = false;

  cut(chunk: Uint8Array): Frame[] {
    if (this.#damaged) return [];
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const frames: Frame[] = [];
    while (this.#pending.length >= 6) {
      const protocol = this.#pending.readUInt16BE(2);
      const length = this.#pending.readUInt16BE(4);
      if (protocol !== 0) return [...frames, this.#damage(`protocol number ${protocol} where Modbus has 0`)];
      if (length < 2 || length > LONGEST_PDU + 1) {
        return [...frames, this.#damage(`length ${length} where Modbus has 2 to ${LONGEST_PDU + 1}`)];
      }
      if (this.#pending.length < 6 + length) break;
      frames.push({
        kind: "whole",
        transaction: this.#pending.readUInt16BE(0),
        unit: this.#pending.readUInt8(6),
        pdu: Uint8Array.from(this.#pending.subarray(HEADER_BYTES, 6 + length)),
      });
      this.#pending = this.#pending.subarray(6 + length);
    }
    return frames;
  }

  /** How many bytes of an unfinished frame are kept. */
  get pending(): number {
    return this.#pending.length;
  }

  #damage(why: string): Frame {
    const raw = hex(this.#pending.subarray(0, 64));
    this.#damaged = true;
    this.#pending = Buffer.alloc(0);
    return { kind: "damaged", why, raw };
  }
}

export function writeFrame(transaction: number, unit: number, pdu: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(HEADER_BYTES + pdu.length);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(pdu.length + 1, 4);
  frame.writeUInt8(unit, 6);
  frame.set(pdu, HEADER_BYTES);
  return frame;
}

/** Bytes as people read them in a protocol's documents: `01 03 00 6B`. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
}
