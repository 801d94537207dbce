import { Button } from "@mantine/core";
import { messageOf } from "../api/client.ts";
import { t } from "../page-texts.ts";

/** Somebody else saved first: nothing was overwritten, and what was typed here is still there. */
export function Clash({ what, error, onTheirs }: { what: string; error: unknown; onTheirs: () => void }) {
  return (
    <div role="alert" className="note note-bad stack">
      <div>
        <strong>{t.site.clash(what)}</strong> {t.site.clashHint}
      </div>
      <div className="muted">{messageOf(error)}</div>
      <Button variant="default" onClick={onTheirs}>
        {t.site.loadTheirs}
      </Button>
    </div>
  );
}
