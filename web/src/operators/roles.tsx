import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { SureButton } from "../shell/sure-button.tsx";
import { Table } from "../shell/table.tsx";
import { KeptForm } from "../shell/unsent-form.tsx";
import type { Permission, RoleLine, Roles } from "./contract.ts";
import { rolesQuery, useMay } from "./queries.ts";

/** Which role may do what: the matrix of effective rights, and the site's own roles. */
export function RolesPage() {
  const roles = useQuery(rolesQuery);
  const may = useMay();
  const [editing, setEditing] = useState<RoleLine | "new" | null>(null);
  const own = roles.data?.roles.filter(({ shipped }) => !shipped) ?? [];
  const edits = may("roles:write");
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.roles.title}</h1>
        {edits && <Button onClick={() => setEditing("new")}>{t.roles.add}</Button>}
      </div>
      <p className="muted">{t.roles.hint}</p>
      <Loading of={roles} what={t.roles.title} />
      {roles.data && <Matrix {...roles.data} />}
      <h2>{t.roles.own}</h2>
      {roles.data && own.length === 0 && <Empty title={t.roles.empty} hint={t.roles.emptyHint} />}
      <ul className="cards">
        {own.map((role) => (
          <RoleCard key={role.id} role={role} onEdit={edits ? () => setEditing(role) : null} />
        ))}
      </ul>
      {editing && roles.data && (
        <RoleDialog
          role={editing === "new" ? null : editing}
          rights={roles.data.rights}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}

function Matrix({ roles, rights }: Roles) {
  return (
    <Table
      label={t.roles.title}
      columns={[t.roles.right, ...roles.map(({ id, name }) => name ?? t.role[id] ?? id)]}
      testId="matrix"
    >
      {rights.map(({ id }) => (
        <tr key={id}>
          <th scope="row">{t.right[id]}</th>
          {roles.map((role) => {
            const held = role.may.find(({ right }) => right === id);
            const said = held ? (held.only ? t.roles.conditions[held.only] : t.roles.yes) : t.roles.no;
            return (
              <td key={role.id} title={`${role.name ?? t.role[role.id] ?? role.id}: ${id}`}>
                {said}
              </td>
            );
          })}
        </tr>
      ))}
    </Table>
  );
}

function RoleCard({ role, onEdit }: { role: RoleLine; onEdit: (() => void) | null }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call("DELETE", `/api/v1/roles/${encodeURIComponent(role.id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  });
  return (
    <li className="card" data-testid="role">
      <h3>
        {role.name} <span className="muted">({role.id})</span>
      </h3>
      <p>
        {t.roles.grants(
          role.grants.map(({ right, only }) => (only ? `${right} (${t.roles.conditions[only] ?? only})` : right)),
        )}
      </p>
      {role.denials.length > 0 && <p>{t.roles.denies(role.denials)}</p>}
      <ProblemNote error={remove.error} what={t.roles.notRemoved(role.id)} />
      {onEdit && (
        <div className="row-wrap">
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.roles.edit}…<span className="hidden"> {role.name}</span>
          </Button>
          <SureButton
            label={t.roles.remove}
            name={role.name ?? role.id}
            really={t.common.remove}
            busy={remove.isPending}
            onSure={() => remove.mutate()}
          />
        </div>
      )}
    </li>
  );
}

const NEVER = "never";
const ALWAYS = "always";

/** How a right can be granted. Only what is done to an alarm depends on how grave that is. */
function choicesFor(right: Permission): { value: string; label: string }[] {
  const on = right.startsWith("alarms:") && right !== "alarms:read";
  const conditions = on ? Object.entries(t.roles.conditions).map(([value, label]) => ({ value, label })) : [];
  return [{ value: NEVER, label: t.roles.no }, { value: ALWAYS, label: t.roles.yes }, ...conditions];
}

/** A right that is granted with and without a condition is granted without. */
function grantedOf(role: RoleLine | null, right: Permission): string {
  const held = role?.grants.filter((grant) => grant.right === right) ?? [];
  if (held.length === 0) return NEVER;
  return held.some(({ only }) => only === undefined) ? ALWAYS : (held[0]?.only ?? ALWAYS);
}

function RoleDialog({
  role,
  rights,
  onClose,
}: {
  role: RoleLine | null;
  rights: Roles["rights"];
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: ({ id, ...body }: { id: string; name: string; grants: object[]; denials: string[] }) =>
      call("PUT", `/api/v1/roles/${encodeURIComponent(id)}`, { ...body, over: role?.changedAt ?? null }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: rolesQuery.queryKey });
      onClose();
    },
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const form = new FormData(event.currentTarget);
    const chosen = (name: string) => form.getAll(name).map(String);
    save.mutate({
      id: role?.id ?? field("id"),
      name: field("name"),
      grants: rights.flatMap(({ id }) => {
        const held = field(`grant ${id}`);
        return held === NEVER ? [] : [held === ALWAYS ? { right: id } : { right: id, only: held }];
      }),
      denials: chosen("deny"),
    });
  }

  return (
    <Dialog title={role ? t.roles.editTitle(role.id) : t.roles.add} onClose={onClose} wide>
      <KeptForm place={`role ${role?.id ?? "new"}`} className="stack" onSubmit={submit}>
        {!role && (
          <TextInput name="id" label={t.roles.id} description={t.roles.idHint} required maxLength={63} autoFocus />
        )}
        <TextInput name="name" label={t.roles.name} required maxLength={120} defaultValue={role?.name ?? ""} />
        <fieldset>
          <legend>{t.roles.grantsLegend}</legend>
          <p className="muted">{t.roles.conditionHint}</p>
          {rights.map(({ id }) => (
            <NativeSelect
              key={id}
              name={`grant ${id}`}
              label={`${t.right[id]} (${id})`}
              data={choicesFor(id)}
              defaultValue={grantedOf(role, id)}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>{t.roles.deniesLegend}</legend>
          {rights.map(({ id }) => (
            <Checkbox
              key={id}
              name="deny"
              value={id}
              label={`${t.right[id]} (${id})`}
              defaultChecked={role?.denials.includes(id) ?? false}
            />
          ))}
        </fieldset>
        <ProblemNote error={save.error} what={t.roles.notSaved} />
        <DialogFoot onCancel={onClose} busy={save.isPending}>
          {t.operators.save}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
