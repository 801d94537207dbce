import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ItemEditor } from "./editor.tsx";
import { TEMPLATES } from "./templates.ts";

/** Where people sign in who have no password here, and which group gives which role. */
export function DirectoriesPage() {
  const directories = useQuery(kindQuery("directory"));
  const may = useMay();
  const [editing, setEditing] = useState<{ readonly id: string | null } | null>(null);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.directories.title}</h1>
        {may("security:write") && <Button onClick={() => setEditing({ id: null })}>{t.directories.add}</Button>}
      </div>
      <p className="muted">{t.directories.hint}</p>
      <Loading of={directories} what={t.directories.title} />
      {directories.data?.length === 0 && <Empty title={t.directories.none} hint={t.directories.noneHint} />}
      <ul className="cards">
        {directories.data?.map(({ id, name, kind, enabled, groups }) => (
          <li className="card" key={id} data-testid="directory">
            <h2>
              {name} <span className="muted">({id})</span>
            </h2>
            <p>{kind === "oidc" ? t.directories.oidc : t.directories.ldap}</p>
            {!enabled && <p className="bad">{t.directories.off}</p>}
            {groups.length === 0 && <p className="bad">{t.directories.noGroups}</p>}
            <ul className="plain">
              {groups.map((entry) => (
                <li key={`${entry.group} ${entry.role}`}>{t.directories.gives(entry)}</li>
              ))}
            </ul>
            {may("security:write") && (
              <Button size="compact-sm" variant="default" onClick={() => setEditing({ id })}>
                {t.common.edit}
                <span className="hidden"> {name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {editing && (
        <ItemEditor
          kind="directory"
          id={editing.id}
          template={TEMPLATES.directory ?? {}}
          onClose={() => setEditing(null)}
        />
      )}
    </section>
  );
}
