import { Button } from "@mantine/core";
import { createContext, type ReactNode, use, useEffect, useId, useRef, useState } from "react";
import { t } from "../texts.ts";
import { unsent } from "../unsent.ts";
import { UnsavedNote } from "./unsaved-note.tsx";

/** Goes, once it is sure that nothing typed is lost by it, or that it may be. */
type Leave = (go: () => void) => void;

const Leaving = createContext<Leave>((go) => go());

/** The way out of the dialog around it. */
export function useLeave(): Leave {
  return use(Leaving);
}

/** A field whose list is open above it. */
const LISTED = "[aria-haspopup=listbox][aria-expanded=true]";

/**
 * A modal dialog on the browser's own `<dialog>`: it holds the focus, closes by Escape and gives the focus back.
 * Rendered only while it is open. Who closes it with something typed in it and not saved is asked.
 */
export function Dialog({
  title,
  onClose,
  wide,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // The forms of the page behind it are not left with it.
  const [behind] = useState(() => unsent.places);
  const [leaving, setLeaving] = useState<{ readonly go: () => void } | null>(null);
  const leave: Leave = (go) => (unsent.losesAny(behind) ? setLeaving({ go }) : go());
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The first field, not the cross; the browser would take that.
    const first = dialog?.querySelector<HTMLElement>(
      "input:not([type=radio], [type=checkbox], [readonly]), textarea, [data-first]",
    );
    (first ?? dialog)?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        // A file picker within that is closed without a choice says the same (HTML, 4.10.5.1.18), and it bubbles.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        if (leaving) setLeaving(null);
        else leave(onClose);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        // Escape closes the list that is open first, and the dialog when it comes again.
        const isListOpen = event.target instanceof Element && event.target.matches(LISTED);
        if (event.key === "Escape" && isListOpen) event.preventDefault();
      }}
    >
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" aria-label={t.common.close} onClick={() => leave(onClose)}>
          ×
        </button>
      </div>
      {leaving && <UnsavedNote onStay={() => setLeaving(null)} onDiscard={leaving.go} />}
      <Leaving value={leave}>{children}</Leaving>
    </dialog>
  );
}

/** The end of a dialog's form: the way back, and what the form does. */
export function DialogFoot({
  onCancel,
  busy,
  danger,
  disabled,
  children,
}: {
  onCancel: () => void;
  /** It is being done. */
  busy?: boolean;
  /** It can't be taken back. */
  danger?: boolean;
  /** Something is still to be done before. */
  disabled?: boolean;
  children: ReactNode;
}) {
  const leave = useLeave();
  return (
    <div className="dialog-foot">
      <Button variant="default" onClick={() => leave(onCancel)}>
        {t.common.cancel}
      </Button>
      <Button type="submit" loading={busy ?? false} disabled={disabled ?? false} {...(danger ? { color: "red" } : {})}>
        {children}
      </Button>
    </div>
  );
}
