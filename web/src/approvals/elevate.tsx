import { NativeSelect, NumberInput, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call, get } from "../api/client.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { t } from "../texts.ts";

interface Roles {
  readonly roles: readonly { readonly id: string; readonly name: string | null }[];
}

/** Asks for a role for a limited time; somebody else approves it. */
export function ElevateDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [minutes, setMinutes] = useState<string | number>(60);
  const roles = useQuery({ queryKey: ["roles"], queryFn: () => get<Roles>("/api/v1/roles") });
  const partitions = useQuery(kindQuery("partition"));
  const ask = useMutation({
    mutationFn: (body: unknown) => call("POST", "/api/v1/elevations", body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["approvals"] });
      onClose();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const partition = field("partition");
    ask.mutate({
      role: field("role"),
      partitions: partition ? [partition] : [],
      minutes: Number(minutes),
      reason: field("reason"),
    });
  }

  return (
    <Dialog title={t.approvals.elevate} onClose={onClose}>
      <KeptForm place="elevation" className="stack" onSubmit={submit}>
        <p className="muted">{t.approvals.elevateHint}</p>
        <Loading of={roles} what={t.approvals.role} />
        <NativeSelect
          name="role"
          label={t.approvals.role}
          required
          data={(roles.data?.roles ?? [])
            .filter(({ id }) => id !== "integration")
            .map(({ id, name }) => ({ value: id, label: name ?? t.role[id] ?? id }))}
        />
        <NativeSelect
          name="partition"
          label={t.approvals.partition}
          data={[
            { value: "", label: t.approvals.everywhere },
            ...(partitions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <NumberInput
          name="minutes"
          label={t.approvals.minutes}
          value={minutes}
          onChange={setMinutes}
          min={5}
          max={480}
          required
        />
        <Textarea
          name="reason"
          label={t.approvals.reason}
          required
          minLength={5}
          maxLength={500}
          autosize
          minRows={2}
        />
        <ProblemNote error={ask.error} what={t.approvals.notAsked} />
        <DialogFoot onCancel={onClose} busy={ask.isPending}>
          {t.approvals.askFor}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
