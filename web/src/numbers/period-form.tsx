import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { kindQuery } from "../api/queries.ts";
import { fieldsOf } from "../form.ts";
import { t } from "../page-texts.ts";
import { localField, PERIODS, type Period } from "./period.ts";
import type { Asked } from "./queries.ts";

interface PeriodFormProps {
  readonly period: Period;
  readonly asked: Asked;
  readonly onGo: (next: { period: Period; from?: number; to?: number; partition: string }) => void;
}

/** Of which time and which operator position the figures are. */
export function PeriodForm({ period, asked, onGo }: PeriodFormProps) {
  const partitions = useQuery(kindQuery("partition"));
  const [wrong, setWrong] = useState(false);
  const { partition } = asked;
  function submit(event: FormEvent<HTMLFormElement>): void {
    const field = fieldsOf(event);
    const [from, to] = [Date.parse(field("from")), Date.parse(field("to"))];
    setWrong(!(to > from));
    if (to > from) onGo({ period: "own", from, to, partition });
  }
  return (
    <form className="numbers-period not-printed" onSubmit={submit} aria-label={t.numbers.period}>
      <div className="numbers-presets" role="group" aria-label={t.numbers.period}>
        {(Object.keys(PERIODS) as (keyof typeof PERIODS)[]).map((preset) => (
          <Button
            key={preset}
            size="sm"
            variant={period === preset ? "filled" : "default"}
            aria-pressed={period === preset}
            onClick={() => onGo({ period: preset, partition })}
          >
            {t.numbers.periods[preset]}
          </Button>
        ))}
      </div>
      <TextInput
        name="from"
        type="datetime-local"
        label={t.numbers.from}
        defaultValue={localField(asked.from)}
        required
        withAsterisk={false}
      />
      <TextInput
        name="to"
        type="datetime-local"
        label={t.numbers.to}
        defaultValue={localField(asked.to)}
        required
        withAsterisk={false}
        error={wrong && t.numbers.badPeriod}
      />
      <Button type="submit" variant="default">
        {t.numbers.show}
      </Button>
      <NativeSelect
        label={t.numbers.position}
        value={partition}
        data={[
          { value: "", label: t.numbers.wholeSite },
          ...(partitions.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => onGo({ ...asked, period, partition: event.currentTarget.value })}
      />
    </form>
  );
}
