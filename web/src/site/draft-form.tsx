import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { SiteDocument, SiteKind } from "../api/contract.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { useFillsIn } from "../shell/only-read.tsx";
import type { Edited } from "./document-page.tsx";
import { withFollowingId } from "./id-of.ts";
import { SaveFoot } from "./save-foot.tsx";
import { useDraft } from "./use-draft.tsx";

/** A document while it is edited, and how a field changes it. */
export interface Draft<T> {
  readonly draft: T;
  readonly base: T;
  readonly isNew: boolean;
  readonly setDraft: (draft: T) => void;
  readonly set: (part: Partial<T>) => void;
}

interface DraftFormProps<K extends SiteKind> {
  readonly kind: K;
  readonly edited: Edited<SiteDocument<K>>;
  /** Of the part that is saved. */
  readonly className: string;
  readonly children: (edit: Draft<SiteDocument<K>>) => ReactNode;
  /** What stands beside the form and shows what the draft would do. */
  readonly beside?: (edit: Draft<SiteDocument<K>>) => ReactNode;
}

/** The form of one document and its foot. Who may not change that kind reads it, without buttons, and is told why. */
export function DraftForm<K extends SiteKind>({ kind, edited, className, children, beside }: DraftFormProps<K>) {
  const { isNew } = edited;
  const writes = useMayChange()(kind);
  const { draft, setDraft, base, save, submit, merge, merges } = useDraft<SiteDocument<K>>({ kind, ...edited });
  const edit = {
    draft,
    base: base.body,
    isNew,
    setDraft,
    // The name of a new one suggests what programs call it.
    set: (part: Partial<SiteDocument<K>>) => {
      const next = { ...draft, ...part };
      setDraft(isNew ? withFollowingId(draft, next) : next);
    },
  };
  const fillsIn = useFillsIn(writes);
  const onlyRead = <p className="note">{t.site.onlyRead}</p>;
  if (!fillsIn && isNew) return onlyRead;
  return (
    <form
      className={beside ? "duty-beside" : ""}
      onSubmit={(event) => {
        event.preventDefault();
        if (writes) submit();
      }}
    >
      {fillsIn ? (
        <div className={className}>
          {children(edit)}
          {merge}
          <SaveFoot
            what={"name" in draft ? draft.name : draft.id}
            id={isNew ? null : draft.id}
            etag={base.etag}
            merges={merges}
            save={save}
            reload={edited.reload}
            onClose={edited.onLeave}
          />
        </div>
      ) : (
        <div className={className}>
          {onlyRead}
          <fieldset disabled className="only-read stack">
            {children(edit)}
          </fieldset>
        </div>
      )}
      {beside?.(edit)}
    </form>
  );
}

/** What a document is called by programs, for ever once it is stored. */
export function IdField({ edit }: { edit: Pick<Draft<{ readonly id: string }>, "draft" | "isNew" | "set"> }) {
  return (
    <TextInput
      name="id"
      label={t.people.id}
      description={edit.isNew ? t.people.idHint : t.people.idFixed}
      value={edit.draft.id}
      required
      readOnly={!edit.isNew}
      autoCapitalize="off"
      spellCheck={false}
      onChange={(event) => edit.set({ id: event.currentTarget.value })}
    />
  );
}

/** What people call it, and what programs do. */
export function NameFields({
  edit,
}: {
  edit: Pick<Draft<{ readonly id: string; readonly name: string }>, "draft" | "isNew" | "set">;
}) {
  return (
    <>
      <TextInput
        name="name"
        label={t.people.name}
        value={edit.draft.name}
        required
        onChange={(event) => edit.set({ name: event.currentTarget.value })}
      />
      <IdField edit={edit} />
    </>
  );
}
