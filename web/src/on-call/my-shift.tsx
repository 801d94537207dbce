import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { OWN_ZONE } from "../instant.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import "../styles/on-call.css";
import { CalendarAddress } from "./calendar-address.tsx";
import type { OwnDuty, Span } from "./contract.ts";
import { LeaveButton, OnButton } from "./leave.tsx";
import { OwnMethods } from "./own-methods.tsx";
import { ownDutyQuery, swapsQuery } from "./queries.ts";
import { OfferDialog, Swaps } from "./swaps.tsx";
import { spanText, untilText, zoned } from "./zoned.ts";

type OwnSchedule = OwnDuty["schedules"][number];
type Shift = Pick<OwnSchedule["shifts"][number], "from" | "to">;
/** What is offered at first of a shift that has no end. */
const DAY_MS = 86_400_000;

/** @param isOn it has begun: the roster tells it from this moment on */
function shiftText({ from, to }: Shift, isOn: boolean, zone?: string): string {
  if (!isOn && to !== null) return spanText({ from, to }, OWN_ZONE, zone);
  return `${isOn ? t.myShift.now : zoned(from, OWN_ZONE, "dayTime")} – ${to === null ? t.onCall.noEnd : zoned(to, OWN_ZONE, "dayTime")}`;
}

/** One's own duty: now, next, given up or swapped, and whether alarms would arrive. */
export function MyShiftPage() {
  const duty = useQuery(ownDutyQuery);
  const [offering, setOffering] = useState<{ readonly schedule: OwnSchedule; readonly span: Span } | null>(null);
  const isAsked = useQuery(swapsQuery).data?.items.some(({ awaitsYou }) => awaitsYou) ?? false;
  const data = duty.data;
  const may = useMay();
  return (
    <section className="stack pad duty-page">
      <div className="head">
        <h1>{t.nav.myShift}</h1>
        <Link to="/on-call">{t.onCall.title}</Link>
      </div>
      <Loading of={duty} what={t.nav.myShift} />
      {data?.person === null && (
        <Empty title={t.myShift.nobody} hint={may("operators:write") ? t.myShift.linkHint : t.myShift.nobodyHint}>
          {may("operators:write") && (
            <Button component={Link} to="/operators" variant="default">
              {t.nav.operators}
            </Button>
          )}
        </Empty>
      )}
      {data?.person && (
        <>
          {isAsked && <Swaps me={data.person.id} />}
          {data.schedules.length === 0 && <Empty title={t.myShift.none} hint={t.myShift.noneHint} />}
          {data.schedules.length > 0 && <p className="muted">{t.calendar.times(OWN_ZONE)}</p>}
          <div className="cards">
            {data.schedules.map((schedule) => (
              <section key={schedule.id} className="card stack" data-testid="own-schedule">
                <h2>{schedule.name}</h2>
                <p className={schedule.onDuty ? "good" : ""}>
                  <strong>
                    <span aria-hidden="true">{schedule.onDuty ? "● " : "○ "}</span>
                    {schedule.onDuty ? t.myShift.on : t.myShift.off}
                  </strong>{" "}
                  {schedule.onDuty && untilText(schedule.until)}
                  {schedule.because && schedule.because !== `on duty in ${schedule.name}` && (
                    <span className="muted"> ({sentenceSaid(schedule.because)})</span>
                  )}
                </p>
                <div className="row-wrap">
                  {schedule.onDuty ? (
                    <LeaveButton schedule={schedule} colleagues={data.colleagues} />
                  ) : (
                    <OnButton schedule={schedule} />
                  )}
                </div>
                <h3>{t.myShift.ahead}</h3>
                {schedule.shifts.length === 0 && <p className="muted">{t.myShift.noneAhead}</p>}
                <ul className="plain duty-ahead">
                  {schedule.shifts.slice(0, 6).map(({ from, to }, place) => (
                    <li key={from} className="head">
                      <span>{shiftText({ from, to }, schedule.onDuty && place === 0, schedule.timeZone)}</span>
                      <button
                        type="button"
                        className="text-button"
                        onClick={() => setOffering({ schedule, span: { from, to: to ?? from + DAY_MS } })}
                      >
                        {t.swap.offer}
                        <span className="hidden"> {shiftText({ from, to }, schedule.onDuty && place === 0)}</span>
                      </button>
                    </li>
                  ))}
                </ul>
                {schedule.after.length > 0 && (
                  <p className="muted">
                    {t.myShift.after(
                      schedule.after.map(({ name }) => name).join(", "),
                      zoned(schedule.after[0]?.from ?? 0, OWN_ZONE, "dayTime"),
                    )}
                  </p>
                )}
              </section>
            ))}
          </div>
          {!isAsked && <Swaps me={data.person.id} />}
          <OwnMethods methods={data.methods} />
          <ReachedBy policies={data.policies} />
          <CalendarAddress person={data.person.id} schedules={data.schedules} />
        </>
      )}
      {offering && data && (
        <OfferDialog
          schedule={offering.schedule}
          span={offering.span}
          colleagues={data.colleagues}
          onClose={() => setOffering(null)}
        />
      )}
    </section>
  );
}

/** Which alarms reach somebody, by which policies. */
function ReachedBy({ policies }: { policies: OwnDuty["policies"] }) {
  return (
    <section className="card stack">
      <h2>{t.myShift.policies}</h2>
      {policies.length === 0 && <p className="bad">{t.myShift.noPolicies}</p>}
      <ul className="plain">
        {policies.map((one) => (
          <li key={one.policy}>
            <strong>{one.name}</strong>:{" "}
            {[
              ...(one.steps.length > 0 ? [t.myShift.inSteps(one.steps)] : []),
              ...(one.isFallback ? [t.myShift.fallback] : []),
            ].join(", ")}{" "}
            ({one.as.map(({ kind, name = "" }) => t.myShift.as[kind](name)).join(", ")})
            <div className={one.routes.length === 0 ? "bad" : "muted"}>
              {one.routes.length === 0 ? t.myShift.noRoutes : t.myShift.routes(one.routes)}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
