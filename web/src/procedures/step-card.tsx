import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import type { Step } from "../../../src/site/procedure.ts";
import { t } from "../page-texts.ts";
import { asType } from "./draft.ts";
import { CallFields, ChoiceFields, NextSelect } from "./step-fields.tsx";

const TYPES = ["instruction", "check", "decision", "comment", "timer", "attachment", "call", "link"] as const;

interface StepCardProps {
  readonly step: Step;
  /** From 0. */
  readonly place: number;
  readonly steps: readonly Step[];
  readonly onChange: (step: Step) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** One step of a procedure in its form. */
export function StepCard({ step, place, steps, onChange, onMove, onRemove }: StepCardProps) {
  const words = t.procedure.step;
  const number = place + 1;
  return (
    <fieldset className="step-card stack">
      <legend>{words.title(number, words.types[step.type])}</legend>
      <Textarea
        label={words.text}
        value={step.text}
        onChange={(event) => onChange({ ...step, text: event.currentTarget.value })}
        required
        maxLength={2000}
        autosize
      />
      <div className="fields">
        <NativeSelect
          label={words.type}
          value={step.type}
          onChange={(event) => onChange(asType(step, event.currentTarget.value as Step["type"]))}
          data={TYPES.map((value) => ({ value, label: words.types[value] }))}
        />
        {step.type === "timer" ? (
          <TimerFields step={step} onChange={onChange} />
        ) : (
          <NumberInput
            label={words.within}
            description={words.withinHint}
            value={step.withinSec ?? ""}
            onChange={(value) => onChange(withSeconds(step, value))}
            min={1}
            max={86_400}
            allowDecimal={false}
          />
        )}
        {step.type !== "decision" && (
          <NextSelect
            label={words.next}
            value={step.next}
            own={step.id}
            steps={steps}
            onChange={(next) => onChange({ ...without(step, "next"), ...(next === undefined ? {} : { next }) } as Step)}
          />
        )}
        {step.type === "link" && (
          <TextInput
            label={words.url}
            description={words.urlHint}
            value={step.url}
            onChange={(event) => onChange({ ...step, url: event.currentTarget.value })}
            required
            maxLength={1000}
          />
        )}
        {step.type === "call" && <CallFields step={step} onChange={onChange} />}
      </div>
      {step.type === "decision" && <ChoiceFields step={step} steps={steps} onChange={onChange} />}
      <Checkbox
        label={words.mayBeSkipped}
        checked={step.mayBeSkipped}
        onChange={(event) => onChange({ ...step, mayBeSkipped: event.currentTarget.checked })}
      />
      <div className="row-wrap">
        <Button size="compact-sm" variant="default" disabled={place === 0} onClick={() => onMove(-1)}>
          {words.up(number)}
        </Button>
        <Button size="compact-sm" variant="default" disabled={number === steps.length} onClick={() => onMove(1)}>
          {words.down(number)}
        </Button>
        <Button size="compact-sm" variant="outline" color="red" disabled={steps.length === 1} onClick={onRemove}>
          {words.remove(number)}
        </Button>
      </div>
    </fieldset>
  );
}

function TimerFields({ step, onChange }: { step: Extract<Step, { type: "timer" }>; onChange: (step: Step) => void }) {
  const words = t.procedure.step;
  return (
    <>
      <NumberInput
        label={words.seconds}
        value={step.seconds}
        onChange={(value) => typeof value === "number" && onChange({ ...step, seconds: value })}
        min={1}
        max={86_400}
        allowDecimal={false}
        required
      />
      <NativeSelect
        label={words.whenOver}
        value={step.whenOver}
        onChange={(event) => onChange({ ...step, whenOver: event.currentTarget.value as "remind" | "continue" })}
        data={(["remind", "continue"] as const).map((value) => ({ value, label: words.whenOvers[value] }))}
      />
    </>
  );
}

function withSeconds(step: Exclude<Step, { type: "timer" }>, value: number | string): Step {
  return { ...without(step, "withinSec"), ...(typeof value === "number" ? { withinSec: value } : {}) } as Step;
}

function without<T extends object>(step: T, key: string): Partial<T> {
  return Object.fromEntries(Object.entries(step).filter(([name]) => name !== key)) as Partial<T>;
}
