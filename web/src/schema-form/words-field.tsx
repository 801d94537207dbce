import { Autocomplete, type AutocompleteProps, TagsInput, type TagsInputProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { kindQuery } from "../api/queries.ts";
import { useLive } from "../link/use-live.ts";
import type { Offer } from "./choice.tsx";
import { useHalfTyped } from "./half-typed.ts";
import { type Document, type Known, wordsIn } from "./known-words.ts";

/** What of a field's free words there is already on this site. */
function useKnownWords(of: Known): string[] {
  const ask = { retry: false, staleTime: 60_000 };
  const points = useQuery({ ...kindQuery("point"), ...ask });
  const sources = useQuery({ ...kindQuery("source"), ...ask });
  const routes = useQuery({ ...kindQuery("route"), ...ask, enabled: of === "tags" });
  const { table } = useLive();
  const documents = [points.data, sources.data, routes.data].flatMap((list): readonly Document[] => list ?? []);
  const alarms = [...table.rows.values()].map(({ view }) => view);
  return wordsIn(of, documents, alarms);
}

type WordsProps = Pick<TagsInputProps, "label" | "description" | "error" | "name" | "defaultValue"> & {
  readonly of: Known;
  readonly value?: readonly string[];
  readonly onChange?: (words: string[]) => void;
};

/** Free words: those that the site knows are offered, any other may be typed. */
export function FreeWords({ of, value, ...others }: WordsProps) {
  const known = useKnownWords(of);
  return (
    <TagsInput
      {...others}
      {...useHalfTyped(others.label)}
      data={known}
      {...(value ? { value: [...value] } : {})}
      limit={50}
      hiddenInputValuesDivider=" "
      splitChars={[",", ";", " "]}
      acceptValueOnBlur
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** One such word. */
export function FreeWord({
  of,
  ...others
}: Pick<AutocompleteProps, "label" | "name" | "defaultValue" | "maxLength"> & { readonly of: Known }) {
  const known = useKnownWords(of);
  return <Suggested {...others} offers={known.map((one) => ({ value: one, label: one }))} />;
}

/** A text that may be anything, beside what there is: found by its name too. */
export function Suggested({
  offers,
  ...others
}: Pick<AutocompleteProps, "label" | "description" | "name" | "defaultValue" | "maxLength"> & {
  readonly offers: readonly Offer[];
}) {
  const names = new Map(offers.map(({ value, label }) => [value, label]));
  return (
    <Autocomplete
      {...others}
      data={[...names.keys()]}
      filter={({ options, search, limit }) => {
        const wish = search.trim().toLowerCase();
        const fits = (one: string) => one.toLowerCase().includes(wish) || names.get(one)?.toLowerCase().includes(wish);
        return options.filter((one) => "value" in one && fits(one.value)).slice(0, limit);
      }}
      renderOption={({ option }) => {
        const name = names.get(option.value);
        return name === undefined || name === option.value ? option.value : `${name} (${option.value})`;
      }}
      limit={50}
      spellCheck={false}
      autoCapitalize="off"
      comboboxProps={{ withinPortal: false }}
    />
  );
}
