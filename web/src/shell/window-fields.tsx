import { Checkbox, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../page-texts.ts";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

interface Window {
  readonly days: readonly (typeof DAYS)[number][];
  /** Clock times, `18:00`. */
  readonly from: string;
  readonly to: string;
}

/** On which days, from when until when. `children` stand at the end of the row. */
export function WindowFields({
  window,
  onChange,
  children,
}: {
  window: Window;
  onChange: (window: { days: (typeof DAYS)[number][]; from: string; to: string }) => void;
  children?: ReactNode;
}) {
  const { days, from, to } = window;
  const change = (part: Partial<Window>) => {
    const next = { ...window, ...part };
    onChange({ ...next, days: [...next.days] });
  };
  return (
    <div className="form-row">
      <TextInput
        type="time"
        label={t.override.from}
        value={from}
        required
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="time"
        label={t.override.to}
        value={to}
        required
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
      {DAYS.map((day) => (
        <Checkbox
          key={day}
          size="sm"
          label={t.weekday[day]}
          checked={days.includes(day)}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            change({ days: DAYS.filter((one) => (one === day ? checked : days.includes(one))) });
          }}
        />
      ))}
      {children}
    </div>
  );
}
