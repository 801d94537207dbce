import { t } from "../page-texts.ts";
import { alarmed, isUnknown, type Mark } from "./mark.ts";
import { SightSymbol, WaitingCount } from "./symbol.tsx";

/** More than these are read in the table, or on the alarms' own page. */
const MOST = 50;

/** Where something is the matter on a plan, on whichever level, the worst first: one click leads there. */
export function AlarmedList({
  marks,
  levels,
  onGo,
}: {
  marks: readonly Mark[];
  /** Names of levels by their ids; told only where there are several. */
  levels: ReadonlyMap<string, string>;
  onGo: (mark: Mark) => void;
}) {
  const all = alarmed(marks);
  const unknown = marks.filter(isUnknown).length;
  const title = all.length > 0 || unknown === 0 ? t.plans.alarmed(all.length) : t.plans.unknownHere(unknown);
  return (
    <section className="plan-alarmed stack" aria-label={title} data-testid="plan-alarmed">
      <h2>{title}</h2>
      {all.length > 0 && (
        <ul>
          {all.slice(0, MOST).map((mark) => (
            <li key={mark.symbol.id}>
              <button type="button" onClick={() => onGo(mark)}>
                <SightSymbol sight={mark.sight} size={20} />
                <span>
                  <strong>
                    <bdi>{mark.name}</bdi>
                  </strong>
                  {levels.size > 1 && <span className="muted"> · {levels.get(mark.symbol.level)}</span>}
                  <br />
                  <Matter mark={mark} />
                </span>
                <WaitingCount sight={mark.sight} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {all.length > MOST && <p className="muted">{t.plans.alarmedMore(all.length - MOST)}</p>}
      {all.length > 0 && unknown > 0 && <p className="muted">{t.plans.unknownHere(unknown)}</p>}
    </section>
  );
}

/** The worst alarm, without the name that stands above it already. */
function Matter({ mark: { name, sight } }: { mark: Mark }) {
  const worst = sight.is === "seen" ? sight.look.worst : null;
  if (!worst) return null;
  const text = worst.text.startsWith(`${name}: `) ? worst.text.slice(name.length + 2) : worst.text;
  return (
    <>
      <span className="hidden">{t.priority[worst.priority]}, </span>
      <bdi>{text}</bdi>
      <span className="muted"> · {t.state[worst.state]}</span>
    </>
  );
}
