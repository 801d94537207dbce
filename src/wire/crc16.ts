const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  return crc;
});

/**
 * CRC-16 with the reflected polynomial 0xA001 over `bytes[from..to)`. ARC starts at 0 (SIA DC-09: "123456789" gives
 * 0xBB3D), Modbus at 0xFFFF.
 */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length, start = 0): number {
  let crc = start;
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return crc;
}
