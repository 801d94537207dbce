import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { pushQuery, statusQuery } from "../api/queries.ts";
import type { LinkState } from "../link/link.ts";
import { live } from "../link/live.ts";
import { useLink } from "../link/use-live.ts";
import { sentenceSaid } from "../said.ts";
import { t } from "../texts.ts";
import { dateTime, span, useNow } from "../time.ts";

/** What can't be missed: the connection is lost, or the server can't store. Also the time that was missed. */
export function Banner() {
  return <LinkBanner state={useLink()} onRead={() => live.read()} />;
}

/** The same for a screen that follows the server in another way. */
export function LinkBanner({ state, onRead }: { state: LinkState; onRead?: () => void }) {
  const { link, database, missed } = state;
  // As the server said while it answered.
  const otherCore = useQuery({ ...statusQuery, enabled: false }).data?.otherCore;
  if (link.is === "lost") {
    return (
      <div className="banner" role="alert" data-testid="connection-banner">
        <strong className="banner-title">{t.link.lostTitle}</strong>
        <p>
          {link.goodAt === null ? t.link.neverConnected : t.link.lastKnown(dateTime(link.goodAt))} {link.why}
        </p>
        <p>
          {t.link.lostHint}{" "}
          <span aria-live="off">
            <LostFor since={link.since} attempts={link.attempts} />
          </span>
        </p>
        {otherCore && (
          <p>
            {t.link.otherCore} <a href={otherCore}>{otherCore}</a>
          </p>
        )}
      </div>
    );
  }
  if (database) {
    return (
      <div className="banner" role="alert" data-testid="connection-banner">
        <strong className="banner-title">{t.link.databaseTitle}</strong>
        <p>
          {t.link.lastKnown(dateTime(database.since))} {sentenceSaid(database.because)}
        </p>
        <p>{t.link.databaseHint}</p>
      </div>
    );
  }
  if (missed) {
    return (
      <div className="banner banner-back" role="status" data-testid="missed-time">
        <p>
          <strong>{t.link.back}</strong>{" "}
          {t.link.missed(dateTime(missed.from), dateTime(missed.to), span(missed.to - missed.from))}
        </p>
        {onRead && (
          <Button size="compact-sm" variant="default" onClick={onRead}>
            {t.link.understood}
          </Button>
        )}
      </div>
    );
  }
  return null;
}

function LostFor({ since, attempts }: { since: number; attempts: number }) {
  return <>{t.link.lostFor(span(useNow() - since), attempts)}</>;
}

/** The root key could not be opened at the server's start. */
export function SealBanner({ seal }: { seal: "open" | "closed" | undefined }) {
  if (seal !== "closed") return null;
  return (
    <div className="banner" role="alert" data-testid="seal-banner">
      <strong className="banner-title">{t.link.sealTitle}</strong>
      <p>{t.link.sealHint}</p>
    </div>
  );
}

/** Push to one of one's own devices is lost or fails: whoever relied on it must learn it wherever they are. */
export function PushBanner() {
  const push = useQuery(pushQuery);
  const device = push.data?.devices.find(({ lost, failing }) => lost ?? failing);
  if (!device) return null;
  return (
    <div className="note note-bad" role="status" data-testid="push-banner">
      <p>
        <strong>{t.push.banner(device.name)}</strong> {sentenceSaid((device.lost ?? device.failing)?.because ?? "")}{" "}
        <Link to="/profile">{t.profile.title}</Link>
      </p>
    </div>
  );
}

/** The tab's title: a lost connection first, then how many alarms wait, then the page, for several windows stand side by side. */
export function useTitle(waiting: number, siteName: string, page: string | undefined): void {
  const { link, database } = useLink();
  useEffect(() => {
    const site = `${page === undefined ? "" : `${page} · `}${siteName} · Tocsin`;
    if (link.is === "lost") document.title = `⚠ ${t.link.titleLost} · ${site}`;
    else if (database) document.title = `⚠ ${t.link.titleDatabase} · ${site}`;
    else if (link.is === "connecting") document.title = `${t.link.connecting} · ${site}`;
    else document.title = waiting > 0 ? `(${waiting}) ${site}` : site;
  }, [link.is, database, waiting, siteName, page]);
}
