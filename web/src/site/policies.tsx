import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Policy, Route, Target } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { RouteDialog } from "../policies/route-dialog.tsx";
import { useTargetName } from "../policies/targets.tsx";
import { Empty, Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { span } from "../time.ts";

/** Which alarm goes to which policy, and what each policy does, in words. */
export function PoliciesPage() {
  const policies = useQuery(kindQuery("policy"));
  const routes = useQuery(kindQuery("route"));
  const [editing, setEditing] = useState<{ readonly id: string | null } | null>(null);
  const nameOf = useTargetName();
  const sorted = (routes.data ?? []).toSorted((a, b) => a.order - b.order);
  const policyName = (id: string | null) =>
    id === null ? t.policy.nobody : (policies.data?.find((policy) => policy.id === id)?.name ?? id);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.policy.title}</h1>
        <Link to="/simulate">{t.nav.simulate}</Link>
      </div>
      <div className="head">
        <h2>{t.policy.routes}</h2>
        <Button variant="default" onClick={() => setEditing({ id: null })}>
          {t.policy.addRoute}
        </Button>
      </div>
      <p className="muted">{t.policy.routesHint}</p>
      <Loading of={routes} what={t.policy.routes} />
      {routes.data && sorted.length === 0 && <Empty title={t.policy.noRoutes} hint={t.policy.noRoutesHint} />}
      {sorted.length > 0 && (
        <ol className="routes">
          {sorted.map((route) => (
            <li key={route.id} className="card">
              <div>
                <strong>{route.id}</strong> <span className="muted">({route.order})</span>
                <div>{fitsOf(route)}</div>
                <div className={route.policy === null ? "bad" : ""}>→ {policyName(route.policy)}</div>
              </div>
              <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: route.id })}>
                {t.common.edit}
                <span className="hidden"> {route.id}</span>
              </Button>
            </li>
          ))}
        </ol>
      )}
      <div className="head">
        <h2>{t.policy.policies}</h2>
        <Button variant="default" component={Link} to="/policies/new">
          {t.policy.addPolicy}
        </Button>
      </div>
      <Loading of={policies} what={t.policy.policies} />
      {policies.data?.length === 0 && <Empty title={t.policy.noPolicies} hint={t.policy.noPoliciesHint} />}
      <div className="cards">
        {policies.data?.map((policy) => (
          <section className="card" key={policy.id}>
            <div className="head">
              <h3>{policy.name}</h3>
              <Link to="/policies/$id" params={{ id: policy.id }}>
                {t.common.edit}
                <span className="hidden"> {policy.name}</span>
              </Link>
            </div>
            <PolicySteps policy={policy} nameOf={nameOf} />
          </section>
        ))}
      </div>
      {editing && (
        <RouteDialog id={editing.id} lastOrder={sorted.at(-1)?.order ?? 0} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function PolicySteps({ policy, nameOf }: { policy: Policy; nameOf: (target: Target) => string }) {
  return (
    <>
      {policy.startAfterSec > 0 && <p>{t.policy.startAfter(span(policy.startAfterSec * 1000))}</p>}
      <ol className="steps">
        {policy.steps.map((step, index) => (
          // biome-ignore lint: a step has no name but its place
          <li key={index}>
            {t.policy.tell(step.tell.map(nameOf))}
            {step.tell.length > 1 && step.how === "sequential" && `, ${t.policy.sequential(span(step.gapSec * 1000))}`}
            <div className="muted">{t.policy.wait(span(step.waitSec * 1000))}</div>
          </li>
        ))}
      </ol>
      <ul className="plain muted">
        <li>{t.policy.repeats(policy.repeats)}</li>
        <li>
          {typeof policy.needs === "string" ? t.policy.needs[policy.needs] : t.policy.quorum(policy.needs.quorum)}
        </li>
        {policy.acknowledgementExpiresSec !== undefined && (
          <li>{t.policy.expires(span(policy.acknowledgementExpiresSec * 1000))}</li>
        )}
        {policy.tellCleared && <li>{t.policy.tellCleared}</li>}
        <li className={policy.fallback.length === 0 ? "bad" : ""}>
          {policy.fallback.length === 0 ? t.policy.noFallback : t.policy.fallback(policy.fallback.map(nameOf))}
        </li>
      </ul>
    </>
  );
}

function fitsOf(route: Route): string {
  const parts: string[] = [];
  if (route.priorities) parts.push(route.priorities.map((priority) => t.priority[priority]).join(t.policy.or));
  if (route.categories) parts.push(route.categories.map((category) => t.category[category]).join(t.policy.or));
  if (route.partitions) parts.push(t.policy.inPartition(route.partitions));
  if (route.sources) parts.push(t.policy.fromSource(route.sources));
  if (route.tags) parts.push(t.policy.withTag(route.tags));
  if (route.when) {
    const hours = route.when.windows.map((window) => `${window.days.join(" ")} ${window.from}–${window.to}`);
    parts.push(`${hours.join(", ")} (${route.when.timeZone})`);
  }
  return parts.length === 0 ? t.policy.every : parts.join(" · ");
}
