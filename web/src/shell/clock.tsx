import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../api/queries.ts";
import { t } from "../texts.ts";
import { clockError, siteTime, span, time, useNow, useWhatIs } from "../time.ts";

/** The server's time, which counts here; the site's beside it where the wall shows another one there. */
export function Clock() {
  const now = useNow();
  const timeZone = useQuery({ ...statusQuery, enabled: false }).data?.timeZone;
  const site = timeZone === undefined ? null : siteTime(now, timeZone);
  return (
    <div className="clocks" data-testid="clock">
      <time className="clock" title={t.link.clockHint}>
        {time(now)}
        {clockError() > 0 && " ⚠"}
      </time>
      {site && (
        <time className="clock-site" title={t.siteClock.siteHint(timeZone ?? "")}>
          {t.siteClock.site(site.time, site.zone)}
        </time>
      )}
    </div>
  );
}

/** Whoever compares with the clock of their machine must know that it is wrong. */
export function ClockNote() {
  const wrongBy = useWhatIs(() => {
    const error = clockError();
    return error === 0 ? null : span(error);
  });
  if (wrongBy === null) return null;
  return (
    <p className="note note-bad clock-note" role="status" data-testid="clock-note">
      {t.siteClock.wrong(wrongBy)}
    </p>
  );
}
