import { useQuery } from "@tanstack/react-query";
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { kindQuery, sessionQuery } from "../api/queries.ts";
import { useKept } from "../place.ts";
import { PLAIN_LOOK } from "./filters.tsx";
import { type Look, lookOf, openingView, type View, viewsFor } from "./view-look.ts";

export interface Views {
  readonly own: readonly View[];
  readonly site: readonly View[];
  /** The one that was opened last; null: none. */
  readonly current: View | null;
  /** An address asks for this one, and it isn't there. */
  readonly missing: string | null;
  /** Null: none, and the list as it is without. */
  readonly open: (id: string | null) => void;
  /** The present look is this view now. */
  readonly keep: (id: string) => void;
}

const NOT_YET = "";

/** The views that whoever is signed in may choose, and the one that the address `/?view=ID` names. */
export function useViews(onLook: (look: Look) => void): Views {
  const router = useRouter();
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const session = useQuery(sessionQuery);
  const query = useQuery({ ...kindQuery("view"), staleTime: 60_000 });
  const [opened, setOpened] = useKept<string | null>("alarms view", NOT_YET);
  const asked = new URLSearchParams(search).get("view");
  const all = query.data;
  // A display on a wall is nobody; it opens by its address what the server lets it see.
  const chooser = session.data === undefined ? undefined : (session.data?.operator ?? { id: "", roles: [] });
  const { own, site } = chooser && all ? viewsFor(all, chooser) : { own: [], site: [] };
  const byId = (id: string | null) => all?.find((view) => view.id === id) ?? null;

  useEffect(() => {
    if (!all || !chooser) return;
    // Whoever comes for the first time begins with the view of their role; later they find what they left.
    const begin = opened === NOT_YET ? openingView(all, chooser)?.id : undefined;
    const wanted = asked ?? begin;
    if (wanted === undefined ? opened !== NOT_YET : wanted === opened) return;
    setOpened(wanted ?? null);
    const view = byId(wanted ?? null);
    if (view) onLook(lookOf(view));
    else if (asked !== null) onLook(PLAIN_LOOK);
  });

  function note(id: string | null): void {
    setOpened(id);
    router.history.replace(id === null ? "/" : `/?view=${encodeURIComponent(id)}`);
  }

  const current = byId(opened);
  const isOffered = current === null || own.includes(current) || site.includes(current);
  return {
    own,
    // One that was opened by its address stands among the others as long as it is open.
    site: isOffered ? site : [...site, current],
    current,
    missing: asked !== null && all && !query.isFetching && !byId(asked) ? asked : null,
    open: (id) => {
      const view = byId(id);
      onLook(view ? lookOf(view) : PLAIN_LOOK);
      note(view ? view.id : null);
    },
    keep: note,
  };
}
