import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Status, Trouble } from "../api/contract.ts";
import { troublesQuery } from "../api/queries.ts";
import { type LinkState, trusted } from "../link/link.ts";
import { useLink } from "../link/use-live.ts";
import { useMay } from "../operators/queries.ts";
import { sentenceSaid } from "../said.ts";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { Dialog } from "./dialog.tsx";

const PLACES = { source: "/sources", channel: "/channels", module: "/modules" } as const;

/** How a screen stands to the server, in a word. */
export function LinkBadge({ state: { link, database } }: { state: LinkState }) {
  const shown = link.is === "live" && database ? "database" : link.is;
  return (
    <span className="link-state" data-link={shown} data-testid="link-state">
      <span className="health-dot" aria-hidden="true" />
      {t.link.badge[shown]}
    </span>
  );
}

/** How this screen stands to the server, and how many of the site's own links are down: one click from what and why. */
export function Health({ seal }: { seal: Status["seal"] | undefined }) {
  const state = useLink();
  const { link, database } = state;
  const isTrusted = trusted(state);
  const may = useMay();
  const troubles = useQuery({ ...troublesQuery, enabled: may("site:read") });
  const [open, setOpen] = useState(false);
  const items = troubles.data?.items ?? [];
  const count = items.length + (seal === "closed" ? 1 : 0);
  return (
    <>
      <button
        type="button"
        className="health-button"
        title={t.linkHealth.title}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <LinkBadge state={state} />
        {count > 0 && (
          <span className="trouble-count" data-testid="trouble-count">
            ⚠ {isTrusted ? t.linkHealth.count(count) : t.linkHealth.countBefore(count)}
          </span>
        )}
      </button>
      {open && (
        <Dialog title={t.linkHealth.title} onClose={() => setOpen(false)}>
          <div className="stack">
            <p className={isTrusted ? "note note-good" : "note note-bad"}>
              {link.is === "lost" ? link.why : database ? sentenceSaid(database.because) : t.linkHealth.link[link.is]}
            </p>
            {seal === "closed" && (
              <p className="note note-bad">
                <strong>{t.link.sealTitle}.</strong> {t.link.sealHint}
              </p>
            )}
            {troubles.error !== null && <p className="note note-bad">{t.common.notLoaded(t.linkHealth.parts)}</p>}
            {troubles.data && items.length === 0 && (
              <p>{may("site:read") ? t.linkHealth.allWork : t.linkHealth.unseen}</p>
            )}
            <ul className="plain troubles">
              {items.map((trouble) => (
                <TroubleLine key={`${trouble.kind} ${trouble.id}`} trouble={trouble} onLeave={() => setOpen(false)} />
              ))}
            </ul>
          </div>
        </Dialog>
      )}
    </>
  );
}

function TroubleLine({ trouble, onLeave }: { trouble: Trouble; onLeave: () => void }) {
  const { kind, name, state, because, since } = trouble;
  return (
    <li data-testid="trouble">
      <span className="health" data-health={state === "lost" || state === "awaited" ? "down" : state}>
        <span className="health-dot" aria-hidden="true" />
        {t.linkHealth.kind[kind]}
      </span>{" "}
      <Link to={PLACES[kind]} onClick={onLeave}>
        {name}
      </Link>
      : {sentenceSaid(because)} <span className="muted">{t.linkHealth.since(dateTime(since))}</span>
    </li>
  );
}
