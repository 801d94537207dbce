import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { call } from "../api/client.ts";
import type { UnmannedPlace } from "../api/contract.ts";
import { sessionQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { CardList } from "../shell/card-list.tsx";
import { Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import { t } from "../texts.ts";
import { dateTime } from "../time.ts";
import { unsent } from "../unsent.ts";
import type { HandOver, Watch } from "./contract.ts";
import { leave } from "./leave.ts";
import { NotesOnAlarms } from "./notes-on-alarms.tsx";
import { HAND_OVERS, handOversQuery, watchQuery } from "./queries.ts";

/** Giving the watch to a colleague, and taking it; with the notes of the last week. */
export function HandOverPage() {
  const watch = useQuery(watchQuery);
  const handOvers = useQuery(handOversQuery);
  return (
    <section className="stack pad">
      <h1>{t.watch.title}</h1>
      <p className="muted">{t.watch.hint}</p>
      <Loading of={watch} what={t.watch.title} />
      {watch.data && <Give watch={watch.data} />}
      {watch.data && watch.data.alone.length > 0 && <LeaveAlone places={watch.data.alone} />}
      <NotesOnAlarms />
      <h2>{t.watch.notes}</h2>
      <CardList of={handOvers} what={t.watch.notes} empty={t.watch.empty} emptyHint={t.watch.emptyHint}>
        {(handOver) => <HandOverCard key={handOver.id} handOver={handOver} />}
      </CardList>
    </section>
  );
}

function Give({ watch: { watched, alone, colleagues } }: { watch: Watch }) {
  const queries = useQueryClient();
  const offer = useMutation({
    mutationFn: (body: object) => call("POST", "/api/v1/hand-overs", body),
    onSuccess: () => {
      unsent.settled("hand-over");
      return queries.invalidateQueries({ queryKey: [HAND_OVERS] });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    offer.mutate({ to: field("to"), note: field("note") });
  }

  if (watched.length === 0) return <p data-testid="watched">{t.watch.nothing}</p>;
  return (
    <KeptForm place="hand-over" leaving="keeps" className="card stack" onSubmit={submit} aria-label={t.watch.give}>
      <h2>{t.watch.give}</h2>
      <p data-testid="watched">
        {t.watch.watched(namesOf(watched))} {alone.length > 0 && t.watch.alone(namesOf(alone))}
      </p>
      {colleagues.length === 0 ? (
        <p className="bad">{t.watch.noColleague}</p>
      ) : (
        <>
          <NativeSelect
            name="to"
            label={t.watch.to}
            description={t.watch.toHint}
            data={colleagues.map(({ id, name, here }) => ({ value: id, label: t.watch.colleague(name, here) }))}
          />
          <Textarea
            name="note"
            label={t.watch.note}
            description={t.watch.noteHint}
            maxLength={2000}
            autosize
            minRows={3}
          />
          <ProblemNote error={offer.error} what={t.watch.notOffered} />
          <Button type="submit" loading={offer.isPending}>
            {t.watch.offer}
          </Button>
        </>
      )}
    </KeptForm>
  );
}

/** The way out for somebody whom nobody relieves. */
function LeaveAlone({ places }: { places: readonly UnmannedPlace[] }) {
  const queries = useQueryClient();
  const out = useMutation({ mutationFn: () => leave(queries, true) });
  return (
    <div className="row-wrap">
      <Button variant="outline" color="red" loading={out.isPending} onClick={() => out.mutate()}>
        {t.watch.anyway}
      </Button>
      <span className="muted">{t.watch.anywayHint(namesOf(places))}</span>
    </div>
  );
}

function HandOverCard({ handOver }: { handOver: HandOver }) {
  const { id, from, to, places, note, state, offeredAt, answeredAt } = handOver;
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const forMe = to.id === session.data?.operator.id;
  const path = `/api/v1/hand-overs/${encodeURIComponent(id)}`;
  const renew = () => queries.invalidateQueries({ queryKey: [HAND_OVERS] });
  const accept = useMutation({ mutationFn: () => call("POST", `${path}/accept`), onSuccess: renew });
  const end = useMutation({ mutationFn: () => call("DELETE", path), onSuccess: renew });
  return (
    <li className="card" data-testid="hand-over" data-state={state}>
      <h2>{t.watch.line(from.name, to.name, namesOf(places))}</h2>
      {note !== "" && <p className="prose">{note}</p>}
      <p className="muted">
        {t.watch.states[state]} · {dateTime(answeredAt ?? offeredAt)}
      </p>
      <ProblemNote error={accept.error ?? end.error} what={t.watch.notAnswered} />
      {state === "offered" && (
        <div className="row-wrap">
          {forMe && (
            <Button size="compact-sm" loading={accept.isPending} onClick={() => accept.mutate()}>
              {t.watch.accept}
            </Button>
          )}
          <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            {forMe ? t.watch.decline : t.watch.withdraw}
          </Button>
        </div>
      )}
    </li>
  );
}

function namesOf(places: readonly UnmannedPlace[]): string {
  return places.map(({ name }) => name).join(", ");
}
