import { useQuery } from "@tanstack/react-query";
import type { AlarmState, Attempt, Callout, Notification, TransitionRecord } from "../api/contract.ts";
import { channelsQuery, kindQuery } from "../api/queries.ts";
import { AttemptLog } from "../deliveries/attempts.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";

/** All that happened to an alarm, the latest first. */
export function History({ transitions }: { transitions: readonly TransitionRecord[] }) {
  if (transitions.length === 0) return <p className="muted">{t.detail.noHistory}</p>;
  return (
    <ol className="history">
      {transitions
        .toSorted((a, b) => a.at - b.at)
        .toReversed()
        .map((entry, index) => (
          // biome-ignore lint: entries never move
          <li key={`${entry.at}-${transitions.length - index}`}>
            <time title={new Date(entry.at).toISOString()}>{dateTime(entry.at)}</time>
            <div>
              <strong>{t.input(entry.input)}</strong>
              {entry.from !== entry.to && (
                <span>
                  {" "}
                  {stateWord(entry.from)} → {stateWord(entry.to)}
                </span>
              )}
              <div>{entry.because}</div>
              {entry.comment && <blockquote>{entry.comment}</blockquote>}
              <div className="muted">
                {t.detail.by(t.who(entry.actor), entry.via, entry.occurrence, entry.sequence)}
              </div>
            </div>
          </li>
        ))}
    </ol>
  );
}

function stateWord(state: string): string {
  return t.state[state as AlarmState] ?? state;
}

/** Who was told by what, and what became of it; the latest callout first. */
export function CalloutStory({
  callouts,
  notifications,
  attempts,
}: {
  callouts: readonly Callout[];
  notifications: readonly Notification[];
  attempts: readonly Attempt[];
}) {
  const people = useQuery(kindQuery("person"));
  const channels = useQuery(channelsQuery);
  const person = (id: string) => people.data?.find((item) => item.id === id)?.name ?? id;
  const channel = (id: string) => channels.data?.items.find((item) => item.id === id)?.name ?? id;
  if (callouts.length === 0) return <p className="muted">{t.detail.noCallouts}</p>;
  return callouts
    .toSorted((a, b) => b.startedAt - a.startedAt)
    .map((callout) => {
      const told = notifications
        .filter((item) => item.callout === callout.id)
        .toSorted((a, b) => a.createdAt - b.createdAt);
      return (
        <div key={callout.id} className="callout-story">
          <h3>{t.detail.calloutTitle(callout.policy, callout.occurrence)}</h3>
          <p>
            {t.callout.state[callout.state]} · {dateTime(callout.startedAt)}
            {callout.endedAt !== null && ` – ${dateTime(callout.endedAt)}`}
            <br />
            {callout.because}
          </p>
          {told.length === 0 ? (
            <p className="muted">{t.detail.nobodyTold}</p>
          ) : (
            <ul className="told">
              {told.map((item) => (
                <li key={item.id} data-outcome={item.state}>
                  <time>{dateTime(item.sentAt ?? item.createdAt)}</time>
                  <div>
                    <strong>{person(item.person)}</strong> {t.detail.byChannel(channel(item.channel), item.address)}
                    <div>
                      <span className="outcome">{t.outcome[item.state]}</span>
                      {item.repliedAt !== null && ` · ${t.detail.replied(dateTime(item.repliedAt))}`}
                      {item.attempts > 1 && ` · ${t.detail.attempts(item.attempts)}`}
                      {item.dueAt !== null && ` · ${t.detail.dueAt(dateTime(item.dueAt))}`}
                    </div>
                    <div className="muted">{item.because}</div>
                    <AttemptLog attempts={attempts.filter(({ notification }) => notification === item.id)} />
                  </div>
                </li>
              ))}
            </ul>
          )}
        </div>
      );
    });
}
