import { crc32, deflateSync } from "node:zlib";

/** @param palette of colour type 3: red, green and blue of each colour; @param level of deflate, 0 to 9 */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  /** Each row begins with the byte of its filter. */
  readonly rows: Buffer;
  readonly palette?: Buffer;
  readonly level: number;
}

/** A picture as W3C PNG, 11.2: header, palette and one IDAT. */
export function pngOf({ width, height, bitDepth, colourType, rows, palette, level }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourType], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", deflateSync(rows, { level })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
