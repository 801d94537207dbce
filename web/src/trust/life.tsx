import { t } from "../page-texts.ts";
import { dateTime, useNow } from "../time.ts";
import type { Life } from "./contract.ts";

/** How much of a certificate's life is over; the mark is at half, when it is renewed. */
export function LifeBar({ life: { notBefore, notAfter } }: { life: Life }) {
  const now = useNow();
  const part = Math.min(1, Math.max(0, (now - notBefore) / (notAfter - notBefore)));
  return (
    <div className="stack">
      <meter
        aria-label={t.trust.life(Math.round(part * 100))}
        min={0}
        max={1}
        low={0.6}
        high={0.85}
        optimum={0}
        value={part}
        style={{ width: "100%" }}
      />
      <span className="muted">{t.trust.lasts(dateTime(notBefore), dateTime(notAfter))}</span>
    </div>
  );
}
