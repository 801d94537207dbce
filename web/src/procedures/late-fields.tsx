import { Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import type { Procedure } from "../../../src/site/procedure.ts";
import { PRIORITIES } from "../api/contract.ts";
import { t } from "../texts.ts";

type WhenLate = Procedure["whenLate"];

/** Whether a step that nobody does raises an alarm, when, and how grave it is. */
export function LateFields({ value, onChange }: { value: WhenLate; onChange: (value: WhenLate) => void }) {
  const words = t.procedureLate;
  return (
    <fieldset className="step-card stack">
      <legend>{words.title}</legend>
      <Checkbox
        label={words.raises}
        description={words.hint}
        checked={value !== undefined}
        onChange={(event) => onChange(event.currentTarget.checked ? { afterSec: 300, priority: "high" } : undefined)}
      />
      {value && (
        <div className="fields">
          <NumberInput
            label={words.after}
            value={value.afterSec / 60}
            onChange={(minutes) => onChange({ ...value, afterSec: Math.round((Number(minutes) || 0) * 60) })}
            min={0}
            max={1440}
            required
          />
          <NativeSelect
            label={words.priority}
            value={value.priority}
            data={PRIORITIES.map((priority) => ({ value: priority, label: t.priority[priority] }))}
            onChange={(event) => onChange({ ...value, priority: event.currentTarget.value as typeof value.priority })}
          />
        </div>
      )}
    </fieldset>
  );
}
