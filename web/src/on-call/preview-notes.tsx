import { t } from "../page-texts.ts";
import type { Preview } from "./contract.ts";
import { spanText } from "./zoned.ts";

/** What would be wrong with a schedule: gaps that it makes, persons that nobody knows, overrides in each other's way. */
export function PreviewNotes({ preview, zone, since = 0 }: { preview: Preview; zone: string; since?: number }) {
  const { unknown, clashes } = preview;
  const newGaps = preview.newGaps.filter(({ to }) => to > since);
  if (newGaps.length + unknown.length + clashes.length === 0) {
    return (
      <p className="good" role="status">
        ✓ {t.override.fine}
      </p>
    );
  }
  return (
    <div className="note note-bad" role="status">
      <ul className="plain">
        {newGaps.slice(0, 10).map((gap) => (
          <li key={gap.from}>
            <span aria-hidden="true">⚠ </span>
            <strong>{t.override.makesGap}</strong> {spanText(gap, zone)}
          </li>
        ))}
        {unknown.map((person) => (
          <li key={person}>⚠ {t.override.unknown(person)}</li>
        ))}
        {clashes.slice(0, 10).map((clash) => (
          <li key={`${clash.first} ${clash.second}`}>
            ⚠ {t.override.clash(clash.first + 1, clash.second + 1, spanText(clash, zone))}
          </li>
        ))}
      </ul>
    </div>
  );
}
