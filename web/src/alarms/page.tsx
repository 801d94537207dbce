import { Kbd } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import type { AlarmView } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { useKept } from "../place.ts";
import { Dialog } from "../shell/dialog.tsx";
import { useOnPaper } from "../shell/on-paper.ts";
import "../styles/alarm-list.css";
import { useLateAlarms } from "../incident/use-late.ts";
import { t } from "../texts.ts";
import { ARRANGEMENTS } from "./arrangement.ts";
import { DeedBar } from "./deed-bar.tsx";
import { ASKING, MoreDialog, OrderDialog } from "./dialogs.tsx";
import { FilterBar, PLAIN_LOOK } from "./filters.tsx";
import { burstKeys } from "./flood.ts";
import { FloodNote } from "./flood-note.tsx";
import { Lines } from "./lines.tsx";
import { AlarmPaper } from "./on-paper.tsx";
import { NO_FILTER } from "./order.ts";
import { deedDesk, type Order, possible, useOrders } from "./orders.ts";
import { SelectedBar, shownOf } from "./selected-bar.tsx";
import { useStable } from "./stable.ts";
import { Tabs } from "./tabs.tsx";
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

function viewOf(id: number): AlarmView | undefined {
  return live.model.rows.get(id)?.view;
}

/** The live list: what is wrong now, the most urgent first. */
export function AlarmsPage() {
  const [look, setLook] = useKept<Look>("alarms look", PLAIN_LOOK);
  const [folded, setFolded] = useKept<ReadonlySet<string>>("alarms folded", new Set());
  const [selected, setSelected] = useKept<ReadonlySet<number>>("alarms selected", new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const [more, setMore] = useState<number | null>(null);
  const [help, setHelp] = useState(false);
  const [isManaging, setManaging] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const viewSelect = useRef<HTMLSelectElement>(null);
  const desk = useOrders();
  const navigate = useNavigate();
  const names = useNames();
  const late = useLateAlarms();
  const onPaper = useOnPaper();

  // Whoever types sees their letters at once, and the list a moment later.
  const filter = useDeferredValue(look.filter);
  const listing = useListing({ ...look, filter, folded }, names);
  const { barred, give } = desk;

  function ask(order: Order, ids: readonly number[]): void {
    const meant = ids.flatMap((id) => viewOf(id) ?? []).filter((view) => possible(view).includes(order));
    if (meant.length > 0) setAsking({ order, alarms: meant, leftOut: ids.length - meant.length });
  }
  const onOrder = useStable((id: number, order: Order) => {
    const view = viewOf(id);
    if (!view || barred) return;
    const chosen = shownOf(selected, listing);
    if (selected.has(id) && chosen.length > 1) ask(order, chosen);
    else if (ASKING.includes(order)) ask(order, [id]);
    else if (possible(view).includes(order)) void give(view, order);
  });
  const onOrderAll = useStable((ids: readonly number[], order: Order) => {
    if (!barred) ask(order, ids);
  });
  const onBack = useStable((id: number) => {
    const view = viewOf(id);
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
  const isByCause = look.arrangement === "cause";
  const onByCause = useStable(() => {
    if (!isByCause) onFold([...burstKeys(live.model.rows, live.model.bursts)], true);
    onLook({ ...look, arrangement: isByCause ? "list" : "cause" });
  });
  const views = useViews(onLook);
  const intoList = useStable(() =>
    document.querySelector<HTMLElement>("[data-testid=alarm-list] [tabindex='0']")?.focus(),
  );

  const onKey = useStable((event: globalThis.KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (document.querySelector("dialog[open]") !== null) return;
    if (event.metaKey || event.altKey || target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (event.key === "z") void deedDesk.undo();
    else if (event.ctrlKey) return;
    else if (event.key === "/") search.current?.focus();
    else if (event.key === "?") setHelp(true);
    else if (event.key === "f") onByCause();
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

  return (
    <section className="alarms" aria-label={t.alarms.title}>
      <h1 className="hidden">{t.alarms.title}</h1>
      {onPaper && <AlarmPaper tab={look.tab} listing={listing} names={names} />}
      <div className="bar">
        <Tabs chosen={look.tab} onChoose={(tab) => onLook({ ...look, tab, filter: { ...look.filter, state: "" } })} />
        <search className="filters">
          <ViewChoice views={views} look={look} select={viewSelect} onManage={() => setManaging(true)} />
          <FilterBar look={look} onLook={onLook} names={names} search={search} onLeave={intoList} />
          <button type="button" className="icon-button" onClick={() => setHelp(true)} aria-label={t.help.title}>
            ?
          </button>
        </search>
      </div>
      {views.missing !== null && <p className="filter-note">{t.views.unknown(views.missing)}</p>}
      <FloodNote listing={listing} isByCause={isByCause} onToggle={onByCause} />
      <Lines
        look={look}
        onUnfilter={() => onLook({ ...look, filter: NO_FILTER })}
        hides={look.hides}
        listing={listing}
        names={names}
        selected={selected}
        desk={desk}
        late={late}
        onOrder={onOrder}
        onOrderAll={onOrderAll}
        onBack={onBack}
        onMore={setMore}
        onSelect={onSelect}
        onOpen={onOpen}
        onFold={onFold}
      />
      <SelectedBar
        listing={listing}
        selected={selected}
        barred={barred}
        onOrder={(order) => ask(order, shownOf(selected, listing))}
        onSelectAll={() => onSelect([...listing.shown()], true)}
        onDeselect={() => setSelected(new Set())}
      />
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
      {more !== null && (
        <MoreDialog
          id={more}
          barred={barred}
          onClose={() => setMore(null)}
          onOpen={() => onOpen(more)}
          onOrder={(view, order) => {
            setMore(null);
            if (ASKING.includes(order)) ask(order, [more]);
            else void give(view, order);
          }}
        />
      )}
      {isManaging && <ViewsDialog views={views} look={look} onLook={onLook} onClose={() => setManaging(false)} />}
      {help && <Help onClose={() => setHelp(false)} />}
    </section>
  );
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
