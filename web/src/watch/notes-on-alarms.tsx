import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { StateLabel } from "../alarms/cells.tsx";
import { notesQuery } from "../incident/queries.ts";
import { t } from "../page-texts.ts";
import { CardList } from "../shell/card-list.tsx";
import { PriorityLabel } from "../shell/symbols.tsx";
import { dateTime } from "../time.ts";

/** What people pinned to alarms for whoever takes over, with how each alarm stands now. */
export function NotesOnAlarms() {
  const notes = useQuery(notesQuery);
  return (
    <>
      <h2>{t.incident.notes}</h2>
      <CardList of={notes} what={t.incident.notes} empty={t.incident.noNotes} emptyHint={t.incident.noNotesHint}>
        {({ alarm, note, byName, writtenAt }) => (
          <li key={alarm.id} className="card" data-testid="note-on-alarm">
            <h3>
              <Link to="/alarms/$id" params={{ id: String(alarm.id) }}>
                <bdi>{alarm.text}</bdi>
              </Link>
            </h3>
            <p>
              <PriorityLabel priority={alarm.priority} state={alarm.state} /> <StateLabel alarm={alarm} />
            </p>
            <p className="prose" dir="auto">
              {note}
            </p>
            <p className="muted">
              <bdi>{byName}</bdi>, {dateTime(writtenAt)}
            </p>
          </li>
        )}
      </CardList>
    </>
  );
}
