import { t } from "../texts.ts";
import type { Definitions, Numbers } from "./queries.ts";
import { kpiValue, moment, share } from "./shown.ts";

interface KpiListProps {
  readonly numbers: Numbers;
  /** Of the time before; absent: nothing is compared. */
  readonly earlier: Numbers | undefined;
  readonly definitions: Definitions;
}

/** Each figure with its definition, its target and its coverage, and what it was before. */
export function KpiList({ numbers, earlier, definitions }: KpiListProps) {
  return (
    <ul className="kpis" data-testid="kpis">
      {numbers.kpis.map((kpi) => {
        const { name, definition, target } = definitions.kpis[kpi.id];
        const was = kpi.isOfNow ? undefined : earlier?.kpis.find(({ id }) => id === kpi.id);
        return (
          <li key={kpi.id} className="kpi" data-kpi={kpi.id} data-band={kpi.band ?? "none"}>
            <h2>{name}</h2>
            <p className="kpi-value">
              <strong>{kpiValue(kpi)}</strong>
              {was && <span className="muted"> {t.numbers.before(kpiValue(was))}</span>}
            </p>
            {kpi.band && (
              <p className="kpi-band">
                <span aria-hidden="true">{t.numbers.sign[kpi.band]}</span> {definitions.bands[kpi.band]}
              </p>
            )}
            {target !== "" && <p>{t.numbers.target(target)}</p>}
            <p className="muted">{definition}</p>
            <p className="muted">
              {kpi.isOfNow ? t.numbers.now(moment(numbers.madeAt)) : t.numbers.coverage(share(numbers.coverage.share))}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
