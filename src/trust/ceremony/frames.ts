/** The largest message: a chain and two roots fit several times. */
export const LONGEST_FRAME = 16 * 1024;

/** A message on the wire: its length in four bytes, big-endian, and its bytes. */
export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
}

export interface Cut {
  readonly frames: readonly Buffer[];
  /** What may become a frame. */
  readonly rest: Buffer;
  /** The next frame says that it is longer than any may be. */
  readonly tooLong: boolean;
}

/** Takes whole frames off the front of what has come. */
export function cutFrames(bytes: Buffer): Cut {
  const frames: Buffer[] = [];
  let at = 0;
  while (bytes.length - at >= 4) {
    const length = bytes.readUInt32BE(at);
    if (length > LONGEST_FRAME) return { frames, rest: bytes.subarray(at), tooLong: true };
    if (bytes.length - at - 4 < length) break;
    frames.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { frames, rest: bytes.subarray(at), tooLong: false };
}
