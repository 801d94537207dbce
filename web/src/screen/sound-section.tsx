import { Button } from "@mantine/core";
import { useState } from "react";
import { soundDesk, useSound } from "../alarms/annunciator.ts";
import { LEAST_VOLUME } from "../alarms/player.ts";
import type { MELODIES } from "../alarms/sound.ts";
import { call } from "../api/client.ts";
import { PRIORITIES } from "../api/contract.ts";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { t } from "../texts.ts";

type Melody = keyof typeof MELODIES;

/** Plays every sound of this screen, asks whether it was heard, and puts the answer on record. */
export function SoundSection() {
  const { annunciator, blocked, elsewhere } = useSound();
  const [volume, setVolume] = useState(soundDesk.volume);
  const [played, setPlayed] = useState<Melody | null>(null);
  const state = annunciator.muted ? "muted" : blocked ? "blocked" : elsewhere ? "elsewhere" : "on";

  function play(melody: Melody): void {
    soundDesk.test(melody);
    setPlayed(melody);
  }
  return (
    <section className="card stack" aria-labelledby="sound" data-testid="sound-section">
      <h2 id="sound">{t.sound.title}</h2>
      <p className={state === "muted" || state === "blocked" ? "note note-bad" : "note note-good"}>
        {state === "elsewhere" ? t.soundTest.elsewhere : t.sound.hint[state]}
      </p>
      <div className="choice">
        <label htmlFor="volume">{t.soundTest.volume(Math.round(volume * 100))}</label>
        <input
          id="volume"
          type="range"
          min={LEAST_VOLUME}
          max={1}
          step={0.1}
          value={volume}
          onChange={(event) => {
            soundDesk.turn(Number(event.target.value));
            setVolume(soundDesk.volume);
          }}
        />
      </div>
      <p className="muted">{t.sound.testHint}</p>
      <div className="row-wrap">
        {PRIORITIES.map((priority) => (
          <Button
            key={priority}
            variant="default"
            leftSection={<PrioritySymbol priority={priority} size={16} />}
            onClick={() => play(priority)}
          >
            {t.priority[priority]}
          </Button>
        ))}
        <Button variant="default" onClick={() => play("late")}>
          {t.places.lateStep}
        </Button>
        <Button variant="default" onClick={() => play("lost")}>
          {t.sound.lost}
        </Button>
      </div>
      {played !== null && <Heard key={played} melody={played} volume={volume} />}
    </section>
  );
}

function nameOf(melody: Melody): string {
  if (melody === "lost") return t.sound.lost;
  return melody === "late" ? t.places.lateStep : t.priority[melody];
}

function Heard({ melody, volume }: { melody: Melody; volume: number }) {
  const [kept, setKept] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const name = nameOf(melody);

  async function keep(heard: boolean): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await call("POST", "/api/v1/sound-tests", { sound: melody, heard, volume });
      setKept(heard);
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  }
  return (
    <div className="stack">
      <p>
        <strong>{t.soundTest.question(name)}</strong>
      </p>
      <div className="row-wrap">
        <Button loading={busy} onClick={() => void keep(true)}>
          {t.soundTest.yes}
        </Button>
        <Button variant="outline" color="red" loading={busy} onClick={() => void keep(false)}>
          {t.soundTest.no}
        </Button>
      </div>
      <ProblemNote error={error} what={t.soundTest.notKept} />
      {kept === true && <DoneNote>{t.soundTest.kept}</DoneNote>}
      {kept === false && (
        <div role="alert" className="note note-bad">
          {t.soundTest.notHeard}
        </div>
      )}
    </div>
  );
}
