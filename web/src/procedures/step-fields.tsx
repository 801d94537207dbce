import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Step } from "../../../src/site/procedure.ts";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";

const BELOW = "";

/** Which step follows. */
export function NextSelect({
  label,
  value,
  own,
  steps,
  onChange,
}: {
  label: string;
  value: string | undefined;
  /** Id of the step that asks. */
  own: string;
  steps: readonly Step[];
  onChange: (next: string | undefined) => void;
}) {
  const words = t.procedure.step;
  const others = steps.flatMap((step, place) =>
    step.id === own ? [] : [{ value: step.id, label: words.nextStep(place + 1, step.text.slice(0, 60)) }],
  );
  return (
    <NativeSelect
      label={label}
      value={value ?? BELOW}
      onChange={({ currentTarget }) => onChange(currentTarget.value === BELOW ? undefined : currentTarget.value)}
      data={[{ value: BELOW, label: words.nextBelow }, ...others, { value: "end", label: words.nextEnd }]}
    />
  );
}

export function ChoiceFields({
  step,
  steps,
  onChange,
}: {
  step: Extract<Step, { type: "decision" }>;
  steps: readonly Step[];
  onChange: (step: Step) => void;
}) {
  const words = t.procedure.step;
  const { choices } = step;
  const set = (changed: readonly { text: string; next?: string | undefined }[]) =>
    onChange({ ...step, choices: changed.map((choice) => ({ ...choice })) });
  return (
    <fieldset className="step-card stack">
      <legend>{words.choices}</legend>
      {choices.map((choice, place) => (
        // biome-ignore lint: an answer has nothing but its place
        <div className="fields" key={place}>
          <TextInput
            label={words.choice(place + 1)}
            value={choice.text}
            onChange={(event) => set(choices.with(place, { ...choice, text: event.currentTarget.value }))}
            required
            maxLength={200}
          />
          <NextSelect
            label={words.next}
            value={choice.next}
            own={step.id}
            steps={steps}
            onChange={(next) =>
              set(choices.with(place, { text: choice.text, ...(next === undefined ? {} : { next }) }))
            }
          />
          {choices.length > 2 && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => set(choices.filter((_, other) => other !== place))}
            >
              {words.removeChoice(place + 1)}
            </Button>
          )}
        </div>
      ))}
      {choices.length < 10 && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => set([...choices, { text: "" }])}>
            {words.addChoice}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

export function CallFields({
  step,
  onChange,
}: {
  step: Extract<Step, { type: "call" }>;
  onChange: (step: Step) => void;
}) {
  const words = t.procedure.step;
  const people = useQuery(kindQuery("person"));
  const { whom } = step;
  return (
    <>
      <NativeSelect
        label={words.whom}
        value={"person" in whom ? whom.person : ""}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...step, whom: value === "" ? { name: "", number: "" } : { person: value } })
        }
        data={[
          { value: "", label: words.aNumber },
          ...(people.data ?? []).map(({ id, name }) => ({ value: id, label: words.person(name) })),
        ]}
      />
      {!("person" in whom) && (
        <>
          <TextInput
            label={words.callName}
            value={whom.name}
            onChange={(event) => onChange({ ...step, whom: { ...whom, name: event.currentTarget.value } })}
            required
            maxLength={120}
          />
          <TextInput
            label={words.number}
            type="tel"
            value={whom.number}
            onChange={(event) => onChange({ ...step, whom: { ...whom, number: event.currentTarget.value } })}
            required
            maxLength={32}
          />
        </>
      )}
    </>
  );
}
