import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, useEffect, useState } from "react";
import { live } from "../link/live.ts";
import { useKept } from "../place.ts";
import { t } from "../texts.ts";
import { dateTime, eachSecond, serverNow } from "../time.ts";
import { type Flood, floodOf, isSameFlood } from "./flood.ts";
import type { Listing } from "./listing.ts";

interface FloodNoteProps {
  readonly listing: Listing;
  /** Whether the list has a line for each cause. */
  readonly isByCause: boolean;
  readonly onToggle: () => void;
}

/** That more alarms came than one person can answer, with what they began, and the way to see them as a few lines. */
export const FloodNote = memo(function FloodNote({ listing, isByCause, onToggle }: FloodNoteProps) {
  const flood = useFlood(listing);
  const [isHidden, setHidden] = useKept("alarms flood hidden", false);
  useEffect(() => {
    if (!flood) setHidden(false);
  }, [flood, setHidden]);
  if (!flood || isHidden) return null;
  return (
    <section className="flood" aria-label={t.flood.title} data-testid="flood">
      <p>
        <strong role="status" title={t.flood.hint}>
          <span aria-hidden="true">≋</span> {t.flood.title}
        </strong>{" "}
        <span>{t.flood.says(flood.count)}</span>
      </p>
      {flood.causes.length > 0 && (
        <ul className="flood-causes" aria-label={t.flood.began}>
          {flood.causes.map(({ first, count }) => (
            <li key={first.id}>
              <span className="muted">{t.flood.began}</span>
              <Link to="/alarms/$id" params={{ id: String(first.id) }} className="one-line" title={first.text}>
                <bdi>{first.text}</bdi>
              </Link>
              <span className="muted">
                {first.raisedAt !== null && dateTime(first.raisedAt)} · {t.arrangement.all(count)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="row-wrap">
        <Button
          size="compact-sm"
          variant={isByCause ? "default" : "filled"}
          title={t.flood.keyHint}
          aria-keyshortcuts="f"
          onClick={onToggle}
        >
          {isByCause ? t.flood.asList : t.flood.byCause}
        </Button>
        <button type="button" className="icon-button" aria-label={t.flood.hide} onClick={() => setHidden(true)}>
          ×
        </button>
      </div>
    </section>
  );
});

/** Looked at every second; while lines keep their places under the pointer, nothing comes that would move them. */
function useFlood(listing: Listing): Flood | null {
  const [flood, setFlood] = useState<Flood | null>(null);
  useEffect(() => {
    const look = () => {
      if (listing.isHeld) return;
      setFlood((before) => {
        const now = floodOf(live.model, serverNow(), before !== null);
        return isSameFlood(before, now) ? before : now;
      });
    };
    look();
    return eachSecond(look);
  }, [listing]);
  return flood;
}
