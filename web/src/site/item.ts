import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Answer, ask, Problem } from "../api/client.ts";
import type { SiteDocument, SiteKind } from "../api/contract.ts";
import { statusQuery } from "../api/queries.ts";
import { removedDesk } from "./removed.ts";

export const pathOf = (kind: SiteKind, id: string) => `/api/v1/site/${kind}/${encodeURIComponent(id)}`;

/** Of which none need be stored: the server goes by what is usual then. */
const MAY_BE_UNSET: ReadonlySet<SiteKind> = new Set(["setting"]);

/** One document with its version; an empty one where none is stored yet. It isn't renewed while somebody edits it: a clash shows when it is saved. */
export function useItem<K extends SiteKind>(kind: K, id: string | null) {
  return useQuery({
    queryKey: ["item", kind, id],
    enabled: id !== null,
    queryFn: async (): Promise<Answer<SiteDocument<K>>> => {
      const answer = await ask<SiteDocument<K> | { body: SiteDocument<K> }>("GET", pathOf(kind, id ?? "")).catch(
        (problem: unknown) => {
          const isUnset = MAY_BE_UNSET.has(kind) && problem instanceof Problem && problem.status === 404;
          if (isUnset) return { body: { id } as SiteDocument<K>, etag: null };
          throw problem;
        },
      );
      const body = "body" in answer.body && typeof answer.body.body === "object" ? answer.body.body : answer.body;
      return { body: body as SiteDocument<K>, etag: answer.etag };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export interface Save {
  readonly id: string;
  /** Null deletes. */
  readonly body: unknown;
  /** The version that was read; null: there must be none yet. */
  readonly etag: string | null;
}

/** A document as it was just stored. */
export interface Saved {
  readonly kind: SiteKind;
  readonly id: string;
  readonly version: number;
}

/** @param onDone with the version that it has now; null: it was removed */
export function useSave(kind: SiteKind, onDone: (saved: Saved | null) => void) {
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: ({ id, body, etag }: Save) =>
      body === null
        ? ask<unknown>("DELETE", pathOf(kind, id), { headers: onlyIf(etag) })
        : ask<unknown>("PUT", pathOf(kind, id), { body, headers: onlyIf(etag) }),
    onSuccess: async (answer, { id, body, etag }) => {
      const before = versionIn(etag);
      if (body !== null) onDone({ kind, id, version: versionIn(answer.etag) });
      else {
        if (before > 0) removedDesk.note({ is: "one", kind, id, version: before });
        onDone(null);
      }
      await queries.invalidateQueries({ queryKey: ["site"] });
      await queries.invalidateQueries({ queryKey: ["methods"] });
      // The head of every page names the site.
      if (kind === "setting") await queries.invalidateQueries({ queryKey: statusQuery.queryKey });
    },
  });
  return { ...saving, kind };
}

/** 0: it names none. */
function versionIn(etag: string | null): number {
  return Number(/\d+/u.exec(etag ?? "")?.[0] ?? 0);
}

/** What was read must still be so: the same version, or still no such document. */
export function onlyIf(etag: string | null): Record<string, string> {
  return etag === null ? { "if-none-match": "*" } : { "if-match": etag };
}

/** Whether somebody else has changed the document since it was read. */
export function clashes(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}
