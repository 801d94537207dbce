import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { changeSite } from "./dry-run.tsx";
import { type Removed, removedDesk } from "./removed.ts";
import { restore } from "./versions.tsx";

/** Says what was removed, wherever that led, and brings it back as it was. */
export function UndoRemoval({ removed }: { removed: Removed }) {
  const queries = useQueryClient();
  const [isBack, setBack] = useState(false);
  const undo = useMutation({
    mutationFn: () => bringBack(removed),
    onSuccess: async () => {
      setBack(true);
      await queries.invalidateQueries({ queryKey: ["site"] });
      await queries.invalidateQueries({ queryKey: ["methods"] });
    },
  });
  const what =
    removed.is === "one"
      ? `${t.kind[removed.kind]} ${removed.id}`
      : t.editing.several(removed.bodies.length, t.kind[removed.kind]);
  return (
    <div className="removed-note stack" data-testid="removed-document">
      <div className="row-wrap">
        <span role="status" className="grow">
          {isBack ? t.editing.isBackAgain(what) : t.editing.removed(what)}
        </span>
        {!isBack && (
          <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            {t.editing.undo}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => removedDesk.note(null)}>
          {t.common.dismiss}
        </Button>
      </div>
      <ProblemNote error={undo.error} what={t.editing.notUndone} />
    </div>
  );
}

/** Unless somebody has made another one of the same id since. */
async function bringBack(removed: Removed): Promise<void> {
  if (removed.is === "one") {
    await restore(removed.kind, removed.id, removed.version, null);
    return;
  }
  const { kind, bodies } = removed;
  await changeSite({
    put: bodies.map((body) => ({ kind, body })),
    versions: bodies.map(({ id }) => ({ kind, id, version: 0 })),
  });
}
