import { textOfSeptets } from "#wire/sms/gsm-alphabet.ts";
import { headerOf, type Place, readHeader, textOfUnits } from "#wire/sms/header.ts";
import { digitsOf } from "#wire/sms/number.ts";
import { segmentsOf } from "#wire/sms/segments.ts";
import { type DeliverBody, type Party, SEGMENTS, submitBody } from "./pdu.ts";
import type { Settings } from "./settings.ts";

const UCS2 = 8;
const LATIN1 = 3;
const HAS_HEADER = 0x40;

/** The bodies of submit_sm that carry one text. @param reference the same for all of its parts */
export function submitsOf(
  { from, defaultAlphabet }: Pick<Settings, "from" | "defaultAlphabet">,
  to: string,
  text: string,
  reference: number,
): Buffer[] {
  const { coding, parts } = encoded(text, defaultAlphabet);
  const total = parts.length;
  return parts.map((part, index) =>
    submitBody({
      from: senderOf(from),
      to: { ton: 1, npi: 1, address: digitsOf(to) },
      hasHeader: total > 1,
      receipt: true,
      coding,
      message: total > 1 ? Buffer.concat([headerOf({ reference, total, number: index + 1 }), part]) : part,
    }),
  );
}

function encoded(text: string, alphabet: Settings["defaultAlphabet"]): { coding: number; parts: readonly Buffer[] } {
  const segmented = segmentsOf(text, alphabet === "latin1" && !isLatin(text) ? "ucs2" : undefined);
  if (segmented.coding === "ucs2") return { coding: UCS2, parts: segmented.parts };
  // One septet in each octet (SMPP 3.4 §5.2.19): the centre packs them.
  if (alphabet === "gsm") return { coding: 0, parts: segmented.parts.map((septets) => Buffer.from(septets)) };
  const parts = segmented.parts.map((septets) => Buffer.from(textOfSeptets(septets), "latin1"));
  return { coding: LATIN1, parts };
}

function senderOf(from: string): Party {
  if (from.startsWith("+")) return { ton: 1, npi: 1, address: digitsOf(from) };
  return /^\d+$/u.test(from) ? { ton: 0, npi: 1, address: from } : { ton: 5, npi: 0, address: from };
}

function isLatin(text: string): boolean {
  return Array.from(text).every((letter) => (letter.codePointAt(0) ?? 0) < 0x100);
}

/** What a person wrote. `from` is an international number with `+`, as people's addresses are, or a name. */
export function readMessage(
  { from, esmClass, coding, message, parameters }: DeliverBody,
  alphabet: Settings["defaultAlphabet"],
): { readonly from: string; readonly text: string; readonly place: Place | null } {
  const header = (esmClass & HAS_HEADER) === 0 ? { length: 0, place: null } : readHeader(message);
  const body = message.subarray(header.length);
  return {
    from: /^\+?\d+$/u.test(from.address) ? `+${digitsOf(from.address)}` : from.address,
    text: textOf(body, coding, alphabet),
    place: header.place ?? placeOf(parameters),
  };
}

function textOf(body: Buffer, coding: number, alphabet: Settings["defaultAlphabet"]): string {
  if (coding === UCS2) return textOfUnits(body);
  if (coding === 0 && alphabet === "gsm") return textOfSeptets([...body]);
  return body.toString("latin1");
}

/** The optional parameters sar_msg_ref_num, sar_total_segments, sar_segment_seqnum (§5.3.2.22 to §5.3.2.24). */
function placeOf(parameters: DeliverBody["parameters"]): Place | null {
  const reference = parameters.get(SEGMENTS.reference);
  const total = parameters.get(SEGMENTS.total)?.[0] ?? 0;
  const number = parameters.get(SEGMENTS.number)?.[0] ?? 0;
  if (reference?.length !== 2 || number === 0 || number > total) return null;
  return { reference: reference.readUInt16BE(0), total, number };
}
