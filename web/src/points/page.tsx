import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { ItemEditor } from "../site/editor.tsx";
import { TEMPLATES } from "../site/templates.ts";
import { UndoNote } from "../site/undo.tsx";
import { BulkDialog } from "./bulk-dialog.tsx";
import { ExportButton } from "./export-button.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { InstancesDialog } from "./instances-dialog.tsx";
import { type PointDocument, pointsQuery } from "./queries.ts";
import { RemoveDialog } from "./remove-dialog.tsx";
import { PointTable, type Sorting, sorted } from "./table.tsx";
import "../styles/points.css";

type Doing =
  | { readonly what: "edit"; readonly id: string }
  | { readonly what: "add"; readonly template: object }
  | { readonly what: "bulk" | "remove" | "import" }
  | { readonly what: "instances"; readonly template: object };

/** Every point of the site: found, edited one by one or many at once, and brought in and out as a table. */
export function PointsPage() {
  const points = useQuery(pointsQuery);
  const sources = useQuery(kindQuery("source"));
  const may = useMay();
  const asked = useSearch({ strict: false }) as { source?: string };
  const [search, setSearch] = useState("");
  const [source, setSource] = useState(asked.source ?? "");
  const [sorting, setSorting] = useState<Sorting>({ by: "id", down: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [doing, setDoing] = useState<Doing | null>(null);
  const wanted = useDeferredValue(search);
  const all = points.data?.items ?? NONE;
  const shown = useMemo(
    () =>
      sorted(
        all.filter((point) => fits(point, wanted, source)),
        sorting,
      ),
    [all, wanted, source, sorting],
  );
  const chosen = useMemo(() => all.filter(({ id }) => selected.has(id)), [all, selected]);
  const [one] = chosen;
  const mayWrite = may("site:write");
  const done = () => setDoing(null);
  const template = { ...TEMPLATES.point, ...(source === "" ? {} : { source }) };
  return (
    <section className="stack pad points-page">
      <div className="head">
        <h1 className="grow">{t.nav.points}</h1>
        {mayWrite && (
          <>
            <Button onClick={() => setDoing({ what: "add", template })}>{t.setup.points.add}</Button>
            <Button variant="default" onClick={() => setDoing({ what: "import" })}>
              {t.setup.points.import}…
            </Button>
          </>
        )}
        <ExportButton points={chosen.length > 0 ? chosen : shown} />
      </div>
      <UndoNote kind="point" />
      <Loading of={points} what={t.nav.points} />
      {points.data && all.length === 0 && <Empty title={t.setup.points.empty} hint={t.setup.points.emptyHint} />}
      {all.length > 0 && (
        <>
          <div className="field-row">
            <TextInput
              type="search"
              label={t.setup.points.search}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <NativeSelect
              label={t.setup.points.source}
              value={source}
              data={[
                { value: "", label: t.setup.points.allSources },
                ...(sources.data ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${id})` })),
              ]}
              onChange={(event) => setSource(event.currentTarget.value)}
            />
          </div>
          <div className="row-wrap" role="status">
            <span>{t.setup.points.count(shown.length, all.length)}</span>
            {mayWrite && selected.size > 0 && (
              <>
                <strong>{t.setup.points.selected(selected.size)}</strong>
                <Button size="compact-sm" onClick={() => setDoing({ what: "bulk" })}>
                  {t.setup.points.bulk}…
                </Button>
                {one && selected.size === 1 && (
                  <>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => setDoing({ what: "add", template: copyOf(one) })}
                    >
                      {t.setup.copy}…
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => setDoing({ what: "instances", template: one })}
                    >
                      {t.setup.instances.button}…
                    </Button>
                  </>
                )}
                <Button size="compact-sm" variant="outline" color="red" onClick={() => setDoing({ what: "remove" })}>
                  {t.setup.remove}…
                </Button>
              </>
            )}
          </div>
          <PointTable
            points={shown}
            sorting={sorting}
            onSort={setSorting}
            selected={selected}
            onSelect={setSelected}
            onEdit={mayWrite ? (id) => setDoing({ what: "edit", id }) : null}
          />
        </>
      )}
      {doing?.what === "edit" && <ItemEditor kind="point" id={doing.id} template={{}} onClose={done} />}
      {doing?.what === "add" && <ItemEditor kind="point" id={null} template={doing.template} onClose={done} />}
      {doing?.what === "bulk" && <BulkDialog points={chosen} versions={points.data?.versions ?? {}} onClose={done} />}
      {doing?.what === "instances" && <InstancesDialog kind="point" template={doing.template} onClose={done} />}
      {doing?.what === "import" && (
        <ImportDialog points={all} versions={points.data?.versions ?? {}} source={source} onClose={done} />
      )}
      {doing?.what === "remove" && (
        <RemoveDialog
          points={chosen}
          versions={points.data?.versions ?? {}}
          onClose={done}
          onRemoved={() => setSelected(new Set())}
        />
      )}
    </section>
  );
}

const NONE: readonly PointDocument[] = [];

function fits(point: PointDocument, search: string, source: string): boolean {
  if (source !== "" && point.source !== source) return false;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${point.id} ${point.name} ${point.tags.join(" ")} ${point.unit ?? ""} ${point.instructions ?? ""}`;
  return words.every((word) => text.toLowerCase().includes(word));
}

/** The same once more, with a name and an address that are still to be said. */
function copyOf(point: PointDocument): object {
  const { id: _, ...rest } = point;
  return { ...rest, address: "", name: t.setup.points.copyOf(point.name) };
}
