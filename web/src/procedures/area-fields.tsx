import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { kindQuery } from "../api/queries.ts";
import { type Area, knownAreas } from "../plans/tree.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";

const NONE: readonly Area[] = [];

/** The areas for whose points something is, those that lie in them with them. */
export function AreaFields({
  value = [],
  onChange,
}: {
  value: readonly string[] | undefined;
  onChange: (areas: string[] | undefined) => void;
}) {
  const areas = useQuery(kindQuery("area"));
  const { known, lineage } = knownAreas(areas.data ?? NONE);
  const pathOf = (id: string) =>
    lineage(id)
      .map((one) => known.get(one)?.name ?? one)
      .reverse()
      .join(" › ") || id;
  const free = (areas.data ?? NONE)
    .filter(({ id }) => !value.includes(id))
    .map(({ id }) => ({ value: id, label: pathOf(id) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const words = t.procedureAreas;
  if (areas.data?.length === 0 && value.length === 0) return null;
  return (
    <div className="stack">
      <NativeSelect
        label={words.label}
        description={words.hint}
        value=""
        data={[{ value: "", label: words.add }, ...free]}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== "") onChange([...value, currentTarget.value]);
        }}
      />
      <ProblemNote error={areas.error} what={t.common.notLoaded(t.nav.areas)} />
      {value.length > 0 && (
        <ul className="plain row-wrap" data-testid="chosen-areas">
          {value.map((id) => (
            <li key={id}>
              <bdi>{pathOf(id)}</bdi>{" "}
              <Button
                size="compact-xs"
                variant="default"
                aria-label={words.remove(pathOf(id))}
                onClick={() => onChange(value.length === 1 ? undefined : value.filter((one) => one !== id))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
