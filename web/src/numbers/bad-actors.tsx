import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { Point } from "../../../src/site/point.ts";
import { JournalLink } from "../journal/link.tsx";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { DoneNote, Loading, ProblemNote } from "../shell/problem.tsx";
import { useItem, useSave } from "../site/item.ts";
import { span } from "../time.ts";
import { Counting } from "./counting.tsx";
import { CsvLink } from "./csv-link.tsx";
import { localField } from "./period.ts";
import { type Asked, type BadActor, badActorsQuery, placeOf } from "./queries.ts";
import { count, moment, settingValue, share } from "./shown.ts";

/** The ten that rang most often, each with a setting that the recording speaks for. */
export function BadActors({ asked, total }: { asked: Asked; total: number }) {
  const actors = useQuery({ ...badActorsQuery(asked), enabled: total > 0 });
  const mayChange = useMay()("site:write");
  const [applying, setApplying] = useState<BadActor | null>(null);
  const [applied, setApplied] = useState<string | null>(null);
  if (total === 0) return null;
  return (
    <section className="stack">
      <div className="head">
        <h2>{t.numbers.worst}</h2>
        <CsvLink table="bad-actors" title={t.numbers.worst} asked={asked} />
      </div>
      <Counting of={actors} queryKey={badActorsQuery(asked).queryKey} asked={asked} what={t.numbers.worst} />
      {applied && <DoneNote>{t.numbers.applied(applied)}</DoneNote>}
      <ol className="actors" data-testid="bad-actors">
        {actors.data?.items.map((actor) => (
          <li key={actor.alarm.id} className="card">
            <h3>
              {actor.alarm.text} <span className="muted">{placeOf(actor.alarm)}</span>
            </h3>
            <p>
              {t.numbers.rang(actor.count, count(actor.count), share(actor.share))}
              <span className="not-printed">
                {" · "}
                <Link to="/alarms/$id" params={{ id: String(actor.alarm.id) }}>
                  {t.numbers.openAlarm}
                  <span className="hidden"> {actor.alarm.text}</span>
                </Link>
                {" · "}
                <JournalLink
                  search={{
                    view: "alarms",
                    source: actor.alarm.source,
                    point: actor.alarm.point,
                    condition: actor.alarm.condition,
                    from: localField(asked.from),
                    to: localField(asked.to),
                  }}
                >
                  {t.numbers.journal}
                  <span className="hidden"> {actor.alarm.text}</span>
                </JournalLink>
              </span>
            </p>
            <Proposal actor={actor} />
            {mayChange && actor.at && actor.suggestion && (
              <Button
                className="not-printed"
                size="compact-sm"
                onClick={() => {
                  setApplied(null);
                  setApplying(actor);
                }}
              >
                {t.numbers.apply}
                <span className="hidden"> {actor.alarm.text}</span>
              </Button>
            )}
          </li>
        ))}
      </ol>
      {applying?.at && (
        <ApplyDialog
          actor={applying}
          at={applying.at}
          onClose={() => setApplying(null)}
          onDone={(point) => {
            setApplying(null);
            setApplied(point);
          }}
        />
      )}
    </section>
  );
}

function Proposal({ actor: { suggestion, basis, replayed, at } }: { actor: BadActor }) {
  if (!suggestion) return <p className="muted">{t.numbers.noSuggestion}</p>;
  const { kind, after, before, raisesBefore, raisesAfter, longestLaterMs } = suggestion;
  return (
    <>
      <p>
        <strong>
          {t.numbers.suggested(t.numbers.settings[kind], settingValue(kind, after), settingValue(kind, before))}
        </strong>
        {". "}
        {t.numbers.effect(
          count(raisesBefore),
          count(raisesAfter),
          longestLaterMs > 0 ? t.numbers.later(span(longestLaterMs)) : t.numbers.notLater,
        )}
      </p>
      <p className="muted">
        {t.numbers.basis[basis](count(replayed.values), moment(replayed.from))} {!at && t.numbers.atDevice}
      </p>
    </>
  );
}

interface ApplyProps {
  readonly actor: BadActor;
  readonly at: NonNullable<BadActor["at"]>;
  readonly onClose: () => void;
  readonly onDone: (point: string) => void;
}

/** Shows the condition before and after, and changes the point if it still is as it was read. */
function ApplyDialog({ actor: { suggestion }, at, onClose, onDone }: ApplyProps) {
  const queries = useQueryClient();
  const point = useItem("point", at.point);
  const save = useSave("point", () => {
    void queries.invalidateQueries({ queryKey: ["numbers", "bad-actors"] });
    onDone(at.point);
  });
  const condition = point.data?.body.conditions[at.condition];
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!point.data || !suggestion) return;
    save.mutate({
      id: at.point,
      etag: point.data.etag,
      body: withSetting(point.data.body, at.condition, suggestion),
    });
  }
  return (
    <Dialog title={t.numbers.applyTitle(at.point)} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Loading of={point} what={at.point} />
        {condition && suggestion && (
          <>
            <p>{t.numbers.applyHint}</p>
            <dl className="numbers-change">
              <dt>{t.numbers.setting}</dt>
              <dd>
                {at.name}, {t.numbers.settings[suggestion.kind]}
              </dd>
              <dt>{t.numbers.is}</dt>
              <dd>{settingValue(suggestion.kind, settingOf(condition, suggestion.kind))}</dd>
              <dt>{t.numbers.becomes}</dt>
              <dd>
                <strong>{settingValue(suggestion.kind, suggestion.after)}</strong>
              </dd>
            </dl>
          </>
        )}
        <ProblemNote error={save.error} what={t.numbers.notApplied} />
        <DialogFoot onCancel={onClose} busy={save.isPending} disabled={!condition}>
          {t.numbers.doApply}
        </DialogFoot>
      </form>
    </Dialog>
  );
}

type Setting = NonNullable<BadActor["suggestion"]>;

function settingOf(condition: Point["conditions"][number], kind: Setting["kind"]): number {
  if (kind !== "deadband") return condition[kind];
  return "deadband" in condition ? condition.deadband : 0;
}

function withSetting(point: Point, place: number, { kind, after }: Setting): Point {
  const conditions = point.conditions.map((one, index) => (index === place ? { ...one, [kind]: after } : one));
  return { ...point, conditions: conditions as Point["conditions"] };
}
