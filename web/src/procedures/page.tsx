import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Procedure } from "../../../src/site/procedure.ts";
import { kindQuery } from "../api/queries.ts";
import { useCalled } from "../api/use-named.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ProcedureDialog } from "./dialog.tsx";
import "../styles/incident.css";

/** The response procedures of the site, for those who write them. */
export function ProceduresPage() {
  const procedures = useQuery(kindQuery("procedure"));
  const may = useMay();
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  const writes = may("site:write");
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.nav.procedures}</h1>
        {writes && <Button onClick={() => setEditing({ id: null })}>{t.procedure.add}</Button>}
      </div>
      <p className="muted">{t.procedure.hint}</p>
      <Loading of={procedures} what={t.nav.procedures} />
      {procedures.data?.length === 0 && <Empty title={t.procedure.empty} hint={t.procedure.emptyHint} />}
      <ul className="cards">
        {procedures.data?.map((procedure) => (
          <Card
            key={procedure.id}
            procedure={procedure}
            onEdit={writes ? () => setEditing({ id: procedure.id }) : undefined}
          />
        ))}
      </ul>
      {editing && <ProcedureDialog id={editing.id} onClose={() => setEditing(null)} />}
    </section>
  );
}

function Card({ procedure, onEdit }: { procedure: Procedure; onEdit: (() => void) | undefined }) {
  const { name, enabled, begins, steps } = procedure;
  const match = matchOf(procedure, {
    area: useCalled("area"),
    partition: useCalled("partition"),
    source: useCalled("source"),
  });
  return (
    <li className="card" data-testid="procedure" data-inactive={!enabled}>
      <div className="head">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {onEdit && (
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.common.edit}
            <span className="hidden"> {name}</span>
          </Button>
        )}
      </div>
      <p>
        {t.procedure.steps(steps.length)} · {enabled ? t.procedure.begins[begins] : t.procedure.off}
      </p>
      <p className="muted">{match === "" ? t.procedure.forAll : t.procedure.forThese(match)}</p>
    </li>
  );
}

type Names = Readonly<Record<"area" | "partition" | "source", (id: string) => string>>;

function matchOf(procedure: Procedure, names: Names): string {
  const { partitions, sources, points, conditions, tags, categories, priorities, areas } = procedure;
  return [
    ...(areas ?? []).map(names.area),
    ...(partitions ?? []).map(names.partition),
    ...(sources ?? []).map(names.source),
    ...(points ?? []),
    ...(conditions ?? []),
    ...(tags ?? []),
    ...(categories ?? []).map((category) => t.category[category]),
    ...(priorities ?? []).map((priority) => t.priority[priority]),
  ].join(", ");
}
