import { useBlocker } from "@tanstack/react-router";
import { t } from "../texts.ts";
import { unsent } from "../unsent.ts";
import { Dialog } from "./dialog.tsx";
import { UnsavedNote } from "./unsaved-note.tsx";

interface Place {
  readonly pathname: string;
  readonly search: unknown;
}

/** Asks whoever goes to another page, or closes or reloads this one, while something typed in it is not saved. */
export function LeaveGuard() {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isAnother(current, next) && unsent.losesAny(),
    enableBeforeUnload: () => unsent.losesWithPage,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={t.editing.leaving} onClose={blocker.reset}>
      <UnsavedNote onStay={blocker.reset} onDiscard={blocker.proceed} />
    </Dialog>
  );
}

/** Whether the form there is not the one here; what else an address says is how a page is looked at. */
function isAnother(here: Place, there: Place): boolean {
  return here.pathname !== there.pathname || isEditing(here.search) !== isEditing(there.search);
}

function isEditing(search: unknown): boolean {
  return typeof search === "object" && search !== null && "edit" in search && search.edit === true;
}
