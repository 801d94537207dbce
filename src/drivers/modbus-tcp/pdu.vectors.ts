import type { Answer, Request } from "./pdu.ts";

/** A request and its answer, whole frames as they stand in the document that `from` names. */
export interface PduVector {
  readonly from: string;
  readonly transaction: number;
  readonly unit: number;
  readonly request: Request;
  readonly asked: string;
  readonly answered: string;
  readonly answer: Answer;
}

const SPECIFICATION = "Modbus Application Protocol Specification V1.1b3";
const header = (bytes: number) => `00 01 00 00 00 ${bytes.toString(16).toUpperCase().padStart(2, "0")} 01 `;
const bits = (text: string) => Array.from(text, (bit) => bit === "1");

/** PDUs of the specification's examples (unit 1 and transaction 1 put in front), and the recalculated ones of the field. */
export const PDU_VECTORS: readonly PduVector[] = [
  {
    from: "read of 3 holding registers from 0x6B, recalculated with an independent program",
    transaction: 1,
    unit: 1,
    request: { fc: 3, address: 0x6b, count: 3 },
    asked: "00 01 00 00 00 06 01 03 00 6B 00 03",
    answered: "00 01 00 00 00 09 01 03 06 00 01 00 02 00 03",
    answer: { kind: "registers", bytes: Uint8Array.of(0, 1, 0, 2, 0, 3) },
  },
  {
    from: "exception 02 to it, recalculated with an independent program",
    transaction: 1,
    unit: 1,
    request: { fc: 3, address: 0x6b, count: 3 },
    asked: "00 01 00 00 00 06 01 03 00 6B 00 03",
    answered: "00 01 00 00 00 03 01 83 02",
    answer: { kind: "exception", code: 2 },
  },
  {
    from: `${SPECIFICATION} §6.1, coils 20 to 38`,
    transaction: 1,
    unit: 1,
    request: { fc: 1, address: 0x13, count: 0x13 },
    asked: `${header(6)}01 00 13 00 13`,
    answered: `${header(6)}01 03 CD 6B 05`,
    answer: { kind: "bits", bits: bits("1011001111010110101") },
  },
  {
    from: `${SPECIFICATION} §6.2, discrete inputs 197 to 218`,
    transaction: 1,
    unit: 1,
    request: { fc: 2, address: 0xc4, count: 0x16 },
    asked: `${header(6)}02 00 C4 00 16`,
    answered: `${header(6)}02 03 AC DB 35`,
    answer: { kind: "bits", bits: bits("0011010111011011101011") },
  },
  {
    from: `${SPECIFICATION} §6.3, registers 108 to 110`,
    transaction: 1,
    unit: 1,
    request: { fc: 3, address: 0x6b, count: 3 },
    asked: `${header(6)}03 00 6B 00 03`,
    answered: `${header(9)}03 06 02 2B 00 00 00 64`,
    answer: { kind: "registers", bytes: Uint8Array.of(0x02, 0x2b, 0x00, 0x00, 0x00, 0x64) },
  },
  {
    from: `${SPECIFICATION} §6.4, input register 9`,
    transaction: 1,
    unit: 1,
    request: { fc: 4, address: 8, count: 1 },
    asked: `${header(6)}04 00 08 00 01`,
    answered: `${header(5)}04 02 00 0A`,
    answer: { kind: "registers", bytes: Uint8Array.of(0x00, 0x0a) },
  },
  {
    from: `${SPECIFICATION} §6.5, coil 173 on`,
    transaction: 1,
    unit: 1,
    request: { fc: 5, address: 0xac, on: true },
    asked: `${header(6)}05 00 AC FF 00`,
    answered: `${header(6)}05 00 AC FF 00`,
    answer: { kind: "written" },
  },
  {
    from: `${SPECIFICATION} §6.6, register 2 to 3`,
    transaction: 1,
    unit: 1,
    request: { fc: 6, address: 1, value: 3 },
    asked: `${header(6)}06 00 01 00 03`,
    answered: `${header(6)}06 00 01 00 03`,
    answer: { kind: "written" },
  },
  {
    from: `${SPECIFICATION} §6.11, ten coils from 20`,
    transaction: 1,
    unit: 1,
    request: { fc: 15, address: 0x13, bits: bits("1011001110") },
    asked: `${header(9)}0F 00 13 00 0A 02 CD 01`,
    answered: `${header(6)}0F 00 13 00 0A`,
    answer: { kind: "written" },
  },
  {
    from: `${SPECIFICATION} §6.12, two registers from 2`,
    transaction: 1,
    unit: 1,
    request: { fc: 16, address: 1, registers: [0x000a, 0x0102] },
    asked: `${header(11)}10 00 01 00 02 04 00 0A 01 02`,
    answered: `${header(6)}10 00 01 00 02`,
    answer: { kind: "written" },
  },
];

export const bytesOf = (spaced: string): Uint8Array => Uint8Array.from(Buffer.from(spaced.replaceAll(" ", ""), "hex"));
