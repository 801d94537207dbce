/** The tags of DER (X.690 §8) that stand before the key of a request. */
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * The SubjectPublicKeyInfo (DER) of a certificate request (PKCS #10, RFC 2986 §4.1), by which a key is recognized before
 * anything is signed. null: it is no request. Whether the key has signed it, the authority verifies.
 */
export function spkiIn(request: Buffer): Buffer | null {
  const outer = elementAt(request, 0, SEQUENCE);
  if (!outer || outer.end !== request.length) return null;
  const info = elementAt(request, outer.body, SEQUENCE);
  const version = info && elementAt(request, info.body, INTEGER);
  const subject = version && elementAt(request, version.end, SEQUENCE);
  const key = subject && elementAt(request, subject.end, SEQUENCE);
  return key && key.end <= info.end ? request.subarray(subject.end, key.end) : null;
}

function elementAt(bytes: Buffer, at: number, tag: number): { body: number; end: number } | null {
  const first = bytes[at + 1];
  if (bytes[at] !== tag || first === undefined) return null;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (more > 2 || first === 0x80 || at + 2 + more > bytes.length) return null;
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const body = at + 2 + more;
  return body + length <= bytes.length ? { body, end: body + length } : null;
}
