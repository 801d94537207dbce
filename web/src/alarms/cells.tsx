import { useQuery } from "@tanstack/react-query";
import type { AlarmView } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { sentenceSaid } from "../said.ts";
import { t } from "../texts.ts";
import { countdown, dateTime, span, useWhatIs } from "../time.ts";
import { waitsForAcknowledgement } from "./order.ts";

/** From ten seconds on in steps of ten: a column of numbers that all run draws the eye to what isn't new. */
export function Age({ at }: { at: number }) {
  const ago = useWhatIs((now) => span(now - at < 10_000 ? now - at : Math.floor((now - at) / 10_000) * 10_000));
  return <>{t.alarms.ago(ago)}</>;
}

function Countdown({ to }: { to: number }) {
  return <>{useWhatIs((now) => countdown(to - now))}</>;
}

export function StateLabel({ alarm }: { alarm: AlarmView }) {
  const { shelf, outOfService } = alarm;
  return (
    <span className="state" data-state={alarm.state}>
      {t.state[alarm.state]}
      {alarm.quality !== "good" && <span className="quality">{t.quality[alarm.quality]}</span>}
      {alarm.state === "shelved" && shelf && (
        <span className="muted"> {shelf.kind === "one-shot" ? t.alarms.oneShot : <Countdown to={shelf.until} />}</span>
      )}
      {alarm.state === "out-of-service" && outOfService?.until && (
        <span className="muted"> {t.alarms.until(dateTime(outOfService.until))}</span>
      )}
    </span>
  );
}

/** How far the callout has come: whom it told, and when it goes on. */
export function CalloutLine({ alarm }: { alarm: AlarmView }) {
  const { callout } = alarm;
  if (!callout || callout.state === "ended") {
    if (!waitsForAcknowledgement(alarm)) return null;
    return (
      <span className="bad" title={sentenceSaid(callout?.because ?? "")}>
        {t.callout.none}
      </span>
    );
  }
  return <Told callout={callout} />;
}

function Told({ callout }: { callout: NonNullable<AlarmView["callout"]> }) {
  const people = useQuery({ ...kindQuery("person"), staleTime: 300_000 });
  const names = callout.told.map((id) => people.data?.find((person) => person.id === id)?.name ?? id);
  if (callout.state !== "running") {
    return (
      <span className={callout.state === "exhausted" ? "bad" : ""} title={sentenceSaid(callout.because)}>
        {t.callout.state[callout.state]}
      </span>
    );
  }
  const told =
    names.length > 0 ? t.callout.told(names) : callout.step < 0 ? t.callout.begins : t.callout.step(callout.step + 1);
  return (
    <span title={[names.join(", "), sentenceSaid(callout.because)].filter(Boolean).join(": ")}>
      <span className="callout-told">{told}</span>
      {callout.dueAt !== null && (
        <span className="callout-next">
          {t.callout.next} <Countdown to={callout.dueAt} />
        </span>
      )}
    </span>
  );
}
