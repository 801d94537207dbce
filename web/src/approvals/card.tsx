import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { whoSaid } from "../actors.ts";
import { call } from "../api/client.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { useUnsent } from "../shell/unsent-form.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import type { Approval } from "./contract.ts";
import { Difference } from "./difference.tsx";
import { summarySaid } from "./summary.ts";

type Verb = "approve" | "deny" | "withdraw" | "close";

/** One request: who asks, why, what exactly would change, and what one may say to it. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const queries = useQueryClient();
  const [comment, setComment] = useUnsent(`approval ${approval.id}`, "", "keeps");
  const heading = useId();
  const decide = useMutation({
    mutationFn: (verb: Verb) =>
      call("POST", `/api/v1/approvals/${encodeURIComponent(approval.id)}/${verb}`, { hash: approval.hash, comment }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["approvals"] }),
  });
  const { kind, state, own, requester, expiresAt, decidedAt, decidedBy } = approval;
  const verbs: readonly Verb[] = own
    ? kind === "review"
      ? []
      : ["withdraw"]
    : kind === "review"
      ? ["close"]
      : ["approve", "deny"];
  return (
    <li className="card stack" aria-labelledby={heading} data-testid="approval" data-state={state}>
      <h2 id={heading}>{summarySaid(approval.summary)}</h2>
      <p>
        <strong>{t.approvals.reason}:</strong> <span className="prose">{approval.reason}</span>
      </p>
      <p className="muted">
        {t.approvals.asked(requester.name, dateTime(approval.askedAt))}{" "}
        {state === "open" && expiresAt !== null && t.approvals.expires(dateTime(expiresAt))}
        {state === "open" && approval.overdue && <strong className="bad">{t.approvals.overdue}</strong>}
      </p>
      <Difference difference={approval.difference} />
      {state === "open" ? (
        <>
          {!own && (
            <Textarea
              label={kind === "review" ? t.approvals.found : t.approvals.comment}
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
              required={kind === "review"}
              maxLength={500}
              autosize
            />
          )}
          <ProblemNote error={decide.error} what={t.approvals.notDecided} />
          <div className="row-wrap">
            {verbs.map((verb) => (
              <Button
                key={verb}
                size="compact-sm"
                variant={verb === "deny" || verb === "withdraw" ? "outline" : "filled"}
                {...(verb === "deny" ? { color: "red" } : {})}
                loading={decide.isPending && decide.variables === verb}
                onClick={() => decide.mutate(verb)}
              >
                {t.approvals.verbs[verb]}
              </Button>
            ))}
          </div>
        </>
      ) : (
        <p>
          {t.approvals.states[state]}
          {decidedBy !== null &&
            decidedAt !== null &&
            ` ${t.approvals.decided(whoSaid(decidedBy), dateTime(decidedAt))}`}{" "}
          <span className="prose">{approval.comment}</span>
        </p>
      )}
    </li>
  );
}
