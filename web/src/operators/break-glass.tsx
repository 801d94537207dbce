import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { whoSaid } from "../actors.ts";
import { call } from "../api/client.ts";
import type { Approval } from "../approvals/contract.ts";
import { approvalsQuery } from "../approvals/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime } from "../time.ts";
import type { BreakGlassAccount } from "./contract.ts";
import { breakGlassQuery, useMay } from "./queries.ts";

/** Accounts for emergencies: how old their envelopes are, whether they were tried, and what was done with them. */
export function BreakGlassPage() {
  const accounts = useQuery(breakGlassQuery);
  const approvals = useQuery(approvalsQuery("all"));
  const may = useMay();
  const [testing, setTesting] = useState<BreakGlassAccount | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const reviews = approvals.data?.items.filter(({ kind }) => kind === "review") ?? [];
  return (
    <section className="stack pad">
      <h1>{t.breakGlass.title}</h1>
      <p className="muted">{t.breakGlass.hint}</p>
      {right !== null && <DoneNote>{t.breakGlass.isRight(right)}</DoneNote>}
      <Loading of={accounts} what={t.breakGlass.title} />
      {accounts.data?.items.length === 0 && <Empty title={t.breakGlass.empty} hint={t.breakGlass.emptyHint} />}
      <ul className="cards">
        {accounts.data?.items.map((account) => (
          <AccountCard
            key={account.operator}
            account={account}
            onTest={may("operators:write") ? () => setTesting(account) : null}
          />
        ))}
      </ul>
      <h2>{t.breakGlass.reviews}</h2>
      <Loading of={approvals} what={t.breakGlass.reviews} />
      {approvals.data && reviews.length === 0 && (
        <Empty title={t.breakGlass.noReviews} hint={t.breakGlass.noReviewsHint} />
      )}
      <ul className="cards">
        {reviews.map((review) => (
          <ReviewCard key={review.id} review={review} />
        ))}
      </ul>
      {testing && (
        <TestDialog
          operator={testing.operator}
          onClose={() => setTesting(null)}
          onRight={() => {
            setRight(testing.operator);
            setTesting(null);
          }}
        />
      )}
    </section>
  );
}

function AccountCard({ account, onTest }: { account: BreakGlassAccount; onTest: (() => void) | null }) {
  const { operator, madeAt, usedAt, testedAt, reportedOldAt } = account;
  const command = `tocsin operators break-glass ${operator}`;
  return (
    <li className="card" data-testid="break-glass">
      <h2>{operator}</h2>
      <p className="muted">
        {t.breakGlass.made(dateTime(madeAt))}{" "}
        {testedAt === null ? t.breakGlass.neverTested : t.breakGlass.tested(dateTime(testedAt))}
      </p>
      {usedAt !== null && <p className="bad">{t.breakGlass.used(dateTime(usedAt), command)}</p>}
      {usedAt === null && reportedOldAt !== null && <p className="bad">{t.breakGlass.old(command)}</p>}
      {onTest && usedAt === null && (
        <Button size="compact-sm" variant="default" onClick={onTest}>
          {t.breakGlass.test}…<span className="hidden"> {operator}</span>
        </Button>
      )}
    </li>
  );
}

function ReviewCard({ review }: { review: Approval }) {
  const { summary, reason, state, overdue, askedAt, decidedAt, decidedBy, comment } = review;
  return (
    <li className="card" data-testid="review" data-state={state}>
      <h3>{summary}</h3>
      <p className="prose">{reason}</p>
      <p className="muted">{dateTime(askedAt)}</p>
      {state === "open" ? (
        <p>
          {overdue && <strong className="bad">{t.approvals.overdue} </strong>}
          <Link to="/approvals">{t.breakGlass.review}</Link>
        </p>
      ) : (
        <p>
          {decidedBy !== null && decidedAt !== null && t.approvals.decided(whoSaid(decidedBy), dateTime(decidedAt))}{" "}
          <span className="prose">{comment}</span>
        </p>
      )}
    </li>
  );
}

function TestDialog({ operator, onClose, onRight }: { operator: string; onClose: () => void; onRight: () => void }) {
  const queries = useQueryClient();
  const test = useMutation({
    mutationFn: (credential: string) =>
      call("POST", `/api/v1/break-glass/${encodeURIComponent(operator)}/test`, { credential }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: breakGlassQuery.queryKey });
      onRight();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => test.mutate(fieldsOf(event)("credential"));
  return (
    <Dialog title={t.breakGlass.testTitle(operator)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>{t.breakGlass.testHint}</p>
        <TextInput
          name="credential"
          label={t.entry.credential}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <ProblemNote error={test.error} what={t.breakGlass.notRight} />
        <DialogFoot onCancel={onClose} busy={test.isPending}>
          {t.breakGlass.test}
        </DialogFoot>
      </form>
    </Dialog>
  );
}
