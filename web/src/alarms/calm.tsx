import { useQuery } from "@tanstack/react-query";
import { troublesQuery } from "../api/queries.ts";
import { Empty } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { time, useNow } from "../time.ts";

/** No alarm is open. Where nothing can report, that says nothing, and the screen says so. */
export function Calm() {
  const now = useNow();
  const sources = useQuery({ ...troublesQuery, enabled: false }).data?.sources;
  const hint = sources === 0 ? t.alarms.calmWithoutSources : t.alarms.calmHint(time(now));
  return <Empty title={t.alarms.calm} hint={hint} />;
}
