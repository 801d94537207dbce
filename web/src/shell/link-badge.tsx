import { useLink } from "../link/use-live.ts";
import { t } from "../texts.ts";
import { clockOffset, span, time, useNow } from "../time.ts";

/** Server time and state of the connection, always in view. */
export function LinkBadge() {
  const { link, database } = useLink();
  const now = useNow();
  const state = link.is === "live" && database ? "database" : link.is;
  const off = Math.abs(clockOffset()) > 5000;
  return (
    <div className="link-badge">
      <span className="link-state" data-link={state} data-testid="link-state">
        <span className="health-dot" aria-hidden="true" />
        {t.link.badge[state]}
      </span>
      <time className="clock" title={off ? t.link.clockOff(span(Math.abs(clockOffset()))) : t.link.clockHint}>
        {time(now)}
        {off && " ⚠"}
      </time>
    </div>
  );
}
