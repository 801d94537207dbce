import type { KpiId } from "../../../src/numbers/kpis.ts";
import { t } from "../page-texts.ts";
import { GROUPS, type KpiGroup } from "./kpi-groups.ts";
import type { Definitions, Numbers } from "./queries.ts";
import { covered, kpiValue, moment } from "./shown.ts";

interface KpiListProps {
  readonly numbers: Numbers;
  /** Of the time before; absent: nothing is compared. */
  readonly earlier: Numbers | undefined;
  readonly definitions: Definitions;
}

/** Each figure with its definition, its target and its coverage, and what it was before. */
export function KpiList(props: KpiListProps) {
  return (
    <div className="stack" data-testid="kpis">
      {(Object.keys(GROUPS) as KpiGroup[]).map((group) => (
        <div key={group} className="kpi-group">
          <h2>{t.numbers.groups[group]}</h2>
          <ul className="kpis">
            {GROUPS[group].map((id) => (
              <KpiCard key={id} id={id} {...props} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function KpiCard({ id, numbers, earlier, definitions }: KpiListProps & { id: KpiId }) {
  const kpi = numbers.kpis.find((one) => one.id === id);
  if (!kpi) return null;
  const { name, definition, target } = definitions.kpis[id];
  const was = kpi.isOfNow ? undefined : earlier?.kpis.find((one) => one.id === id);
  return (
    <li className="kpi" data-kpi={id} data-band={kpi.band ?? "none"}>
      <h3>{name}</h3>
      <p className="kpi-value">
        <strong>{kpiValue(kpi)}</strong>
        {was && was.value !== null && <span className="muted"> {t.numbers.before(kpiValue(was))}</span>}
      </p>
      {kpi.band && (
        <p className="kpi-band">
          <span aria-hidden="true">{t.numbers.sign[kpi.band]}</span> {definitions.bands[kpi.band]}
        </p>
      )}
      {target !== "" && <p>{t.numbers.target(target)}</p>}
      <p className="muted">{definition}</p>
      <p className="muted">
        {kpi.coverage === null ? t.numbers.now(moment(numbers.madeAt)) : t.numbers.coverage(covered(kpi.coverage))}
      </p>
    </li>
  );
}
