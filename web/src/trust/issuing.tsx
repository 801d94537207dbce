import { Button, Checkbox, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";
import type { Trust } from "./contract.ts";

/** Below the card of the issuing authority: who still has a certificate of the one before, and replacing it. */
export function IssuingChange({ trust: { site, peers, denyList, changeOver } }: { trust: Trust }) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const former = peers.filter(({ formerlyIssued, denied }) => formerlyIssued && !denied);
  return (
    <>
      {former.length > 0 && (
        <p role="status">
          {t.issuing.former(former.map(({ node, instance }) => `${node}/${instance}`).join(", "), former.length)}
        </p>
      )}
      {denyList.authorities.map(({ key, at, because }) => (
        <p key={key} className="bad">
          {t.issuing.refused(dateTime(at), because)}
        </p>
      ))}
      {may("security:write") && changeOver === null && (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            {t.issuing.replace}…
          </Button>
        </div>
      )}
      {asking && <IssuingDialog site={site} onClose={() => setAsking(false)} />}
    </>
  );
}

function IssuingDialog({ site, onClose }: { site: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [isStolen, setStolen] = useState(false);
  const replace = useMutation({
    mutationFn: (stolen: string | null) => call("POST", "/api/v1/trust/issuing", { site, stolen }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ["trust"] });
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    const how = fieldsOf(event)("stolen");
    replace.mutate(isStolen ? how : null);
  }
  return (
    <Dialog title={t.issuing.title} onClose={onClose}>
      <KeptForm place="issuing" className="stack" onSubmit={submit}>
        <p>{t.issuing.hint}</p>
        <Checkbox
          name="isStolen"
          data-first
          checked={isStolen}
          onChange={({ currentTarget }) => setStolen(currentTarget.checked)}
          label={t.issuing.stolen}
          description={t.issuing.stolenHint}
        />
        {isStolen && (
          <>
            <Textarea name="stolen" label={t.issuing.how} required minLength={5} maxLength={500} autosize minRows={2} />
            <p className="muted">{t.issuing.browsers}</p>
          </>
        )}
        <ProblemNote error={replace.error} what={t.trust.notDone} />
        <DialogFoot onCancel={onClose} busy={replace.isPending} danger={isStolen}>
          {t.issuing.replace}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
