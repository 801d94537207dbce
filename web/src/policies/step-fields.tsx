import { NativeSelect, NumberInput } from "@mantine/core";
import type { Policy } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { TargetFields } from "./targets.tsx";

type Step = Policy["steps"][number];

/** Whom one step tells, how, and how long it waits for an answer. */
export function StepFields({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  const set = (part: Partial<Step>) => onChange({ ...step, ...part });
  return (
    <div className="stack">
      <TargetFields label={t.policyForm.addTarget} targets={step.tell} onChange={(tell) => set({ tell })} />
      <div className="form-grid">
        <NativeSelect
          label={t.policyForm.how}
          value={step.how}
          data={[
            { value: "parallel", label: t.policyForm.parallel },
            { value: "sequential", label: t.policyForm.sequential },
          ]}
          onChange={(event) => set({ how: event.currentTarget.value === "sequential" ? "sequential" : "parallel" })}
        />
        {step.how === "sequential" && (
          <Minutes label={t.policyForm.gap} seconds={step.gapSec} onChange={(gapSec) => set({ gapSec })} />
        )}
        <Minutes label={t.policyForm.wait} seconds={step.waitSec} onChange={(waitSec) => set({ waitSec })} />
      </div>
    </div>
  );
}

export function Minutes({
  label,
  description,
  seconds,
  onChange,
}: {
  label: string;
  description?: string;
  seconds: number;
  onChange: (seconds: number) => void;
}) {
  // "0.75" is hard to read at night.
  const exactly = seconds % 60 === 0 ? undefined : exactSpan(seconds);
  const about = exactly ?? description;
  return (
    <NumberInput
      label={label}
      {...(about === undefined ? {} : { description: about })}
      min={0}
      decimalScale={2}
      value={seconds / 60}
      onChange={(minutes) => onChange(Math.round(Number(minutes) * 60))}
    />
  );
}

function exactSpan(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), t.span.seconds(seconds % 60)];
  return minutes === 0 ? rest : `${t.span.minutes(minutes)} ${rest}`;
}
