import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import type { WorkstationLine } from "../api/contract.ts";
import { sessionQuery, workstationsQuery } from "../api/queries.ts";
import { useCalled } from "../api/use-named.ts";
import { fieldsOf } from "../form.ts";
import { useMayChange } from "../operators/queries.ts";
import { CardList } from "../shell/card-list.tsx";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { t } from "../texts.ts";
import { time } from "../time.ts";

/** Client machines: which there are, which browser is which, and whether somebody watches there. */
export function WorkstationsPage() {
  const workstations = useQuery(workstationsQuery);
  const writes = useMayChange()("workstation");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.workstations.title}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{t.workstations.add}</Button>}
      </div>
      <p className="muted">{t.workstations.hint}</p>
      <CardList
        of={workstations}
        what={t.workstations.title}
        empty={t.workstations.empty}
        emptyHint={t.workstations.emptyHint}
      >
        {(workstation) => (
          <WorkstationCard
            key={workstation.id}
            workstation={workstation}
            onEdit={writes ? () => setEditing({ id: workstation.id }) : null}
          />
        )}
      </CardList>
      <Bind />
      {editing && (
        <ItemEditor
          kind="workstation"
          id={editing.id}
          template={TEMPLATES.workstation ?? {}}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

/** @param onEdit null: whoever looks may change no workstation */
function WorkstationCard({ workstation, onEdit }: { workstation: WorkstationLine; onEdit: (() => void) | null }) {
  const { id, name } = workstation;
  const queries = useQueryClient();
  const renew = () => queries.invalidateQueries({ queryKey: workstationsQuery.queryKey });
  const path = `/api/v1/workstations/${encodeURIComponent(id)}`;
  const offer = useMutation({
    mutationFn: () => call<{ code: string; expiresAt: number }>("POST", `${path}/code`),
  });
  const release = useMutation({ mutationFn: () => call("DELETE", `${path}/browsers`), onSuccess: renew });
  const partitionName = useCalled("partition");
  return (
    <li className="card" data-testid="workstation">
      <h2>{name}</h2>
      {workstation.wall && <p>{t.wall.title}</p>}
      <p className={workstation.mustBeManned && !workstation.manned ? "bad" : ""}>
        {workstation.manned ? t.workstations.manned : t.workstations.alone}
      </p>
      <p className="muted">
        {t.workstations.area(partitionName(workstation.partition))}{" "}
        {workstation.mustBeManned && t.workstations.mustBeManned} {t.workstations.browsers(workstation.browsers.length)}{" "}
        {workstation.here && t.workstations.here}
      </p>
      {offer.data && <DoneNote>{t.workstations.codeIs(offer.data.code, time(offer.data.expiresAt))}</DoneNote>}
      <ProblemNote error={offer.error} what={t.workstations.codeFailed} />
      <ProblemNote error={release.error} what={t.workstations.notReleased} />
      {onEdit && (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.common.edit}
            <span className="hidden"> {name}</span>
          </Button>
          <Button size="compact-sm" variant="default" loading={offer.isPending} onClick={() => offer.mutate()}>
            {t.workstations.code}
            <span className="hidden"> {name}</span>
          </Button>
          {workstation.browsers.length > 0 && (
            <Button
              size="compact-sm"
              variant="outline"
              color="red"
              loading={release.isPending}
              onClick={() => release.mutate()}
            >
              {t.workstations.release}
              <span className="hidden"> {name}</span>
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** Makes the browser that shows this page a workstation. */
function Bind() {
  const queries = useQueryClient();
  const bind = useMutation({
    mutationFn: (code: string) => call<{ name: string }>("POST", "/api/v1/workstation", { code }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: workstationsQuery.queryKey });
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    bind.mutate(fieldsOf(event)("code"));
  }

  return (
    <form className="card stack" onSubmit={submit} aria-label={t.workstations.bindTitle}>
      <h2>{t.workstations.bindTitle}</h2>
      <TextInput name="code" label={t.workstations.bindCode} required autoComplete="off" spellCheck={false} />
      <ProblemNote error={bind.error} what={t.workstations.notBound} />
      {bind.data && <DoneNote>{t.workstations.bound(bind.data.name)}</DoneNote>}
      <Button type="submit" loading={bind.isPending}>
        {t.workstations.bind}
      </Button>
    </form>
  );
}
