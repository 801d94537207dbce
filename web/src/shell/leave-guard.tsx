import { useBlocker } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "../texts.ts";
import { unsent } from "../unsent.ts";
import { useWatched } from "../watched.ts";
import { Dialog } from "./dialog.tsx";
import { UnsavedNote } from "./unsaved-note.tsx";

/** Asks whoever goes to another page, or closes or reloads this one, while something typed in it is not saved. */
export function LeaveGuard() {
  const asks = useWatched(unsent);
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => unsent.losesWithPage && event.preventDefault();
    window.addEventListener("beforeunload", leave);
    return () => window.removeEventListener("beforeunload", leave);
  }, []);
  // Where nothing could be lost nothing is asked: going anywhere takes effect at once, and pages rely on it.
  return asks && <Asking />;
}

function Asking() {
  const blocker = useBlocker({ shouldBlockFn: loses, enableBeforeUnload: false, withResolver: true });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={t.editing.leaving} onClose={blocker.reset}>
      <UnsavedNote onStay={blocker.reset} onDiscard={blocker.proceed} />
    </Dialog>
  );
}

interface Place {
  readonly pathname: string;
  readonly search: unknown;
}

/** What else an address says is how a page is looked at: the form stays. */
function loses({ current, next }: { current: Place; next: Place }): boolean {
  const isAnother = current.pathname !== next.pathname || isEditing(current.search) !== isEditing(next.search);
  return isAnother && unsent.losesAny();
}

function isEditing(search: unknown): boolean {
  return typeof search === "object" && search !== null && "edit" in search && search.edit === true;
}
