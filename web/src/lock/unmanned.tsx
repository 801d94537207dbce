import type { UnmannedPlace } from "../api/contract.ts";
import { t } from "../texts.ts";

/** Says what nobody watches now; nothing when there is nothing. */
export function UnmannedNote({ places }: { places: readonly UnmannedPlace[] }) {
  if (places.length === 0) return null;
  return (
    <div role="alert" className="note note-bad" data-testid="unmanned">
      <strong>{t.lock.unmanned(places.map(({ name }) => name))}</strong> {t.lock.unmannedHint}
    </div>
  );
}
