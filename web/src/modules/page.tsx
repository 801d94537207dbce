import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { ModuleHealth } from "../api/contract.ts";
import { modulesQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import { PairCard } from "./pair.tsx";
import { Served } from "./served.tsx";

/** What runs on other machines: whether it is heard, how far away it is, and what it has not delivered yet. */
export function ModulesPage() {
  const modules = useQuery(modulesQuery);
  const { items = [], closed, port = 0 } = modules.data ?? {};
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.modules.title}</h1>
      </div>
      <PairCard />
      <p className="muted">{t.modules.hint}</p>
      <Loading of={modules} what={t.modules.title} />
      {closed && items.length > 0 && <p className="bad">{t.modules.closed(sentenceSaid(closed))}</p>}
      {modules.data && items.length === 0 && (
        <Empty title={t.modules.empty} hint={closed ? t.modules.closedHint : t.modules.emptyHint(port)} />
      )}
      <ul className="cards">
        {items.map((module) => (
          <ModuleCard key={module.id} module={module} />
        ))}
      </ul>
    </section>
  );
}

function ModuleCard({ module }: { module: ModuleHealth }) {
  const may = useMay();
  const [sure, setSure] = useState(false);
  const restart = useMutation({
    mutationFn: () => call("POST", `/api/v1/modules/${module.id}/restart`, { reason: t.modules.reason }),
    onSuccess: () => setSure(false),
  });
  const { node, role, state, because, since, release, address, latencyMs, spooledReports, spooledBytes } = module;
  return (
    <li className="card" data-testid="module">
      <h2>
        {node} <span className="muted">{t.modules.roles[role]}</span>
      </h2>
      <p className={state === "up" ? undefined : "bad"}>
        {t.modules.state[state]} {t.modules.since(dateTime(since))}
        {state === "up" ? "" : ` ${sentenceSaid(because)}`}
      </p>
      <p className="muted">
        {[
          release && t.modules.release(release),
          address,
          latencyMs === null ? null : t.modules.latency(latencyMs),
          spooledReports === 0 ? t.modules.nothingSpooled : t.modules.spooled(spooledReports, spooledBytes),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <Served module={module} />
      {module.troubles.map((trouble) => (
        <p key={trouble} className="bad">
          {sentenceSaid(trouble)}
        </p>
      ))}
      <ProblemNote error={restart.error} what={t.modules.notRestarted(node)} />
      {may("site:write") &&
        state === "up" &&
        (sure ? (
          <div className="row-wrap">
            <Button size="compact-sm" color="red" loading={restart.isPending} onClick={() => restart.mutate()}>
              {t.modules.really(node)}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setSure(false)}>
              {t.common.cancel}
            </Button>
          </div>
        ) : (
          <Button size="compact-sm" variant="outline" onClick={() => setSure(true)}>
            {t.modules.restart}…<span className="hidden"> {node}</span>
          </Button>
        ))}
    </li>
  );
}
