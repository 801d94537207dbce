import type { ReactNode } from "react";
import type { SiteKind } from "../api/contract.ts";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { unsent } from "../unsent.ts";
import { clashes, type Saved, useSave } from "./item.ts";
import { MergePanel } from "./merge-panel.tsx";

interface DraftOf<T> {
  readonly kind: SiteKind;
  readonly isNew: boolean;
  /** As it is stored, or what a new one begins with. */
  readonly body: T;
  readonly etag: string | null;
  /** Told what it is now; null: it was removed. */
  readonly onDone: (saved: Saved | null) => void;
}

/**
 * A document while it is edited in a form: what it became, how it is saved, and the way out when somebody else saved first. It
 * outlives the end of a session and a locked screen.
 */
export function useDraft<T extends { readonly id: string }>({ kind, isNew, body, etag, onDone }: DraftOf<T>) {
  const begin = { base: { body, etag }, draft: body };
  const place = `${kind} ${isNew ? "new" : body.id}`;
  const [{ base, draft }, set, isBack] = useUnsent(place, begin);
  const save = useSave(kind, (saved) => {
    unsent.settled(place);
    onDone(saved);
  });
  const merge: ReactNode = (
    <>
      <KeptNote isBack={isBack} />
      {!isNew && clashes(save.error) && (
        <MergePanel
          kind={kind}
          id={draft.id}
          before={base.body}
          mine={draft}
          onMerged={(merged, theirs, version) => {
            set({ base: { body: theirs as T, etag: version }, draft: merged as T });
            save.reset();
          }}
        />
      )}
    </>
  );
  return {
    draft,
    setDraft: (next: T) => set({ base, draft: next }),
    /** What it is compared with. */
    base,
    save,
    submit: () => save.mutate({ id: draft.id, body: draft, etag: base.etag }),
    merge,
    merges: !isNew,
  };
}
