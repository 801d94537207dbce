import { packSeptets, textOfSeptets, unpackSeptets } from "./gsm-alphabet.ts";
import { alphabetOf, headerOf, type Place, readHeader, textOfPacked, textOfUnits } from "./header.ts";
import { segmentsOf } from "./segments.ts";

/** One message for `AT+CMGS`. @see 3GPP TS 23.040 §9.2.2.2 */
export interface Submit {
  /** Upper-case hexadecimal, with the empty SMSC field before it: the SIM's own centre. */
  readonly hex: string;
  /** Octets without the SMSC field, as `AT+CMGS=` wants it. */
  readonly length: number;
}

/** What a modem hands over. `damaged`: why it can't be read. */
export type Received =
  | { readonly kind: "deliver"; readonly from: string; readonly text: string; readonly place: Place | null }
  | { readonly kind: "report"; readonly reference: number; readonly to: string; readonly status: number }
  | { readonly kind: "damaged"; readonly why: string };

const SUBMIT = 0x01;
const RELATIVE_VALIDITY = 0x10;
const REPORT_WANTED = 0x20;
const HAS_HEADER = 0x40;
const FOUR_DAYS = 0xaa;

/** @param reference the same for all parts of a text, another one for the next text to the same number */
export function submitsOf(to: string, text: string, reference: number, report: boolean): Submit[] {
  const segmented = segmentsOf(text);
  const total = segmented.parts.length;
  return Array.from({ length: total }, (_, index) => {
    const header = total > 1 ? headerOf({ reference, total, number: index + 1 }) : Buffer.alloc(0);
    const { octets, length } = userData(segmented, index, header);
    const first = SUBMIT | RELATIVE_VALIDITY | (report ? REPORT_WANTED : 0) | (total > 1 ? HAS_HEADER : 0);
    const scheme = segmented.coding === "gsm7" ? 0x00 : 0x08;
    const unit = Buffer.concat([
      Buffer.from([first, 0]),
      addressOf(to),
      Buffer.from([0, scheme, FOUR_DAYS, length]),
      header,
      octets,
    ]);
    return { hex: `00${unit.toString("hex").toUpperCase()}`, length: unit.length };
  });
}

function userData(
  segmented: ReturnType<typeof segmentsOf>,
  index: number,
  header: Buffer,
): { octets: Buffer; length: number } {
  if (segmented.coding === "ucs2") {
    const octets = segmented.parts[index] ?? Buffer.alloc(0);
    return { octets, length: header.length + octets.length };
  }
  const septets = segmented.parts[index] ?? [];
  const skipped = Math.ceil((header.length * 8) / 7);
  const octets = packSeptets(septets, skipped * 7 - header.length * 8);
  return { octets, length: skipped + septets.length };
}

/** §9.1.2.5: digits swapped in pairs; type 91 international, 81 unknown. */
function addressOf(number: string): Buffer {
  const digits = number.replace(/^\+/u, "");
  const pairs = (digits.length % 2 === 0 ? digits : `${digits}F`).replace(/(.)(.)/gu, "$2$1");
  return Buffer.concat([Buffer.from([digits.length, number.startsWith("+") ? 0x91 : 0x81]), Buffer.from(pairs, "hex")]);
}

/** SMS-DELIVER (§9.2.2.1) or SMS-STATUS-REPORT (§9.2.2.3), with the SMSC field before it. */
export function readTpdu(hex: string): Received {
  if (!/^(?:[0-9a-f]{2}){2,300}$/iu.test(hex)) return { kind: "damaged", why: "it is not hexadecimal" };
  const octets = Buffer.from(hex, "hex");
  const unit = octets.subarray(1 + (octets[0] ?? 0));
  const first = unit[0];
  if (first === undefined) return { kind: "damaged", why: "it ends behind the address of the centre" };
  const type = first & 0x03;
  if (type === 2) return readReport(unit);
  if (type !== 0) return { kind: "damaged", why: `it is of type ${type}, neither a message nor a report` };
  const sender = readAddress(unit, 1);
  const scheme = unit[sender.end + 1];
  const length = unit[sender.end + 9];
  if (scheme === undefined || length === undefined) return { kind: "damaged", why: "it ends before its text" };
  const data = unit.subarray(sender.end + 10);
  const alphabet = alphabetOf(scheme);
  const needed = alphabet === "gsm7" ? Math.ceil((length * 7) / 8) : length;
  if (data.length < needed) return { kind: "damaged", why: "it ends within its text" };
  const header = (first & HAS_HEADER) === 0 ? { length: 0, place: null } : readHeader(data);
  const body = data.subarray(header.length, length);
  const text =
    alphabet === "gsm7"
      ? textOfPacked(data, length, header.length)
      : alphabet === "ucs2"
        ? textOfUnits(body)
        : body.toString("latin1");
  return { kind: "deliver", from: sender.number, text, place: header.place };
}

function readReport(unit: Buffer): Received {
  const recipient = readAddress(unit, 2);
  const status = unit[recipient.end + 14];
  if (status === undefined) return { kind: "damaged", why: "the report ends before its status" };
  return { kind: "report", reference: unit[1] ?? 0, to: recipient.number, status };
}

function readAddress(unit: Buffer, at: number): { number: string; end: number } {
  const digits = unit[at] ?? 0;
  const type = unit[at + 1] ?? 0;
  const end = at + 2 + Math.ceil(digits / 2);
  const raw = unit.subarray(at + 2, end);
  // Letters instead of a number: packed septets.
  if ((type & 0x70) === 0x50) {
    return { number: textOfSeptets(unpackSeptets(raw, Math.floor((digits * 4) / 7))), end };
  }
  const swapped = raw
    .toString("hex")
    .replace(/(.)(.)/gu, "$2$1")
    .slice(0, digits);
  const number = swapped.replaceAll("a", "*").replaceAll("b", "#");
  return { number: `${(type & 0x70) === 0x10 ? "+" : ""}${number}`, end };
}

/** §9.2.3.15: what became of a message. */
export function judgeStatus(status: number): "delivered" | "trying" | "failed" {
  if (status < 0x20) return "delivered";
  return status < 0x40 ? "trying" : "failed";
}
