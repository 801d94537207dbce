import { useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { t } from "../texts.ts";
import { clashes, type useSave } from "./item.ts";
import { MergePanel } from "./merge-panel.tsx";

/** Somebody else saved before the form that was sent: both changes are merged, and saved at once. */
export function SavedFirst({
  kind,
  before,
  save,
}: {
  kind: SiteKind;
  /** What the person here began with. */
  before: unknown;
  save: ReturnType<typeof useSave>;
}) {
  const [base, setBase] = useState(before);
  const sent = save.variables;
  if (!sent || sent.body === null || !clashes(save.error)) return null;
  return (
    <MergePanel
      kind={kind}
      id={sent.id}
      before={base}
      mine={sent.body}
      take={t.editing.saveMerged}
      onMerged={(body, theirs, etag) => {
        setBase(theirs);
        save.mutate({ id: sent.id, body, etag });
      }}
    />
  );
}
