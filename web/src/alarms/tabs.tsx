import { isKnown } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { t } from "../texts.ts";
import { TABS, type Tab } from "./order.ts";

/** What one may look at, and how many alarms are there. */
export function Tabs({ chosen, onChoose }: { chosen: Tab; onChoose: (tab: Tab) => void }) {
  const { state, table, unlisted } = useLive();
  return (
    <div className="tabs" role="tablist" aria-label={t.alarms.tabs}>
      {TABS.map((tab) => (
        <button key={tab} type="button" role="tab" aria-selected={chosen === tab} onClick={() => onChoose(tab)}>
          {t.tab[tab]} <span className="count">{isKnown(state) ? table.counts[tab] + unlisted[tab] : "?"}</span>
        </button>
      ))}
    </div>
  );
}
