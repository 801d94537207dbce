import { Button } from "@mantine/core";
import { useEffect, useReducer } from "react";
import { isKnown, trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { Empty } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { Calm } from "./calm.tsx";
import { isFiltered } from "./filters.tsx";
import { AlarmList, type ListProps } from "./list.tsx";
import type { Tab } from "./order.ts";
import type { Look } from "./view-look.ts";

interface LinesProps extends ListProps {
  readonly look: Look;
  readonly onUnfilter: () => void;
}

/** The alarms that are asked for, or why there are none. It is drawn anew with each change of any alarm. */
export function Lines({ look, onUnfilter, ...rest }: LinesProps) {
  const { state, table, unlisted, isWhole } = useLive();
  const { listing } = rest;
  const { tab, arrangement, sort } = look;
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  // Held lines go back to their order without anything having changed.
  useEffect(() => redraw(), [listing]);

  const all = table.counts[tab] + unlisted[tab];
  const known = isKnown(state);
  const filtered = isFiltered(look.filter);
  const { found } = listing;
  return (
    <>
      {filtered && known && (
        <p className="filter-note" role="status">
          {t.filter.note(listing.size, all)}
          {found.length > 0 && (
            <> {t.find.by(found.map(([field, n]) => t.find.byField(t.find.field[field], n)).join(", "))}</>
          )}
        </p>
      )}
      {unlisted[tab] > 0 && (
        <p className="filter-note">{(isWhole ? t.alarms.unlisted : t.arrangement.loading)(unlisted[tab])}</p>
      )}
      {listing.size > 0 ? (
        <AlarmList key={`${tab} ${arrangement} ${sort}`} {...rest} />
      ) : (
        <Nothing tab={tab} known={known} calm={trusted(state)} filtered={filtered} all={all} clear={onUnfilter} />
      )}
    </>
  );
}

/** No rows, and why: nothing known is never shown as nothing wrong. */
function Nothing(props: {
  tab: Tab;
  known: boolean;
  calm: boolean;
  filtered: boolean;
  all: number;
  clear: () => void;
}) {
  if (!props.known) return <Empty title={t.alarms.unknownTitle} hint={t.alarms.unknownHint} />;
  if (props.filtered && props.all > 0) {
    return (
      <Empty title={t.alarms.filteredTitle} hint={t.alarms.filteredHint(props.all)}>
        <Button variant="default" onClick={props.clear}>
          {t.filter.clear}
        </Button>
      </Empty>
    );
  }
  if (!props.calm) return <Empty title={t.alarms.wasEmpty} hint={t.alarms.wasEmptyHint} />;
  if (props.tab !== "open")
    return <Empty title={t.alarms.noneIn(t.tab[props.tab])} hint={t.alarms.tabHint[props.tab]} />;
  return <Calm />;
}
