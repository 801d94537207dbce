/** What an upload can be, told by its first bytes. */
export const FILE_TYPES = [
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "image/svg+xml",
  "application/pdf",
  "application/geo+json",
] as const;
export type FileType = (typeof FILE_TYPES)[number];

export interface FileFacts {
  readonly type: FileType;
  /** In pixels; null: the type has none, or the first bytes don't say. */
  readonly width: number | null;
  readonly height: number | null;
}

const TEXT_BYTES = 64 * 1024;

/** Pure. @param head the first bytes, 64 KiB or all there are; null: none of the types */
export function factsOfFile(head: Uint8Array): FileFacts | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return raster(bytes) ?? document(bytes);
}

function raster(bytes: Buffer): FileFacts | null {
  const letters = (from: number, to: number) => bytes.toString("latin1", from, to);
  // Signature and IHDR: W3C PNG, 5.2 and 11.2.1.
  if (letters(0, 8) === "\x89PNG\r\n\x1a\n" && letters(12, 16) === "IHDR" && bytes.length >= 24)
    return { type: "image/png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  // GIF89a, 17 and 18.
  if (/^GIF8[79]a$/.test(letters(0, 6)) && bytes.length >= 10)
    return { type: "image/gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  if (letters(0, 4) === "RIFF" && letters(8, 12) === "WEBP" && bytes.length >= 30)
    return { type: "image/webp", ...webpSize(bytes) };
  if (bytes.length >= 4 && bytes.readUIntBE(0, 3) === 0xffd8ff) return { type: "image/jpeg", ...jpegSize(bytes) };
  return null;
}

/** RFC 9649, 2.5 to 2.7. */
function webpSize(bytes: Buffer): Pick<FileFacts, "width" | "height"> {
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      const packed = bytes.readUInt32LE(21);
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    default:
      return { width: null, height: null };
  }
}

/** From the frame header: ITU-T T.81, B.2.2. */
function jpegSize(bytes: Buffer): Pick<FileFacts, "width" | "height"> {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    // A fill byte, or a marker without a segment.
    if (marker === 0xff) at += 1;
    else at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8) ? 2 : 2 + bytes.readUInt16BE(at + 2);
  }
  return { width: null, height: null };
}

function document(bytes: Buffer): FileFacts | null {
  const size = { width: null, height: null };
  if (bytes.toString("latin1", 0, 5) === "%PDF-") return { type: "application/pdf", ...size };
  const text = bytes.toString("utf8", 0, TEXT_BYTES).replace(/^\u{feff}/u, "");
  if (/^<svg[\s>]/u.test(withoutProlog(text))) return { type: "image/svg+xml", ...size };
  // RFC 7946, 1.4.
  const geometry = "(?:Feature|FeatureCollection|GeometryCollection|(?:Multi)?(?:Point|LineString|Polygon))";
  if (/^\s*\{/u.test(text) && new RegExp(`"type"\\s*:\\s*"${geometry}"`, "u").test(text))
    return { type: "application/geo+json", ...size };
  return null;
}

/** What follows declaration, comments and document type: XML 1.0, 2.8. */
function withoutProlog(xml: string): string {
  let rest = xml.trimStart();
  for (;;) {
    const end = rest.startsWith("<?")
      ? rest.indexOf("?>") + 1
      : rest.startsWith("<!--")
        ? rest.indexOf("-->") + 2
        : rest.startsWith("<!DOCTYPE")
          ? endOfDocumentType(rest)
          : -1;
    if (end <= 1) return rest;
    rest = rest.slice(end + 1).trimStart();
  }
}

function endOfDocumentType(xml: string): number {
  const inner = xml.indexOf("[");
  const end = xml.indexOf(">");
  if (inner === -1 || end < inner) return end;
  const close = xml.indexOf("]", inner);
  return close === -1 ? -1 : xml.indexOf(">", close);
}
