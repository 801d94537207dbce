import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SiteKind } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { useWatched, Watched } from "../watched.ts";
import type { Saved } from "./item.ts";
import { restore } from "./versions.tsx";

/** The last document that was saved here. */
class SavedDesk extends Watched<Saved | null> {
  note(saved: Saved | null): void {
    this.set(saved);
  }
}

const savedDesk = new SavedDesk(null);

export function noteSaved(saved: Saved | null): void {
  savedDesk.note(saved);
}

/** Says what was saved and offers to take it back, while nobody else has changed it since. @param kind absent: of any */
export function UndoNote({ kind }: { kind?: SiteKind }) {
  const last = useWatched(savedDesk);
  const queries = useQueryClient();
  const undo = useMutation({
    mutationFn: ({ kind: of, id, version }: Saved) => restore(of, id, version - 1, `"${version}"`),
    onSuccess: async () => {
      noteSaved(null);
      await queries.invalidateQueries({ queryKey: ["site"] });
    },
  });
  if (undo.isSuccess && !last) return <DoneNote>{t.setup.undone}</DoneNote>;
  if (!last || (kind !== undefined && last.kind !== kind)) return null;
  return (
    <div className="stack">
      <div role="status" className="note note-good">
        <span>{t.setup.saved(`${t.kind[last.kind]} ${last.id}`)}</span>
        <span className="row-wrap">
          {last.version > 1 && (
            <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate(last)}>
              {t.editing.undo}
            </Button>
          )}
          <Button size="compact-sm" variant="default" onClick={() => noteSaved(null)}>
            {t.common.dismiss}
          </Button>
        </span>
      </div>
      <ProblemNote error={undo.error} what={t.editing.notUndone} />
    </div>
  );
}
