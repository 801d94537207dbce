import assert from "node:assert/strict";

/**
 * Messages of the mesh written byte by byte, for a client that shares no generated code with it. Encoding of Protocol
 * Buffers: field number << 3 | wire type; 0 is a varint, 2 a length and its bytes.
 */
const varint = (field: number, value: number) => Buffer.from([field << 3, value]);
const bytes = (field: number, value: string | Buffer) => {
  const data = Buffer.from(value as string);
  assert.ok(data.length < 128);
  return Buffer.concat([Buffer.from([(field << 3) | 2, data.length]), data]);
};
/** A registration. Field 15 is one that this release doesn't know. */
export const hello = (oldest: number, newest: number) =>
  Buffer.concat([
    varint(1, oldest),
    varint(2, newest),
    bytes(3, "9.9"),
    bytes(4, "run-1"),
    bytes(15, "from a newer release"),
  ]);
/** The first message of a driver host's stream. */
export const opening = (lease: string) =>
  bytes(1, Buffer.concat([bytes(1, lease), bytes(2, "0b6f2a52-0000-4000-8000-000000000001")]));

/** @param lane 1 life-safety, 2 ordinary */
export function reports(lane: number, first: number, points: readonly string[], source = "shop"): Buffer {
  const each = points.map((point) => {
    const report = [source, point, "raise", "intrusion", "burglary"].map((value, at) => bytes(at + 1, value));
    return bytes(3, Buffer.concat(report));
  });
  const body = Buffer.concat([varint(1, lane), varint(2, first), ...each]);
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.from([(2 << 3) | 2, ...length]), body]);
}

/** A message that a host's source refused, as somebody sees it who watches. */
export const overheard = (source: string, raw: string) => {
  const refused = Buffer.concat([bytes(1, "damaged"), bytes(2, raw)]);
  return bytes(5, bytes(1, Buffer.concat([bytes(1, source), bytes(2, refused)])));
};
