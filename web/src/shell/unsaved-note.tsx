import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { t } from "../texts.ts";

/** Asks whoever leaves a form with something typed in it; a slip of the finger on Escape costs nothing. */
export function UnsavedNote({ onStay, onDiscard }: { onStay: () => void; onDiscard: () => void }) {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  return (
    <div role="alert" className="note note-bad row-wrap" data-testid="unsaved">
      <span className="grow">{t.editing.unsaved.ask}</span>
      <Button ref={stay} size="compact-sm" variant="default" onClick={onStay}>
        {t.editing.unsaved.stay}
      </Button>
      <Button size="compact-sm" color="red" onClick={onDiscard}>
        {t.editing.unsaved.discard}
      </Button>
    </div>
  );
}
