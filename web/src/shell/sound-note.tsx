import { useEffect, useState } from "react";
import { useSound } from "../alarms/annunciator.ts";
import { t } from "../texts.ts";

/** What the browser allows is known by then; and whoever has just clicked has let go of the button again. */
const SETTLED_MS = 1500;

/** The browser bars this screen's sound until somebody touches it: nobody may believe that an alarm would be heard. */
export function SoundNote() {
  const { annunciator, blocked, sounding } = useSound();
  const isSilent = blocked && !annunciator.muted;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(isSilent), SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [isSilent]);
  if (!shown) return null;
  return (
    <p className="sound-note" role="alert" data-testid="sound-note" title={t.sound.hint.blocked}>
      <strong>
        <span aria-hidden="true">✕</span> {sounding.sound === null ? t.sound.barred : t.sound.unheard}
      </strong>
    </p>
  );
}
