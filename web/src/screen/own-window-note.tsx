import { Button } from "@mantine/core";
import { t } from "../texts.ts";
import { span, useNow } from "../time.ts";
import { mainWatch, useMainWindow } from "./main-window.ts";

/** Says in a window of its own that the main window was closed, and when this one will be. */
export function OwnWindowNote() {
  const main = useMainWindow();
  useNow();
  if (main.is === "open") return null;
  const { closesAt } = main;
  return (
    <div className="note note-bad own-window-note" role="alert" data-testid="main-gone">
      <p>
        <strong>{t.ownWindow.mainGone}</strong>{" "}
        {closesAt === null ? (
          t.ownWindow.stays
        ) : (
          <span aria-live="off">{t.ownWindow.closes(span(closesAt - Date.now()))}</span>
        )}
      </p>
      <div className="row-wrap">
        {closesAt !== null && (
          <Button size="compact-sm" variant="default" onClick={() => mainWatch.keep()}>
            {t.ownWindow.keep}
          </Button>
        )}
        <a href="/" target="_blank" rel="noreferrer">
          {t.ownWindow.openMain}
        </a>
      </div>
    </div>
  );
}
