import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { whoSaid } from "../actors.ts";
import type { AlarmState } from "../api/contract.ts";
import { numberOf } from "../chart/axis.ts";
import { t } from "../page-texts.ts";
import { alarmTextSaid, sentenceSaid } from "../said.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Loading } from "../shell/problem.tsx";
import type { JournalEvent, Transition } from "./contract.ts";
import { eventQuery } from "./queries.ts";
import { type Entry, isOfTocsin } from "./rows.tsx";
import type { JournalSearch } from "./search.ts";

const moment = new Intl.DateTimeFormat(t.locale, { dateStyle: "full", timeStyle: "long" });

interface DetailsProps {
  readonly entry: Entry;
  readonly onClose: () => void;
  /** Shows all that has this in common. */
  readonly onSearch: (search: JournalSearch) => void;
}

/** All that is recorded about one row: what was made of it, what the source had sent, and the alarm it led to. */
export function Details({ entry, onClose, onSearch }: DetailsProps) {
  return (
    <Dialog title={entry.pointName ?? (isOfTocsin(entry) ? entry.sourceName : entry.point)} onClose={onClose} wide>
      <div className="stack" data-testid="details">
        {"kind" in entry ? <EventDetails event={entry} /> : <TransitionDetails entry={entry} />}
        <ul className="plain row-wrap">
          <li>
            <Link to="/points/$source/$point" params={{ source: entry.source, point: entry.point }} onClick={onClose}>
              {t.journal.trend}
            </Link>
          </li>
          <li>
            <button
              type="button"
              className="text-button"
              onClick={() => onSearch({ source: entry.source, point: entry.point })}
            >
              {t.journal.allOfPoint}
            </button>
          </li>
          <li>
            <button type="button" className="text-button" onClick={() => onSearch({ source: entry.source })}>
              {t.journal.allOfSource(entry.sourceName)}
            </button>
          </li>
        </ul>
      </div>
    </Dialog>
  );
}

function EventDetails({ event }: { event: JournalEvent }) {
  const detail = useQuery(eventQuery(event.id));
  return (
    <>
      <div className="journal-sides">
        <section>
          <h3>{t.journal.decoded}</h3>
          <Facts
            facts={[
              [t.journal.number, event.id],
              [t.journal.receivedAt, moment.format(event.receivedAt)],
              [t.journal.deviceAt, moment.format(event.at)],
              [t.journal.source, event.sourceName],
              [t.journal.point, event.point],
              [t.journal.what, t.journal.kinds[event.kind]],
              [t.journal.category, t.category[event.category]],
              [t.journal.condition, t.condition(event.condition)],
              [t.journal.priority, event.priority && t.priority[event.priority]],
              [t.journal.code, event.code],
              [t.journal.text, event.text === null ? null : alarmTextSaid(event.source, event.text)],
              [t.journal.value, event.value === null ? null : numberOf(event.value, "")],
              [t.journal.quality, event.quality && t.qualityLong[event.quality]],
              [t.journal.partition, event.partition],
              [t.journal.key, event.dedupeKey],
            ]}
          />
        </section>
        <section>
          <h3>{t.journal.raw}</h3>
          {event.raw === "" ? <p className="muted">{t.journal.noRaw}</p> : <pre className="raw">{event.raw}</pre>}
        </section>
      </div>
      <h3>{t.journal.led}</h3>
      <Loading of={detail} what={t.journal.led} />
      {detail.data?.transitions.length === 0 && <p className="muted">{t.journal.ledToNothing}</p>}
      <ul className="plain">
        {detail.data?.transitions.map(({ alarm, input, to, because }) => (
          <li key={`${alarm} ${input}`}>
            <Link to="/alarms/$id" params={{ id: String(alarm) }}>
              {t.deliveries.alarm(alarm)}
            </Link>{" "}
            {t.input(input)} → {t.state[to as AlarmState] ?? to}: {sentenceSaid(because)}
          </li>
        ))}
      </ul>
    </>
  );
}

function TransitionDetails({ entry }: { entry: Transition }) {
  return (
    <>
      <Facts
        facts={[
          [t.journal.at, moment.format(entry.at)],
          [t.journal.what, t.input(entry.input)],
          [t.journal.state, `${stateWord(entry.from)} → ${stateWord(entry.to)}`],
          [t.journal.because, sentenceSaid(entry.because)],
          [t.journal.actor, `${whoSaid(entry.actor)} (${t.via[entry.via] ?? entry.via})`],
          [t.journal.comment, entry.comment],
          [t.journal.text, alarmTextSaid(entry.source, entry.text)],
          [t.journal.source, entry.sourceName],
          [t.journal.point, entry.point],
          [t.journal.condition, t.condition(entry.condition)],
          [t.journal.category, t.category[entry.category]],
          [t.journal.priority, t.priority[entry.priority]],
        ]}
      />
      <Link to="/alarms/$id" params={{ id: String(entry.alarm) }}>
        {t.deliveries.alarm(entry.alarm)}
      </Link>
    </>
  );
}

function stateWord(state: string): string {
  return t.state[state as AlarmState] ?? state;
}

function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="journal-facts">
      {facts
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}
