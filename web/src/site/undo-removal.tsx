import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import type { Saved } from "./item.ts";
import { removedDesk } from "./removed.ts";
import { restore } from "./versions.tsx";

/** Says what was removed, wherever that led, and brings it back as it was. */
export function UndoRemoval({ removed }: { removed: Saved }) {
  const queries = useQueryClient();
  const [isBack, setBack] = useState(false);
  const undo = useMutation({
    mutationFn: ({ kind, id, version }: Saved) => restore(kind, id, version, null),
    onSuccess: async () => {
      setBack(true);
      await queries.invalidateQueries({ queryKey: ["site"] });
      await queries.invalidateQueries({ queryKey: ["methods"] });
    },
  });
  const what = `${t.kind[removed.kind]} ${removed.id}`;
  return (
    <div className="removed-note stack" data-testid="removed-document">
      <div className="row-wrap">
        <span role="status" className="grow">
          {isBack ? t.editing.isBackAgain(what) : t.editing.removed(what)}
        </span>
        {!isBack && (
          <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate(removed)}>
            {t.setup.undo}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => removedDesk.note(null)}>
          {t.common.dismiss}
        </Button>
      </div>
      <ProblemNote error={undo.error} what={t.setup.notUndone} />
    </div>
  );
}
