/** Short Message Peer-to-Peer Protocol 3.4, the octets of its protocol data units. Clauses are those of its issue 1.2. */

/** §5.1.2.1 */
export const COMMANDS = {
  bindTransceiver: 0x09,
  submit: 0x04,
  deliver: 0x05,
  unbind: 0x06,
  enquireLink: 0x15,
  genericNack: 0x8000_0000,
} as const;
export const RESPONSE = 0x8000_0000;

/** §5.1.3, those that we send ourselves. */
export const OK = 0;
export const INVALID_COMMAND = 0x03;
/** ESME_RX_T_APPN: the centre shall deliver it again later. */
export const LATER = 0x64;

const HEADER = 16;
/** A message_payload may hold 64 kB (§5.3.2.32); nothing that is longer is a message. */
const LONGEST = 70_000;

export interface Pdu {
  readonly command: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

/** Cuts the stream; keeps what is not whole. Once a length makes no sense the stream can't be read any more. */
export class PduCutter {
  #kept = Buffer.alloc(0);
  #why: string | null = null;

  /** @throws never; `why` says that the stream is damaged */
  push(bytes: Buffer): { readonly pdus: readonly Pdu[]; readonly why: string | null } {
    const pdus: Pdu[] = [];
    let rest = this.#kept.length === 0 ? bytes : Buffer.concat([this.#kept, bytes]);
    while (this.#why === null && rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length < HEADER || length > LONGEST) {
        this.#why = `it announced a unit of ${length} octets; ${HEADER} to ${LONGEST} are possible`;
        break;
      }
      if (rest.length < length) break;
      pdus.push({
        command: rest.readUInt32BE(4),
        status: rest.readUInt32BE(8),
        sequence: rest.readUInt32BE(12),
        body: rest.subarray(HEADER, length),
      });
      rest = rest.subarray(length);
    }
    this.#kept = this.#why === null ? Buffer.from(rest) : Buffer.alloc(0);
    return { pdus, why: this.#why };
  }
}

export function pduOf(command: number, sequence: number, body: Buffer = Buffer.alloc(0), status = OK): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(HEADER + body.length, 0);
  header.writeUInt32BE(command, 4);
  header.writeUInt32BE(status, 8);
  header.writeUInt32BE(sequence, 12);
  return Buffer.concat([header, body]);
}

export interface Party {
  /** Type of number (§5.2.5): 1 international, 5 letters. */
  readonly ton: number;
  /** Numbering plan (§5.2.6): 1 E.164. */
  readonly npi: number;
  readonly address: string;
}

/** §4.1.5; empty: `address_range`, which the centre knows. */
export function bindBody(systemId: string, password: string, systemType: string): Buffer {
  return Buffer.concat([text(systemId), text(password), text(systemType), Buffer.from([0x34, 0, 0]), text("")]);
}

export interface SubmitBody {
  readonly from: Party;
  readonly to: Party;
  readonly hasHeader: boolean;
  readonly receipt: boolean;
  /** §5.2.19: 0 the centre's default, 3 Latin-1, 8 UCS-2. */
  readonly coding: number;
  /** At most 254 octets, the header among them. */
  readonly message: Buffer;
}

/** §4.4.1 */
export function submitBody({ from, to, hasHeader, receipt, coding, message }: SubmitBody): Buffer {
  return Buffer.concat([
    text(""),
    party(from),
    party(to),
    Buffer.from([hasHeader ? 0x40 : 0, 0, 0]),
    text(""),
    text(""),
    Buffer.from([receipt ? 1 : 0, 0, coding, 0, message.length]),
    message,
  ]);
}

export interface DeliverBody {
  readonly from: Party;
  readonly to: Party;
  /** §5.2.12 */
  readonly esmClass: number;
  readonly coding: number;
  /** The short message, or the message_payload where that is used instead. */
  readonly message: Buffer;
  readonly parameters: ReadonlyMap<number, Buffer>;
}

/** §4.6.1. Null when it ends too early. */
export function readDeliver(body: Buffer): DeliverBody | null {
  const reader = new Reader(body);
  reader.text();
  const from = reader.party();
  const to = reader.party();
  const esmClass = reader.octet();
  reader.octet();
  reader.octet();
  reader.text();
  reader.text();
  reader.octet();
  reader.octet();
  const coding = reader.octet();
  reader.octet();
  const message = reader.octets(reader.octet());
  const parameters = reader.parameters();
  if (reader.short) return null;
  return { from, to, esmClass, coding, message: parameters.get(MESSAGE_PAYLOAD) ?? message, parameters };
}

/** §4.4.2: the centre's name of the message. */
export function readMessageId(body: Buffer): string {
  return new Reader(body).text();
}

export const MESSAGE_PAYLOAD = 0x0424;
export const RECEIPTED_MESSAGE_ID = 0x001e;
export const MESSAGE_STATE = 0x0427;
export const SEGMENTS = { reference: 0x020c, total: 0x020e, number: 0x020f } as const;

function text(value: string): Buffer {
  return Buffer.from(`${value.replaceAll("\0", "")}\0`, "latin1");
}

function party({ ton, npi, address }: Party): Buffer {
  return Buffer.concat([Buffer.from([ton, npi]), text(address)]);
}

class Reader {
  readonly #body: Buffer;
  #at = 0;
  /** Something was asked for behind the end. */
  short = false;

  constructor(body: Buffer) {
    this.#body = body;
  }

  octet(): number {
    const octet = this.#body[this.#at++];
    if (octet === undefined) this.short = true;
    return octet ?? 0;
  }

  octets(count: number): Buffer {
    const octets = this.#body.subarray(this.#at, this.#at + count);
    if (octets.length < count) this.short = true;
    this.#at += count;
    return octets;
  }

  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) {
      this.short = true;
      return "";
    }
    const value = this.#body.toString("latin1", this.#at, end);
    this.#at = end + 1;
    return value;
  }

  party(): Party {
    return { ton: this.octet(), npi: this.octet(), address: this.text() };
  }

  /** §5.3; what ends too early is left away. */
  parameters(): Map<number, Buffer> {
    const parameters = new Map<number, Buffer>();
    while (this.#at + 4 <= this.#body.length) {
      const tag = this.#body.readUInt16BE(this.#at);
      const length = this.#body.readUInt16BE(this.#at + 2);
      const value = this.#body.subarray(this.#at + 4, this.#at + 4 + length);
      if (value.length === length) parameters.set(tag, value);
      this.#at += 4 + length;
    }
    return parameters;
  }
}
