import type { Seal } from "./seal.ts";
import { SEALED, type SealedPlace } from "./sealed-places.ts";

/**
 * What is stored, with everything that the root key `from` sealed sealed anew; the same text when there is nothing of
 * the kind. Throws a `Fault` (`untrusted`) when a value can't be opened.
 * @param key of the row
 */
export function resealed(seal: Seal, place: SealedPlace, key: readonly string[], stored: string, from: string): string {
  const again = (sealed: string) => {
    if (!isOf(from, sealed)) return sealed;
    const where = place.place(key);
    return seal.seal(where, seal.unseal(where, sealed).open());
  };
  if (place.form === "text") return again(stored);
  let changed = false;
  const fresh: unknown = JSON.parse(stored, (_, value: unknown) => {
    if (typeof value !== "string" || !value.startsWith(SEALED)) return value;
    const next = `${SEALED}${again(value.slice(SEALED.length))}`;
    changed ||= next !== value;
    return next;
  });
  return changed ? JSON.stringify(fresh) : stored;
}

function isOf(kid: string, sealed: string): boolean {
  try {
    return (JSON.parse(sealed) as { kid?: unknown } | null)?.kid === kid;
  } catch {
    return false;
  }
}
