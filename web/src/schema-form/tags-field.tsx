import { use } from "react";
import { helpOf, labelOf, type Of, Surroundings } from "./about.ts";
import { FreeWords } from "./words-field.tsx";

/** Tags are free words: those in use are offered. */
export function TagsField(props: Of<"list">) {
  const { field, path, value, onChange } = props;
  const { mistakes } = use(Surroundings);
  const wrong = [...mistakes].filter(([place]) => place === path.join(".") || place.startsWith(`${path.join(".")}.`));
  return (
    <div data-place={path.join(".")}>
      <FreeWords
        of="tags"
        label={labelOf(props)}
        description={helpOf(field) || undefined}
        error={wrong.map(([, message]) => message).join(" ") || undefined}
        value={Array.isArray(value) ? (value as string[]) : []}
        onChange={(words) => onChange(words.length === 0 && field.optional ? undefined : words)}
      />
    </div>
  );
}
