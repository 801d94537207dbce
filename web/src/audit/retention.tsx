import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { whoSaid } from "../actors.ts";
import { call, get, Problem } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";

interface Part {
  readonly first: number;
  readonly last: number;
  readonly ends: number;
}
interface Retention {
  readonly keepDays: number;
  readonly archiveFolder: string | null;
  readonly goes: readonly Part[];
  readonly stays: readonly (Part & { readonly because: string })[];
  readonly archived: readonly { readonly first: number; readonly last: number; readonly archive: string }[];
}
interface Hold {
  readonly id: string;
  readonly reason: string;
  readonly since: number | null;
  readonly until: number | null;
  readonly placedAt: number;
  readonly placedBy: string;
  readonly liftedAt: number | null;
  readonly liftedBy: string | null;
}

const KEY = ["audit", "retention"];

/** How long entries are kept, what was archived, and the legal holds that keep more. */
export function Retained() {
  const may = useMay();
  const retention = useQuery({ queryKey: KEY, queryFn: () => get<Retention>("/api/v1/audit-trail/retention") });
  const holds = useQuery({
    queryKey: [...KEY, "holds"],
    queryFn: () => get<List<Hold>>("/api/v1/audit-trail/holds"),
  });
  const [placing, setPlacing] = useState(false);
  // Who sees a part of the trail only is not told of the whole.
  if (retention.error instanceof Problem && retention.error.status === 403) return null;
  const { data } = retention;
  return (
    <section className="stack" aria-label={t.audit.retention} data-testid="audit-retention">
      <h2>{t.audit.retention}</h2>
      <Loading of={retention} what={t.audit.retention} />
      {data && <p>{t.audit.keeps(data.keepDays, data.archiveFolder)}</p>}
      <ul>
        {data?.archived.map(({ first, last, archive }) => (
          <li key={last}>{t.audit.archived(first, last, archive)}</li>
        ))}
        {data?.goes.map(({ first, last, ends }) => (
          <li key={last}>{t.audit.goes(first, last, dateTime(ends))}</li>
        ))}
        {data?.stays.map(({ first, last, because }) => (
          <li key={last}>{t.audit.stays(first, last, sentenceSaid(because))}</li>
        ))}
      </ul>
      <Loading of={holds} what={t.audit.holds} />
      {holds.data?.items.length === 0 && <p className="muted">{t.audit.noHold}</p>}
      <ul className="cards">
        {holds.data?.items.map((hold) => (
          <HoldCard key={hold.id} hold={hold} />
        ))}
      </ul>
      {(may("audit:export") || may("security:write")) && (
        <div className="form-row">
          <Button variant="default" onClick={() => setPlacing(true)}>
            {t.audit.placeHold}
          </Button>
        </div>
      )}
      {placing && <HoldDialog onClose={() => setPlacing(false)} />}
    </section>
  );
}

function HoldCard({ hold }: { hold: Hold }) {
  const may = useMay();
  const queries = useQueryClient();
  const [lifting, setLifting] = useState(false);
  const lift = useMutation({
    mutationFn: (reason: string) => call("POST", `/api/v1/audit-trail/holds/${hold.id}/lift`, { reason }),
    onSuccess: async () => {
      setLifting(false);
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <li className="card" data-testid="hold">
      <p>{hold.reason}</p>
      <p className="muted">
        {t.audit.holdTimes(hold.since && dateTime(hold.since), hold.until && dateTime(hold.until))}{" "}
        {t.audit.placed(whoSaid(hold.placedBy), dateTime(hold.placedAt))}{" "}
        {hold.liftedAt !== null && t.audit.lifted(whoSaid(hold.liftedBy ?? ""), dateTime(hold.liftedAt))}
      </p>
      {hold.liftedAt === null && may("security:write") && (
        <Button size="compact-sm" variant="default" onClick={() => setLifting(true)}>
          {t.audit.liftHold}
        </Button>
      )}
      {lifting && (
        <Dialog title={t.audit.liftHold} onClose={() => setLifting(false)}>
          <KeptForm
            place={`hold ${hold.id}`}
            className="stack"
            onSubmit={(event) => lift.mutate(fieldsOf(event)("reason").trim())}
          >
            <TextInput name="reason" label={t.audit.liftReason} required maxLength={500} data-autofocus />
            <ProblemNote error={lift.error} what={t.audit.notLifted} />
            <DialogFoot onCancel={() => setLifting(false)} busy={lift.isPending} danger>
              {t.audit.liftHold}
            </DialogFoot>
          </KeptForm>
        </Dialog>
      )}
    </li>
  );
}

function HoldDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const place = useMutation({
    mutationFn: (wish: object) => call("POST", "/api/v1/audit-trail/holds", wish),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      onClose();
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const instant = (text: string) => (text === "" ? null : new Date(text).getTime());
    place.mutate({ reason: field("reason").trim(), since: instant(field("since")), until: instant(field("until")) });
  }
  return (
    <Dialog title={t.audit.placeHold} onClose={onClose}>
      <KeptForm place="hold new" className="stack" onSubmit={submit}>
        <TextInput
          name="reason"
          label={t.audit.holdReason}
          description={t.audit.holdReasonHint}
          required
          maxLength={500}
          data-autofocus
        />
        <TextInput type="datetime-local" name="since" label={t.audit.holdSince} description={t.audit.holdEmpty} />
        <TextInput type="datetime-local" name="until" label={t.audit.holdUntil} description={t.audit.holdEmpty} />
        <ProblemNote error={place.error} what={t.audit.notPlaced} />
        <DialogFoot onCancel={onClose} busy={place.isPending}>
          {t.audit.placeHold}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
