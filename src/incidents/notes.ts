import type { ClientBase } from "pg";
import type { Alarm } from "#alarms/alarm.ts";
import type { Feed } from "#events/feed.ts";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { storable } from "#kernel/text.ts";
import type { Actor, Journal } from "#store/batch.ts";

/** What whoever takes over the watch must know about an alarm. */
export interface AlarmNote {
  readonly alarm: number;
  readonly note: string;
  readonly writtenAt: Instant;
  readonly by: string;
  readonly byName: string;
}

interface NotesHost {
  readonly journal: Journal;
  readonly feed: Feed;
  readonly alarms: { alarm(id: number): Alarm | undefined };
}

interface Writer {
  readonly actor: Actor;
  readonly name: string;
}

/** Pins a note to the alarm, in the place of the one before; it stands in the alarm's history too. */
export async function pinNote(
  host: NotesHost,
  alarmId: number,
  note: string,
  { actor, name }: Writer,
): Promise<AlarmNote> {
  return host.journal.submit("operator", (batch) => {
    const alarm = present(host, alarmId);
    const text = storable(note, 2000);
    batch.also(
      `insert into core.alarm_note (alarm, partition, note, written_at, written_by, by_name) values ($1, $2, $3, $4, $5, $6)
        on conflict (alarm) do update set partition = excluded.partition, note = excluded.note,
          written_at = excluded.written_at, written_by = excluded.written_by, by_name = excluded.by_name, removed_at = null`,
      [alarm.id, alarm.partition, text, new Date(batch.now), actor.id, name],
    );
    batch.transition({
      alarm: alarm.id,
      occurrence: alarm.occurrence,
      sequence: alarm.sequence,
      input: "comment",
      from: alarm.state,
      to: alarm.state,
      because: "hand-over note",
      actor,
      comment: text,
    });
    batch.audit({
      actor,
      action: "alarm.note-pinned",
      object: `alarm:${alarm.id}`,
      partition: alarm.partition,
      sentence: `${name} pinned a hand-over note to alarm ${alarm.id} "${alarm.text}": ${text}`,
    });
    batch.afterwards(() => host.feed.publish("alarm", alarm));
    return { alarm: alarm.id, note: text, writtenAt: batch.now, by: actor.id, byName: name };
  });
}

/** Takes the note off; it stays in the history. */
export async function removeNote(host: NotesHost, alarmId: number, { actor, name }: Writer): Promise<void> {
  await host.journal.submit("operator", (batch) => {
    const alarm = present(host, alarmId);
    batch.also("update core.alarm_note set removed_at = $2 where alarm = $1 and removed_at is null", [
      alarm.id,
      new Date(batch.now),
    ]);
    batch.audit({
      actor,
      action: "alarm.note-removed",
      object: `alarm:${alarm.id}`,
      partition: alarm.partition,
      sentence: `${name} removed the hand-over note from alarm ${alarm.id} "${alarm.text}".`,
    });
    batch.afterwards(() => host.feed.publish("alarm", alarm));
  });
}

/** The notes that are pinned, the latest first. @param alarm absent: of all alarms */
export async function readNotes(client: ClientBase, alarm?: number): Promise<AlarmNote[]> {
  const { rows } = await client.query<Omit<AlarmNote, "writtenAt"> & { writtenAt: Date }>(
    `select alarm::float8 as alarm, note, written_at as "writtenAt", written_by as by, by_name as "byName"
       from core.alarm_note where removed_at is null and ($1::bigint is null or alarm = $1) order by written_at desc limit 500`,
    [alarm ?? null],
  );
  return rows.map((row) => ({ ...row, writtenAt: row.writtenAt.getTime() }));
}

function present(host: NotesHost, id: number): Alarm {
  const alarm = host.alarms.alarm(id);
  if (!alarm) throw new Fault("not-found", `There is no alarm ${id}.`);
  return alarm;
}
