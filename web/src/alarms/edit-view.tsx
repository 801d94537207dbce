import { TextInput } from "@mantine/core";
import { DialogFoot } from "../shell/dialog.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { clashes, useItem } from "../site/item.ts";
import { useDraft } from "../site/use-draft.tsx";
import { t } from "../texts.ts";
import { FilterFields, ListFields, WhoseFields } from "./view-fields.tsx";
import { keptOf, lookOf, type View } from "./view-look.ts";

interface EditProps {
  readonly id: string;
  /** Sign-in name of whoever edits. */
  readonly me: string;
  readonly mayForAll: boolean;
  /** Told what it became; null: it was left as it was. */
  readonly onDone: (view: View | null) => void;
}

/** Changes a view: its name, for whom it is, which alarms it shows, and how. */
export function EditView(props: EditProps) {
  const item = useItem("view", props.id);
  if (!item.data) return <Loading of={item} what={props.id} />;
  return <EditForm {...props} view={item.data.body} etag={item.data.etag} />;
}

function EditForm({ view, etag, me, mayForAll, onDone }: EditProps & { view: View; etag: string | null }) {
  const { draft, setDraft, save, submit, merge } = useDraft({
    kind: "view",
    isNew: false,
    body: view,
    etag,
    onDone: () => onDone(draft),
  });
  const look = lookOf(draft);
  const fields = { look, onLook: (next: typeof look) => setDraft({ ...draft, ...keptOf(next) }) };
  return (
    <form
      className="stack"
      data-testid="edit-view"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={t.views.name}
        value={draft.name}
        required
        maxLength={120}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      {mayForAll && (
        <WhoseFields
          value={draft}
          me={me}
          onChange={(whose) => {
            const { owner: _, ...rest } = draft;
            setDraft({ ...rest, ...whose });
          }}
        />
      )}
      <FilterFields {...fields} />
      <ListFields {...fields} />
      {merge}
      {!clashes(save.error) && <ProblemNote error={save.error} what={t.views.notSaved} />}
      <DialogFoot onCancel={() => onDone(null)} busy={save.isPending}>
        {t.common.save}
      </DialogFoot>
    </form>
  );
}
