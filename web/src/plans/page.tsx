import "../styles/plans.css";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import type { SiteDocument } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { Empty, Loading, ProblemNote } from "../shell/problem.tsx";
import { KeptForm, useUnsent } from "../shell/unsent-form.tsx";
import { useSave } from "../site/item.ts";
import { unsent } from "../unsent.ts";
import { sightOfMany } from "./mark.ts";
import { freeId } from "./naming.ts";
import { PictureField } from "./picture-field.tsx";
import { useMarks } from "./sights.ts";
import { SightSymbol, sightText, WaitingCount } from "./symbol.tsx";
import { areaChoices } from "./tree-view.tsx";

type Plan = SiteDocument<"plan">;

/** All plans, each with what is the matter on it. */
export function PlansPage() {
  const plans = useQuery(kindQuery("plan"));
  const areas = useQuery(kindQuery("area"));
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const names = useMemo(
    () => new Map(areaChoices(areas.data ?? []).map((one) => [one.value, one.label])),
    [areas.data],
  );
  return (
    <section className="stack pad">
      <div className="head">
        <h1>{t.nav.plans}</h1>
        {may("site:write") && <Button onClick={() => setCreating(true)}>{t.plans.add}</Button>}
      </div>
      <Loading of={plans} what={t.nav.plans} />
      {plans.data?.length === 0 && <Empty title={t.plans.empty} hint={t.plans.emptyHint} />}
      <ul className="cards">
        {plans.data?.map((plan) => (
          <PlanCard
            key={plan.id}
            plan={plan}
            area={plan.area === undefined ? null : (names.get(plan.area) ?? plan.area)}
          />
        ))}
      </ul>
      {creating && <NewPlan plans={plans.data ?? []} onClose={() => setCreating(false)} />}
    </section>
  );
}

function PlanCard({ plan, area }: { plan: Plan; area: string | null }) {
  const { marks } = useMarks(plan, null);
  const sight = sightOfMany(marks);
  return (
    <li className="card" data-testid="plan">
      <h2 className="row-wrap">
        <SightSymbol sight={sight} />
        <Link to="/plans/$id" params={{ id: plan.id }} search={{}}>
          <bdi>{plan.name}</bdi>
        </Link>
        <WaitingCount sight={sight} />
      </h2>
      <p>{sightText(sight)}</p>
      <p className="muted">
        {[t.plans.kind[plan.kind], area, t.plans.levels(plan.levels.length), t.plans.placed(plan.symbols.length)]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}

const NO_PICTURES: { readonly file: string | null; readonly outline: string | null } = { file: null, outline: null };

function NewPlan({ plans, onClose }: { plans: readonly Plan[]; onClose: () => void }) {
  const areas = useQuery(kindQuery("area"));
  const navigate = useNavigate();
  const [kind, setKind] = useState<Plan["kind"]>("floor");
  const [{ file, outline }, setPictures] = useUnsent("plan new pictures", NO_PICTURES);
  const save = useSave("plan", () => {
    unsent.settled("plan new");
    unsent.settled("plan new pictures");
  });
  const unnamed = kind === "map" ? t.plans.mapName : t.plans.firstLevel;
  const lacks = file || (kind === "map" && outline) ? null : kind === "map" ? t.plans.needsMap : t.plans.needsPicture;

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const id = freeId(field("name"), plans);
    const corner = (name: string) => Number(field(name));
    const level = {
      id: "level-1",
      name: field("level") || unnamed,
      ...(file ? { file } : {}),
      ...(outline ? { outline } : {}),
      ...(kind === "map" && file
        ? { corners: { south: corner("south"), west: corner("west"), north: corner("north"), east: corner("east") } }
        : {}),
    };
    const area = field("area");
    const body = { id, name: field("name"), kind, ...(area ? { area } : {}), levels: [level], symbols: [] };
    save.mutate(
      { id, body, etag: null },
      { onSuccess: () => void navigate({ to: "/plans/$id", params: { id }, search: { edit: true } }) },
    );
  }

  return (
    <Dialog title={t.plans.add} onClose={onClose}>
      <KeptForm place="plan new" className="stack" onSubmit={submit}>
        <TextInput name="name" label={t.plans.name} required maxLength={120} />
        <NativeSelect
          name="kind"
          label={t.plans.kindLabel}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Plan["kind"])}
          data={[
            { value: "floor", label: t.plans.kind.floor },
            { value: "map", label: t.plans.kind.map },
          ]}
        />
        <NativeSelect
          name="area"
          label={t.plans.area}
          data={[{ value: "", label: t.plans.noArea }, ...areaChoices(areas.data ?? [])]}
        />
        <TextInput name="level" label={t.plans.levelName} placeholder={unnamed} maxLength={120} />
        <PictureField
          label={t.plans.picture}
          hint={t.plans.pictureHint}
          kind="picture"
          onStored={({ id }) => setPictures((now) => ({ ...now, file: id }))}
        />
        {kind === "map" && (
          <>
            <PictureField
              label={t.plans.outline}
              hint={t.plans.outlineHint}
              kind="outline"
              onStored={({ id }) => setPictures((now) => ({ ...now, outline: id }))}
            />
            {file && <Corners />}
          </>
        )}
        <ProblemNote error={save.error} what={t.site.notSaved} />
        {lacks && <p className="muted">{lacks}</p>}
        <DialogFoot onCancel={onClose} busy={save.isPending} disabled={lacks !== null}>
          {t.plans.create}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}

/** Where the edges of a map's picture lie. */
export function Corners({ corners }: { corners?: Plan["levels"][number]["corners"] }) {
  return (
    <fieldset>
      <legend>{t.plans.corners}</legend>
      <div className="row-wrap">
        {(["north", "south", "west", "east"] as const).map((edge) => (
          <TextInput
            key={edge}
            name={edge}
            type="number"
            step="any"
            required
            label={t.plans.edge[edge]}
            defaultValue={corners?.[edge] ?? ""}
            min={edge === "north" || edge === "south" ? -85 : -180}
            max={edge === "north" || edge === "south" ? 85 : 180}
          />
        ))}
      </div>
    </fieldset>
  );
}
