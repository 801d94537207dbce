import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { kindQuery, onCallQuery } from "../api/queries.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { dayTime } from "../time.ts";
import { ItemEditor } from "./editor.tsx";
import { TEMPLATES } from "./templates.ts";

/** Who is on duty now and next, and where nobody is. */
export function OnCallPage() {
  const onCall = useQuery(onCallQuery);
  const schedules = useQuery(kindQuery("schedule"));
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  const name = (id: string) => schedules.data?.find((item) => item.id === id)?.name ?? id;
  const data = onCall.data;
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.onCall.title}</h1>
        <Button onClick={() => setEditing({ id: null })}>{t.onCall.add}</Button>
      </div>
      <Loading of={onCall} what={t.onCall.what} />
      {data && data.gaps.length > 0 && (
        <div className="note note-bad" role="alert">
          <div>
            <strong>{t.onCall.gaps(data.gaps.length)}</strong> {t.onCall.gapsHint}
            <ul>
              {data.gaps.slice(0, 20).map((gap) => (
                <li key={`${gap.schedule}-${gap.from}`}>
                  {t.onCall.gap(name(gap.schedule), dayTime(gap.from), dayTime(gap.to))}
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {data && data.schedules.length === 0 && <Empty title={t.onCall.empty} hint={t.onCall.emptyHint} />}
      <div className="cards">
        {data?.schedules.map((schedule) => (
          <section className="card" key={schedule.id}>
            <div className="head">
              <h2>{schedule.name}</h2>
              <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: schedule.id })}>
                {t.common.edit}
                <span className="hidden"> {schedule.name}</span>
              </Button>
            </div>
            <h3>{t.onCall.now}</h3>
            {schedule.onDuty.length === 0 ? (
              <p className="bad">
                <strong>{t.onCall.nobody}</strong>
              </p>
            ) : (
              <ul className="plain">
                {schedule.onDuty.map((duty) => (
                  <li key={duty.person}>
                    <Link to="/people/$id" params={{ id: duty.person }}>
                      {duty.name}
                    </Link>{" "}
                    <span className="muted">{duty.until === null ? "" : t.alarms.until(dayTime(duty.until))}</span>
                  </li>
                ))}
              </ul>
            )}
            <h3>{t.onCall.next}</h3>
            {schedule.next.length === 0 ? (
              <p className="muted">{t.onCall.noNext}</p>
            ) : (
              <ul className="plain">
                {schedule.next.map((duty) => (
                  <li key={`${duty.person}-${duty.from}`}>
                    {duty.name} <span className="muted">{t.onCall.from(dayTime(duty.from))}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
      {editing && (
        <ItemEditor
          kind="schedule"
          id={editing.id}
          template={TEMPLATES.schedule ?? {}}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}
