import { Anchor, Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { useKept } from "../place.ts";
import { kindsQuery } from "../schema-form/kinds-query.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ItemEditor } from "./editor.tsx";
import { TEMPLATES } from "./templates.ts";
import { UndoNote } from "./undo.tsx";

/** More are drawn when somebody asks for them. */
const AT_ONCE = 200;

/** Every document of the site by its kind, also those that have no page of their own. */
export function DocumentsPage() {
  const [kind, setKind] = useKept<SiteKind>("documents", "setting");
  const [editing, setEditing] = useState<{ id: string | null } | null>(null);
  const [shown, setShown] = useState(AT_ONCE);
  const asked = useSearch({ strict: false }) as { readonly kind?: unknown; readonly id?: string | number };
  const navigate = useNavigate();
  useEffect(() => {
    if (typeof asked.kind !== "string" || !(asked.kind in t.kind)) return;
    setKind(asked.kind as SiteKind);
    setEditing(asked.id === undefined ? null : { id: String(asked.id) });
  }, [asked.kind, asked.id, setKind]);
  const close = () => {
    setEditing(null);
    if (asked.kind !== undefined) void navigate({ to: "/documents", replace: true });
  };
  const kinds = useQuery(kindsQuery);
  const documents = useQuery(kindQuery(kind));
  const all = documents.data ?? [];
  const words = t.setup.documents;
  const writes = useMayChange()(kind);
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.nav.documents}</h1>
        {writes && (
          <Button disabled={kind === "setting" && all.length > 0} onClick={() => setEditing({ id: null })}>
            {t.site.newOne(t.kind[kind])}
          </Button>
        )}
      </div>
      <p className="muted">{words.hint}</p>
      <p>
        <Anchor href="/api/v1/site/export" download="site.yaml">
          {words.export}
        </Anchor>{" "}
        <span className="muted">{words.exportHint}</span>
      </p>
      <Loading of={kinds} what={t.nav.documents} />
      <NativeSelect
        label={words.kind}
        value={kind}
        data={Object.keys(kinds.data?.documents ?? { [kind]: {} }).map((one) => ({
          value: one,
          label: t.kind[one as SiteKind],
        }))}
        onChange={(event) => {
          setKind(event.currentTarget.value as SiteKind);
          setShown(AT_ONCE);
        }}
      />
      <p className="muted">{t.site.hint[kind]}</p>
      <UndoNote kind={kind} />
      <Loading of={documents} what={t.kind[kind]} />
      {documents.data && all.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      <ul className="cards">
        {all.slice(0, shown).map((one) => (
          <li key={one.id} className="card head" data-testid="document">
            <span className="grow">
              <strong>{"name" in one ? one.name : one.id}</strong> <span className="muted code">{one.id}</span>
            </span>
            {writes && (
              <Button size="compact-sm" variant="default" onClick={() => setEditing({ id: one.id })}>
                {t.common.edit}
                <span className="hidden"> {one.id}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {all.length > shown && (
        <Button variant="default" onClick={() => setShown(shown + AT_ONCE * 5)}>
          {t.setup.showMore(all.length - shown)}
        </Button>
      )}
      {editing && (editing.id === null || all.some(({ id }) => id === editing.id)) && (
        <ItemEditor
          kind={kind}
          id={editing.id}
          template={TEMPLATES[kind] ?? (kind === "setting" ? { id: "site" } : {})}
          onClose={close}
        />
      )}
    </section>
  );
}
