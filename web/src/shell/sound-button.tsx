import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { soundDesk, useSound } from "../alarms/annunciator.ts";
import { PRIORITIES } from "../api/contract.ts";
import { t } from "../texts.ts";
import { Dialog } from "./dialog.tsx";
import { PrioritySymbol } from "./symbols.tsx";

/** Sound of this screen: silence what sounds, mute (loudly visible), test. */
export function SoundButton() {
  const { annunciator, sounding, blocked, speaks, said } = useSound();
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
        title={t.sound.hint[state]}
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
            <h3>{t.sound.test}</h3>
            <p className="muted">{t.sound.testHint}</p>
            <div className="row-wrap">
              {PRIORITIES.map((priority) => (
                <Button
                  key={priority}
                  variant="default"
                  leftSection={<PrioritySymbol priority={priority} size={16} />}
                  onClick={() => soundDesk.test(priority)}
                >
                  {t.priority[priority]}
                </Button>
              ))}
              <Button variant="default" onClick={() => soundDesk.test("lost")}>
                {t.sound.lost}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
