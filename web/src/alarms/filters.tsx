import { Button, TextInput } from "@mantine/core";
import { memo, type RefObject, useMemo, useSyncExternalStore } from "react";
import { PRIORITIES } from "../api/contract.ts";
import { live } from "../link/live.ts";
import { t } from "../texts.ts";
import { ARRANGEMENTS, type Arrangement } from "./arrangement.ts";
import { FilterSelect } from "./dialogs.tsx";
import type { Names } from "./group-head.tsx";
import type { Choices } from "./model.ts";
import { type Filter, NO_FILTER } from "./order.ts";
import type { Look } from "./view-look.ts";

export const PLAIN_LOOK: Look = {
  tab: "open",
  filter: NO_FILTER,
  arrangement: "list",
  sort: "urgency",
  hides: [],
};

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((chosen) => chosen !== "");
}

interface FilterBarProps {
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly names: Names;
  readonly search: RefObject<HTMLInputElement | null>;
  /** Into the list, as from the box of words with the arrow or Enter. */
  readonly onLeave: () => void;
}

/** Where one says which alarms one wants to see, and laid out how. */
export const FilterBar = memo(function FilterBar({ look, onLook, names, search, onLeave }: FilterBarProps) {
  const { filter, tab, arrangement } = look;
  const set = (part: Partial<Filter>) => onLook({ ...look, filter: { ...filter, ...part } });
  const { sources, partitions, areas } = useChoices(names);
  return (
    <>
      <TextInput
        ref={search}
        size="xs"
        type="search"
        dir="auto"
        aria-label={t.find.label}
        placeholder={t.find.label}
        title={t.find.hint}
        maxLength={200}
        value={filter.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            set({ text: "" });
            event.currentTarget.blur();
          } else if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            onLeave();
          }
        }}
      />
      <FilterSelect
        label={t.arrangement.label}
        value={arrangement}
        options={ARRANGEMENTS.map((one) => [one, t.arrangement.names[one]])}
        onChange={(value) => onLook({ ...look, arrangement: value as Arrangement })}
        isChoice
      />
      <FilterSelect
        label={t.filter.priority}
        value={filter.priority}
        options={PRIORITIES.map((priority) => [priority, t.priority[priority]])}
        onChange={(value) => set({ priority: value as Filter["priority"] })}
      />
      {tab === "open" && (
        <FilterSelect
          label={t.filter.state}
          value={filter.state}
          options={t.openStates}
          onChange={(value) => set({ state: value as Filter["state"] })}
        />
      )}
      <FilterSelect
        label={t.filter.source}
        value={filter.source}
        options={sources}
        onChange={(source) => set({ source })}
      />
      <FilterSelect
        label={t.filter.partition}
        value={filter.partition}
        options={partitions}
        onChange={(partition) => set({ partition })}
      />
      {(areas.length > 0 || filter.area !== "") && (
        <FilterSelect label={t.find.area} value={filter.area} options={areas} onChange={(area) => set({ area })} />
      )}
      {isFiltered(filter) && (
        <Button size="compact-sm" variant="default" onClick={() => onLook({ ...look, filter: NO_FILTER })}>
          {t.filter.clear}
        </Button>
      )}
    </>
  );
});

/** What there is to choose among the alarms; read anew only when something came to it or went. */
function useChoices(names: Names) {
  const { model } = live;
  const choiceChanges = useSyncExternalStore(live.subscribe, () => model.choiceChanges);
  // biome-ignore lint: what there is to choose changes with that number
  return useMemo(() => {
    const { area, partition } = names;
    return {
      sources: listed(model.choices("source"), (_, name) => name),
      partitions: listed(model.choices("partition"), partition),
      areas: listed(model.choices("area"), area),
    };
  }, [model, names, choiceChanges]);
}

function listed(choices: Choices, nameOf: (id: string, name: string) => string): [string, string][] {
  return [...choices]
    .map(([id, { name }]): [string, string] => [id, nameOf(id, name)])
    .sort(([, a], [, b]) => a.localeCompare(b));
}
