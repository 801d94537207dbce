import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Procedure } from "../../../src/site/procedure.ts";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { useItem, useSave } from "../site/item.ts";
import { SaveFoot } from "../site/save-foot.tsx";
import { added, type Draft, draftOf, moved, NEW_PROCEDURE, procedureOf, removed, withoutUnset } from "./draft.ts";
import { LateFields } from "./late-fields.tsx";
import { MatchFields } from "./match-fields.tsx";
import { Preview } from "./preview.tsx";
import { StepCard } from "./step-card.tsx";

/** Writes a procedure: for which alarms it is, how it begins, and its steps. `id` null makes a new one. */
export function ProcedureDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const item = useItem("procedure", id);
  const body = id === null ? NEW_PROCEDURE : item.data?.body;
  return (
    <Dialog title={id === null ? t.procedure.newOne : t.procedure.edit(body?.name ?? id)} onClose={onClose} wide>
      {body ? (
        <ProcedureForm
          key={item.data?.etag}
          id={id}
          body={body}
          etag={item.data?.etag ?? null}
          reload={() => void item.refetch()}
          onClose={onClose}
        />
      ) : (
        <Loading of={item} what={id ?? ""} />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly id: string | null;
  readonly body: Procedure;
  readonly etag: string | null;
  readonly reload: () => void;
  readonly onClose: () => void;
}

function ProcedureForm({ id, body, etag: read, reload, onClose }: FormProps) {
  const [begun] = useState(() => ({ draft: draftOf(body), base: { body, etag: read } }));
  const [{ draft, base }, setEdited, isBack] = useUnsent(`procedure ${id ?? "new"}`, begun);
  const { etag } = base;
  const setDraft = (next: Draft) => setEdited({ draft: next, base });
  const [told, setTold] = useState("");
  const save = useSave("procedure", onClose);
  const steps = useRef<HTMLOListElement>(null);
  /** Key of the step that shall have the focus once it is drawn. */
  const wanted = useRef<number | null>(null);
  const { procedure } = draft;
  const fields = t.procedure.fields;
  const set = (change: Partial<Draft["procedure"]>) => setDraft({ ...draft, procedure: { ...procedure, ...change } });

  // A step that was moved or added keeps or gets the focus: who writes by keyboard goes on where they are.
  useEffect(() => {
    if (wanted.current === null) return;
    steps.current?.querySelector<HTMLElement>(`[data-key="${wanted.current}"] textarea`)?.focus();
    wanted.current = null;
  });

  function move(key: number, by: -1 | 1): void {
    const from = draft.steps.findIndex((one) => one.key === key) + 1;
    const after = moved(draft, key, by);
    if (after === draft) return;
    wanted.current = key;
    setDraft(after);
    setTold(t.procedure.step.moved(from, from + by));
  }

  function press(event: KeyboardEvent<HTMLLIElement>, key: number): void {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    move(key, event.key === "ArrowUp" ? -1 : 1);
  }

  return (
    <form
      className="stack"
      data-testid="procedure-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ id: procedure.id, body: withoutUnset(procedureOf(draft)), etag });
      }}
    >
      <KeptNote isBack={isBack} />
      <div className="fields">
        <TextInput
          label={fields.name}
          value={procedure.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          required
          maxLength={120}
        />
        <TextInput
          label={fields.id}
          description={fields.idHint}
          value={procedure.id}
          onChange={(event) => set({ id: event.currentTarget.value })}
          readOnly={id !== null}
          required
          pattern="[a-z0-9][a-z0-9._\-]{0,62}"
        />
        <NativeSelect
          label={fields.begins}
          value={procedure.begins}
          onChange={(event) => set({ begins: event.currentTarget.value as Procedure["begins"] })}
          data={(["by-hand", "when-raised"] as const).map((value) => ({ value, label: t.procedure.begins[value] }))}
        />
      </div>
      <Checkbox
        label={fields.enabled}
        checked={procedure.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      <Checkbox
        label={fields.mayEndEarly}
        checked={procedure.mayEndEarly}
        onChange={(event) => set({ mayEndEarly: event.currentTarget.checked })}
      />
      <MatchFields procedure={procedure} onChange={set} />
      <LateFields value={procedure.whenLate} onChange={(whenLate) => set({ whenLate })} />
      <h3>{fields.steps}</h3>
      <p className="muted">{fields.stepsHint}</p>
      <p className="hidden" role="status">
        {told}
      </p>
      <ol className="plain stack" ref={steps}>
        {draft.steps.map(({ key, step }, place) => (
          // biome-ignore lint: the keys move what is in it
          <li key={key} data-key={key} onKeyDown={(event) => press(event, key)}>
            <StepCard
              step={step}
              place={place}
              steps={draft.steps.map((one) => one.step)}
              onChange={(changed) => setDraft({ ...draft, steps: draft.steps.with(place, { key, step: changed }) })}
              onMove={(by) => move(key, by)}
              onRemove={() => setDraft(removed(draft, key))}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          variant="default"
          onClick={() => {
            wanted.current = draft.nextKey;
            setDraft(added(draft));
          }}
        >
          {t.procedure.step.add}
        </Button>
      </div>
      <Preview steps={draft.steps.map(({ step }) => step)} />
      <SaveFoot
        what={`${t.procedure.one} ${procedure.name}`}
        id={id}
        etag={etag}
        save={save}
        reload={reload}
        onClose={onClose}
        {...(id === null ? {} : { began: { kind: "procedure", body: base.body } })}
      />
    </form>
  );
}
