import { Button, Kbd } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { statusQuery } from "../api/queries.ts";
import { t } from "../page-texts.ts";
import { Dialog } from "../shell/dialog.tsx";
import { pageAt } from "../shell/pages.ts";
import { tourDesk } from "./tour-desk.ts";

/** Pages whose figures are defined in their help. */
const WITH_FIGURES: ReadonlySet<string> = new Set(["/numbers", "/reports"]);
const KpiDefinitions = lazy(() => import("../numbers/kpi-definitions.tsx"));

/** What the page is for, what to do next there, and its keys. */
export function HelpPanel({ onClose }: { onClose: () => void }) {
  const address = useRouterState({ select: (state) => state.location.pathname });
  const isDemo = useQuery({ ...statusQuery, enabled: false }).data?.demo === true;
  const path = address.startsWith("/profile") ? "/profile" : (pageAt(address)?.path ?? address);
  const [defining, setDefining] = useState(false);
  const help = t.pageHelp.of[path] ?? t.pageHelp.unknown;
  const keys = path === "/" ? [...t.help.keys, ...t.pageHelp.everywhere] : t.pageHelp.everywhere;
  return (
    <Dialog title={t.nav.help} onClose={onClose}>
      <div className="stack" data-testid="help">
        <div>
          <h3>{t.pageHelp.what}</h3>
          <p>{help.what}</p>
        </div>
        <div>
          <h3>{t.pageHelp.next}</h3>
          <p>{help.next}</p>
        </div>
        {WITH_FIGURES.has(path) && (
          <details open={defining} onToggle={(event) => setDefining(event.currentTarget.open)}>
            <summary>{t.pageHelp.figures}</summary>
            {defining && (
              <Suspense fallback={<p role="status">{t.common.loading(t.pageHelp.figures)}</p>}>
                <KpiDefinitions />
              </Suspense>
            )}
          </details>
        )}
        <div>
          <h3>{t.pageHelp.keys}</h3>
          <dl className="keys">
            {keys.map(([names, what]) => (
              <div key={what}>
                <dt>
                  {names.map((name) => (
                    <Kbd key={name}>{name}</Kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </div>
        {isDemo && (
          <Button
            variant="default"
            onClick={() => {
              onClose();
              tourDesk.begin();
            }}
          >
            {t.pageHelp.tour}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
