import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { t } from "../page-texts.ts";
import { DAYS, WindowFields } from "../shell/window-fields.tsx";
import { MakeLink } from "../site/make-link.tsx";
import type { Rotation } from "./contract.ts";
import { Ordered } from "./ordered.tsx";

const UNITS = ["hour", "day", "week", "month"] as const;

interface RotationFieldsProps {
  readonly rotation: Rotation;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (rotation: Rotation) => void;
}

/** Who takes turns, how often, from when, and within which hours. */
export function RotationFields({ rotation, people, onChange }: RotationFieldsProps) {
  const set = (part: Partial<Rotation>) => onChange({ ...rotation, ...part });
  const { members, every, windows } = rotation;
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id;
  const others = people.filter(({ id }) => !members.includes(id));
  return (
    <div className="stack">
      <div className="form-grid">
        <TextInput
          label={t.scheduleForm.rotationId}
          value={rotation.id}
          required
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
        <NumberInput
          label={t.scheduleForm.every}
          min={1}
          max={366}
          value={every.count}
          onChange={(count) => set({ every: { ...every, count: Math.max(1, Number(count) || 1) } })}
        />
        <NativeSelect
          label={t.scheduleForm.unit}
          value={every.unit}
          data={UNITS.map((value) => ({ value, label: t.scheduleForm.units[value] }))}
          onChange={(event) => {
            const unit = UNITS.find((one) => one === event.currentTarget.value) ?? "week";
            set({ every: { ...every, unit } });
          }}
        />
        <TextInput
          type="date"
          label={t.scheduleForm.startsOn}
          description={weekdayOf(rotation.startsOn)}
          value={rotation.startsOn}
          required
          onChange={(event) => set({ startsOn: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t.scheduleForm.handover}
          value={rotation.handoverAt}
          required
          onChange={(event) => set({ handoverAt: event.currentTarget.value })}
        />
      </div>
      <fieldset>
        <legend>{t.scheduleForm.members}</legend>
        <p className="muted">{t.scheduleForm.membersHint}</p>
        <Ordered
          items={members}
          nameOf={nameOf}
          onOrder={(all) => set({ members: all })}
          onRemove={(place) => set({ members: members.toSpliced(place, 1) })}
        >
          {(member) => nameOf(member)}
        </Ordered>
        {people.length === 0 && (
          <p className="muted">
            {t.setup.noneYet(t.kind.person)} <MakeLink kind="person" />
          </p>
        )}
        <NativeSelect
          className="adds"
          label={t.scheduleForm.addMember}
          value=""
          data={[
            { value: "", label: t.scheduleForm.choose },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value !== "") set({ members: [...members, value] });
          }}
        />
      </fieldset>
      <fieldset>
        <legend>{t.scheduleForm.windows}</legend>
        <p className="muted">{windows.length === 0 ? t.scheduleForm.always : t.scheduleForm.windowsHint}</p>
        {windows.map((window, at) => (
          <WindowFields
            // biome-ignore lint: they have no name but their place
            key={at}
            window={window}
            onChange={(changed) => set({ windows: windows.with(at, changed) })}
          >
            <Button size="compact-sm" variant="default" onClick={() => set({ windows: windows.toSpliced(at, 1) })}>
              {t.common.remove}
            </Button>
          </WindowFields>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => set({ windows: [...windows, { days: [...DAYS], from: "08:00", to: "18:00" }] })}
        >
          {windows.length === 0 ? t.scheduleForm.addWindow : t.scheduleForm.addAnotherWindow}
        </Button>
      </fieldset>
    </div>
  );
}

function weekdayOf(date: string): string {
  const at = Date.parse(`${date}T12:00:00Z`);
  if (Number.isNaN(at)) return "";
  return t.scheduleForm.weekday(new Intl.DateTimeFormat(t.locale, { weekday: "long", timeZone: "UTC" }).format(at));
}
