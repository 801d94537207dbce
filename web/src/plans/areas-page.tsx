import "../styles/plans.css";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { ShownPicture } from "../files/shown-picture.tsx";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm, useUnsent } from "../shell/unsent-form.tsx";
import { clashes, useItem, useSave } from "../site/item.ts";
import { SaveFoot } from "../site/save-foot.tsx";
import { SavedFirst } from "../site/saved-first.tsx";
import { freeId } from "./naming.ts";
import { AreaPlans, PointState } from "./panel.tsx";
import { PictureField } from "./picture-field.tsx";
import { useBoard, useLostSources } from "./queries.ts";
import { sourceOf } from "./sights.ts";
import { type Area, knownAreas, lineageOf } from "./tree.ts";
import { AreaTree, areaChoices, type Chosen, sightOfPoint } from "./tree-view.tsx";

const NO_AREAS: readonly Area[] = [];

type Editing = { readonly id: string | null; readonly parent: string | null };

/** The tree of the site: what lies where, what is the matter there, and what operators are told about it. */
export function AreasPage() {
  const areas = useQuery(kindQuery("area"));
  const may = useMay();
  const { board, trusted } = useBoard();
  const lost = useLostSources();
  const [chosen, setChosen] = useState<Chosen>(null);
  const [editing, setEditing] = useState<Editing | null>(null);
  const mayWrite = may("site:write");
  const { known } = knownAreas(areas.data ?? NO_AREAS);
  const area = chosen?.kind === "area" ? known.get(chosen.id) : undefined;

  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.nav.areas}</h1>
        {mayWrite && (
          <Button onClick={() => setEditing({ id: null, parent: area?.id ?? null })}>
            {area ? t.areas.addIn(area.name) : t.areas.add}
          </Button>
        )}
      </div>
      {!trusted && (
        <p role="alert" className="note note-bad">
          {t.plans.nothingKnown}
        </p>
      )}
      {areas.data?.length === 0 && <Empty title={t.areas.empty} hint={t.areas.emptyHint} />}
      <div className="areas-body">
        <AreaTree board={board} trusted={trusted} lost={lost} chosen={chosen} onChoose={setChosen} />
        <div className="stack">
          {!chosen && <p className="muted">{t.areas.choose}</p>}
          {area && (
            <AreaCard
              area={area}
              known={known}
              onEdit={mayWrite ? () => setEditing({ id: area.id, parent: null }) : null}
            />
          )}
          {chosen?.kind === "point" && (
            <section className="card stack" data-testid="point-card">
              <h2>
                <bdi>{chosen.name}</bdi>
              </h2>
              <PointState
                id={chosen.id}
                board={board}
                sight={
                  trusted
                    ? sightOfPoint(sourceOf(chosen.id), board.look(chosen.id), lost)
                    : { is: "unknown", because: t.plans.noServer }
                }
              />
              {mayWrite && <MovePoint key={chosen.id} id={chosen.id} areas={areas.data ?? []} />}
            </section>
          )}
        </div>
      </div>
      {editing && (
        <AreaDialog
          editing={editing}
          areas={areas.data ?? []}
          onClose={() => setEditing(null)}
          onSaved={(id) => setChosen(id === null ? null : { kind: "area", area: null, id, name: "" })}
        />
      )}
    </section>
  );
}

function AreaCard({
  area,
  known,
  onEdit,
}: {
  area: Area;
  known: ReadonlyMap<string, Area>;
  onEdit: (() => void) | null;
}) {
  const path = lineageOf(known)(area.id).map((id) => known.get(id)?.name ?? id);
  const said = [
    [t.areas.instructions, area.instructions],
    [t.areas.cause, area.cause],
    [t.areas.consequence, area.consequence],
  ] as const;
  return (
    <section className="card stack" data-testid="area-card">
      <div className="head">
        <h2>
          <bdi>{area.name}</bdi>
        </h2>
        {onEdit && (
          <Button size="compact-sm" variant="default" onClick={onEdit}>
            {t.common.edit}
            <span className="hidden"> {area.name}</span>
          </Button>
        )}
      </div>
      {path.length > 1 && <p className="muted">{[...path].reverse().join(" › ")}</p>}
      {said.map(
        ([label, text]) =>
          text && (
            <div key={label}>
              <h3>{label}</h3>
              <p className="prose">{text}</p>
            </div>
          ),
      )}
      {area.links?.map(({ name, url }) => (
        <p key={url}>
          <a href={url} rel="noreferrer noopener" target="_blank">
            {name}
          </a>
        </p>
      ))}
      {area.pictures?.map((id) => (
        <ShownPicture key={id} id={id} className="area-picture" alt={t.areas.pictureOf(area.name)} />
      ))}
      <h3>{t.nav.plans}</h3>
      <AreaPlans area={area.id} />
    </section>
  );
}

/** Puts a point into another area. */
function MovePoint({ id, areas }: { id: string; areas: readonly Area[] }) {
  const item = useItem("point", id);
  const save = useSave("point", () => void item.refetch());
  if (!item.data) return <Loading of={item} what={id} />;
  const { body, etag } = item.data;
  return (
    <>
      <NativeSelect
        label={t.areas.liesIn}
        value={body.area ?? ""}
        disabled={save.isPending}
        onChange={(event) => {
          const { area: _, ...rest } = body;
          const area = event.currentTarget.value;
          save.mutate({ id, body: area ? { ...rest, area } : rest, etag });
        }}
        data={[{ value: "", label: t.areas.nowhere }, ...areaChoices(areas)]}
      />
      <SavedFirst kind="point" before={body} save={save} />
      {!clashes(save.error) && <ProblemNote error={save.error} what={t.site.notSaved} />}
    </>
  );
}

function AreaDialog({
  editing,
  areas,
  onClose,
  onSaved,
}: {
  editing: Editing;
  areas: readonly Area[];
  onClose: () => void;
  onSaved: (id: string | null) => void;
}) {
  const item = useItem("area", editing.id);
  const title = editing.id === null ? t.areas.add : t.areas.edit;
  return (
    <Dialog title={title} onClose={onClose} wide>
      {editing.id === null ? (
        <AreaForm area={null} parent={editing.parent} etag={null} {...{ areas, onClose, onSaved }} reload={() => {}} />
      ) : item.data ? (
        <AreaForm
          key={item.data.etag}
          area={item.data.body}
          parent={null}
          etag={item.data.etag}
          {...{ areas, onClose, onSaved }}
          reload={() => void item.refetch()}
        />
      ) : (
        <Loading of={item} what={title} />
      )}
    </Dialog>
  );
}

function AreaForm({
  area,
  parent,
  etag,
  areas,
  onClose,
  onSaved,
  reload,
}: {
  area: SiteDocument<"area"> | null;
  parent: string | null;
  etag: string | null;
  areas: readonly Area[];
  onClose: () => void;
  onSaved: (id: string | null) => void;
  reload: () => void;
}) {
  const partitions = useQuery(kindQuery("partition"));
  const place = `area ${area?.id ?? `new in ${parent}`}`;
  const [begun] = useState(area?.pictures ?? []);
  const [pictures, setPictures] = useUnsent(`${place} pictures`, begun);
  /** Null: it is being removed. */
  const written = useRef<string | null>(null);
  const save = useSave("area", () => {
    onSaved(written.current);
    onClose();
  });
  const { lineage } = knownAreas(areas);
  // What lies in it can't be what it lies in.
  const parents = areas.filter(({ id }) => area === null || !lineage(id).includes(area.id));

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const id = area?.id ?? freeId(field("name"), areas);
    const texts = ["parent", "partition", "instructions", "cause", "consequence"] as const;
    const said = texts.flatMap((key) => (field(key) === "" ? [] : [[key, field(key)] as const]));
    const links = linesOf(field("links"));
    const body = {
      id,
      name: field("name"),
      ...Object.fromEntries(said),
      ...(links.length > 0 ? { links } : {}),
      ...(pictures.length > 0 ? { pictures } : {}),
    };
    written.current = id;
    save.mutate({ id, body, etag }, { onError: () => (written.current = null) });
  }

  return (
    <KeptForm place={place} className="stack" onSubmit={submit}>
      <TextInput name="name" label={t.areas.name} required maxLength={120} defaultValue={area?.name ?? ""} />
      <NativeSelect
        name="parent"
        label={t.areas.parent}
        defaultValue={area?.parent ?? parent ?? ""}
        data={[{ value: "", label: t.areas.top }, ...areaChoices(parents)]}
      />
      <NativeSelect
        // A list that comes late begins the field anew, with what the area has; until then it is the only choice.
        key={partitions.data ? "known" : "loading"}
        name="partition"
        label={t.areas.partition}
        defaultValue={area?.partition ?? ""}
        data={[
          { value: "", label: t.areas.inherited },
          ...(partitions.data || !area?.partition ? [] : [{ value: area.partition, label: area.partition }]),
          ...(partitions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <p className="muted">{t.areas.saidHint}</p>
      <Textarea
        name="instructions"
        label={t.areas.instructions}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={4000}
        defaultValue={area?.instructions ?? ""}
      />
      <Textarea name="cause" label={t.areas.cause} maxLength={1000} defaultValue={area?.cause ?? ""} />
      <Textarea
        name="consequence"
        label={t.areas.consequence}
        maxLength={1000}
        defaultValue={area?.consequence ?? ""}
      />
      <Textarea
        name="links"
        label={t.areas.links}
        description={t.areas.linksHint}
        defaultValue={(area?.links ?? []).map(({ name, url }) => `${name} ${url}`).join("\n")}
      />
      <PictureField
        label={t.areas.picture}
        hint={t.plans.pictureHint}
        kind="picture"
        onStored={({ id }) => setPictures((now) => [...new Set([...now, id])])}
      />
      <ul className="row-wrap">
        {pictures.map((id) => (
          <li key={id}>
            <ShownPicture id={id} className="area-picture" alt={t.areas.pictureOf(area?.name ?? "")} />
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setPictures((now) => now.filter((one) => one !== id))}
            >
              {t.plans.remove}
            </Button>
          </li>
        ))}
      </ul>
      <SaveFoot
        what={area?.name ?? t.areas.add}
        id={area?.id ?? null}
        etag={etag}
        save={save}
        reload={() => {
          save.reset();
          reload();
        }}
        onClose={onClose}
        {...(area === null ? {} : { began: { kind: "area", body: area } })}
      />
    </KeptForm>
  );
}

/** A link a line: what it is called, then its address. */
function linesOf(text: string): { name: string; url: string }[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/u);
    const url = words.pop() ?? "";
    return url === "" ? [] : [{ name: words.join(" ") || url, url }];
  });
}
