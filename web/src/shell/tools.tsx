import { useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { openWindow } from "../screen/windows.ts";
import { t } from "../texts.ts";
import { Dialog } from "./dialog.tsx";
import { overlayDesk } from "./overlay.ts";

/** Search, help and a window of its own, for those who don't know the keys. */
export function Tools() {
  const path = useRouterState({ select: ({ location }) => location.pathname + location.searchStr });
  const [refused, setRefused] = useState(false);
  return (
    <div className="tools">
      <button type="button" className="tool" title="Ctrl+K" onClick={() => overlayDesk.show("palette")}>
        {t.palette.open} <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        className="icon-button"
        title={t.ownWindow.open}
        aria-label={t.ownWindow.open}
        onClick={() => setRefused(!openWindow(path))}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor">
          <path d="M5.5 10.5h8v-8h-8z M10.5 10.5v3h-8v-8h3" strokeWidth="1.5" />
        </svg>
      </button>
      {refused && (
        <Dialog title={t.ownWindow.open} onClose={() => setRefused(false)}>
          <p className="note note-bad">{t.ownWindow.refused}</p>
        </Dialog>
      )}
      <button
        type="button"
        className="icon-button"
        title={`${t.nav.help} (F1)`}
        aria-label={t.nav.help}
        onClick={() => overlayDesk.show("help")}
      >
        ?
      </button>
    </div>
  );
}
