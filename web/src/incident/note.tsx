import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { alarmQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { KeptNote, useUnsent } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";
import { unsent } from "../unsent.ts";
import type { AlarmNote } from "./contract.ts";
import { notesQuery } from "./queries.ts";

interface NoteProps {
  readonly alarm: number;
  readonly note: AlarmNote | null;
  readonly barred: string | null;
}

const placeOf = (alarm: number) => `note ${alarm}`;
const pathOf = (alarm: number) => `/api/v1/alarms/${alarm}/hand-over-note`;

function useRenew(alarm: number): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: alarmQuery(alarm).queryKey });
    await queries.invalidateQueries({ queryKey: notesQuery.queryKey });
  };
}

/** What whoever takes over the watch must know about an alarm: one note, pinned until somebody takes it off. */
export function HandOverNote({ alarm, note, barred }: NoteProps) {
  const renew = useRenew(alarm);
  const [writing, setWriting] = useState(() => unsent.of(placeOf(alarm)) !== undefined);
  const remove = useMutation({
    mutationFn: (over: number) => call("DELETE", `${pathOf(alarm)}?over=${over}`),
    // Where somebody was faster, what they wrote is to be read.
    onSettled: renew,
  });

  return (
    <section className="card stack note-card" data-testid="hand-over-note">
      <h2>{t.incident.note}</h2>
      {note && !writing && (
        <>
          <p className="prose" dir="auto">
            {note.note}
          </p>
          <p className="muted">
            <bdi>{note.byName}</bdi>, {dateTime(note.writtenAt)}
          </p>
        </>
      )}
      {writing ? (
        <NoteForm alarm={alarm} note={note} barred={barred} onClose={() => setWriting(false)} />
      ) : (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" disabled={barred !== null} onClick={() => setWriting(true)}>
            {note ? t.incident.change : t.incident.pin}
          </Button>
          {note && (
            <SureButton
              // Whoever is asked about one note takes off no other.
              key={note.writtenAt}
              label={t.incident.unpin}
              name={t.incident.note}
              really={t.incident.reallyUnpin}
              busy={remove.isPending}
              onSure={() => remove.mutate(note.writtenAt)}
            />
          )}
        </div>
      )}
      <ProblemNote error={remove.error} what={t.incident.notUnpinned} />
    </section>
  );
}

interface Writing {
  readonly text: string;
  /** The note that whoever writes has read; null: there was none. */
  readonly seen: AlarmNote | null;
}

function NoteForm({ alarm, note, barred, onClose }: NoteProps & { onClose: () => void }) {
  const renew = useRenew(alarm);
  const [begin] = useState<Writing>({ text: note?.note ?? "", seen: note });
  const [{ text, seen }, set, isBack] = useUnsent<Writing>(placeOf(alarm), begin, "keeps");
  const leave = () => {
    unsent.settled(placeOf(alarm));
    onClose();
  };
  const changed = (note?.writtenAt ?? null) !== (seen?.writtenAt ?? null);
  const pin = useMutation({
    mutationFn: () => call("PUT", pathOf(alarm), { note: text.trim(), over: seen?.writtenAt ?? null }),
    onSuccess: async () => {
      await renew();
      leave();
    },
    // Somebody was faster: what they wrote is to be read.
    onError: renew,
  });

  function settle(mine: string): void {
    set({ text: mine, seen: note });
    pin.reset();
  }

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pin.isPending) pin.mutate();
      }}
    >
      <KeptNote isBack={isBack} />
      <Textarea
        label={t.incident.noteText}
        description={t.incident.noteHint}
        value={text}
        onChange={(event) => set({ text: event.currentTarget.value, seen })}
        required
        maxLength={2000}
        autosize
        minRows={2}
        dir="auto"
        autoFocus
      />
      {changed && !pin.isPending && !pin.isSuccess && (
        <div role="alert" className="note note-bad stack" data-testid="note-clash">
          {note ? (
            <>
              <strong>{t.incident.otherNote(note.byName, dateTime(note.writtenAt))}</strong>
              <blockquote className="prose" dir="auto">
                {note.note}
              </blockquote>
            </>
          ) : (
            <strong>{t.incident.noteGone}</strong>
          )}
          <div className="row-wrap">
            {note && (
              <Button size="compact-sm" onClick={() => settle(`${note.note}\n${text}`)}>
                {t.incident.joinNotes}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => settle(text)}>
              {note ? t.incident.replaceNote : t.incident.keepNote}
            </Button>
          </div>
        </div>
      )}
      <div className="row-wrap">
        <Button type="submit" loading={pin.isPending} disabled={barred !== null || changed}>
          {t.incident.pinThis}
        </Button>
        <Button variant="default" onClick={leave}>
          {t.common.cancel}
        </Button>
      </div>
      {!changed && <ProblemNote error={pin.error} what={t.incident.notPinned} />}
    </form>
  );
}
