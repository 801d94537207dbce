import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { hoursText } from "../../../src/numbers/working-hours.ts";
import type { Route } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useCalled } from "../api/use-named.ts";
import { useTrusted } from "../link/use-live.ts";
import { Ordered } from "../on-call/ordered.tsx";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { changeSite, DryRun, type SiteChanges } from "../site/dry-run.tsx";
import { clashes } from "../site/item.ts";
import "../styles/on-call.css";
import { type Routes, routesQuery } from "./queries.ts";
import { RouteDialog } from "./route-dialog.tsx";
import { inOrder, mergedOrder, renumbered } from "./route-order.ts";

/** What somebody wants the order to be, and what the routes were when they began. */
interface Wanted {
  readonly order: readonly string[];
  readonly base: Routes;
}

/** Which alarm goes to which policy: the routes in the order in which alarms go through them, to be moved. */
export function RouteList() {
  const routes = useQuery(routesQuery);
  const policies = useQuery(kindQuery("policy"));
  const [editing, setEditing] = useState<{ readonly id: string | null } | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const writes = useMay()("site:write");
  const stored = inOrder(routes.data?.items ?? []);
  const order = useRouteOrder(routes.data, wanted, setWanted);
  const policyName = (id: string | null) =>
    id === null ? t.policy.nobody : (policies.data?.find((policy) => policy.id === id)?.name ?? id);
  const names = { partition: useCalled("partition"), source: useCalled("source") };
  const line = (route: Route) => (
    <div className="route-line">
      <div>
        <strong>{route.id}</strong> <span className="muted">({route.order})</span>
        <div>{fitsOf(route, names)}</div>
        <div className={route.policy === null ? "bad" : ""}>→ {policyName(route.policy)}</div>
      </div>
      {writes && (
        <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: route.id })}>
          {t.common.edit}
          <span className="hidden"> {route.id}</span>
        </Button>
      )}
    </div>
  );
  return (
    <>
      <div className="head">
        <h2>{t.policy.routes}</h2>
        {writes && (
          <Button variant="default" onClick={() => setEditing({ id: null })}>
            {t.policy.addRoute}
          </Button>
        )}
      </div>
      <p className="muted">{t.policy.routesHint}</p>
      <Loading of={routes} what={t.policy.routes} />
      {routes.data && stored.length === 0 && <Empty title={t.policy.noRoutes} hint={t.policy.noRoutesHint} />}
      {stored.length > 0 &&
        (writes ? (
          <div className="routes" data-testid="routes">
            <Ordered
              items={order.shown}
              nameOf={({ id }) => id}
              onOrder={(items) => order.want(items.map(({ id }) => id))}
              onRemove={null}
            >
              {line}
            </Ordered>
          </div>
        ) : (
          <ol className="routes" data-testid="routes">
            {stored.map((route) => (
              <li key={route.id} className="card">
                {line(route)}
              </li>
            ))}
          </ol>
        ))}
      {order.foot}
      {editing && (
        <RouteDialog id={editing.id} lastOrder={stored.at(-1)?.order ?? 0} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

/** Moves routes about until their order is saved, all numbers in one change; what others changed meanwhile is merged. */
function useRouteOrder(routes: Routes | undefined, wanted: Wanted | null, setWanted: (wanted: Wanted | null) => void) {
  const queries = useQueryClient();
  const trusted = useTrusted();
  const save = useMutation({
    mutationFn: async ({ order, base }: Wanted) => {
      // All of them, whatever becomes of each: none may have been changed since.
      const versions = base.items.map(({ id }) => ({ kind: "route" as const, id, version: base.versions[id] ?? 0 }));
      await changeSite({ ...changesOf({ order, base }), versions });
    },
    onSuccess: () => setWanted(null),
    // After a refusal too: what others have changed is looked at.
    onSettled: () => queries.invalidateQueries({ queryKey: ["site"] }),
  });
  const stored = inOrder(routes?.items ?? []);
  const shown = wanted ? inTurn(wanted.base, wanted.order) : stored;
  const want = (order: readonly string[]) => {
    const base = wanted?.base ?? routes;
    save.reset();
    if (!base) return;
    const isBack =
      order.join("\n") ===
      inOrder(base.items)
        .map(({ id }) => id)
        .join("\n");
    setWanted(isBack ? null : { order, base });
  };
  // A route that was added is none that this order names: it is seen without the server's refusal.
  const isStale = wanted !== null && routes !== undefined && !isSame(wanted.base, routes);
  const isClash = !save.isPending && (clashes(save.error) || isStale);
  const foot = (
    <>
      {save.isSuccess && !wanted && <DoneNote>{t.routeOrder.saved}</DoneNote>}
      {wanted && isClash && routes && (
        <OrderClash
          wanted={wanted}
          now={routes}
          onMine={(order) => {
            save.reset();
            setWanted({ order, base: routes });
          }}
          onTheirs={() => {
            save.reset();
            setWanted(null);
          }}
        />
      )}
      {!isClash && <ProblemNote error={save.error} what={t.routeOrder.notSaved} />}
      {wanted && !isClash && (
        <div className="card stack" data-testid="route-order">
          <p role="status" className="changed-mark">
            {t.routeOrder.changed}
          </p>
          <DryRun changes={changesOf(wanted)} />
          <div className="row-wrap">
            <Button disabled={!trusted} loading={save.isPending} onClick={() => save.mutate(wanted)}>
              {t.routeOrder.save}
            </Button>
            <Button variant="default" onClick={() => want(inOrder(wanted.base.items).map(({ id }) => id))}>
              {t.routeOrder.discard}
            </Button>
          </div>
        </div>
      )}
    </>
  );
  return { shown, want, foot };
}

/** Somebody else changed the routes first: nothing was overwritten, and whose order holds is asked. */
function OrderClash({
  wanted,
  now,
  onMine,
  onTheirs,
}: {
  wanted: Wanted;
  now: Routes;
  onMine: (order: readonly string[]) => void;
  onTheirs: () => void;
}) {
  const ids = ({ items }: Routes) => inOrder(items).map(({ id }) => id);
  const theirs = ids(now);
  const { order, added, removed, isMoved } = mergedOrder(ids(wanted.base), theirs, wanted.order);
  const changed = theirs.filter((id) => !added.includes(id) && now.versions[id] !== wanted.base.versions[id]);
  const words = t.routeOrder;
  return (
    <section role="alert" className="note note-bad stack" data-testid="route-clash">
      <div>
        <strong>{words.clash}</strong> {isMoved ? words.bothMoved : words.onlyMine}
      </div>
      <ul>
        {added.length > 0 && <li>{words.added(added)}</li>}
        {removed.length > 0 && <li>{words.removed(removed)}</li>}
        {changed.length > 0 && <li>{words.othersChanged(changed)}</li>}
      </ul>
      <p>{words.mine(order)}</p>
      <p>{words.theirs(theirs)}</p>
      <div className="row-wrap">
        <Button onClick={() => onMine(order)}>{words.takeMine}</Button>
        <Button variant="default" onClick={onTheirs}>
          {words.takeTheirs}
        </Button>
      </div>
    </section>
  );
}

function changesOf({ order, base }: Wanted): SiteChanges {
  return { put: renumbered(inTurn(base, order)).map((body) => ({ kind: "route", body })) };
}

function isSame(a: Routes, b: Routes): boolean {
  const ids = Object.keys(a.versions);
  return ids.length === Object.keys(b.versions).length && ids.every((id) => a.versions[id] === b.versions[id]);
}

function inTurn({ items }: Routes, order: readonly string[]): Route[] {
  return order.flatMap((id) => items.find((route) => route.id === id) ?? []);
}

interface Names {
  readonly partition: (id: string) => string;
  readonly source: (id: string) => string;
}

function fitsOf(route: Route, names: Names): string {
  const parts: string[] = [];
  if (route.priorities) parts.push(route.priorities.map((priority) => t.priority[priority]).join(t.policy.or));
  if (route.categories) parts.push(route.categories.map((category) => t.category[category]).join(t.policy.or));
  if (route.partitions) parts.push(t.policy.inPartition(route.partitions.map(names.partition)));
  if (route.sources) parts.push(t.policy.fromSource(route.sources.map(names.source)));
  if (route.tags) parts.push(t.policy.withTag(route.tags));
  if (route.when) {
    parts.push(`${hoursText(route.when.windows, t.locale)} (${route.when.timeZone})`);
  }
  return parts.length === 0 ? t.policy.every : parts.join(" · ");
}
