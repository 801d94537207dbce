import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { alarmQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import type { AlarmNote } from "./contract.ts";
import { notesQuery } from "./queries.ts";

/** What whoever takes over the watch must know about an alarm: one note, pinned until somebody takes it off. */
export function HandOverNote({
  alarm,
  note,
  barred,
}: {
  alarm: number;
  note: AlarmNote | null;
  barred: string | null;
}) {
  const queries = useQueryClient();
  const [writing, setWriting] = useState(false);
  const path = `/api/v1/alarms/${alarm}/hand-over-note`;
  const renew = async () => {
    setWriting(false);
    await queries.invalidateQueries({ queryKey: alarmQuery(alarm).queryKey });
    await queries.invalidateQueries({ queryKey: notesQuery.queryKey });
  };
  const pin = useMutation({ mutationFn: (text: string) => call("PUT", path, { note: text }), onSuccess: renew });
  const remove = useMutation({ mutationFn: () => call("DELETE", path), onSuccess: renew });

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
        <form className="stack" onSubmit={(event) => pin.mutate(fieldsOf(event)("note"))}>
          <Textarea
            name="note"
            label={t.incident.noteText}
            description={t.incident.noteHint}
            defaultValue={note?.note ?? ""}
            required
            maxLength={2000}
            autosize
            minRows={2}
            autoFocus
          />
          <div className="row-wrap">
            <Button type="submit" loading={pin.isPending} disabled={barred !== null}>
              {t.incident.pinThis}
            </Button>
            <Button variant="default" onClick={() => setWriting(false)}>
              {t.common.cancel}
            </Button>
          </div>
        </form>
      ) : (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" disabled={barred !== null} onClick={() => setWriting(true)}>
            {note ? t.incident.change : t.incident.pin}
          </Button>
          {note && (
            <SureButton
              label={t.incident.unpin}
              name={t.incident.note}
              really={t.incident.reallyUnpin}
              busy={remove.isPending}
              onSure={() => remove.mutate()}
            />
          )}
        </div>
      )}
      <ProblemNote error={pin.error ?? remove.error} what={t.incident.notPinned} />
    </section>
  );
}
