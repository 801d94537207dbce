import { Button, Checkbox, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import type { HandOverDrill } from "../api/contract.ts";
import { handOverDrillsQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";

/** When the hand-over was last drilled and what was seen, and drilling it. @param ready the standby has everything */
export function PairDrill({ ready }: { ready: boolean }) {
  const drills = useQuery(handOverDrillsQuery);
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const { data } = drills;
  const [last] = data?.items ?? [];
  return (
    <>
      <Loading of={drills} what={t.pairDrill.title} />
      {data && (
        <p data-testid="drill" className={last?.outcome === "failed" ? "bad" : undefined}>
          {last ? sentenceOf(last) : t.pairDrill.never}
        </p>
      )}
      {data?.trouble && last?.outcome !== "failed" && <p className="bad">{t.pairDrill.overdue(data.everyDays)}</p>}
      {data && !data.trouble && (
        <p className="muted">{data.dueAt === null ? t.pairDrill.notDue : t.pairDrill.due(dateTime(data.dueAt))}</p>
      )}
      {may("site:write") && (
        <div className="row-wrap">
          <Button
            size="compact-sm"
            variant="outline"
            disabled={!ready || last?.outcome === null}
            onClick={() => setAsking(true)}
          >
            {t.pairDrill.drill}…
          </Button>
        </div>
      )}
      {asking && <DrillDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function sentenceOf({ outcome, begunAt, by, thereAt, backBegunAt, endedAt, reports, because }: HandOverDrill): string {
  const seconds = (from: number, until: number) => t.pairDrill.seconds((Math.max(0, until - from) / 1000).toFixed(1));
  const seen: string[] = [t.pairDrill.begun(dateTime(begunAt), by)];
  if (outcome === "failed") seen.push(sentenceSaid(because));
  else if (thereAt !== null) {
    const back =
      outcome === "passed" && backBegunAt !== null && endedAt !== null ? seconds(backBegunAt, endedAt) : null;
    seen.push(t.pairDrill.took(seconds(begunAt, thereAt), back));
  }
  if (reports !== null) seen.push(t.pairDrill.reports(reports));
  return `${t.pairDrill.last[outcome ?? "running"]}: ${seen.join("; ")}.`;
}

function DrillDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [stays, setStays] = useState(false);
  const drill = useMutation({
    mutationFn: (reason: string) => call("POST", "/api/v1/failover/drills", { reason, stays }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: handOverDrillsQuery.queryKey });
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    drill.mutate(fieldsOf(event)("reason"));
  }
  return (
    <Dialog title={t.pairDrill.title} onClose={onClose}>
      <KeptForm place="pair drill" className="stack" onSubmit={submit}>
        <p>{t.pairDrill.hint}</p>
        <Textarea name="reason" label={t.pair.reason} required maxLength={500} autosize />
        <Checkbox
          name="stays"
          checked={stays}
          onChange={({ currentTarget }) => setStays(currentTarget.checked)}
          label={t.pairDrill.stay}
        />
        <ProblemNote error={drill.error} what={t.pairDrill.notDone} />
        <DialogFoot onCancel={onClose} busy={drill.isPending}>
          {t.pairDrill.drill}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
