import { Button, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { soundDesk, useSound } from "../alarms/annunciator.ts";
import { t } from "../texts.ts";
import { Dialog } from "./dialog.tsx";

/** Sound of this screen: silence what sounds, mute (loudly visible), test. */
export function SoundButton() {
  const { annunciator, sounding, blocked, elsewhere, speaks, said } = useSound();
  const [open, setOpen] = useState(false);
  const state = annunciator.muted ? "muted" : blocked ? "blocked" : sounding.sound ? "sounding" : "on";
  return (
    <div className="sound">
      {state === "sounding" && (
        <Button size="compact-sm" variant="default" onClick={() => soundDesk.silence()} title={t.sound.silenceHint}>
          {t.sound.silence}
        </Button>
      )}
      <button
        type="button"
        className="sound-button"
        data-sound={state}
        data-testid="sound-state"
        title={elsewhere ? t.soundTest.elsewhere : t.sound.hint[state]}
        onClick={() => setOpen(true)}
      >
        <span aria-hidden="true">{state === "on" || state === "sounding" ? "♪" : "✕"}</span> {t.sound.state[state]}
      </button>
      {open && (
        <Dialog title={t.sound.title} onClose={() => setOpen(false)}>
          <div className="stack">
            <p className={annunciator.muted || blocked ? "note note-bad" : "note note-good"}>{t.sound.hint[state]}</p>
            <Button
              color={annunciator.muted ? "blue" : "red"}
              variant={annunciator.muted ? "filled" : "outline"}
              onClick={() => soundDesk.mute(!annunciator.muted)}
            >
              {annunciator.muted ? t.sound.unmute : t.sound.mute}
            </Button>
            <Switch
              checked={speaks}
              label={t.sound.speak}
              description={t.sound.speakHint}
              onChange={(event) => soundDesk.speak(event.currentTarget.checked)}
            />
            {said !== null && <p className="muted">{t.sound.said(said)}</p>}
            <Link to="/screen" onClick={() => setOpen(false)}>
              {t.sound.test}
            </Link>
          </div>
        </Dialog>
      )}
    </div>
  );
}
