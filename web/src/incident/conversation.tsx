import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { whoSaid } from "../actors.ts";
import { give } from "../alarms/orders.ts";
import type { AlarmView, TransitionRecord } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { LostRightNote, useFillsIn } from "../shell/only-read.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { useUnsent } from "../shell/unsent-form.tsx";
import { dateTime } from "../time.ts";

/** So near its end, in px, a list is taken to be read to its end, and follows what comes. */
const AT_END = 40;

/** What people have written about an alarm, as a talk among those who watch it. New words come by themselves. */
export function Conversation({
  alarm,
  transitions,
  barred,
}: {
  alarm: AlarmView;
  transitions: readonly TransitionRecord[];
  barred: string | null;
}) {
  const session = useQuery(sessionQuery);
  const own = `operator:${session.data?.operator.id}`;
  const said = transitions.filter(({ comment }) => comment !== null);
  const list = useRef<HTMLDivElement>(null);
  const [isBehind, setBehind] = useState(false);
  const [text, setText] = useUnsent(`conversation ${alarm.id}`, "", "keeps");
  const writes = useMay()("alarms:comment");
  const fillsIn = useFillsIn(writes);
  const send = useMutation({
    mutationFn: (comment: string) => give(alarm, "comment", { comment }),
    // What was written meanwhile stays.
    onSuccess: (_, sent) => setText((now) => (now.trim() === sent ? "" : now)),
  });

  // Whoever reads further up is told, and not carried away.
  // biome-ignore lint: it is about how many there are
  useEffect(() => {
    const scroller = list.current;
    if (!scroller) return;
    const rest = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const lastHeight = scroller.querySelector<HTMLElement>("li:last-child")?.offsetHeight ?? 0;
    if (rest <= AT_END + lastHeight) scroller.scrollTop = scroller.scrollHeight;
    else setBehind(true);
  }, [said.length]);

  function toEnd(): void {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
    setBehind(false);
  }

  return (
    <section className="card stack" data-testid="conversation">
      <h2>{t.incident.conversation}</h2>
      {said.length === 0 ? (
        <p className="muted">{t.incident.noComments}</p>
      ) : (
        <div
          className="talk"
          ref={list}
          role="log"
          tabIndex={0}
          aria-label={t.incident.conversation}
          onScroll={({ currentTarget: scroller }) =>
            scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END && setBehind(false)
          }
        >
          <ol className="plain">
            {said.map((entry, place) => (
              // biome-ignore lint: what was said never moves
              <li key={`${entry.at} ${place}`} data-own={entry.actor === own}>
                <div className="muted">
                  <strong>{entry.actor === own ? t.incident.you : <bdi>{whoSaid(entry.actor)}</bdi>}</strong>{" "}
                  <time dateTime={new Date(entry.at).toISOString()}>{dateTime(entry.at)}</time>
                  {entry.input === "acknowledge" && ` · ${t.incident.withAcknowledgement}`}
                  {entry.because === "hand-over note" && ` · ${t.incident.note}`}
                </div>
                <div className="prose" dir="auto">
                  {entry.comment}
                </div>
              </li>
            ))}
          </ol>
        </div>
      )}
      {isBehind && (
        <Button size="compact-sm" variant="default" onClick={toEnd}>
          {t.incident.newBelow}
        </Button>
      )}
      {fillsIn && (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim() !== "" && !send.isPending) send.mutate(text.trim());
          }}
        >
          <Textarea
            label={t.incident.write}
            description={t.incident.sendKeys}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && event.ctrlKey) event.currentTarget.form?.requestSubmit();
            }}
            maxLength={2000}
            autosize
            maxRows={8}
            required
          />
          <ProblemNote error={send.error} what={t.incident.notSent} />
          <LostRightNote may={writes} />
          <div>
            <Button type="submit" loading={send.isPending} disabled={barred !== null || !writes}>
              {t.incident.send}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
