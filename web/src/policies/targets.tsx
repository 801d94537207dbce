import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Target } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { Ordered } from "../on-call/ordered.tsx";
import { t } from "../page-texts.ts";
import { MakeLink } from "../site/make-link.tsx";

const KINDS = ["schedule", "team", "person"] as const;

/** Names of persons, teams and schedules as people know them. */
export function useTargetName(): (target: Target) => string {
  const people = useQuery(kindQuery("person"));
  const teams = useQuery(kindQuery("team"));
  const schedules = useQuery(kindQuery("schedule"));
  return (target) => {
    if ("person" in target) return people.data?.find((item) => item.id === target.person)?.name ?? target.person;
    if ("team" in target)
      return t.policy.team(teams.data?.find((item) => item.id === target.team)?.name ?? target.team);
    return t.policy.onDuty(schedules.data?.find((item) => item.id === target.schedule)?.name ?? target.schedule);
  };
}

/** Whom a step tells, in order. */
export function TargetFields({
  label,
  targets,
  onChange,
}: {
  label: string;
  targets: readonly Target[];
  onChange: (targets: Target[]) => void;
}) {
  const people = useQuery(kindQuery("person"));
  const teams = useQuery(kindQuery("team"));
  const schedules = useQuery(kindQuery("schedule"));
  const nameOf = useTargetName();
  const offered = { schedule: schedules.data ?? [], team: teams.data ?? [], person: people.data ?? [] };
  const taken = new Set(targets.map((target) => JSON.stringify(target)));
  const groups = KINDS.map((kind) => ({
    group: t.kind[kind],
    items: offered[kind]
      .map(({ id, name }) => ({ value: JSON.stringify({ [kind]: id }), label: name }))
      .filter(({ value }) => !taken.has(value)),
  })).filter(({ items }) => items.length > 0);
  return (
    <>
      <Ordered
        items={targets}
        nameOf={nameOf}
        onOrder={onChange}
        onRemove={(place) => onChange(targets.toSpliced(place, 1))}
      >
        {(target) => nameOf(target)}
      </Ordered>
      <NativeSelect
        className="adds"
        label={label}
        value=""
        data={[{ value: "", label: t.scheduleForm.choose }, ...groups]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (value !== "") onChange([...targets, JSON.parse(value) as Target]);
        }}
      />
      {people.data?.length === 0 && schedules.data?.length === 0 && (
        <p className="muted">
          {t.setup.noneYet(t.kind.person)} <MakeLink kind="person" />
        </p>
      )}
    </>
  );
}
