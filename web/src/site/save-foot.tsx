import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { useLeave } from "../shell/dialog.tsx";
import { LostRightNote } from "../shell/only-read.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { Clash } from "./clash.tsx";
import { DeleteConfirm } from "./delete-confirm.tsx";
import { clashes, type useSave } from "./item.ts";
import { SavedFirst } from "./saved-first.tsx";

interface SaveFootProps {
  /** Its name, for messages. */
  readonly what: string;
  /** null: it is new, and there is nothing to delete. */
  readonly id: string | null;
  readonly etag: string | null;
  readonly save: ReturnType<typeof useSave>;
  readonly reload: () => void;
  readonly onClose: () => void;
  /** The form itself says what others changed, and merges it. */
  readonly merges?: boolean;
  /** What the form began with, where it leaves merging to its end. */
  readonly began?: { readonly kind: SiteKind; readonly body: unknown };
}

/** The end of a form for a document of the site: what went wrong, and the buttons. */
export function SaveFoot({ what, id, etag, save, reload, onClose, merges, began }: SaveFootProps) {
  const [deleting, setDeleting] = useState(false);
  const leave = useLeave();
  const writes = useMayChange()(save.kind);
  const problem = useRef<HTMLDivElement>(null);
  // A form may be longer than the screen, and its foot stands fast: what went wrong must not lie behind it.
  useEffect(() => {
    if (save.error) problem.current?.scrollIntoView({ block: "center" });
  }, [save.error]);
  return (
    <>
      <div ref={problem} className="stack" hidden={!save.error}>
        {began && <SavedFirst kind={began.kind} before={began.body} save={save} />}
        {clashes(save.error) && !merges && !(began && save.variables?.body) && (
          <Clash what={what} error={save.error} onTheirs={reload} />
        )}
        {!clashes(save.error) && <ProblemNote error={save.error} what={t.site.notSaved} />}
      </div>
      <LostRightNote may={writes} />
      {deleting && id !== null && (
        <DeleteConfirm id={id} busy={save.isPending} onDelete={() => save.mutate({ id, body: null, etag })} />
      )}
      <div className="dialog-foot">
        {id !== null && !deleting && writes && (
          <Button variant="outline" color="red" onClick={() => setDeleting(true)}>
            {t.common.delete}…
          </Button>
        )}
        <span className="grow" />
        <Button variant="default" onClick={() => leave(onClose)}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!writes}>
          {t.common.save}
        </Button>
      </div>
    </>
  );
}
