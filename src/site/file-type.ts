import { sizeOfPicture } from "./picture-size.ts";

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
  return sizeOfPicture(head) ?? document(bytes);
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
