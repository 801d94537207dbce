/** In pixels, as the first bytes of a picture say it; null: they don't. */
export interface PictureSize {
  readonly width: number | null;
  readonly height: number | null;
}

/** More than these no browser shows without trouble: their pixels alone take half a gigabyte of a screen's memory. */
export const MOST_PIXELS_A_SIDE = 16_384;
export const MOST_PIXELS = 120_000_000;

export function hasTooManyPixels({ width, height }: PictureSize): boolean {
  const [across, down] = [width ?? 0, height ?? 0];
  return Math.max(across, down) > MOST_PIXELS_A_SIDE || across * down > MOST_PIXELS;
}

/** Nothing is decoded, however few bytes a picture of many pixels has. @param head the first bytes; null: no picture of pixels */
export function sizeOfPicture(
  head: Uint8Array,
): ({ readonly type: `image/${"png" | "gif" | "webp" | "jpeg"}` } & PictureSize) | null {
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const letters = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  // Signature and IHDR: W3C PNG, 5.2 and 11.2.1.
  if (letters(0, 8) === "\x89PNG\r\n\x1a\n" && letters(12, 16) === "IHDR" && head.length >= 24)
    return { type: "image/png", width: bytes.getUint32(16), height: bytes.getUint32(20) };
  // GIF89a, 17 and 18.
  if (/^GIF8[79]a$/.test(letters(0, 6)) && head.length >= 10)
    return { type: "image/gif", width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) };
  if (letters(0, 4) === "RIFF" && letters(8, 12) === "WEBP" && head.length >= 30)
    return { type: "image/webp", ...webpSize(bytes, letters(12, 16)) };
  if (letters(0, 3) === "\xff\xd8\xff" && head.length >= 4) {
    const found = jpegSize(head, 2);
    return { type: "image/jpeg", ...("width" in found ? found : { width: null, height: null }) };
  }
  return null;
}

/** RFC 9649, 2.5 to 2.7. */
function webpSize(bytes: DataView, kind: string): PictureSize {
  const threeBytes = (at: number) => bytes.getUint16(at, true) | (bytes.getUint8(at + 2) << 16);
  switch (kind) {
    case "VP8X":
      return { width: threeBytes(24) + 1, height: threeBytes(27) + 1 };
    case "VP8L": {
      const packed = bytes.getUint32(21, true);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: bytes.getUint16(26, true) & 0x3fff, height: bytes.getUint16(28, true) & 0x3fff };
    default:
      return { width: null, height: null };
  }
}

/**
 * From the frame header: ITU-T T.81, B.2.2. It lies behind segments of any number and length.
 *
 * @param at where a marker begins; what is answered with `at` is where to look on, perhaps behind these bytes
 */
export function jpegSize(bytes: Uint8Array, at: number): PictureSize | { readonly at: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let place = at; ; ) {
    if (place + 9 > bytes.length) return { at: place };
    // No marker: whatever this is, its pixels are not to be found.
    if (bytes[place] !== 0xff) return { width: null, height: null };
    const marker = bytes[place + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: view.getUint16(place + 7), height: view.getUint16(place + 5) };
    // A fill byte, or a marker without a segment.
    if (marker === 0xff) place += 1;
    else place += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + view.getUint16(place + 2);
  }
}

/** Looks for the frame of a JPEG in pieces of it as they come: no picture hides its size behind long segments. */
export class LateFrame {
  #at = 2;
  #rest = new Uint8Array();

  /** @returns the size, once: null before and after, and when it can't be found */
  take(piece: Uint8Array): PictureSize | null {
    if (this.#at >= this.#rest.length + piece.length) {
      this.#at -= this.#rest.length + piece.length;
      this.#rest = new Uint8Array();
      return null;
    }
    const bytes = new Uint8Array(this.#rest.length + piece.length);
    bytes.set(this.#rest);
    bytes.set(piece, this.#rest.length);
    const found = jpegSize(bytes, this.#at);
    if (!("at" in found)) {
      this.#at = Number.POSITIVE_INFINITY;
      return found;
    }
    const kept = Math.min(found.at, bytes.length);
    this.#rest = bytes.slice(kept);
    this.#at = found.at - kept;
    return null;
  }
}
