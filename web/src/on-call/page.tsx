import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { OnCall } from "../api/contract.ts";
import { kindQuery, onCallQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import "../styles/on-call.css";
import { Calendar } from "./calendar.tsx";
import type { Schedule, Span } from "./contract.ts";
import { OverrideDialog } from "./override.tsx";
import { spanText, untilText, zoned } from "./zoned.ts";

/** So that what follows is in sight. */
const GAPS_AT_ONCE = 5;

/** Who is on duty now, next and on any day, and where nobody is. */
export function OnCallPage() {
  const onCall = useQuery(onCallQuery);
  const schedules = useQuery(kindQuery("schedule"));
  const people = useQuery(kindQuery("person"));
  const may = useMay();
  const [override, setOverride] = useState<{ readonly schedule: Schedule; readonly span: Span } | null>(null);
  const nameOf = (id: string) => people.data?.find((person) => person.id === id)?.name ?? id;
  const scheduleOf = (id: string) => schedules.data?.find((item) => item.id === id);
  const data = onCall.data;
  const gapList = (gaps: OnCall["gaps"]) => (
    <ul>
      {gaps.map((gap) => {
        const schedule = scheduleOf(gap.schedule);
        return (
          <li key={`${gap.schedule}-${gap.from}`}>
            {schedule?.name ?? gap.schedule}: {spanText(gap, OWN_ZONE, schedule?.timeZone)}
            {schedule && may("persons:write") && (
              <>
                {" "}
                <button type="button" className="text-button" onClick={() => setOverride({ schedule, span: gap })}>
                  {t.override.fill}
                </button>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
  return (
    <section className="stack pad duty-page">
      <div className="head">
        <h1>{t.onCall.title}</h1>
        <div className="row-wrap">
          <Link to="/my-shift">{t.nav.myShift}</Link>
          {may("persons:write") && (
            <Button component={Link} to="/on-call/new">
              {t.onCall.add}
            </Button>
          )}
        </div>
      </div>
      <Loading of={onCall} what={t.onCall.what} />
      {data && data.gaps.length > 0 && (
        <div className="note note-bad">
          <strong>
            <span aria-hidden="true">⚠ </span>
            {t.onCall.gaps(data.gaps.length)}
          </strong>{" "}
          {t.onCall.gapsHint}
          {gapList(data.gaps.slice(0, GAPS_AT_ONCE))}
          {data.gaps.length > GAPS_AT_ONCE && (
            <details>
              <summary>{t.setup.showMore(data.gaps.length - GAPS_AT_ONCE)}</summary>
              {gapList(data.gaps.slice(GAPS_AT_ONCE))}
            </details>
          )}
        </div>
      )}
      {data && data.schedules.length === 0 && <Empty title={t.onCall.empty} hint={t.onCall.emptyHint} />}
      {data && data.schedules.length > 0 && <p className="muted">{t.calendar.times(OWN_ZONE)}</p>}
      <div className="cards duty-now">
        {data?.schedules.map((schedule) => (
          <NowAndNext key={schedule.id} schedule={schedule} mayEdit={may("persons:write")} />
        ))}
      </div>
      {data && data.schedules.length > 0 && (
        <>
          <Loading of={schedules} what={t.calendar.title} />
          {schedules.data && (
            <Calendar
              schedules={schedules.data}
              nameOf={nameOf}
              onOverride={may("persons:write") ? (schedule, span) => setOverride({ schedule, span }) : null}
            />
          )}
        </>
      )}
      {override && (
        <OverrideDialog
          id={override.schedule.id}
          span={override.span}
          people={people.data ?? []}
          onClose={() => setOverride(null)}
        />
      )}
    </section>
  );
}

function NowAndNext({ schedule, mayEdit }: { schedule: OnCall["schedules"][number]; mayEdit: boolean }) {
  return (
    <section className="card" data-testid="schedule">
      <div className="head">
        <h2>{schedule.name}</h2>
        <Link to="/on-call/$id" params={{ id: schedule.id }}>
          {mayEdit ? t.common.edit : t.common.view}
          <span className="hidden"> {schedule.name}</span>
        </Link>
      </div>
      <dl className="duty-who">
        <dt>{t.onCall.now}</dt>
        {schedule.onDuty.length === 0 && (
          <dd className="duty-gap">
            <span aria-hidden="true">⚠ </span>
            <strong>{t.onCall.nobody}</strong>
          </dd>
        )}
        {schedule.onDuty.map((duty) => (
          <dd key={duty.person}>
            <Link to="/people/$id" params={{ id: duty.person }}>
              {duty.name}
            </Link>{" "}
            <span className="muted">{untilText(duty.until)}</span>
          </dd>
        ))}
        <dt>{t.onCall.next}</dt>
        {schedule.next.length === 0 && <dd className="muted">{t.onCall.noNext}</dd>}
        {schedule.next.map((duty) => (
          <dd key={`${duty.person}-${duty.from}`}>
            {duty.name} <span className="muted">{t.onCall.from(zoned(duty.from, OWN_ZONE, "dayTime"))}</span>
          </dd>
        ))}
      </dl>
    </section>
  );
}
