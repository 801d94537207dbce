import { Anchor, Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call, get, Problem } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";

interface Checkpoint {
  readonly size: number;
  readonly at: number;
}
interface Witness {
  readonly id: string;
  readonly target: string;
  readonly confirmed: number;
  readonly behind: number;
  readonly trouble: string | null;
}
interface Check {
  readonly state: "never" | "running" | "done" | "failed";
  readonly at?: number;
  readonly because?: string;
  readonly verdict?: {
    readonly entries: number;
    readonly signed: number;
    readonly findings: readonly {
      readonly kind: string;
      readonly from: number;
      readonly to: number;
      readonly because: string;
    }[];
    readonly more: number;
  };
}

const RUNNING_MS = 1000;

/** What proves the trail: the last checkpoint, the witnesses, the key, and the verdict of a verification. */
export function Proof() {
  const checkpoint = useQuery({
    queryKey: ["audit", "checkpoint"],
    queryFn: () => get<List<Checkpoint>>("/api/v1/audit-trail/checkpoints?limit=1"),
  });
  const kept = useQuery({
    queryKey: ["audit", "witnesses"],
    queryFn: () => get<{ keys: string[]; witnesses: Witness[] }>("/api/v1/audit-trail/witnesses"),
  });
  const check = useQuery({
    queryKey: ["audit", "verification"],
    queryFn: () => get<Check>("/api/v1/audit-trail/verification"),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? RUNNING_MS : false),
  });
  const verify = useMutation({
    mutationFn: () => call("POST", "/api/v1/audit-trail/verification", {}),
    onSettled: () => Promise.all([check.refetch(), checkpoint.refetch(), kept.refetch()]),
  });
  // Who sees a part of the trail only is not told of the whole.
  if (kept.error instanceof Problem && kept.error.status === 403) return null;
  const last = checkpoint.data?.items[0];
  return (
    <section className="stack" aria-label={t.audit.proof} data-testid="audit-proof">
      <Loading of={kept} what={t.audit.proof} />
      {checkpoint.data && <p>{last ? t.audit.checkpoint(last.size, dateTime(last.at)) : t.audit.noCheckpoint}</p>}
      <div className="form-row">
        <Button loading={verify.isPending || check.data?.state === "running"} onClick={() => verify.mutate()}>
          {t.audit.verify}
        </Button>
      </div>
      <ProblemNote error={verify.error} what={t.audit.verify} />
      {check.data && <Verdict check={check.data} />}
      {kept.data?.witnesses.length === 0 && <p className="muted">{t.audit.noWitness}</p>}
      <ul>
        {kept.data?.witnesses.map(({ id, target, behind, confirmed, trouble }) => (
          <li key={id}>
            {t.audit.witness(id, sentenceSaid(target), confirmed, behind)}
            {trouble !== null && <strong> {t.audit.witnessFails(sentenceSaid(trouble))}</strong>}
          </li>
        ))}
      </ul>
      {kept.data?.keys.map((key) => (
        <p key={key} className="muted">
          {t.audit.key} <code>{key}</code>
        </p>
      ))}
    </section>
  );
}

function Verdict({ check: { state, at = 0, because = "", verdict } }: { check: Check }) {
  if (state === "failed") return <p role="alert">{t.audit.notVerified(sentenceSaid(because))}</p>;
  if (state !== "done" || !verdict) return null;
  if (verdict.findings.length === 0) {
    return (
      <p role="status" data-testid="audit-whole">
        {t.audit.whole(verdict.entries, verdict.signed, dateTime(at))}
      </p>
    );
  }
  return (
    <div role="alert" data-testid="audit-damaged">
      <p>
        <strong>{t.audit.damaged(dateTime(at))}</strong>
      </p>
      <ul>
        {verdict.findings.map(({ kind, from, to, because: why }) => (
          <li key={`${kind} ${from} ${to} ${why}`}>{sentenceSaid(why)}</li>
        ))}
      </ul>
      {verdict.more > 0 && <p>{t.audit.moreFindings(verdict.more)}</p>}
    </div>
  );
}

/** Links that the browser saves as files. */
export function Exports({ from, to }: { from: string; to: string }) {
  const times = new URLSearchParams({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
  return (
    <p>
      {t.audit.export}{" "}
      {Object.entries(t.audit.formats).map(([format, name]) => (
        <span key={format}>
          <Anchor href={`/api/v1/audit-trail/export?${new URLSearchParams([["format", format], ...times])}`} download>
            {name}
          </Anchor>{" "}
        </span>
      ))}
    </p>
  );
}
