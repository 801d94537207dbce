import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../api/client.ts";
import { useCalled, useRoleCalled } from "../api/use-named.ts";
import { t } from "../page-texts.ts";
import { DoneNote, Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { dateTime, time } from "../time.ts";
import type { Operator } from "./contract.ts";
import { OperatorDialog } from "./dialog.tsx";
import { operatorsQuery, useMay } from "./queries.ts";

/** Who may sign in, and with which roles. */
export function OperatorsPage() {
  const operators = useQuery(operatorsQuery);
  const may = useMay();
  const [editing, setEditing] = useState<Operator | "new" | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.operators.title}</h1>
        {may("operators:write") && <Button onClick={() => setEditing("new")}>{t.operators.add}</Button>}
      </div>
      <p className="muted">{t.operators.hint}</p>
      <Loading of={operators} what={t.operators.title} />
      {(operators.data?.items.length ?? 2) < 2 && <Empty title={t.operators.few} hint={t.operators.fewHint} />}
      <ul className="cards">
        {operators.data?.items.map((operator) => (
          <OperatorCard
            key={operator.id}
            operator={operator}
            onEdit={may("operators:write") ? () => setEditing(operator) : null}
          />
        ))}
      </ul>
      {editing && <OperatorDialog operator={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

type Order = "disable" | "factors";

function OperatorCard({ operator, onEdit }: { operator: Operator; onEdit: (() => void) | null }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState<Order | null>(null);
  const { id, name, disabledAt, signedInAt, createdAt, factors, directory } = operator;
  const [roleName, partitionName] = [useRoleCalled(), useCalled("partition")];
  const [directoryName, personName] = [useCalled("directory"), useCalled("person")];
  const path = `/api/v1/operators/${encodeURIComponent(id)}`;
  const onSuccess = () => {
    setSure(null);
    return queries.invalidateQueries({ queryKey: operatorsQuery.queryKey });
  };
  const order = useMutation({
    mutationFn: (what: Order) => call("DELETE", what === "factors" ? `${path}/second-factors` : path),
    onSuccess,
  });
  const enable = useMutation({ mutationFn: () => call("POST", `${path}/enable`, {}), onSuccess });
  const code = useMutation({
    mutationFn: () => call<{ code: string; expiresAt: number }>("POST", `${path}/enrolment-code`, {}),
  });
  const ask = (what: Order) => () => setSure(what);
  return (
    <li className="card" data-testid="operator">
      <h2>
        {name} <span className="muted">({id})</span>
      </h2>
      <p>
        {operator.roles
          .map(({ role, partitions }) => t.operators.has(roleName(role), partitions.map(partitionName)))
          .join(" · ")}
      </p>
      <p className="muted">
        {t.operators.since(dateTime(createdAt))}{" "}
        {signedInAt === null ? t.operators.neverHere : t.operators.lastHere(dateTime(signedInAt))}
      </p>
      <p className="muted">
        {directory === null ? t.operators.ofThisServer : t.operators.fromDirectory(directoryName(directory))}{" "}
        {t.operators.factors(factors.map((kind) => t.factor.name[kind]))}
        {operator.person !== null && ` ${t.operators.isPerson(personName(operator.person))}`}
      </p>
      {disabledAt !== null && <p className="bad">{t.operators.disabled(dateTime(disabledAt))}</p>}
      {code.data && <DoneNote>{t.operators.codeIs(code.data.code, name, time(code.data.expiresAt))}</DoneNote>}
      <ProblemNote error={code.error} what={t.operators.noCode} />
      <ProblemNote error={order.error ?? enable.error} what={t.operators.notChanged(name)} />
      {onEdit && sure === null && (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.operators.edit}…<span className="hidden"> {name}</span>
          </Button>
          {factors.length === 0 && disabledAt === null && (
            <Button size="compact-sm" variant="default" loading={code.isPending} onClick={() => code.mutate()}>
              {t.operators.giveCode}
              <span className="hidden"> {name}</span>
            </Button>
          )}
          {factors.length > 0 && disabledAt === null && (
            <Button size="compact-sm" variant="outline" color="red" onClick={ask("factors")}>
              {t.operators.removeFactors}…<span className="hidden"> {name}</span>
            </Button>
          )}
          {disabledAt !== null ? (
            <Button size="compact-sm" variant="default" loading={enable.isPending} onClick={() => enable.mutate()}>
              {t.operators.enable}
              <span className="hidden"> {name}</span>
            </Button>
          ) : (
            <Button size="compact-sm" variant="outline" color="red" onClick={ask("disable")}>
              {t.operators.disable}…<span className="hidden"> {name}</span>
            </Button>
          )}
        </div>
      )}
      {onEdit && sure !== null && (
        <div className="stack">
          {sure === "factors" && <p>{t.operators.removeFactorsHint(name)}</p>}
          <div className="row-wrap">
            <Button size="compact-sm" color="red" loading={order.isPending} onClick={() => order.mutate(sure)}>
              {sure === "factors" ? t.operators.reallyFactors(name) : t.operators.really(name)}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setSure(null)}>
              {t.common.cancel}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
