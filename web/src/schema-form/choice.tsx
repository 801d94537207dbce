import { NativeSelect, Select } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "../page-texts.ts";

/** One of what there is. */
export interface Offer {
  readonly value: string;
  readonly label: string;
}

/** More than these are searched instead of looked through. */
const FEW = 15;
/** As many of them are shown at once. */
const SHOWN = 50;

interface ChoiceProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly withAsterisk?: boolean;
  readonly name?: string;
  /** Empty: nothing is chosen. */
  readonly value: string;
  /** null: not known yet. */
  readonly offered: readonly Offer[] | null;
  readonly mayBeEmpty: boolean;
  /** What it means that nothing is chosen. */
  readonly empty?: string;
  readonly onChange: (value: string) => void;
}

/** One of what there is, by its name; found by typing a part of it where there is much. What is chosen and isn't there is said so. */
export function Choice({ value, offered, mayBeEmpty, empty, onChange, name, ...about }: ChoiceProps) {
  const isThere = value === "" || offered?.some((one) => one.value === value);
  const strange = isThere ? [] : [{ value, label: offered ? t.setup.notThere(value) : value }];
  const all = [...strange, ...(offered ?? [])];
  const nothing = empty ?? (mayBeEmpty ? "–" : t.setup.choose);
  if (all.length > FEW) {
    return (
      <Select
        {...about}
        {...(name === undefined ? {} : { "data-place": name })}
        data={all}
        value={value === "" ? null : value}
        placeholder={mayBeEmpty ? nothing : t.setup.chooseOf(all.length)}
        searchable
        clearable={mayBeEmpty}
        limit={SHOWN}
        nothingFoundMessage={t.setup.nothingFound}
        // Beside a dialog of the browser's own it would lie behind it.
        comboboxProps={{ withinPortal: false }}
        onChange={(chosen) => onChange(chosen ?? "")}
      />
    );
  }
  return (
    <NativeSelect
      {...about}
      {...(name === undefined ? {} : { name })}
      value={value}
      data={[{ value: "", label: nothing }, ...all]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
