import { t } from "../page-texts.ts";
import type { Plan } from "./editing.ts";
import { type Mark, sightOfMany } from "./mark.ts";
import { SightSymbol, sightText, WaitingCount } from "./symbol.tsx";

/** The levels of a plan, the highest on top, each with the worst of what is there and how many wait. */
export function Levels({
  levels,
  chosen,
  marks,
  onChoose,
}: {
  levels: Plan["levels"];
  chosen: string;
  marks: readonly Mark[];
  onChoose: (id: string) => void;
}) {
  if (levels.length < 2) return null;
  return (
    <fieldset className="plan-levels">
      <legend>{t.plans.level}</legend>
      {[...levels].reverse().map(({ id, name }) => {
        const sight = sightOfMany(marks.filter(({ symbol }) => symbol.level === id));
        return (
          <label key={id} data-chosen={id === chosen}>
            <input type="radio" name="plan-level" checked={id === chosen} onChange={() => onChoose(id)} />
            <SightSymbol sight={sight} size={18} />
            <bdi>{name}</bdi>
            <span className="hidden">: {sightText(sight)}</span>
            <WaitingCount sight={sight} />
          </label>
        );
      })}
    </fieldset>
  );
}
