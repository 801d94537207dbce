import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { List, SiteKind } from "../api/contract.ts";
import { useMayChange } from "../operators/queries.ts";
import { CardList } from "../shell/card-list.tsx";
import { t } from "../texts.ts";
import { ItemEditor } from "./editor.tsx";
import { TEMPLATES } from "./templates.ts";

interface EditedListProps<T> {
  readonly kind: SiteKind;
  readonly of: { readonly data: List<T> | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly words: { readonly title: string; readonly add: string; readonly empty: string; readonly emptyHint: string };
  /** What the list holds, where that isn't the title of the page. */
  readonly what?: string;
  readonly hint: ReactNode;
  /** @param onEdit null: whoever looks may change none of them */
  readonly card: (item: T, onEdit: (() => void) | null) => ReactNode;
  /** What stands below the list. */
  readonly children: ReactNode;
}

/** A page with all documents of a kind as cards, each opened in the editor by those who may. */
export function EditedList<T extends { readonly id: string }>(props: EditedListProps<T>) {
  const { kind, of, words, what = words.title, hint, card, children } = props;
  const writes = useMayChange()(kind);
  const [editing, setEditing] = useState<{ readonly id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{words.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{words.add}</Button>}
      </div>
      <p className="muted">{hint}</p>
      <CardList of={of} what={what} empty={words.empty} emptyHint={words.emptyHint}>
        {(item) => card(item, writes ? () => setEditing({ id: item.id }) : null)}
      </CardList>
      {children}
      {editing && (
        <ItemEditor kind={kind} id={editing.id} template={TEMPLATES[kind] ?? {}} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

/** The head of such a card: its name, and for those who may change it what it does at once, and editing. */
export function EditedHead({
  name,
  act,
  onEdit,
}: {
  name: string;
  act: { readonly label: string; readonly busy: boolean; readonly onAct: () => void };
  onEdit: (() => void) | null;
}) {
  return (
    <div className="head">
      <h2>{name}</h2>
      {onEdit && (
        <>
          <Button size="compact-sm" variant="default" loading={act.busy} onClick={act.onAct}>
            {act.label}
            <span className="hidden"> {name}</span>
          </Button>
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.common.edit}
            <span className="hidden"> {name}</span>
          </Button>
        </>
      )}
    </div>
  );
}
