import { useUnsent } from "../shell/unsent-form.tsx";

/** A word in a field of many that is no entry yet: it outlives the end of a session and a locked screen as the others do. */
export function useHalfTyped(label: unknown) {
  const [searchValue, onSearchChange] = useUnsent(`half a word of ${String(label)}`, "");
  return { searchValue, onSearchChange };
}
