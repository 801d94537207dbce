import { Button, Kbd } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useReducer, useRef, useState } from "react";
import type { AlarmView } from "../api/contract.ts";
import { trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { useKept } from "../place.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Empty } from "../shell/problem.tsx";
import "../styles/alarm-list.css";
import { useLateAlarms } from "../incident/use-late.ts";
import { t } from "../texts.ts";
import { time, useNow } from "../time.ts";
import { ARRANGEMENTS } from "./arrangement.ts";
import { DeedBar } from "./deed-bar.tsx";
import { ASKING, MoreDialog, OrderDialog } from "./dialogs.tsx";
import { FilterBar, isFiltered, PLAIN_LOOK } from "./filters.tsx";
import { AlarmList } from "./list.tsx";
import { NO_FILTER, TABS, type Tab } from "./order.ts";
import { deedDesk, type Order, possible, useOrders } from "./orders.ts";
import { useStable } from "./stable.ts";
import { useListing, useNames } from "./use-listing.ts";
import { useViews } from "./use-view.ts";
import type { Look } from "./view-look.ts";
import { ViewChoice, ViewsDialog } from "./views.tsx";

/** What takes an alarm back to where it is open and waits. */
const BACK: readonly Order[] = ["unshelve", "in-service", "unacknowledge"];
/** Keys that the list understands although the focus is elsewhere. */
const INTO_LIST = ["j", "k", "n", "ArrowDown", "ArrowUp"];

interface Asking {
  readonly order: Order;
  readonly alarms: readonly AlarmView[];
  readonly leftOut: number;
}

/** The live list: what is wrong now, the most urgent first. */
export function AlarmsPage() {
  const { state, table, unlisted, isWhole } = useLive();
  const [look, setLook] = useKept<Look>("alarms look", PLAIN_LOOK);
  const [folded, setFolded] = useKept<ReadonlySet<string>>("alarms folded", new Set());
  const [selected, setSelected] = useKept<ReadonlySet<number>>("alarms selected", new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const [more, setMore] = useState<number | null>(null);
  const [help, setHelp] = useState(false);
  const [isManaging, setManaging] = useState(false);
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const search = useRef<HTMLInputElement>(null);
  const viewSelect = useRef<HTMLSelectElement>(null);
  const desk = useOrders();
  const navigate = useNavigate();
  const names = useNames();
  const late = useLateAlarms();

  // Whoever types sees their letters at once, and the list a moment later.
  const filter = useDeferredValue(look.filter);
  const listing = useListing({ ...look, filter, folded }, names);
  const { rows, counts } = table;
  const { barred, give } = desk;
  const moreOf = more === null ? undefined : rows.get(more)?.view;
  // What the filter hides is not acted upon.
  const chosen = [...selected].filter((id) => listing.has(id));
  const totalOf = (tab: Tab) => counts[tab] + unlisted[tab];

  function ask(order: Order, ids: readonly number[]): void {
    const meant = ids.flatMap((id) => rows.get(id)?.view ?? []).filter((view) => possible(view).includes(order));
    if (meant.length > 0) setAsking({ order, alarms: meant, leftOut: ids.length - meant.length });
  }
  const onOrder = useStable((id: number, order: Order) => {
    const view = rows.get(id)?.view;
    if (!view || barred) return;
    if (selected.has(id) && chosen.length > 1) ask(order, chosen);
    else if (ASKING.includes(order)) ask(order, [id]);
    else if (possible(view).includes(order)) void give(view, order);
  });
  const onBack = useStable((id: number) => {
    const view = rows.get(id)?.view;
    const order = view && possible(view).find((one) => BACK.includes(one));
    if (order) onOrder(id, order);
  });
  const onOpen = useStable((id: number) => void navigate({ to: "/alarms/$id", params: { id: String(id) } }));
  const onSelect = useStable((ids: readonly number[], isSelected: boolean) => {
    const next = new Set(selected);
    for (const id of ids) {
      if (isSelected) next.add(id);
      else next.delete(id);
    }
    setSelected(next);
  });
  const onFold = useStable((keys: readonly string[], isFolded: boolean) => {
    const next = new Set(folded);
    for (const key of keys) {
      listing.fold(key, isFolded);
      if (isFolded) next.add(key);
      else next.delete(key);
    }
    setFolded(next);
  });
  const onLook = useStable((next: Look) => {
    setLook(next);
    if (next.tab !== look.tab) setSelected(new Set());
  });
  const views = useViews(onLook);
  const intoList = () => document.querySelector<HTMLElement>("[data-testid=alarm-list] [tabindex='0']")?.focus();

  const onKey = useStable((event: globalThis.KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.metaKey || event.altKey || target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (event.key === "z") void deedDesk.undo();
    else if (event.ctrlKey) return;
    else if (event.key === "/") search.current?.focus();
    else if (event.key === "?") setHelp(true);
    else if (event.key === "v") {
      if (viewSelect.current) viewSelect.current.focus();
      else setManaging(true);
    } else if (event.key === "Escape" && selected.size > 0) setSelected(new Set());
    else if (event.key === "g") {
      const next = ARRANGEMENTS[(ARRANGEMENTS.indexOf(look.arrangement) + 1) % ARRANGEMENTS.length];
      onLook({ ...look, arrangement: next ?? "list" });
    } else if (
      INTO_LIST.includes(event.key) &&
      !target.closest("[data-testid=alarm-list], [role=menu], [role=tablist]")
    ) {
      const list = document.querySelector("[data-testid=alarm-list]");
      if (event.key === "n") list?.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
      else intoList();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [onKey]);
  // Held lines go back to their order without anything having changed.
  useEffect(() => redraw(), [listing]);

  const filtered = isFiltered(look.filter);
  const known = state.link.is === "live" || (state.link.is === "lost" && state.link.goodAt !== null);
  const { found } = listing;
  return (
    <section className="alarms" aria-label={t.alarms.title}>
      <h1 className="hidden">{t.alarms.title}</h1>
      <div className="bar">
        <div className="tabs" role="tablist" aria-label={t.alarms.tabs}>
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={look.tab === name}
              onClick={() => onLook({ ...look, tab: name, filter: { ...look.filter, state: "" } })}
            >
              {t.tab[name]} <span className="count">{known ? totalOf(name) : "?"}</span>
            </button>
          ))}
        </div>
        <search className="filters">
          <ViewChoice views={views} look={look} select={viewSelect} onManage={() => setManaging(true)} />
          <FilterBar look={look} onLook={onLook} names={names} search={search} onLeave={intoList} />
          <button type="button" className="icon-button" onClick={() => setHelp(true)} aria-label={t.help.title}>
            ?
          </button>
        </search>
      </div>
      {views.missing !== null && <p className="filter-note">{t.views.unknown(views.missing)}</p>}
      {filtered && known && (
        <p className="filter-note" role="status">
          {t.filter.note(listing.size, totalOf(look.tab))}
          {found.length > 0 && (
            <> {t.find.by(found.map(([field, n]) => t.find.byField(t.find.field[field], n)).join(", "))}</>
          )}
        </p>
      )}
      {unlisted[look.tab] > 0 && (
        <p className="filter-note">{(isWhole ? t.alarms.unlisted : t.arrangement.loading)(unlisted[look.tab])}</p>
      )}
      {chosen.length > 0 && (
        <div className="bulk" role="toolbar" aria-label={t.alarms.selected(chosen.length)}>
          <span>{t.alarms.selected(chosen.length)}</span>
          {(["acknowledge", "shelve", "comment", "out-of-service"] as const).map((order) => (
            <Button
              key={order}
              size="compact-sm"
              variant={order === "acknowledge" ? "filled" : "default"}
              disabled={barred !== null}
              onClick={() => ask(order, chosen)}
            >
              {t.orders.name[order]}…
            </Button>
          ))}
          <Button size="compact-sm" variant="default" onClick={() => onSelect([...listing.shown()], true)}>
            {t.many.selectAll}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setSelected(new Set())}>
            {t.alarms.deselect}
          </Button>
        </div>
      )}
      {listing.size > 0 ? (
        <AlarmList
          key={`${look.tab} ${look.arrangement} ${look.sort}`}
          hides={look.hides}
          listing={listing}
          names={names}
          selected={selected}
          desk={desk}
          late={late}
          onOrder={onOrder}
          onBack={onBack}
          onMore={setMore}
          onSelect={onSelect}
          onOpen={onOpen}
          onFold={onFold}
        />
      ) : (
        <Nothing
          tab={look.tab}
          known={known}
          calm={trusted(state)}
          filtered={filtered}
          all={totalOf(look.tab)}
          clear={() => onLook({ ...look, filter: NO_FILTER })}
        />
      )}
      <DeedBar />
      {asking && (
        <OrderDialog
          {...asking}
          onClose={(isDone) => {
            setAsking(null);
            if (isDone) setSelected(new Set());
          }}
        />
      )}
      {more !== null && moreOf && (
        <MoreDialog
          alarm={moreOf}
          barred={barred}
          onClose={() => setMore(null)}
          onOpen={() => onOpen(more)}
          onOrder={(order) => {
            setMore(null);
            if (ASKING.includes(order)) ask(order, [more]);
            else void give(moreOf, order);
          }}
        />
      )}
      {isManaging && <ViewsDialog views={views} look={look} onLook={onLook} onClose={() => setManaging(false)} />}
      {help && <Help onClose={() => setHelp(false)} />}
    </section>
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
  const now = useNow();
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
  return <Empty title={t.alarms.calm} hint={t.alarms.calmHint(time(now))} />;
}

function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t.help.title} onClose={onClose}>
      <dl className="keys">
        {t.help.keys.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
