import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { failoverQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { PairDrill } from "./pair-drill.tsx";

/** The pair of cores that this server is one of: whether the other one could go on, and handing over to it. */
export function PairCard() {
  const failover = useQuery(failoverQuery);
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const pair = failover.data;
  return (
    <section className="card" data-testid="pair" aria-label={t.pair.title}>
      <h2>{t.pair.title}</h2>
      <Loading of={failover} what={t.pair.title} />
      {pair?.enabled === false && <p className="muted">{t.pair.none}</p>}
      {pair?.enabled && (
        <>
          <p className={pair.synchronous ? undefined : "bad"}>
            {t.pair.modes[pair.mode]}. {pair.synchronous ? t.pair.ready : t.pair.notReady(sentenceSaid(pair.because))}
          </p>
          <p className="muted">
            {[
              t.pair.other(pair.otherCore ?? pair.peer),
              pair.heardMsAgo === null ? t.pair.notHeard : t.pair.heard(pair.heardMsAgo / 1000),
              pair.behindBytes === null ? t.pair.noStream : t.pair.behind(pair.behindBytes),
            ].join(" · ")}
          </p>
          <p className="muted">
            {pair.witness === null
              ? t.pair.noWitness
              : t.pair.witness(
                  pair.witness,
                  pair.witnessSays === null ? t.pair.notAsked : sentenceSaid(pair.witnessSays),
                )}
          </p>
          <PairDrill ready={pair.synchronous} />
          {may("site:write") && (
            <Button size="compact-sm" variant="outline" disabled={!pair.synchronous} onClick={() => setAsking(true)}>
              {t.pair.handOver}…
            </Button>
          )}
        </>
      )}
      {asking && <HandOverDialog onClose={() => setAsking(false)} />}
    </section>
  );
}

function HandOverDialog({ onClose }: { onClose: () => void }) {
  const handOver = useMutation({
    mutationFn: (reason: string) => call("POST", "/api/v1/failover/hand-over", { reason }),
    onSuccess: onClose,
  });
  return (
    <Dialog title={t.pair.handOverTitle} onClose={onClose}>
      <KeptForm
        place="pair hand-over"
        className="stack"
        onSubmit={(event) => handOver.mutate(fieldsOf(event)("reason"))}
      >
        <p>{t.pair.handOverHint}</p>
        <Textarea name="reason" label={t.pair.reason} required maxLength={500} autosize />
        <ProblemNote error={handOver.error} what={t.pair.notDone} />
        <DialogFoot onCancel={onClose} busy={handOver.isPending}>
          {t.pair.handOver}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
