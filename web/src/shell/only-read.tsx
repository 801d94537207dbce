import { type ReactNode, useState } from "react";
import { t } from "../page-texts.ts";

/**
 * Whether a form is shown to be filled in: to who may change what it is about, and to who has lost the right meanwhile, so
 * that nothing they typed is taken from them.
 */
export function useFillsIn(may: boolean): boolean {
  const [began] = useState(may);
  return may || began;
}

/** The fields of a form. Who may not change them reads them, without buttons, and is told why. */
export function FieldsFor({ may, children }: { may: boolean; children: ReactNode }) {
  if (useFillsIn(may)) return children;
  return (
    <>
      <p className="note">{t.site.onlyRead}</p>
      <fieldset disabled className="only-read stack">
        {children}
      </fieldset>
    </>
  );
}

/** Says to whoever fills in a form that their right to has just been taken from them. */
export function LostRightNote({ may }: { may: boolean }) {
  return (
    !may && (
      <p role="alert" className="note note-bad" data-testid="lost-right">
        {t.editing.mayNoMore}
      </p>
    )
  );
}
