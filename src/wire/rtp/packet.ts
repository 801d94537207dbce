/** What we read of an RTP packet (RFC 3550 §5.1). */
export interface RtpPacket {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly source: number;
  readonly payload: Buffer;
}

export const HEADER_BYTES = 12;

/** Null when it is none: another version, too short, or RTCP on the same port (RFC 5761 §4). */
export function readPacket(datagram: Buffer): RtpPacket | null {
  const [first = 0, second = 0] = datagram;
  if (datagram.length < HEADER_BYTES || first >> 6 !== 2 || (second >= 192 && second <= 223)) return null;
  let from = HEADER_BYTES + (first & 15) * 4;
  if (first & 0x10) {
    if (datagram.length < from + 4) return null;
    from += 4 + datagram.readUInt16BE(from + 2) * 4;
  }
  const padding = first & 0x20 ? (datagram.at(-1) ?? 0) : 0;
  const to = datagram.length - padding;
  if (to < from) return null;
  return {
    payloadType: second & 0x7f,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    source: datagram.readUInt32BE(8),
    payload: datagram.subarray(from, to),
  };
}

/** @param marked the first packet of what is said after a pause (RFC 3551 §4.1) */
export function writePacket(packet: RtpPacket, marked: boolean): Buffer {
  // Every byte is written below; a buffer of the pool makes no work for the collection of garbage.
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = packet.payloadType | (marked ? 0x80 : 0);
  bytes.writeUInt16BE(packet.sequence, 2);
  bytes.writeUInt32BE(packet.timestamp, 4);
  bytes.writeUInt32BE(packet.source, 8);
  packet.payload.copy(bytes, HEADER_BYTES);
  return bytes;
}
