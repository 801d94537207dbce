import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { whoSaid } from "../actors.ts";
import type { AlarmDetail, AlarmState, Attempt, Notification, TransitionRecord } from "../api/contract.ts";
import { channelsQuery, kindQuery } from "../api/queries.ts";
import { AttemptLog } from "../deliveries/attempts.tsx";
import { t } from "../page-texts.ts";
import { useKept } from "../place.ts";
import { sentenceSaid } from "../said.ts";
import { dateTime } from "../time.ts";
import { type MessagesTo, messagesByPerson } from "./messages-to.ts";

/** Up to so many messages to one person stand open from the beginning. */
const SHOWN_AT_ONCE = 2;

/** From so many entries on they can be chosen from. */
const MANY = 5;
/** So many entries are shown until somebody asks for all. */
const SHOWN_FIRST = 12;

/** What happened to an alarm, the latest first: everything, or only what people did. */
export function History({ transitions }: { transitions: readonly TransitionRecord[] }) {
  const [isOnlyPeople, setOnlyPeople] = useKept("alarm history people", false);
  const [isWhole, setWhole] = useState(false);
  const people = transitions.filter(({ actor }) => isPerson(actor));
  const isMixed = transitions.length >= MANY && people.length > 0 && people.length < transitions.length;
  const entries = (isMixed && isOnlyPeople ? people : transitions).toSorted((a, b) => a.at - b.at).toReversed();
  const shown = isWhole ? entries : entries.slice(0, SHOWN_FIRST);
  if (transitions.length === 0) return <p className="muted">{t.detail.noHistory}</p>;
  return (
    <>
      {isMixed && (
        <SegmentedControl
          className="no-print"
          aria-label={t.detail.historyOf}
          value={isOnlyPeople ? "people" : "all"}
          onChange={(value) => setOnlyPeople(value === "people")}
          data={[
            { value: "all", label: t.detail.historyAll(transitions.length) },
            { value: "people", label: t.detail.historyPeople(people.length) },
          ]}
        />
      )}
      <ol className="history">
        {shown.map((entry, index) => (
          <Entry key={`${entry.at}-${entries.length - index}`} entry={entry} />
        ))}
      </ol>
      {entries.length > shown.length && (
        <Button variant="default" onClick={() => setWhole(true)}>
          {t.detail.historyMore(entries.length - shown.length)}
        </Button>
      )}
    </>
  );
}

function isPerson(actor: string): boolean {
  return /^(?:operator|person):/.test(actor);
}

function Entry({ entry }: { entry: TransitionRecord }) {
  return (
    <li data-by={isPerson(entry.actor) ? "person" : "itself"}>
      <time title={new Date(entry.at).toISOString()}>{dateTime(entry.at)}</time>
      <div>
        <strong>{t.input(entry.input)}</strong>
        {entry.from !== entry.to && (
          <span>
            {" "}
            {stateWord(entry.from)} → {stateWord(entry.to)}
          </span>
        )}
        {entry.because !== "comment" && (
          <div>
            <bdi>{sentenceSaid(entry.because)}</bdi>
          </div>
        )}
        {entry.comment && (
          <blockquote className="prose" dir="auto">
            {entry.comment}
          </blockquote>
        )}
        <div className="muted" title={entry.actor}>
          {t.detail.by(whoSaid(entry.actor), t.via[entry.via] ?? entry.via, entry.occurrence, entry.sequence)}
        </div>
      </div>
    </li>
  );
}

function stateWord(state: string): string {
  return t.state[state as AlarmState] ?? state;
}

/** Who was told by what, what became of it and what they answered; the latest callout first. */
export function CalloutStory({
  callouts,
  notifications,
  attempts,
  transitions,
}: {
  callouts: AlarmDetail["callouts"];
  notifications: readonly Notification[];
  attempts: readonly Attempt[];
  transitions: readonly TransitionRecord[];
}) {
  const lines = (of: readonly Notification[]) => (
    <ul className="told-people">
      {messagesByPerson(of).map((told) => (
        <Told key={told.person} told={told} attempts={attempts} transitions={transitions} />
      ))}
    </ul>
  );
  const others = notifications.filter((item) => item.callout === 0);
  return (
    <>
      {callouts.length === 0 && <p className="muted">{t.detail.noCallouts}</p>}
      {callouts
        .toSorted((a, b) => b.startedAt - a.startedAt)
        .map((callout) => {
          const told = notifications.filter((item) => item.callout === callout.id);
          return (
            <div key={callout.id} className="callout-story">
              <h3>{t.detail.calloutTitle(callout.policyName ?? callout.policy, callout.occurrence)}</h3>
              <p>
                {t.callout.state[callout.state]} · {dateTime(callout.startedAt)}
                {callout.endedAt !== null && ` – ${dateTime(callout.endedAt)}`}
                <br />
                {sentenceSaid(callout.because)}
              </p>
              {told.length === 0 ? <p className="muted">{t.detail.nobodyTold}</p> : lines(told)}
            </div>
          );
        })}
      {others.length > 0 && (
        <div className="callout-story">
          <h3>{t.incident.otherMessages}</h3>
          {lines(others)}
        </div>
      )}
    </>
  );
}

/** Whether somebody answered and how often they were told in one line, and each message below it. */
function Told({
  told: { person, messages, answeredAt },
  attempts,
  transitions,
}: {
  told: MessagesTo;
  attempts: readonly Attempt[];
  transitions: readonly TransitionRecord[];
}) {
  const people = useQuery(kindQuery("person"));
  // What stands open stays so when another message comes.
  const [wasOpen] = useState(messages.length <= SHOWN_AT_ONCE);
  const last = messages.at(-1);
  return (
    <li data-testid="told-person" data-answered={answeredAt !== null}>
      <details open={wasOpen}>
        <summary>
          <strong>
            <bdi>{people.data?.find(({ id }) => id === person)?.name ?? person}</bdi>
          </strong>{" "}
          <span className={answeredAt === null ? "muted" : "good"}>
            {answeredAt === null ? t.incident.notAnswered : t.incident.answeredAt(dateTime(answeredAt))}
          </span>{" "}
          {last && (
            <span className="muted">
              · {t.incident.toldTimes(messages.length, dateTime(last.sentAt ?? last.createdAt))} ·{" "}
              {t.outcome[last.state]}
            </span>
          )}
        </summary>
        <ul className="told">
          {messages.map((item) => (
            <Message
              key={item.id}
              item={item}
              attempts={attempts.filter(({ notification }) => notification === item.id)}
              answer={answerTo(item, transitions)}
            />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Message({
  item,
  attempts,
  answer,
}: {
  item: Notification;
  attempts: readonly Attempt[];
  answer: TransitionRecord | undefined;
}) {
  const channels = useQuery(channelsQuery);
  const channel = channels.data?.items.find(({ id }) => id === item.channel)?.name ?? item.channel;
  return (
    <li data-outcome={item.state}>
      <time>{dateTime(item.sentAt ?? item.createdAt)}</time>
      <div>
        {t.detail.byChannel(channel, item.address)}
        <div>
          <span className="outcome">{t.outcome[item.state]}</span>
          {item.attempts > 1 && ` · ${t.detail.attempts(item.attempts)}`}
          {item.dueAt !== null && ` · ${t.detail.dueAt(dateTime(item.dueAt))}`}
        </div>
        {item.repliedAt !== null && (
          <div className="good">
            {t.incident.answeredAt(dateTime(item.repliedAt))}
            {answer && `: ${t.input(answer.input)}`}
          </div>
        )}
        {answer?.comment && (
          <blockquote className="prose" dir="auto">
            {answer.comment}
          </blockquote>
        )}
        <div className="muted">{sentenceSaid(item.because)}</div>
        <AttemptLog attempts={attempts} />
      </div>
    </li>
  );
}

/** An answer and what it made of the alarm are stored so close together. */
const ANSWER_MS = 10_000;

/** What somebody's answer to a message made of the alarm. */
function answerTo(
  { person, repliedAt, occurrence }: Notification,
  transitions: readonly TransitionRecord[],
): TransitionRecord | undefined {
  if (repliedAt === null) return undefined;
  return transitions.find(
    (entry) =>
      entry.actor === `person:${person}` &&
      entry.occurrence === occurrence &&
      Math.abs(entry.at - repliedAt) < ANSWER_MS,
  );
}
