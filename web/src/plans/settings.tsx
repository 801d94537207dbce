import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { Dialog, DialogFoot } from "../shell/dialog.tsx";
import { KeptForm, useUnsent } from "../shell/unsent-form.tsx";
import type { Plan } from "./editing.ts";
import { freeId } from "./naming.ts";
import { Corners } from "./page.tsx";
import { PictureField } from "./picture-field.tsx";
import { areaChoices } from "./tree-view.tsx";

type Level = Plan["levels"][number];

/** Name, area, partition, levels, and links to other plans: what isn't placed with the mouse. */
export function PlanSettings({
  plan,
  onChange,
  onLink,
}: {
  plan: Plan;
  onChange: (plan: Plan) => void;
  /** A link to another plan is wanted where one looks. */
  onLink: (plan: Pick<Plan, "id" | "name">) => void;
}) {
  const areas = useQuery(kindQuery("area"));
  const partitions = useQuery(kindQuery("partition"));
  const plans = useQuery(kindQuery("plan"));
  const [level, setLevel] = useState<Level | "new" | null>(null);
  const others = plans.data?.filter(({ id }) => id !== plan.id) ?? [];

  function change(key: "area" | "partition", value: string): void {
    const { [key]: _, ...rest } = plan;
    onChange(value === "" ? rest : { ...rest, [key]: value });
  }
  function put(changed: Level): void {
    const known = plan.levels.some(({ id }) => id === changed.id);
    const levels = known
      ? plan.levels.map((one) => (one.id === changed.id ? changed : one))
      : [...plan.levels, changed];
    onChange({ ...plan, levels });
    setLevel(null);
  }
  function remove(gone: Level): void {
    onChange({
      ...plan,
      levels: plan.levels.filter((one) => one !== gone),
      symbols: plan.symbols.filter((symbol) => symbol.level !== gone.id),
    });
  }

  return (
    <section className="card stack">
      <h2>{t.plans.settings}</h2>
      <TextInput
        name="name"
        label={t.plans.name}
        value={plan.name}
        maxLength={120}
        required
        onChange={(event) => onChange({ ...plan, name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.plans.area}
        value={plan.area ?? ""}
        onChange={(event) => change("area", event.currentTarget.value)}
        data={[{ value: "", label: t.plans.noArea }, ...areaChoices(areas.data ?? [])]}
      />
      <NativeSelect
        label={t.areas.partition}
        value={plan.partition ?? ""}
        onChange={(event) => change("partition", event.currentTarget.value)}
        data={[
          { value: "", label: t.areas.inherited },
          ...(partitions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <h3>{t.plans.level}</h3>
      <ul className="stack">
        {plan.levels.map((one) => (
          <li key={one.id} className="row-wrap">
            <bdi>{one.name}</bdi>
            <Button size="compact-sm" variant="default" onClick={() => setLevel(one)}>
              {t.plans.changeLevel}
              <span className="hidden"> {one.name}</span>
            </Button>
            {plan.levels.length > 1 && (
              <Button size="compact-sm" variant="outline" color="red" onClick={() => remove(one)}>
                {t.plans.remove}
                <span className="hidden"> {one.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="row-wrap">
        <Button variant="default" onClick={() => setLevel("new")}>
          {t.plans.addLevel}
        </Button>
        {others.length > 0 && (
          <NativeSelect
            aria-label={t.plans.linkPlan}
            value=""
            onChange={(event) => {
              const linked = others.find(({ id }) => id === event.currentTarget.value);
              if (linked) onLink(linked);
            }}
            data={[
              { value: "", label: t.plans.linkPlan },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </div>
      {level !== null && (
        <LevelDialog plan={plan} level={level === "new" ? null : level} onDone={put} onClose={() => setLevel(null)} />
      )}
    </section>
  );
}

function LevelDialog({
  plan,
  level,
  onDone,
  onClose,
}: {
  plan: Plan;
  level: Level | null;
  onDone: (level: Level) => void;
  onClose: () => void;
}) {
  const place = `level ${plan.id} ${level?.id ?? "new"}`;
  const [begun] = useState({ file: level?.file ?? null, outline: level?.outline ?? null });
  const [{ file, outline }, setPictures] = useUnsent(`${place} pictures`, begun);
  const isMap = plan.kind === "map";

  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const edge = (name: string) => Number(field(name));
    const across = Number(field("across"));
    onDone({
      id: level?.id ?? freeId(field("level"), plan.levels),
      name: field("level"),
      ...(file ? { file } : {}),
      ...(isMap && outline ? { outline } : {}),
      ...(isMap && file
        ? { corners: { south: edge("south"), west: edge("west"), north: edge("north"), east: edge("east") } }
        : {}),
      ...(!isMap && across > 0 ? { metresAcross: across } : {}),
    });
  }

  return (
    <Dialog title={level ? t.plans.changeLevel : t.plans.addLevel} onClose={onClose}>
      <KeptForm place={place} className="stack" onSubmit={submit}>
        <TextInput name="level" label={t.plans.levelName} defaultValue={level?.name ?? ""} required maxLength={120} />
        <PictureField
          label={t.plans.picture}
          hint={t.plans.pictureHint}
          kind="picture"
          onStored={({ id }) => setPictures((now) => ({ ...now, file: id }))}
        />
        {isMap ? (
          <>
            <PictureField
              label={t.plans.outline}
              hint={t.plans.outlineHint}
              kind="outline"
              onStored={({ id }) => setPictures((now) => ({ ...now, outline: id }))}
            />
            {file && <Corners corners={level?.corners} />}
          </>
        ) : (
          <TextInput
            name="across"
            type="number"
            step="any"
            min={0}
            label={t.plans.across}
            defaultValue={level?.metresAcross ?? ""}
          />
        )}
        <DialogFoot onCancel={onClose} disabled={!file && !(isMap && outline)}>
          {t.plans.takeLevel}
        </DialogFoot>
      </KeptForm>
    </Dialog>
  );
}
