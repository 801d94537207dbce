import { Checkbox } from "@mantine/core";
import { choiceSaid, type Of } from "./about.ts";
import type { Field } from "./fields.ts";
import { Group } from "./group.tsx";

/** Which of a few: each of them is ticked or not. */
export function TickedField({ of, ...props }: Of<"list"> & { of: Field & { is: "choice" } }) {
  const { field, path, value, onChange } = props;
  const present: unknown = value ?? field.fallback;
  const chosen: readonly unknown[] = Array.isArray(present) ? present : [];
  const tick = (one: unknown, isTicked: boolean) => {
    const next = of.options.filter((option) => (option === one ? isTicked : chosen.includes(option)));
    onChange(next.length === 0 && field.optional && field.fallback === undefined ? undefined : next);
  };
  return (
    <Group props={props}>
      <div className="row-wrap">
        {of.options.map((one) => (
          <Checkbox
            key={String(one)}
            label={choiceSaid(field.name, one, of.titles)}
            name={`${path.join(".")}.${String(one)}`}
            checked={chosen.includes(one)}
            onChange={(event) => tick(one, event.currentTarget.checked)}
          />
        ))}
      </div>
    </Group>
  );
}
