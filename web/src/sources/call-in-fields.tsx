import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { Person } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { Choice } from "../schema-form/choice.tsx";
import { useOffered } from "../schema-form/offered.ts";
import { type CallablePoint, type Caller, STORED_PIN } from "./call-in.ts";

interface CallerFieldsProps {
  readonly callers: readonly Caller[];
  readonly known: readonly Pick<Person, "id" | "name">[];
  readonly onChange: (callers: readonly Caller[]) => void;
}

/** Who may call in. A stored PIN is never shown; what is typed over it takes its place. */
export function CallerFields({ callers, known, onChange }: CallerFieldsProps) {
  const set = (index: number, part: Partial<Caller>) =>
    onChange(callers.map((caller, at) => (at === index ? { ...caller, ...part } : caller)));
  return (
    <fieldset>
      <legend>{t.callIn.callers}</legend>
      <p className="muted">{callers.length === 0 ? t.callIn.noCallers : t.callIn.callersHint}</p>
      {callers.map(({ person, number, pin }, index) => (
        // biome-ignore lint: they have no name but their place
        <div className="form-row" key={index}>
          <NativeSelect
            label={t.callIn.person}
            data={[{ value: "", label: "" }, ...personsFor(person, known)]}
            value={person}
            required
            onChange={(event) => set(index, { person: event.currentTarget.value, pin: pin === STORED_PIN ? "" : pin })}
          />
          <TextInput
            label={t.callIn.number}
            value={number}
            required
            inputMode="numeric"
            onChange={(event) => set(index, { number: event.currentTarget.value })}
          />
          <TextInput
            label={t.callIn.pin}
            type="password"
            autoComplete="new-password"
            value={pin === STORED_PIN ? "" : pin}
            placeholder={pin === STORED_PIN ? t.callIn.pinStored : ""}
            required={pin !== STORED_PIN}
            inputMode="numeric"
            onChange={(event) => set(index, { pin: event.currentTarget.value })}
          />
          <RemoveButton what={person} onClick={() => onChange(callers.filter((_, at) => at !== index))} />
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...callers, { person: "", number: "", pin: "" }])}>
        {t.callIn.addCaller}
      </Button>
    </fieldset>
  );
}

/** Somebody who is no person of the site any more stays readable. */
function personsFor(person: string, known: CallerFieldsProps["known"]) {
  const all = known.map(({ id, name }) => ({ value: id, label: name }));
  return person === "" || known.some(({ id }) => id === person) ? all : [...all, { value: person, label: person }];
}

interface PointFieldsProps {
  readonly points: readonly CallablePoint[];
  readonly onChange: (points: readonly CallablePoint[]) => void;
}

/** Whose values can be asked for, by which digits. */
export function PointFields({ points, onChange }: PointFieldsProps) {
  const known = useOffered("point");
  const set = (index: number, part: Partial<CallablePoint>) =>
    onChange(points.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <fieldset>
      <legend>{t.callIn.points}</legend>
      <p className="muted">{points.length === 0 ? t.callIn.noPoints : t.callIn.pointsHint}</p>
      {points.map(({ key, point }, index) => (
        // biome-ignore lint: they have no name but their place
        <div className="form-row" key={index}>
          <TextInput
            label={t.callIn.key}
            value={key}
            required
            inputMode="numeric"
            onChange={(event) => set(index, { key: event.currentTarget.value })}
          />
          <Choice
            label={t.callIn.point}
            value={point}
            offered={known}
            mayBeEmpty={false}
            onChange={(chosen) => set(index, { point: chosen })}
          />
          <RemoveButton what={point} onClick={() => onChange(points.filter((_, at) => at !== index))} />
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...points, { key: "", point: "" }])}>
        {t.callIn.addPoint}
      </Button>
    </fieldset>
  );
}

function RemoveButton({ what, onClick }: { what: string; onClick: () => void }) {
  return (
    <Button variant="subtle" color="red" onClick={onClick}>
      {t.callIn.remove}
      <span className="hidden"> {what}</span>
    </Button>
  );
}
