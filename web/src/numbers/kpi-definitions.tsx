import { useQuery } from "@tanstack/react-query";
import { t } from "../page-texts.ts";
import { Loading } from "../shell/problem.tsx";
import { GROUPS, type KpiGroup } from "./kpi-groups.ts";
import { definitionsQuery } from "./queries.ts";
import "../styles/numbers.css";

/** How each figure is counted and what is good, for the help of the pages that show them. */
export default function KpiDefinitions() {
  const definitions = useQuery(definitionsQuery);
  const { data } = definitions;
  if (!data) return <Loading of={definitions} what={t.numbers.what} />;
  return (
    <div className="stack" data-testid="kpi-definitions">
      <p>{data.counted}</p>
      <p>{data.unobserved}</p>
      <p>{data.short}</p>
      {(Object.keys(GROUPS) as KpiGroup[]).map((group) => (
        <div key={group}>
          <h4>{t.numbers.groups[group]}</h4>
          <dl className="kpi-definitions">
            {GROUPS[group].map((id) => (
              <div key={id}>
                <dt>{data.kpis[id].name}</dt>
                <dd>
                  {data.kpis[id].definition} {data.kpis[id].target !== "" && t.numbers.target(data.kpis[id].target)}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  );
}
