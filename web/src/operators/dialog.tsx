import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Several } from "../schema-form/several.tsx";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { ProblemNote } from "../shell/problem.tsx";
import { KeptForm, useUnsent } from "../shell/unsent-form.tsx";
import type { Operator } from "./contract.ts";
import { operatorsQuery, rolesQuery } from "./queries.ts";

interface Line {
  readonly key: number;
  readonly role: string;
  /** Empty: all. */
  readonly partitions: readonly string[];
}

/** Lets somebody sign in, or changes their name and roles. */
export function OperatorDialog({ operator: read, onClose }: { operator: Operator | null; onClose: () => void }) {
  // As it was when this was opened.
  const [operator] = useState(read);
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery);
  const people = useQuery(kindQuery("person"));
  const [given] = useState<readonly Line[]>(() =>
    (operator?.roles ?? [{ role: "operator", partitions: [] }]).map(({ role, partitions }, key) => ({
      key,
      role,
      partitions,
    })),
  );
  const place = `operator ${operator?.id ?? "new"}`;
  const [lines, setLines] = useUnsent(`${place} roles`, given);
  const save = useMutation({
    mutationFn: (body: object) =>
      operator
        ? call("PATCH", `/api/v1/operators/${encodeURIComponent(operator.id)}`, body)
        : call("POST", "/api/v1/operators", body),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: operatorsQuery.queryKey });
      onClose();
    },
  });
  const choices = (roles.data?.roles ?? [])
    .filter(({ id }) => id !== "integration")
    .map(({ id, name }) => ({ value: id, label: name ?? t.role[id] ?? id }));

  function change(key: number, facts: Partial<Line>): void {
    setLines((now) => now.map((line) => (line.key === key ? { ...line, ...facts } : line)));
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const wanted = lines.map(({ role, partitions }) => ({ role, partitions }));
    const before = operator?.roles.map(({ role, partitions }) => ({ role, partitions }));
    const same = JSON.stringify(wanted) === JSON.stringify(before);
    const name = field("name");
    const person = field("person") || null;
    if (!operator) return save.mutate({ name, person, id: field("id"), password: field("password"), roles: wanted });
    // What stands here as it was is not said again: somebody else may have changed it meanwhile.
    save.mutate({
      ...(name === operator.name ? {} : { name }),
      ...(person === operator.person ? {} : { person }),
      ...(same ? {} : { roles: wanted, over: before }),
    });
  }

  return (
    <Dialog title={operator ? t.operators.editTitle(operator.name) : t.operators.add} onClose={onClose}>
      <KeptForm place={place} className="stack" onSubmit={submit}>
        {!operator && (
          <TextInput
            name="id"
            label={t.operators.id}
            description={t.operators.idHint}
            required
            maxLength={63}
            autoFocus
          />
        )}
        <TextInput name="name" label={t.operators.name} required maxLength={120} defaultValue={operator?.name ?? ""} />
        {!operator && (
          <PasswordInput
            name="password"
            label={t.operators.password}
            description={t.operators.passwordHint}
            required
            autoComplete="new-password"
          />
        )}
        <NativeSelect
          key={people.data ? "known" : "loading"}
          name="person"
          label={t.operators.person}
          description={t.operators.personHint}
          data={personChoices(people.data ?? [], operator?.person ?? null)}
          defaultValue={operator?.person ?? ""}
        />
        <fieldset className="stack">
          <legend>{t.operators.roles}</legend>
          {lines.map(({ key, role, partitions }) => (
            <div key={key} className="row-wrap">
              <NativeSelect
                label={t.operators.role}
                data={choices}
                value={role}
                onChange={(event) => change(key, { role: event.currentTarget.value })}
              />
              <Several
                kind="partition"
                label={t.operators.partitions}
                placeholder={t.operators.everywhere}
                value={partitions}
                onChange={(ids) => change(key, { partitions: ids })}
              />
              {lines.length > 1 && (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setLines((now) => now.filter((line) => line.key !== key))}
                >
                  {t.operators.lessRoles}
                </Button>
              )}
            </div>
          ))}
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              setLines((now) => [
                ...now,
                { key: Math.max(...now.map(({ key }) => key)) + 1, role: "viewer", partitions: [] },
              ])
            }
          >
            {t.operators.moreRoles}
          </Button>
        </fieldset>
        <ProblemNote error={save.error} what={t.operators.notSaved} />
        <DialogFoot onCancel={onClose} busy={save.isPending}>
          {t.operators.save}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}

/** Nobody, and all people whom alarms are sent to; also the one who is not seen by whoever looks. */
function personChoices(people: readonly { readonly id: string; readonly name: string }[], now: string | null) {
  const known = people.map(({ id, name }) => ({ value: id, label: name }));
  const unseen = now !== null && !people.some(({ id }) => id === now) ? [{ value: now, label: now }] : [];
  return [{ value: "", label: t.operators.nobody }, ...known, ...unseen];
}
