import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import { call } from "../api/client.ts";
import { useNamed } from "../api/use-named.ts";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { ApprovalCard } from "./card.tsx";
import type { Elevation } from "./contract.ts";
import { ElevateDialog } from "./elevate.tsx";
import { approvalsQuery, elevationsQuery } from "./queries.ts";

/** What waits for a second person, and the roles that somebody has for a limited time. */
export function ApprovalsPage() {
  const [state, setState] = useState<"open" | "all">("open");
  const [elevating, setElevating] = useState(false);
  const approvals = useQuery(approvalsQuery(state));
  const elevations = useQuery(elevationsQuery);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.approvals.title}</h1>
        <Button onClick={() => setElevating(true)}>{t.approvals.elevate}</Button>
      </div>
      <p className="muted">{t.approvals.hint}</p>
      <SegmentedControl
        aria-label={t.approvals.which}
        value={state}
        onChange={(value) => setState(value === "all" ? "all" : "open")}
        data={[
          { value: "open", label: t.approvals.open },
          { value: "all", label: t.approvals.all },
        ]}
      />
      <Loading of={approvals} what={t.approvals.title} />
      {approvals.data?.items.length === 0 && <Empty title={t.approvals.empty} hint={t.approvals.emptyHint} />}
      <ul className="cards">
        {approvals.data?.items.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </ul>
      {elevations.error && <Loading of={elevations} what={t.approvals.elevations} />}
      {elevations.data && elevations.data.items.length > 0 && (
        <section className="stack" aria-labelledby="elevations">
          <h2 id="elevations">{t.approvals.elevations}</h2>
          <ul className="cards">
            {elevations.data.items.map((elevation) => (
              <ElevationCard key={elevation.id} elevation={elevation} />
            ))}
          </ul>
        </section>
      )}
      {elevating && <ElevateDialog onClose={() => setElevating(false)} />}
    </section>
  );
}

function ElevationCard({ elevation }: { elevation: Elevation }) {
  const queries = useQueryClient();
  const { id, operatorName, roleName, reason, approvedBy, endsAt } = elevation;
  const partitions = useNamed("partition", elevation.partitions);
  const end = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/elevations/${encodeURIComponent(id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["approvals"] }),
  });
  return (
    <li className="card" data-testid="elevation">
      <h3>{t.approvals.has(operatorName, t.role[roleName] ?? roleName, partitions)}</h3>
      <p>{reason}</p>
      <p className="muted">{t.approvals.until(dateTime(endsAt), whoSaid(approvedBy))}</p>
      <ProblemNote error={end.error} what={t.approvals.notEnded} />
      <Button size="compact-sm" variant="outline" color="red" loading={end.isPending} onClick={() => end.mutate()}>
        {t.approvals.end}
        <span className="hidden"> {operatorName}</span>
      </Button>
    </li>
  );
}
