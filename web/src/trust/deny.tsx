import { Radio, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import type { Peer } from "./contract.ts";

/** Refuses a process everywhere, and says what the two ways mean. */
export function DenyDialog({ peer, onClose }: { peer: Peer; onClose: () => void }) {
  const queries = useQueryClient();
  const [verb, setVerb] = useState("evict");
  const deny = useMutation({
    mutationFn: (because: string) => call("POST", "/api/v1/trust/denials", { verb, uri: peer.uri, because }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: ["trust"] });
    },
  });
  function submit(event: FormEvent<HTMLFormElement>): void {
    deny.mutate(fieldsOf(event)("because"));
  }
  return (
    <Dialog title={t.trust.refuseTitle(`${peer.node}/${peer.instance}`)} onClose={onClose}>
      <KeptForm place={`deny ${peer.node}/${peer.instance}`} className="stack" onSubmit={submit}>
        <Radio.Group name="verb" value={verb} onChange={setVerb} label={t.trust.how}>
          <Radio value="evict" label={t.trust.evict} />
          <Radio value="ban" label={t.trust.ban} />
        </Radio.Group>
        <Textarea name="because" label={t.trust.why} required minLength={5} maxLength={500} autosize minRows={2} />
        <ProblemNote error={deny.error} what={t.trust.notDone} />
        <DialogFoot onCancel={onClose} busy={deny.isPending}>
          {t.trust.refuse}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
