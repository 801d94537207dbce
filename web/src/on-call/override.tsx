import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { LostRightNote } from "../shell/only-read.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import type { Override, Schedule, Span } from "./contract.ts";
import { fieldInstant, fieldText } from "./days.ts";
import { usePreview } from "./preview.ts";
import { PreviewNotes } from "./preview-notes.tsx";

/** No person has this id. */
const NOBODY = "*";

interface OverrideDialogProps {
  /** Of the schedule. */
  readonly id: string;
  readonly span: Span;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly onClose: () => void;
}

/** Somebody else has the duty for a span: checked against the schedule as it is while it is filled in. */
export function OverrideDialog({ id, span, people, onClose }: OverrideDialogProps) {
  const item = useItem("schedule", id);
  const schedule = item.data?.body;
  return (
    <Dialog title={t.override.title(schedule?.name ?? id)} onClose={onClose}>
      {schedule && item.data ? (
        <OverrideForm
          schedule={schedule}
          etag={item.data.etag}
          span={span}
          people={people}
          reload={() => void item.refetch()}
          onClose={onClose}
        />
      ) : (
        <Loading of={item} what={id} />
      )}
    </Dialog>
  );
}

function OverrideForm({
  schedule,
  etag,
  span,
  people,
  reload,
  onClose,
}: Omit<OverrideDialogProps, "id"> & { schedule: Schedule; etag: string | null; reload: () => void }) {
  const zone = schedule.timeZone;
  const [from, setFrom] = useState(() => fieldText(span.from, zone));
  const [to, setTo] = useState(() => fieldText(span.to, zone));
  /** Empty: not said yet. */
  const [who, setWho] = useState("");
  const [replaces, setReplaces] = useState("");
  const [joins, setJoins] = useState(false);
  const [note, setNote] = useState("");
  const save = useSave("schedule", onClose);
  const writes = useMayChange()("schedule");
  const override: Override = {
    from,
    to,
    ...(who === NOBODY ? {} : { person: who }),
    ...(joins ? { joins } : replaces === "" ? {} : { replaces }),
    ...(note.trim() === "" ? {} : { note: note.trim() }),
  };
  const draft: Schedule = { ...schedule, overrides: [...schedule.overrides, override] };
  const backwards = to <= from;
  const looked = { from: fieldInstant(from, zone), to: fieldInstant(to, zone) };
  const preview = usePreview(backwards || who === "" ? null : draft, looked);
  const names = people.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <KeptForm
      place={`override ${schedule.id}`}
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ id: schedule.id, body: draft, etag });
      }}
    >
      <p className="muted">{t.override.hint(zone)}</p>
      <div className="form-grid">
        <TextInput
          type="datetime-local"
          name="from"
          label={t.override.from}
          value={from}
          required
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          name="to"
          label={t.override.to}
          value={to}
          required
          error={backwards ? t.override.backwards : null}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <NativeSelect
          name="who"
          label={t.override.who}
          value={who}
          required
          onChange={(event) => setWho(event.currentTarget.value)}
          data={[{ value: "", label: t.scheduleForm.choose }, ...names, { value: NOBODY, label: t.override.nobody }]}
        />
        <NativeSelect
          name="replaces"
          label={t.override.replaces}
          value={replaces}
          disabled={joins}
          onChange={(event) => setReplaces(event.currentTarget.value)}
          data={[{ value: "", label: t.override.everybody }, ...names]}
        />
      </div>
      <Checkbox
        name="joins"
        label={t.override.joins}
        checked={joins}
        disabled={who === "" || who === NOBODY}
        onChange={(event) => setJoins(event.currentTarget.checked)}
      />
      <TextInput
        name="note"
        label={t.override.reason}
        value={note}
        maxLength={200}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ProblemNote error={preview.error} what={t.override.notChecked} />
      {who !== "" && preview.data && !preview.error && <PreviewNotes preview={preview.data} zone={zone} />}
      <ProblemNote error={save.error} what={t.site.notSaved} />
      {clashes(save.error) && (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            reload();
            save.reset();
          }}
        >
          {t.override.again}
        </button>
      )}
      <LostRightNote may={writes} />
      <DialogFoot onCancel={onClose} busy={save.isPending} disabled={backwards || who === "" || !writes}>
        {t.override.save}
      </DialogFoot>
    </KeptForm>
  );
}
