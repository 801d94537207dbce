import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import { guide, useGuided } from "./guide.ts";
import { type Progress, setupQuery } from "./queries.ts";

/** Whoever may set up an empty site is shown the way as soon as they come, and back to it from each page that it leads to. */
export function SetupInvitation() {
  const may = useMay();
  const at = useRouterState({ select: (state) => state.location.pathname });
  const isGuided = useGuided() && at !== "/setup";
  const asks = at === "/" || isGuided;
  const progress = useQuery({
    ...setupQuery,
    enabled: asks && may("site:write"),
    staleTime: isGuided ? 0 : 60_000,
    refetchInterval: isGuided ? 3000 : false,
  });
  if (!asks || !progress.data) return null;
  if (isGuided) return <WayBack progress={progress.data} />;
  if (!progress.data.empty) return null;
  return (
    <div className="note note-good" role="status" data-testid="setup-invitation">
      <p>
        <strong>{t.checklist.empty}</strong> {t.checklist.emptyHint} <Link to="/setup">{t.checklist.title}</Link>
      </p>
    </div>
  );
}

/** How far the set-up is, while a step of it is done elsewhere. */
function WayBack({ progress: { steps } }: { progress: Progress }) {
  const words = t.checklist;
  const next = steps.findIndex(({ done }) => !done);
  const step = steps[next];
  return (
    <div className="note note-good setup-way" data-testid="setup-way">
      <p role="status">
        {words.progress(steps.filter(({ done }) => done).length, steps.length)}.{" "}
        {step && <strong>{words.next(next + 1, words.steps[step.step].title)}</strong>}
      </p>
      <Link to="/setup">{words.back}</Link>
      <Button size="compact-sm" variant="default" onClick={() => guide(false)}>
        {words.leave}
      </Button>
    </div>
  );
}
