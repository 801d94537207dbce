import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import { setupQuery } from "./queries.ts";

/** Whoever may set up an empty site is shown the way as soon as they come. */
export function SetupInvitation() {
  const may = useMay();
  const isHome = useRouterState({ select: (state) => state.location.pathname === "/" });
  const progress = useQuery({ ...setupQuery, enabled: isHome && may("site:write"), staleTime: 60_000 });
  if (!isHome || !progress.data?.empty) return null;
  return (
    <div className="note note-good" role="status" data-testid="setup-invitation">
      <p>
        <strong>{t.setup.checklist.empty}</strong> {t.setup.checklist.emptyHint}{" "}
        <Link to="/setup">{t.setup.checklist.title}</Link>
      </p>
    </div>
  );
}
