import { PRIORITIES, type Priority } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { PrioritySymbol } from "../shell/symbols.tsx";
import { CALM } from "./board.ts";
import { SightSymbol } from "./symbol.tsx";

const STATES = ["returned", "shelved", "suppressed", "out-of-service"] as const;
const EXAMPLE: Priority = "high";

/** What the symbols of a plan mean: for paper, and for who is new. */
export function Legend() {
  return (
    <section className="plan-legend" aria-label={t.plans.legend}>
      <h2>{t.plans.legend}</h2>
      <ul>
        {PRIORITIES.map((priority) => (
          <li key={priority}>
            <PrioritySymbol priority={priority} size={18} /> {t.priority[priority]}
          </li>
        ))}
        {STATES.map((state) => (
          <li key={state}>
            <PrioritySymbol priority={EXAMPLE} state={state} size={18} /> {t.state[state]}
          </li>
        ))}
        <li>
          <SightSymbol sight={{ is: "unknown", because: "" }} size={18} /> {t.plans.legendUnknown}
        </li>
        <li>
          <SightSymbol sight={{ is: "seen", look: CALM }} size={18} /> {t.plans.calm}
        </li>
        <li>
          <span className="plan-many">3</span> {t.plans.legendMany}
        </li>
      </ul>
    </section>
  );
}
