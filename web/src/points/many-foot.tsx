import { Button } from "@mantine/core";
import { t } from "../page-texts.ts";
import { useLeave } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { CheckView, type SiteChanges } from "../site/dry-run.tsx";
import type { useMany } from "./many.tsx";

/** The end of a form that changes many documents: first what it would do, then all of it at once. */
export function ManyFoot(props: {
  many: ReturnType<typeof useMany>;
  /** null: something is still to be said. */
  changes: SiteChanges | null;
  label: string;
  danger?: boolean;
  onClose: () => void;
}) {
  const { many, changes, label, danger, onClose } = props;
  const { check, apply, progress } = many;
  const leave = useLeave();
  const isChecked = check.data !== undefined && check.variables === changes;
  const isGood = isChecked && check.data.mistakes.length === 0 && check.data.conflicts.length === 0;
  return (
    <>
      {check.isPending && progress && (
        <p role="status">
          <progress max={progress.of} value={progress.done} aria-label={t.setup.many.checking} />{" "}
          {t.setup.many.progress(progress.done, progress.of)}
        </p>
      )}
      {apply.isPending && changes && (
        <p role="status">
          <progress aria-label={t.setup.many.storing} /> {t.setup.many.storing}
        </p>
      )}
      {isChecked && (
        <section className="dry-run" role="status" data-testid="many-check">
          <CheckView check={check.data} />
          {check.data.conflicts.length > 0 && (
            <p className="bad">{t.setup.many.conflicts(check.data.conflicts.length)}</p>
          )}
          {check.data.mistakes.length > 0 && <p className="bad">{t.setup.many.allOrNothing}</p>}
        </section>
      )}
      <ProblemNote error={check.error ?? apply.error} what={t.setup.many.failed} />
      <div className="dialog-foot">
        <Button variant="default" onClick={() => leave(onClose)}>
          {t.common.cancel}
        </Button>
        <Button
          variant={isGood ? "default" : "filled"}
          disabled={changes === null}
          loading={check.isPending}
          onClick={() => changes && check.mutate(changes)}
        >
          {t.setup.many.preview}
        </Button>
        <Button
          {...(danger ? { color: "red" } : {})}
          disabled={!isGood || check.data.changes.length === 0}
          loading={apply.isPending}
          onClick={() => changes && apply.mutate(changes)}
        >
          {label}
        </Button>
      </div>
    </>
  );
}
