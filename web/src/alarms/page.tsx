import { Button, Kbd, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type AlarmView, PRIORITIES } from "../api/contract.ts";
import { trusted } from "../link/link.ts";
import { useLive } from "../link/use-live.ts";
import { useKept } from "../place.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Empty } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { time, useNow } from "../time.ts";
import { ASKING, FilterSelect, MoreDialog, OrderDialog } from "./dialogs.tsx";
import { AlarmList } from "./list.tsx";
import { byUrgency, type Filter, NO_FILTER, passes, type Tab, tabOf } from "./order.ts";
import { type Order, possible, useOrders } from "./orders.ts";

const TABS: readonly Tab[] = ["open", "shelved", "suppressed", "out-of-service"];

/** The live list: what is wrong now, the most urgent first. */
export function AlarmsPage() {
  const { state, table, unlisted } = useLive();
  const [tab, setTab] = useKept<Tab>("alarms tab", "open");
  const [filter, setFilter] = useKept<Filter>("alarms filter", NO_FILTER);
  const [selected, setSelected] = useKept<ReadonlySet<number>>("alarms selected", new Set());
  const [asking, setAsking] = useState<{ order: Order; alarms: readonly AlarmView[] } | null>(null);
  const [more, setMore] = useState<number | null>(null);
  const [help, setHelp] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const desk = useOrders();
  const navigate = useNavigate();

  const counts = useMemo(() => {
    const found: Record<Tab, number> = { open: 0, shelved: 0, suppressed: 0, "out-of-service": 0 };
    for (const { view } of table.rows.values()) {
      const at = tabOf(view);
      if (at) found[at]++;
    }
    return found;
  }, [table]);
  const wanted = useMemo(() => {
    const views: AlarmView[] = [];
    for (const { view } of table.rows.values()) if (tabOf(view) === tab && passes(filter, view)) views.push(view);
    return views.sort(byUrgency).map((view) => view.id);
  }, [table, tab, filter]);
  const choices = useMemo(() => choicesOf([...table.rows.values()].map((row) => row.view)), [table]);

  const chosen = [...selected].flatMap((id) => table.rows.get(id)?.view ?? []);
  const rows = table.rows;
  const { barred, give } = desk;
  const moreOf = more === null ? undefined : rows.get(more)?.view;

  const onSelect = useCallback((id: number) => {
    setSelected((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const onOrder = useCallback(
    (id: number, order: Order) => {
      const view = rows.get(id)?.view;
      if (!view || barred) return;
      const alarms = selected.has(id) ? [...selected].flatMap((other) => rows.get(other)?.view ?? []) : [view];
      const meant = alarms.filter((alarm) => possible(alarm).includes(order));
      if (meant.length === 0) return;
      if (alarms.length > 1 || ASKING.includes(order)) setAsking({ order, alarms: meant });
      else void give(view, order);
    },
    [rows, selected, barred, give],
  );
  const onOpen = useCallback(
    (id: number) => void navigate({ to: "/alarms/$id", params: { id: String(id) } }),
    [navigate],
  );

  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest("input:not([type=checkbox]), textarea, select, dialog")
      )
        return;
      if (event.key === "/") search.current?.focus();
      else if (event.key === "?") setHelp(true);
      else if (
        ["j", "k", "ArrowDown", "ArrowUp"].includes(event.key) &&
        !target.closest("[role=grid], [role=menu], [role=tablist]")
      ) {
        document.querySelector<HTMLElement>("[role=grid] [role=row][tabindex='0']")?.focus();
      } else return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const filtered = filter !== NO_FILTER && JSON.stringify(filter) !== JSON.stringify(NO_FILTER);
  const known = state.link.is === "live" || (state.link.is === "lost" && state.link.goodAt !== null);
  const set = (part: Partial<Filter>) => setFilter({ ...filter, ...part });
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
              aria-selected={tab === name}
              onClick={() => {
                setTab(name);
                setSelected(new Set());
              }}
            >
              {t.tab[name]} <span className="count">{known ? counts[name] : "?"}</span>
            </button>
          ))}
        </div>
        <search className="filters">
          <TextInput
            ref={search}
            size="xs"
            aria-label={t.filter.text}
            placeholder={t.filter.text}
            value={filter.text}
            onChange={(event) => set({ text: event.currentTarget.value })}
            onKeyDown={(event) => event.key === "Escape" && (set({ text: "" }), event.currentTarget.blur())}
          />
          <FilterSelect
            label={t.filter.priority}
            value={filter.priority}
            options={PRIORITIES.map((priority) => [priority, t.priority[priority]])}
            onChange={(value) => set({ priority: value as Filter["priority"] })}
          />
          {tab === "open" && (
            <FilterSelect
              label={t.filter.state}
              value={filter.state}
              options={t.openStates}
              onChange={(value) => set({ state: value as Filter["state"] })}
            />
          )}
          <FilterSelect
            label={t.filter.source}
            value={filter.source}
            options={choices.sources}
            onChange={(source) => set({ source })}
          />
          <FilterSelect
            label={t.filter.partition}
            value={filter.partition}
            options={choices.partitions}
            onChange={(partition) => set({ partition })}
          />
          {filtered && (
            <Button size="compact-sm" variant="default" onClick={() => setFilter(NO_FILTER)}>
              {t.filter.clear}
            </Button>
          )}
          <button type="button" className="icon-button" onClick={() => setHelp(true)} aria-label={t.help.title}>
            ?
          </button>
        </search>
      </div>
      {filtered && known && (
        <p className="filter-note" role="status">
          {t.filter.note(wanted.length, counts[tab])}
        </p>
      )}
      {unlisted > 0 && <p className="filter-note">{t.alarms.unlisted(unlisted)}</p>}
      {chosen.length > 0 && (
        <div className="bulk" role="toolbar" aria-label={t.alarms.selected(chosen.length)}>
          <span>{t.alarms.selected(chosen.length)}</span>
          {(["acknowledge", "shelve", "comment", "out-of-service"] as const).map((order) => {
            const alarms = chosen.filter((alarm) => possible(alarm).includes(order));
            return (
              <Button
                key={order}
                size="compact-sm"
                variant={order === "acknowledge" ? "filled" : "default"}
                disabled={alarms.length === 0 || desk.barred !== null}
                onClick={() => setAsking({ order, alarms })}
              >
                {t.orders.name[order]} ({alarms.length})…
              </Button>
            );
          })}
          <Button size="compact-sm" variant="default" onClick={() => setSelected(new Set())}>
            {t.alarms.deselect}
          </Button>
        </div>
      )}
      {wanted.length > 0 ? (
        <AlarmList
          rows={rows}
          wanted={wanted}
          selected={selected}
          desk={desk}
          onOrder={onOrder}
          onMore={setMore}
          onSelect={onSelect}
          onOpen={onOpen}
        />
      ) : (
        <Nothing
          tab={tab}
          known={known}
          calm={trusted(state)}
          filtered={filtered}
          all={counts[tab]}
          clear={() => setFilter(NO_FILTER)}
        />
      )}
      {asking && (
        <OrderDialog
          order={asking.order}
          alarms={asking.alarms}
          onClose={() => {
            setAsking(null);
            setSelected(new Set());
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
            if (ASKING.includes(order)) setAsking({ order, alarms: [moreOf] });
            else void give(moreOf, order);
          }}
        />
      )}
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

function choicesOf(views: readonly AlarmView[]) {
  const sources = new Map(views.map((view) => [view.source, view.sourceName || view.source] as const));
  const partitions = new Set(views.map((view) => view.partition));
  return {
    sources: [...sources].sort((a, b) => a[1].localeCompare(b[1])),
    partitions: [...partitions].sort().map((partition) => [partition, partition] as const),
  };
}
