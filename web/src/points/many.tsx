import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../api/client.ts";
import { type Check, changeSite, checkSite, type SiteChanges } from "../site/dry-run.tsx";

/** So many documents are checked at once, so that there is progress to see. */
const AT_ONCE = 500;

/** Checks many changes piece by piece, and stores all of them in one step or none. @param onDone with what was stored */
export function useMany(onDone: (changes: SiteChanges) => void) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number } | null>(null);
  const check = useMutation({
    mutationFn: async (changes: SiteChanges): Promise<Check> => {
      const parts = partsOf(changes);
      const of = changes.put.length + (changes.remove?.length ?? 0);
      let all: Check = NOTHING;
      for (const [at, part] of parts.entries()) {
        setProgress({ done: Math.min(at * AT_ONCE, of), of });
        all = joined(all, await checkSite(part), at * AT_ONCE);
      }
      setProgress({ done: of, of });
      return all;
    },
  });
  const apply = useMutation({
    mutationFn: changeSite,
    onSuccess: async (_, changes) => {
      onDone(changes);
      await queries.invalidateQueries({ queryKey: ["site"] });
    },
    onError: async (error) => {
      // What others have changed is looked at anew.
      if (error instanceof Problem && error.status === 412) await queries.invalidateQueries({ queryKey: ["site"] });
    },
  });
  return { check, apply, progress };
}

const NOTHING: Check = {
  mistakes: [],
  conflicts: [],
  changes: [],
  touched: [],
  rerouted: [],
  openAlarms: [],
  warnings: [],
};

/** Removals last: a piece of its own for each. */
function partsOf({ put, remove = [], versions = [] }: SiteChanges): SiteChanges[] {
  const parts: SiteChanges[] = [];
  for (let from = 0; from < put.length; from += AT_ONCE) parts.push({ put: put.slice(from, from + AT_ONCE) });
  for (let from = 0; from < remove.length; from += AT_ONCE) {
    parts.push({ put: [], remove: remove.slice(from, from + AT_ONCE) });
  }
  const [first = { put: [] }, ...rest] = parts;
  return [{ ...first, versions }, ...rest];
}

function joined(all: Check, part: Check, offset: number): Check {
  return {
    mistakes: [
      ...all.mistakes,
      ...part.mistakes.map((one) => ({ ...one, index: one.index === null ? null : one.index + offset })),
    ],
    conflicts: [...all.conflicts, ...part.conflicts],
    changes: [...all.changes, ...part.changes],
    touched: [...all.touched, ...part.touched],
    rerouted: [...all.rerouted, ...part.rerouted],
    openAlarms: [...all.openAlarms, ...part.openAlarms],
    warnings: [...all.warnings, ...part.warnings],
  };
}
