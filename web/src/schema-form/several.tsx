import { MultiSelect, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { useHalfTyped } from "./half-typed.ts";
import { useOffered } from "./offered.ts";

interface SeveralProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly placeholder?: string;
  readonly kind: SiteKind;
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
}

const SHOWN = 50;

/** Documents of a kind, each chosen by its name. */
export function Several({ kind, value, onChange, placeholder, description, label }: SeveralProps) {
  const offered = useOffered(kind);
  return (
    <MultiSelect
      label={label}
      description={offered?.length === 0 ? t.setup.noneYet(t.kind[kind]) : description}
      placeholder={value.length === 0 ? placeholder : undefined}
      data={[...(offered ?? [])]}
      value={[...value]}
      searchable
      limit={SHOWN}
      nothingFoundMessage={t.setup.nothingFound}
      comboboxProps={{ withinPortal: false }}
      onChange={onChange}
    />
  );
}

/** Points by their ids, of which a part may stand for many: `plc/*`. */
export function SeveralPoints({ label, description, value, onChange }: Omit<SeveralProps, "kind">) {
  const points = useQuery(kindQuery("point"));
  const names = new Map((points.data ?? []).map(({ id, name }) => [id, name]));
  return (
    <TagsInput
      label={label}
      description={description}
      {...useHalfTyped(label)}
      data={[...names.keys()]}
      value={[...value]}
      limit={SHOWN}
      splitChars={[",", ";", " "]}
      acceptValueOnBlur
      renderOption={({ option }) => `${names.get(option.value) ?? ""} (${option.value})`}
      comboboxProps={{ withinPortal: false }}
      onChange={onChange}
    />
  );
}
